import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { systemErrorCode } from '../support/errors.js';

/** How much of a file is read at a time, in bytes, at most. */
export const READ_SIZE = 256 * 1024;

/** How much of a file of this size is read at a time: many small files with large buffers would waste memory. */
export function readSize(bytes: number): number {
  return Math.min(READ_SIZE, bytes + 1);
}

/**
 * What an open file holds from here on, in chunks of at most so many bytes; each is a buffer of its own. Streams do the same
 * at several times the cost for a small file. System errors go up as they are.
 */
export async function* chunksOf(handle: FileHandle, most: number): AsyncGenerator<Uint8Array, void> {
  for (;;) {
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(most), 0, most, null);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}

/** What opening something that is no readable regular file may fail with: a link, a socket, a file that is not for us. */
const NOT_OURS = new Set(['ELOOP', 'ENXIO', 'EACCES', 'EPERM']);

/**
 * SHA-256 (hex) and size of a file that others may have put there, read in pieces. undefined when it is no regular file
 * (a link is not followed, a pipe or device not read), must not be read, does not have the size it should, or grows
 * meanwhile. Other system errors go up as they are.
 */
export async function hashFile(
  path: string,
  expectedBytes?: number,
): Promise<{ readonly sha256: string; readonly bytes: number } | undefined> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const status = await handle.stat();
    if (!status.isFile() || status.size !== (expectedBytes ?? status.size)) return undefined;
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const chunk of chunksOf(handle, readSize(status.size))) {
      hash.update(chunk);
      bytes += chunk.length;
      if (bytes > status.size) return undefined;
    }
    return { sha256: hash.digest('hex'), bytes };
  } catch (error) {
    if (NOT_OURS.has(systemErrorCode(error))) return undefined;
    throw error;
  } finally {
    await handle?.close();
  }
}
