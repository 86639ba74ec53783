import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { systemErrorCode } from '../support/errors.js';
import { arrivalTime, type DataFolder, isArrivalId } from './data-folder.js';

const DAY_MILLISECONDS = 86_400_000;

/**
 * Arrival ids of files that are claimed and not released, by every lane, of any installation and any partner, also one the
 * ledger no longer knows. System errors but a missing folder go up as they are.
 */
export async function claimedArrivals(folder: DataFolder): Promise<ReadonlySet<string>> {
  const arrivals = new Set<string>();
  const partnerFolders = (await namesIn(folder.partners)).flatMap((partnerId) =>
    ['claimed', 'claimed-attachments'].map((lane) => join(folder.partners, partnerId, lane)),
  );
  for (const claimed of [...partnerFolders, folder.claimedPublish]) {
    for (const installation of await namesIn(claimed)) {
      const names = await namesIn(join(claimed, installation));
      for (const name of names) if (isArrivalId(name)) arrivals.add(name);
    }
  }
  return arrivals;
}

/** How many of them were claimed more than a day ago: a gateway that runs takes its own in at once. */
export async function oldClaims(folder: DataFolder, now: Date): Promise<number> {
  const before = arrivalTime(new Date(now.getTime() - DAY_MILLISECONDS));
  return [...(await claimedArrivals(folder))].filter((arrivalId) => arrivalId < before).length;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemErrorCode(error))) return [];
    throw error;
  }
}
