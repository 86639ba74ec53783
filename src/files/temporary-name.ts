import { randomBytes, randomUUID } from 'node:crypto';
import { readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { systemErrorCode } from '../support/errors.js';
import { forgetOldest } from './forget-oldest.js';

/** Tells this process from an earlier one of the same number: in a container every start has the same. */
const INCARNATION = randomBytes(4).toString('hex');
const TEMPORARY_NAME = /^\.x12gw-(\d+)-([0-9a-f]{8})-[0-9a-f-]{36}\.part$/;

/** Folders this process has cleared, or is clearing, those used last at the end. */
const cleared = new Map<string, Promise<void>>();
/** A mailbox has a folder for each day; those of the days before are not written to again. */
const MOST_REMEMBERED = 10_000;

/** A new name for a file that is being written: a dot file that says which process writes it. */
export function newTemporaryName(): string {
  return `.x12gw-${process.pid}-${INCARNATION}-${randomUUID()}.part`;
}

/** True for names of files that were being written: after an unclean stop they hold nothing anybody relies on. */
export function isTemporaryName(name: string): boolean {
  return TEMPORARY_NAME.test(name);
}

/**
 * Removes what processes that are gone were writing in a folder, once while the folder is remembered. Called
 * before a file is written there: work that a crash cut off is done again in the same folder, so that no leftover stays.
 * A folder that cannot be listed and a file that cannot be removed are left as they are; they harm nothing.
 */
export function clearLeftovers(folder: string): Promise<void> {
  const clearing = cleared.get(folder) ?? clear(folder);
  cleared.delete(folder);
  cleared.set(folder, clearing);
  forgetOldest(cleared, MOST_REMEMBERED);
  return clearing;
}

/** How many cleared folders are remembered; at most ten thousand. */
export function clearedFoldersRemembered(): number {
  return cleared.size;
}

async function clear(folder: string): Promise<void> {
  try {
    for (const name of await readdir(folder)) {
      if (isLeftover(name)) await unlink(join(folder, name));
    }
  } catch (error) {
    if (systemErrorCode(error) === '') throw error;
  }
}

function isLeftover(name: string): boolean {
  const [, processId, incarnation] = TEMPORARY_NAME.exec(name) ?? [];
  if (processId === undefined || incarnation === INCARNATION) return false;
  return Number(processId) === process.pid || !isAlive(Number(processId));
}

/** Another process, such as a command that takes a file in beside the gateway, may be writing at this moment. */
function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return systemErrorCode(error) === 'EPERM';
  }
}
