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
  // Where the system cannot tell the birth, the time of the last change stands in its place, here as in the parent.
  const isTold =
    status.birthtimeNs > 0n && (tellsBirth(status) || tellsBirth(await stat(dirname(path), { bigint: true })));
  return isTold ? `${status.ino} ${status.birthtimeNs}` : String(status.ino);
}

/** Whether two identities are of one folder; a birth that only one of them tells does not count. */
export function isSameFolder(one: string, other: string): boolean {
  const [[inode, birth = ''], [otherInode, otherBirth = '']] = [one.split(' '), other.split(' ')];
  return inode === otherInode && (birth === '' || otherBirth === '' || birth === otherBirth);
}

function tellsBirth({ birthtimeNs, ctimeNs }: BigIntStats): boolean {
  return birthtimeNs !== ctimeNs;
}
