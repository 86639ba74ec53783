import { chmod, mkdir, open, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { systemErrorCode } from '../support/errors.js';
import { diskError } from './disk-error.js';
import { forgetOldest } from './forget-oldest.js';

/** Folders whose entry in their parent this process has seen reach the disk, those used last at the end. */
const durable = new Set<string>();
/** A mailbox has a folder for each day; those of the days before are not used again. */
const MOST_REMEMBERED = 10_000;

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

/** As `ensureFolder` for a folder that is used once: only its parents are remembered. */
export async function ensureFolderOnce(path: string, mode = 0o750): Promise<void> {
  try {
    await makeDurable(resolve(path), mode);
  } catch (error) {
    throw diskError(error, 'create a folder', path);
  }
}

/** How many folders are remembered; at most ten thousand. */
export function foldersRemembered(): number {
  return durable.size;
}

async function ensure(path: string, mode: number): Promise<void> {
  await makeDurable(path, mode);
  durable.delete(path);
  durable.add(path);
  forgetOldest(durable, MOST_REMEMBERED);
}

async function makeDurable(path: string, mode: number): Promise<void> {
  if (!(await create(path, mode))) {
    if (!durable.has(path)) await syncParentOfExisting(path);
  } else {
    await chmod(path, mode);
    await syncFolder(dirname(path));
  }
}

/** True when it was created, false when it was there. Fails when something else, or a link to nowhere, has its name. */
async function create(path: string, mode: number): Promise<boolean> {
  try {
    return await createIn(path, mode);
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT' || dirname(path) === path) throw error;
  }
  await ensure(dirname(path), mode);
  return createIn(path, mode);
}

async function createIn(path: string, mode: number): Promise<boolean> {
  try {
    await mkdir(path, { mode });
    return true;
  } catch (error) {
    if (systemErrorCode(error) !== 'EEXIST') throw error;
  }
  // A link whose target is gone, such as a volume that is not mounted, exists as a name and not as a folder.
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (isFolder) return false;
  throw Object.assign(new Error('not a folder, or a link to none'), { code: 'ENOTDIR' });
}

/** A parent we may not open was made by somebody else, long before us. */
async function syncParentOfExisting(path: string): Promise<void> {
  try {
    await syncFolder(dirname(path));
  } catch (error) {
    if (!['EACCES', 'EPERM'].includes(systemErrorCode(error))) throw error;
  }
}
