import { rmdir, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemErrorCode } from '../support/errors.js';
import { diskError } from './disk-error.js';
import { syncFolder } from './durable-folder.js';

/**
 * Removes a file for good: unlink, fsync of the folder. An absent file is a success (an earlier attempt removed it).
 * Returns whether it was there. Raises GatewayError `disk-denied` or `disk-failed`.
 */
export async function removeFile(path: string): Promise<boolean> {
  return remove(path, () => unlink(path), 'remove a file', ['ENOENT']);
}

/** Removes an empty folder for good; an absent one, or one that is not empty, stays a success that returns false. */
export async function removeEmptyFolder(path: string): Promise<boolean> {
  return remove(path, () => rmdir(path), 'remove a folder', ['ENOENT', 'ENOTEMPTY', 'EEXIST']);
}

async function remove(
  path: string,
  action: () => Promise<void>,
  operation: string,
  fine: readonly string[],
): Promise<boolean> {
  let wasThere = true;
  try {
    await action();
  } catch (error) {
    if (!fine.includes(systemErrorCode(error))) throw diskError(error, operation);
    wasThere = false;
  }
  try {
    await syncFolder(dirname(path));
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') throw diskError(error, operation);
  }
  return wasThere;
}
