import { statfs } from 'node:fs/promises';

/** Bytes an ordinary user may still write on the disk of a folder; undefined when that cannot be told. */
export async function freeBytes(folder: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    return undefined;
  }
}
