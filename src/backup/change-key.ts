import { stat } from 'node:fs/promises';
import { removeFile } from '../files/remove-file.js';
import { replaceFile } from '../files/replace-file.js';
import { renameOver, syncFile } from '../files/whole-folder.js';
import type { DataFolder } from '../ingest/data-folder.js';
import type { AuditEntry } from '../store/audit-values.js';
import { takeExclusiveLock } from '../store/sqlite/exclusive-lock.js';
import { type KeyChange, keyChangeFile, rewrittenLedgerFiles } from '../store/sqlite/operations/key-change.js';
import { rekeyLedger } from '../store/sqlite/operations/rekey.js';
import { GatewayError } from '../support/errors.js';

/** A ledger key by its file; absent: the ledger is in the clear. */
export interface LedgerKey {
  /** Absolute. */
  readonly keyFile?: string;
}

/** Who has it done, and when: an ISO instant. */
export interface Order {
  readonly actor: string;
  readonly now: string;
}

/**
 * Gives the ledger another key, while no gateway and no command uses it. The steps: a copy under the new key, checked and
 * synced; a note of the new key file beside the ledger; the rename. Killed at any moment the ledger is under one of the two
 * keys, and repeating it is safe: before the rename the old setting still fits, after it whoever opens the ledger with the
 * old setting is told by the note which one fits.
 * Raises GatewayError `key-unchanged`, `runner-active`, `ledger-busy`, `rekey-not-sound`, `cipher-driver-missing`, and
 * those of the disk.
 */
export async function changeLedgerKey(folder: DataFolder, from: LedgerKey, to: LedgerKey, order: Order): Promise<void> {
  if (from.keyFile === to.keyFile) throw unchanged();
  const details = { wasEncrypted: from.keyFile !== undefined, isEncrypted: to.keyFile !== undefined };
  await writeAnew(folder, from, to, order, { action: 'change-ledger-key', details });
}

/**
 * Writes the ledger anew under the key it has, while no gateway and no command uses it: smaller, and without the remains of
 * what was removed or changed, which a database leaves in its file. Gives its size before and after, in bytes. Killed at any
 * moment the ledger is the old file or the new one. Raises what `changeLedgerKey` raises, but for `key-unchanged`.
 */
export async function compactLedger(
  folder: DataFolder,
  key: LedgerKey,
  order: Order,
): Promise<{ readonly before: number; readonly after: number }> {
  const { size: before } = await stat(folder.ledgerFile);
  await writeAnew(folder, key, key, order, { action: 'compact-ledger', details: { bytesBefore: before } });
  const { size: after } = await stat(folder.ledgerFile);
  return { before, after };
}

async function writeAnew(
  folder: DataFolder,
  from: LedgerKey,
  to: LedgerKey,
  { actor, now }: Order,
  act: Pick<AuditEntry, 'action' | 'details'>,
): Promise<void> {
  const isOther = from.keyFile !== to.keyFile;
  const lock = takeExclusiveLock(folder.runnerLock);
  const operation = isOther ? 'change the key of the ledger' : 'write the ledger anew';
  if (lock === undefined) throw runnerActive(folder.root, operation);
  const { ledgerFile } = folder;
  const [copy, ...beside] = rewrittenLedgerFiles(ledgerFile);
  const removeCopy = async (): Promise<void> => {
    for (const file of [...beside, copy]) await removeFile(file);
  };
  try {
    await removeCopy();
    const note: KeyChange = { keyFile: to.keyFile ?? '', previous: from.keyFile ?? '', at: now };
    await rekeyLedger(ledgerFile, {
      from,
      to,
      copy,
      operation,
      audit: { at: now, actor, subject: 'ledger', ...act },
      async replace() {
        await syncFile(copy);
        if (isOther) await replaceFile(keyChangeFile(ledgerFile), [`${JSON.stringify(note)}\n`]);
        // Spent, and with a page of the ledger in the clear when it was.
        await removeFile(`${ledgerFile}-journal`);
        await renameOver(copy, ledgerFile);
      },
    });
  } catch (error) {
    await removeCopy().catch(() => undefined);
    throw error;
  } finally {
    lock.release();
  }
}

function unchanged(): GatewayError {
  return new GatewayError('The ledger has this key already', {
    code: 'key-unchanged',
    operation: 'change the key of the ledger',
    hint: 'Make a new key file beside the old one; both are needed until the ledger is changed.',
    exitCode: 2,
  });
}

function runnerActive(root: string, operation: string): GatewayError {
  return new GatewayError('A gateway runs on this data directory', {
    code: 'runner-active',
    operation,
    subject: root,
    hint: 'Stop it first: systemctl stop x12gw. It would go on writing to the old file.',
    exitCode: 3,
  });
}
