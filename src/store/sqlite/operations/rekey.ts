import { GatewayError } from '../../../support/errors.js';
import type { AuditEntry } from '../../audit-values.js';
import { Audit } from '../audit.js';
import { changeKey, type Database, newDatabaseFile, openDatabase } from '../driver.js';
import { ledgerError } from '../ledger-error.js';
import { migrate } from '../schema/migrations.js';
import { checkLedger } from './check.js';

/** From which key to which, and how the new file takes the old one's place. */
export interface Rekeying {
  /** Absent: the ledger is in the clear. */
  readonly from: { readonly keyFile?: string };
  /** Absent: it will be in the clear. */
  readonly to: { readonly keyFile?: string };
  /** A new file beside the ledger. */
  readonly copy: string;
  /** The line of the audit trail that tells of it; it stands in the new file alone. */
  readonly audit: AuditEntry;
  /** What is done, in words for errors. */
  readonly operation: string;
  /** Makes the copy durable and renames it over the ledger. */
  readonly replace: () => Promise<void>;
}

/** No version a ledger will ever have: whoever waited for the replaced file is turned away. */
const REPLACED = 2_147_483_647;

/** Short: whoever has the ledger open is a gateway or a long command, and neither will be done in seconds. */
const BUSY_MILLISECONDS = 500;

/**
 * Writes the ledger anew under another key, or the one it has, and has it put in the old one's place, while nobody else
 * can read or write it. The ledger's file is wholly under one key or wholly under the other at every moment. The copy
 * is checked first, and of this program's version. Raises GatewayError `ledger-busy` while another process has it open,
 * `rekey-not-sound`, and what `openDatabase` raises.
 */
export async function rekeyLedger(
  path: string,
  { from, to, copy, audit, operation, replace }: Rekeying,
): Promise<void> {
  const isOther = from.keyFile !== to.keyFile;
  const ciphers = isOther;
  const old = openDatabase(path, { ...from, create: false, ciphers, busyTimeoutMilliseconds: BUSY_MILLISECONDS });
  try {
    lockAlone(old);
    newDatabaseFile(copy);
    old.prepare('VACUUM INTO ?').run(copy);
    const made = openDatabase(copy, { ...from, ciphers, writeAheadLog: false });
    try {
      addAudit(made, audit);
      if (isOther) changeKey(made, to.keyFile);
    } finally {
      made.close();
    }
    checkCopy(copy, to, operation);
    await replace();
    // Processes that waited for the lock hold the old file, which has no name any more: what they wrote would be lost.
    old.pragma(`user_version = ${REPLACED}`);
  } catch (error) {
    throw ledgerError(error, operation);
  } finally {
    old.close();
  }
}

/**
 * Takes the ledger out of write-ahead mode, which no other process may have open, and keeps it locked. The journal is then
 * in memory: one on the disk would be taken for the new file's.
 */
function lockAlone(database: Database): void {
  database.pragma('locking_mode = EXCLUSIVE');
  database.pragma('journal_mode = DELETE');
  database.pragma('journal_mode = MEMORY');
}

/** In the copy: so the line is there when the change is, and only then. */
function addAudit(copy: Database, entry: AuditEntry): void {
  migrate(copy, true);
  const audit = new Audit(copy);
  copy.transaction(() => audit.add(entry)).immediate();
}

function checkCopy(copy: string, key: { readonly keyFile?: string }, operation: string): void {
  const database = openDatabase(copy, { ...key, readonly: true });
  try {
    const [problem] = checkLedger(database);
    if (problem === undefined) return;
    throw new GatewayError(`The ledger is not sound, and stays as it is: ${problem}`, {
      code: 'rekey-not-sound',
      operation,
      hint: 'Run "x12gw doctor"; restore the ledger from the backup, then run this again.',
      exitCode: 3,
    });
  } finally {
    database.close();
  }
}
