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
export function isSameFolder(one: string, other: string): boolean {
  const [[inode, birth = ''], [otherInode, otherBirth = '']] = [one.split(' '), other.split(' ')];
  return inode === otherInode && (birth === '' || otherBirth === '' || birth === otherBirth);
}

/**
 * Where a file system cannot tell the birth, the time of the last change stands in its place, in every folder; where it
 * can, the two differ as soon as something was put into the folder, and sooner or later in one above it.
 */
async function tellsBirth(path: string, { birthtimeNs, ctimeNs, dev }: BigIntStats): Promise<boolean> {
  if (birthtimeNs !== ctimeNs) return true;
  const parent = dirname(path);
  if (parent === path) return false;
  const above = await stat(parent, { bigint: true });
  return above.dev === dev && tellsBirth(parent, above);
}
