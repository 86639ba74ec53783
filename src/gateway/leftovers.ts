import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { removeFile } from '../files/remove-file.js';
import { spoolOwnerOf } from '../files/spool.js';
import type { Ledger } from '../store/ledger.js';
import { rewrittenLedgerFiles } from '../store/sqlite/operations/key-change.js';
import { isUnfinished } from './unfinished.js';

/**
 * Removes a copy of the ledger that `ledger rekey` or `ledger compact` was making when it was killed: it holds all that the
 * ledger holds. Only while this process holds the runner's lock, as those commands do.
 */
export async function clearRewrittenLedger(ledgerFile: string): Promise<void> {
  for (const file of rewrittenLedgerFiles(ledgerFile)) await removeFile(file, { sync: false });
}

/**
 * Removes large answers that a crash or a failed commit kept from the ledger: files in the spool (absolute) of a
 * submission that is not finished and that none of its answers refers to. Only while this process holds the runner's lock
 * and works on nothing; or, with `only`, between the begin of an attempt at that submission and what it writes, since
 * from then on no older commit can come true any more.
 */
export async function clearSpool(
  spool: string,
  ledger: Pick<Ledger, 'submission' | 'answersOf'>,
  inside: (relativePath: string) => string,
  only?: number,
): Promise<void> {
  for (const name of await readdir(spool)) {
    const id = spoolOwnerOf(name);
    if (only !== undefined && id !== only) continue;
    const submission = id === undefined ? undefined : ledger.submission({ id });
    if (submission === undefined || !isUnfinished(submission)) continue;
    const path = join(spool, name);
    const isKept = ledger
      .answersOf(submission.id)
      .some(({ spoolPath }) => spoolPath !== '' && inside(spoolPath) === path);
    if (!isKept) await removeFile(path);
  }
}
