import type { Ledger } from '../../store/ledger.js';
import { takeExclusiveLock } from '../../store/sqlite/exclusive-lock.js';

/**
 * How many loads of reference files did not come to their end: cut off by a crash, or dropped and not wholly removed.
 * None while an import runs, which holds `lockFile` and removes them itself. With `repair` their rows are removed. Raises
 * what the ledger raises.
 */
export async function referencesLeft(
  ledger: Pick<Ledger, 'referencesLeft' | 'dropReference'>,
  lockFile: string,
  { repair }: { readonly repair: boolean },
): Promise<number> {
  // The lock is a file: an installation that is sound is looked at without making one.
  if (ledger.referencesLeft().length === 0) return 0;
  const lock = takeExclusiveLock(lockFile);
  if (lock === undefined) return 0;
  try {
    const left = ledger.referencesLeft();
    if (repair) for (const edition of left) await ledger.dropReference(edition);
    return left.length;
  } finally {
    lock.release();
  }
}
