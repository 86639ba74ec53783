import { newDatabaseFile, openDatabase } from '../driver.js';
import { ledgerError } from '../ledger-error.js';

/**
 * Writes a copy of the ledger as of this moment to a new file (mode 0600, one file, no log beside it), encrypted as the
 * ledger is. One read transaction: others go on committing meanwhile, and what they commit is not in the copy. Holds no
 * more than the database's cache, and does not return before it is done; the file is not synced yet.
 * Raises what `openDatabase` raises, `ledger-full` when the disk of `target` is full, and system errors of `target`.
 */
export function snapshotLedger(path: string, target: string, key: { readonly keyFile?: string }): void {
  const database = openDatabase(path, { ...key, readonly: true });
  try {
    newDatabaseFile(target);
    // Not the driver's page-by-page backup: that begins again whenever another process commits.
    database.prepare('VACUUM INTO ?').run(target);
  } catch (error) {
    throw ledgerError(error, 'copy the ledger');
  } finally {
    database.close();
  }
}
