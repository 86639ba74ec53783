/** JSON nested deeper than this is no schema of ours: the deepest shipped guide has 22 levels. */
export const DEEPEST_SCHEMA = 100;

/** True when the document has more than `deepest` levels of objects and lists. Needs no stack of that depth. */
export function isDeeper(document: unknown, deepest: number): boolean {
  let level = [document];
  for (let depth = 0; depth <= deepest; depth++) {
    level = level.flatMap((value) => (typeof value === 'object' && value !== null ? Object.values(value) : []));
    if (level.length === 0) return false;
  }
  return true;
}
