import { chmod, mkdir, open } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { systemErrorCode } from '../support/errors.js';
import { diskError } from './disk-error.js';

/** Folders whose entry in their parent this process has seen reach the disk. */
const durable = new Set<string>();

/** Flushes a folder's entries to the disk, so that files linked, renamed or unlinked in it stay so after a power cut. */
export async function syncFolder(path: string | Buffer): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Makes sure a folder exists and survives a power cut. Missing folders are created one by one, parents first, with
 * exactly `mode`, and each parent is synced before the next level begins; so of a chain left by a crash only the last
 * folder can be unsynced, and that one is synced here the first time this process meets it.
 * Raises GatewayError `disk-full`, `disk-denied` or `disk-failed`.
 */
export async function ensureFolder(path: string, mode = 0o750): Promise<void> {
  try {
    await ensure(resolve(path), mode);
  } catch (error) {
    throw diskError(error, 'create a folder', path);
  }
}

async function ensure(path: string, mode: number): Promise<void> {
  if (!(await create(path, mode))) {
    if (!durable.has(path)) await syncParentOfExisting(path);
  } else {
    await chmod(path, mode);
    await syncFolder(dirname(path));
  }
  durable.add(path);
}

/** True when it was created, false when it was there. */
async function create(path: string, mode: number): Promise<boolean> {
  try {
    await mkdir(path, { mode });
    return true;
  } catch (error) {
    if (systemErrorCode(error) === 'EEXIST') return false;
    if (systemErrorCode(error) !== 'ENOENT' || dirname(path) === path) throw error;
  }
  await ensure(dirname(path), mode);
  return create(path, mode);
}

/** A parent we may not open was made by somebody else, long before us. */
async function syncParentOfExisting(path: string): Promise<void> {
  try {
    await syncFolder(dirname(path));
  } catch (error) {
    if (!['EACCES', 'EPERM'].includes(systemErrorCode(error))) throw error;
  }
}
