import { rmdir, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemErrorCode } from '../support/errors.js';
import { diskError } from './disk-error.js';
import { syncFolder } from './durable-folder.js';

export interface RemoveOptions {
  /** False: without the fsync, for what is recognized and removed again should it come back after a power cut. */
  readonly sync?: boolean;
}

/**
 * Removes a file for good: unlink, fsync of the folder. An absent file is a success (an earlier attempt removed it).
 * Returns whether it was there. Raises GatewayError `disk-denied` or `disk-failed`.
 */
export async function removeFile(path: string, options: RemoveOptions = {}): Promise<boolean> {
  return remove(path, () => unlink(path), 'remove a file', ['ENOENT'], options);
}

/** Removes an empty folder for good; an absent one, or one that is not empty, stays a success that returns false. */
export async function removeEmptyFolder(path: string, options: RemoveOptions = {}): Promise<boolean> {
  return remove(path, () => rmdir(path), 'remove a folder', ['ENOENT', 'ENOTEMPTY', 'EEXIST'], options);
}

async function remove(
  path: string,
  action: () => Promise<void>,
  operation: string,
  fine: readonly string[],
  options: RemoveOptions,
): Promise<boolean> {
  let wasThere = true;
  try {
    await action();
  } catch (error) {
    if (!fine.includes(systemErrorCode(error))) throw diskError(error, operation);
    wasThere = false;
  }
  if (options.sync === false) return wasThere;
  try {
    await syncFolder(dirname(path));
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') throw diskError(error, operation);
  }
  return wasThere;
}
