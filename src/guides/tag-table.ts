/**
 * Segment ids of a guide and their numbers as an open-addressed table: asked once for every segment, so quicker than a
 * Map. A segment id is packed as `packTag` does.
 */
export interface TagTable {
  /** Packed ids; -2 where free, since -1 is an id that is none. A power of two long, at most a quarter full. */
  readonly ids: Int32Array;
  readonly indexes: Int16Array;
}

const FREE = -2;

/** Builds the table; the ids are numbered in the order of the map. */
export function tagTable(tags: ReadonlyMap<number, number>): TagTable {
  let size = 64;
  while (size < tags.size * 4) size *= 2;
  const ids = new Int32Array(size).fill(FREE);
  const indexes = new Int16Array(size);
  for (const [id, index] of tags) {
    let at = slotOf(id, size);
    while (ids[at] !== FREE) at = (at + 1) & (size - 1);
    ids[at] = id;
    indexes[at] = index;
  }
  return { ids, indexes };
}

/** The id's number, -1 when the guide does not use it. */
export function tagIndex(table: TagTable, id: number): number {
  const { ids } = table;
  for (let at = slotOf(id, ids.length); ; at = (at + 1) & (ids.length - 1)) {
    const found = ids[at]!;
    if (found === id) return table.indexes[at]!;
    if (found === FREE) return -1;
  }
}

function slotOf(id: number, size: number): number {
  const mixed = Math.imul(id, 0x9e3779b1);
  return (mixed ^ (mixed >>> 15)) & (size - 1);
}
