import { rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { diskError } from './disk-error.js';
import { syncFolder } from './durable-folder.js';
import { dropTemporary, writeTemporary } from './temporary-file.js';
import type { Chunks } from './write-hashed.js';

/**
 * Puts a file at `target`, in place of one that may be there, so that a reader and a power cut see the old file or the
 * new one, never a part: temporary dot file in the same folder, fsync, rename, fsync of the folder. For what a person's
 * command writes over and over; answers that were sent are never replaced (`publishFile`). The folder must exist. A link
 * at `target` is replaced itself, not what it points to. `mode`: permission bits, exact.
 * Raises GatewayError `disk-full`, `disk-denied`, `disk-failed`; nothing temporary is left behind.
 */
export async function replaceFile(target: string, content: Chunks, mode = 0o640): Promise<void> {
  try {
    const temporary = await writeTemporary(dirname(target), content, mode);
    try {
      await rename(temporary.path, target);
    } catch (error) {
      await dropTemporary(temporary.path);
      throw error;
    }
    await syncFolder(dirname(target));
  } catch (error) {
    throw diskError(error, 'replace a file', target);
  }
}
