import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A model of what a disk holds after a power cut, built from the system calls of one run. What it assumes:
 * - Content of a file survives when `fsync` or `fdatasync` of that file began after the write ended. The sync says
 *   nothing about the file's name.
 * - A name (create, link, rename, unlink, mkdir) survives when `fsync` of a folder it touches began after it. A rename
 *   is one step, as on journalling file systems: never half.
 * - Anything else may be kept or lost, each name on its own and each file's writes up to any point, the last one torn
 *   at a sector.
 * - SQLite's `-shm` is memory shared by processes and never on the disk.
 */

export interface Inode {
  readonly id: number;
  readonly isFolder: boolean;
  readonly content: Buffer;
  readonly mode: number;
}

/** A change of one or two folders' names. `inode` enters at `to` and leaves `from`. */
export interface NameChange {
  readonly kind: 'name';
  readonly at: number;
  readonly inode: number;
  readonly from?: Place;
  readonly to?: Place;
  /** The moment from which it survives; infinite while no sync has covered it. */
  durableFrom: number;
}

export interface Place {
  readonly folder: number;
  readonly name: string;
}

export interface ContentChange {
  readonly kind: 'content';
  readonly at: number;
  readonly inode: number;
  readonly change:
    | { readonly write: Buffer; readonly offset: number }
    | { readonly size: number }
    | { readonly mode: number };
  /** The moment from which it survives; infinite while no sync has covered it. */
  durableFrom: number;
}

/** A disk as it was before a recorded run, and all that the run did to it, in order. */
export interface DiskHistory {
  /** Files and folders by number; the root is 1. Those the run made are among them, empty. */
  readonly inodes: ReadonlyMap<number, Inode>;
  /** The names in each folder before the run. */
  readonly names: ReadonlyMap<number, ReadonlyMap<string, number>>;
  readonly changes: readonly (NameChange | ContentChange)[];
  /** Moments at which a sync returned. */
  readonly syncs: readonly number[];
}

/** Chooses what a cut keeps of what it need not keep. Both are asked once for each change or file, in order. */
export interface Chance {
  keepsName(): boolean;
  /** How many of `pending` writes of one file are kept, 0 to `pending`; with a fraction, the next one is torn there. */
  keepsWrites(pending: number): number;
}

/** What stands below the root after a cut, by path relative to it. */
export type DiskTree = ReadonlyMap<
  string,
  { readonly isFolder: boolean; readonly content: Buffer; readonly mode: number }
>;

const SECTOR = 512;
/** Moments are positions in the recording. */
export class DiskModel {
  readonly #history: DiskHistory;

  constructor(history: DiskHistory) {
    this.#history = history;
  }

  /**
   * Positions in the recording right before a sync had its effect, and the last one. What is safe changes at no other
   * moment, and at none between two of them could more be read by others; so these stand for all.
   */
  get syncMoments(): readonly number[] {
    return sorted([...this.#history.syncs.map((left) => left - 1), this.#history.changes.at(-1)?.at ?? 0]);
  }

  /** Positions right after a name changed. */
  get nameMoments(): readonly number[] {
    return sorted(this.#history.changes.flatMap(({ kind, at }) => (kind === 'name' ? [at] : [])));
  }

  /** What the disk holds after a power cut at `moment`. Without `chance` everything unsynced is lost. */
  cutAt(moment: number, chance?: Chance): DiskTree {
    return this.#build(moment, chance ?? { keepsName: () => false, keepsWrites: () => 0 });
  }

  /** What anybody could read at `moment`. */
  visibleAt(moment: number): DiskTree {
    return this.#build(moment, { keepsName: () => true, keepsWrites: (pending) => pending });
  }

  #build(moment: number, chance: Chance): DiskTree {
    const names = new Map([...this.#history.names].map(([folder, entries]) => [folder, new Map(entries)]));
    const pending = new Map<number, { change: ContentChange['change']; isSafe: boolean }[]>();
    for (const change of this.#history.changes) {
      if (change.at > moment) break;
      const isSafe = change.durableFrom <= moment;
      if (change.kind === 'content') {
        const list = pending.get(change.inode);
        if (list === undefined) pending.set(change.inode, [{ change: change.change, isSafe }]);
        else list.push({ change: change.change, isSafe });
      } else if (isSafe || chance.keepsName()) apply(names, change);
    }
    const tree = new Map<string, { isFolder: boolean; content: Buffer; mode: number }>();
    const walk = (folder: number, path: string): void => {
      for (const [name, id] of names.get(folder) ?? []) {
        if (name.endsWith('-shm')) continue;
        const inode = this.#history.inodes.get(id)!;
        const child = path === '' ? name : `${path}/${name}`;
        tree.set(child, { isFolder: inode.isFolder, ...contentAfter(inode, pending.get(id) ?? [], chance) });
        if (inode.isFolder) walk(id, child);
      }
    };
    walk(1, '');
    return tree;
  }
}

/** Writes a tree into a new folder. */
export function materialise(tree: DiskTree, folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const [path, { isFolder, content, mode }] of tree) {
    const target = join(folder, path);
    if (isFolder) mkdirSync(target);
    else writeFileSync(target, content);
    chmodSync(target, mode);
  }
}

function sorted(numbers: readonly number[]): number[] {
  return [...new Set(numbers)].sort((a, b) => a - b);
}

function apply(names: Map<number, Map<string, number>>, change: NameChange): void {
  const { from, to, inode } = change;
  if (from !== undefined && names.get(from.folder)?.get(from.name) === inode) names.get(from.folder)!.delete(from.name);
  if (to === undefined) return;
  const entries = names.get(to.folder) ?? new Map<string, number>();
  names.set(to.folder, entries);
  entries.set(to.name, inode);
}

/** Safe changes all happen; of the others, in order, as many as chance has it. */
function contentAfter(
  inode: Inode,
  changes: readonly { readonly change: ContentChange['change']; readonly isSafe: boolean }[],
  chance: Chance,
): { content: Buffer; mode: number } {
  const unsafe = changes.filter(({ isSafe }) => !isSafe).length;
  let left = unsafe === 0 ? 0 : chance.keepsWrites(unsafe);
  const file = new GrowingFile(inode.content);
  let { mode } = inode;
  for (const { change, isSafe } of changes) {
    const share = isSafe ? 1 : Math.min(1, left);
    if (!isSafe) left = Math.max(0, left - 1);
    if (share === 0) continue;
    if ('mode' in change) mode = change.mode;
    else if ('size' in change) file.resize(change.size);
    else file.write(share === 1 ? change.write : torn(change.write, share), change.offset);
  }
  return { content: file.content, mode };
}

function torn(bytes: Buffer, share: number): Buffer {
  return bytes.subarray(0, Math.floor((bytes.length * share) / SECTOR) * SECTOR);
}

class GrowingFile {
  #buffer: Buffer;
  #size: number;
  #isOwn = false;

  constructor(content: Buffer) {
    this.#buffer = content;
    this.#size = content.length;
  }

  get content(): Buffer {
    return this.#buffer.subarray(0, this.#size);
  }

  write(bytes: Buffer, offset: number): void {
    if (bytes.length === 0) return;
    this.#reserve(offset + bytes.length);
    bytes.copy(this.#buffer, offset);
    this.#size = Math.max(this.#size, offset + bytes.length);
  }

  resize(size: number): void {
    this.#reserve(size);
    if (size < this.#size) this.#buffer.fill(0, size, this.#size);
    this.#size = size;
  }

  #reserve(size: number): void {
    if (this.#isOwn && size <= this.#buffer.length) return;
    const larger = Buffer.alloc(Math.max(size, this.#buffer.length) * 2);
    this.#buffer.copy(larger, 0, 0, this.#size);
    this.#buffer = larger;
    this.#isOwn = true;
  }
}
