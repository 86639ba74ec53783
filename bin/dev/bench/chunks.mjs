import { closeSync, openSync, readSync } from 'node:fs';

const CHUNK = 256 * 1024;

/**
 * The file's first bytes up to `limit`, in chunks that reuse one buffer, as the gateway reads: a chunk holds until the
 * next one is asked for.
 */
export function* chunks(file, limit) {
  const handle = openSync(file, 'r');
  try {
    const buffer = Buffer.allocUnsafeSlow(Math.min(CHUNK, limit + 1));
    for (let left = limit; left > 0; ) {
      const read = readSync(handle, buffer, 0, Math.min(buffer.length, left), null);
      if (read === 0) return;
      left -= read;
      yield buffer.subarray(0, read);
    }
  } finally {
    closeSync(handle);
  }
}
