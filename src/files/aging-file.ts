import { linkSync, renameSync, statSync, unlinkSync } from 'node:fs';
import { utimes } from 'node:fs/promises';
import { systemErrorCode } from '../support/errors.js';
import { diskError } from './disk-error.js';

/** What `removeAged` calls a file for a moment; found only after a crash in that moment. */
const ASIDE = '.removing';

/** The name a file has, or had before a crash left it put aside. */
export function nameBeforeRemoval(path: string): string {
  return path.endsWith(ASIDE) ? path.slice(0, -ASIDE.length) : path;
}

/**
 * Gives a file the present as its time, so that nobody takes it for one that is long forgotten. False when it is gone:
 * somebody removed it at this very moment. System errors go up as they are.
 */
export async function makeYoung(path: string): Promise<boolean> {
  const now = new Date();
  try {
    await utimes(path, now, now);
    return true;
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

/**
 * Removes a file that was not changed since `before` and that nobody wants, also beside a process that calls `makeYoung`
 * to keep it: taken aside first, so that nothing comes between the last look and the removal. Not synced, and waits for
 * nothing. One that a crash left aside is put back, or removed. False when it stays. Raises GatewayError of the disk.
 */
export function removeAged(path: string, before: Date, isWanted: () => boolean): boolean {
  const target = nameBeforeRemoval(path);
  const aside = `${target}${ASIDE}`;
  try {
    if (path !== aside) renameSync(path, aside);
    const stays = isWanted() || statSync(aside).mtimeMs > before.getTime();
    if (stays) putBack(aside, target);
    unlinkSync(aside);
    return !stays;
  } catch (error) {
    throw diskError(error, 'remove a file', target);
  }
}

function putBack(aside: string, target: string): void {
  try {
    linkSync(aside, target);
  } catch (error) {
    // Whoever wanted it has written it once more.
    if (systemErrorCode(error) !== 'EEXIST') throw error;
  }
}
