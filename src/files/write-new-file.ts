import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { Chunks } from './temporary-file.js';

/** What was written. */
export interface WrittenFile {
  /** Hex digest of the content. */
  readonly sha256: string;
  readonly bytes: number;
}

/** How a new file is made. */
export interface NewFile {
  /** Permission bits, exact. */
  readonly mode: number;
  /** Its modification time; the present when left out. */
  readonly modifiedAt?: Date;
}

/**
 * Writes a file that must not be there, hashing on the way, and flushes it to the disk; its folder is not synced. For
 * folders that nobody reads before they are whole. Holds one chunk at a time. What the chunks throw and system errors go up
 * as they are; the part that was written stays.
 */
export async function writeNewFile(path: string, chunks: Chunks, { mode, modifiedAt }: NewFile): Promise<WrittenFile> {
  const hash = createHash('sha256');
  let bytes = 0;
  const handle = await open(path, 'wx', mode);
  try {
    await handle.chmod(mode);
    for await (const chunk of chunks) {
      const content = typeof chunk === 'string' ? Buffer.from(chunk, 'utf8') : chunk;
      hash.update(content);
      bytes += content.byteLength;
      await handle.writeFile(content);
    }
    if (modifiedAt !== undefined) await handle.utimes(modifiedAt, modifiedAt);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { sha256: hash.digest('hex'), bytes };
}
