import { open } from 'node:fs/promises';
import { type Chunks, type WrittenFile, writeHashed } from './write-hashed.js';

/** How a new file is made. */
export interface NewFile {
  /** Permission bits, exact. */
  readonly mode: number;
  /** Its modification time; the present when left out. */
  readonly modifiedAt?: Date;
  /** False: the caller flushes it (`flushFiles`). */
  readonly sync?: boolean;
}

/**
 * Writes a file that must not be there, hashing on the way, strings as UTF-8, and flushes it to the disk unless the
 * caller does; its folder is not synced. For folders that nobody reads before they are whole. Holds one chunk at a
 * time. What the chunks throw and system errors go up as they are; the part that was written stays.
 */
export async function writeNewFile(
  path: string,
  chunks: Chunks,
  { mode, modifiedAt, sync }: NewFile,
): Promise<WrittenFile> {
  const handle = await open(path, 'wx', mode);
  try {
    await handle.chmod(mode);
    const written = await writeHashed(handle, chunks, 'utf8');
    if (modifiedAt !== undefined) await handle.utimes(modifiedAt, modifiedAt);
    if (sync !== false) await handle.sync();
    return written;
  } finally {
    await handle.close();
  }
}
