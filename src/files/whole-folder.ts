import type { Dirent } from 'node:fs';
import { link, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { systemErrorCode } from '../support/errors.js';
import { syncFolder } from './durable-folder.js';

/** What another name for a file may fail with where the file system cannot give one, or not one more. */
const NO_LINK = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV', 'ENOENT']);

/** Gives a file of ours a second name; false when the file system cannot. Not synced. Other system errors go up. */
export async function linkFile(existing: string, path: string): Promise<boolean> {
  try {
    await link(existing, path);
    return true;
  } catch (error) {
    if (NO_LINK.has(systemErrorCode(error))) return false;
    throw error;
  }
}

/** Flushes a file that somebody else wrote, such as the database. System errors go up as they are. */
export async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Flushes the entries of a folder and of all folders below it. System errors go up as they are. */
export async function syncFolders(path: string): Promise<void> {
  for (const entry of await readdir(path, { withFileTypes: true })) {
    if (entry.isDirectory()) await syncFolders(join(path, entry.name));
  }
  await syncFolder(path);
}

/** Gives a folder that is whole its final name, durably; the name must be free. System errors go up as they are. */
export async function renameFolder(path: string, target: string): Promise<void> {
  await rename(path, target);
  await syncFolder(dirname(target));
}

/** Renames a file over another one in the same folder, durably. System errors go up as they are. */
export async function renameOver(path: string, target: string): Promise<void> {
  await rename(path, target);
  await syncFolder(dirname(target));
}

/** Removes a folder with all that is in it; an absent one is fine. System errors go up as they are. */
export async function removeFolder(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
}

/**
 * The paths of all plain files below a folder, relative to it and with `/`, in their order as text; links, pipes and devices are passed over. An absent
 * folder has none. Holds the names of one folder at each level.
 */
export async function* filesBelow(folder: string, prefix = ''): AsyncGenerator<string> {
  // `a/` sorts behind `a-b`, as the paths of what lies in it do.
  const inOrder = (await entriesOf(folder))
    .map((entry) => ({ entry, key: entry.isDirectory() ? `${entry.name}/` : entry.name }))
    .sort((one, other) => (one.key < other.key ? -1 : 1));
  for (const { entry, key } of inOrder) {
    if (entry.isDirectory()) yield* filesBelow(join(folder, entry.name), `${prefix}${key}`);
    else if (entry.isFile()) yield `${prefix}${entry.name}`;
  }
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemErrorCode(error))) return [];
    throw error;
  }
}
