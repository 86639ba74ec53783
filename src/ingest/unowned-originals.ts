import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ledger } from '../store/ledger.js';
import { systemErrorCode } from '../support/errors.js';
import { claimedArrivals } from './claimed-arrivals.js';
import { arrivalTime, type DataFolder, originalArrivalId } from './data-folder.js';

/** A copy of a received file that no receipt names: nobody was promised anything about it. */
export interface UnownedOriginal {
  readonly arrivalId: string;
  /** Absolute. */
  readonly path: string;
}

/** How old a copy must be: between it and its receipt others of the same `submit` are copied. */
const LEAST_AGE_MILLISECONDS = 3_600_000;
const DAY = 86_400_000;

/**
 * Copies in `originals/` that a crash or a failed commit kept from their receipt, older than an hour by their arrival id.
 * One whose claimed file still stands is none: its intake goes on. Changes nothing, and may run beside a gateway.
 * `days`: look only at the folders of so many days back. System errors go up as they are.
 */
export async function unownedOriginals(
  folder: DataFolder,
  ledger: Pick<Ledger, 'submission'>,
  now: Date,
  days?: number,
): Promise<UnownedOriginal[]> {
  const before = arrivalTime(new Date(now.getTime() - LEAST_AGE_MILLISECONDS));
  const firstDay = days === undefined ? '' : new Date(now.getTime() - days * DAY).toISOString().slice(0, 10);
  const unowned: UnownedOriginal[] = [];
  for (const day of await namesIn(folder.originals)) {
    if (day < firstDay) continue;
    for (const name of await namesIn(join(folder.originals, day))) {
      const arrivalId = originalArrivalId(name);
      if (arrivalId === undefined || arrivalId >= before) continue;
      if (ledger.submission({ arrivalId }) !== undefined) continue;
      unowned.push({ arrivalId, path: join(folder.originals, day, name) });
    }
  }
  if (unowned.length === 0) return [];
  const claimed = await claimedArrivals(folder);
  // Asked again after the claimed files were listed: one that was released meanwhile has its receipt now.
  return unowned.filter(({ arrivalId }) => !claimed.has(arrivalId) && ledger.submission({ arrivalId }) === undefined);
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemErrorCode(error))) return [];
    throw error;
  }
}
