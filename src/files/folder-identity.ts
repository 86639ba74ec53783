import type { BigIntStats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * What tells a folder from another one at the same path: its inode number, `64`, and where the file system keeps it the
 * moment it was made, `64 1700000000123456789`. Both stay over a restart; an inode number alone may be given again once its
 * folder is gone. '' for a path that leads to no folder. Raises what `stat` raises.
 */
export async function folderIdentity(path: string): Promise<string> {
  const status = await stat(path, { bigint: true });
  if (!status.isDirectory()) return '';
  const isTold = status.birthtimeNs > 0n && (await tellsBirth(path, status));
  return isTold ? `${status.ino} ${status.birthtimeNs}` : String(status.ino);
}

/** Whether two identities are of one folder; a birth that only one of them tells does not count. */
function isSameFolder(one: string, other: string): boolean {
  const [[inode, birth = ''], [otherInode, otherBirth = '']] = [one.split(' '), other.split(' ')];
  return inode === otherInode && (birth === '' || otherBirth === '' || birth === otherBirth);
}

/**
 * Whether the folder at `path`, whose identity is `identity`, is the `known` one. One whose birth was told and that tells none
 * now, where births are told, is the root of another file system into which nothing was put yet. Raises what `stat` raises.
 */
export async function isKnownFolder(path: string, identity: string, known: string): Promise<boolean> {
  if (!isSameFolder(identity, known)) return false;
  return !(tellsMore(known, identity) && (await areBirthsTold(path)));
}

/** Whether the system tells the birth of this folder or of one above it, on whatever file system. */
async function areBirthsTold(path: string): Promise<boolean> {
  const { birthtimeNs, ctimeNs } = await stat(path, { bigint: true });
  if (birthtimeNs > 0n && birthtimeNs !== ctimeNs) return true;
  const parent = dirname(path);
  return parent !== path && areBirthsTold(parent);
}

/** Whether an identity of the same folder as another tells its birth, which that one does not. */
export function tellsMore(identity: string, known: string): boolean {
  return identity.startsWith(`${known} `);
}

/**
 * Where a file system cannot tell the birth, the time of the last change stands in its place, in every folder; where it
 * can, the two differ as soon as something was put into the folder, and sooner or later in one above it. The root of a file
 * system that was just mounted has none above: until something is in it, its birth cannot be told.
 */
async function tellsBirth(path: string, { birthtimeNs, ctimeNs, dev }: BigIntStats): Promise<boolean> {
  if (birthtimeNs !== ctimeNs) return true;
  const parent = dirname(path);
  if (parent === path) return false;
  const above = await stat(parent, { bigint: true });
  return above.dev === dev && tellsBirth(parent, above);
}
