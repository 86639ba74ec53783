import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** How much of a file is read at a time, in bytes. */
export const READ_SIZE = 256 * 1024;

/** SHA-256 (hex) and size of a file, read in pieces. System errors go up as they are. */
export async function hashFile(path: string): Promise<{ readonly sha256: string; readonly bytes: number }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: READ_SIZE })) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { sha256: hash.digest('hex'), bytes };
}
