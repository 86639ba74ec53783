import type { BackupRow, NamedFile, NamedFileKind, NumberSkip } from '../../backup-values.js';
import type { Audit } from '../audit.js';
import type { Database, Statement } from '../driver.js';
import { misuse } from '../misuse.js';
import { LAST_CONTROL_NUMBER } from '../sequences.js';

/**
 * Ordered by name, so that a reader of two such lists needs to hold neither. Prepared when asked, since they read a table
 * whole. A refused document was never kept; what was removed after its time is not there any more.
 */
const NAMED: Readonly<Record<NamedFileKind, string>> = {
  original:
    "SELECT DISTINCT original_path AS name, bytes, sha256 FROM submission WHERE original_removed_at = '' ORDER BY 1",
  document: `SELECT DISTINCT sha256 AS name, bytes, sha256 FROM document
    WHERE state <> 'refused' AND removed_at = '' ORDER BY 1`,
  sealed: `SELECT sealed_path AS name, sealed_bytes AS bytes, sealed_sha256 AS sha256 FROM answer
    WHERE sealed_path <> '' ORDER BY 1`,
  spool:
    "SELECT DISTINCT spool_path AS name, bytes, sha256 FROM answer WHERE content IS NULL AND spool_path <> '' AND content_removed_at = '' ORDER BY 1",
};

/** Tables whose ids people see and quote; the names of answers' files are made of the first's. */
const NUMBERED_TABLES = ['submission', 'document'];

/** Production and test, from the highest number that was given or left out before. */
const SKIP_HANDOFFS = `
  INSERT INTO handoff_left_out
  SELECT environment, max(
      coalesce((SELECT max(number) FROM handoff WHERE handoff.environment = one.environment), 0),
      coalesce((SELECT last FROM handoff_left_out AS earlier WHERE earlier.environment = one.environment), 0)) + ?
  FROM (SELECT 'production' AS environment UNION ALL SELECT 'test') AS one WHERE true
  ON CONFLICT (environment) DO UPDATE SET last = excluded.last`;

/**
 * No folder of a restored installation is the one that answers were delivered into, whatever its inode number and
 * birth. Where none waits there, the first one that is found may be it.
 */
const FORGET_OUTBOXES = `
  UPDATE partner SET outbox_folder = CASE WHEN EXISTS (
    SELECT 1 FROM answer WHERE answer.partner_id = partner.id AND state = 'delivered' AND target = 'mailbox')
    THEN 'restored' ELSE '' END`;

/** Backups of the ledger, and what follows from a restore. */
export class Backups {
  readonly #database: Database;
  readonly #audit: Audit;
  readonly #record: Statement;
  readonly #last: Statement<[], Omit<BackupRow, 'isEncrypted'> & { isEncrypted: number }>;

  constructor(database: Database, audit: Audit) {
    this.#database = database;
    this.#audit = audit;
    this.#record = database.prepare(
      'INSERT INTO backup (set_name, finished_at, files, bytes, is_encrypted) VALUES (?, ?, ?, ?, ?)',
    );
    this.#last = database.prepare(`
      SELECT set_name AS setName, finished_at AS finishedAt, files, bytes, is_encrypted AS isEncrypted
      FROM backup ORDER BY id DESC LIMIT 1`);
  }

  record({ setName, finishedAt, files, bytes, isEncrypted }: BackupRow): void {
    this.#record.run(setName, finishedAt, files, bytes, isEncrypted ? 1 : 0);
  }

  last(): BackupRow | undefined {
    const row = this.#last.get();
    return row && { ...row, isEncrypted: row.isEncrypted === 1 };
  }

  named(kind: NamedFileKind): Iterable<NamedFile> {
    return this.#database.prepare<[], NamedFile>(NAMED[kind]).iterate();
  }

  /** Leaves out numbers of every sequence, in the caller's transaction. */
  skip({ numbers, paNumbers, setName, actor, now }: NumberSkip): void {
    const database = this.#database;
    if (numbers > 0) {
      this.#requireRoom(numbers, paNumbers);
      database
        .prepare('INSERT INTO control_gap SELECT our_id, partner_id, next, next + ? - 1 FROM control_sequence')
        .run(numbers);
      database.prepare('UPDATE control_sequence SET next = next + ?').run(numbers);
      database
        .prepare("UPDATE number_sequence SET next = next + CASE kind WHEN 'pa-number' THEN ? ELSE ? END")
        .run(paNumbers, numbers);
      database.prepare(SKIP_HANDOFFS).run(numbers);
      for (const table of NUMBERED_TABLES) this.#skipIds(table, numbers);
    }
    database.exec(FORGET_OUTBOXES);
    database
      .prepare('INSERT INTO restoration (at, actor, set_name, numbers, pa_numbers) VALUES (?, ?, ?, ?, ?)')
      .run(now, actor, setName, numbers, numbers > 0 ? paNumbers : 0);
    this.#audit.add({ at: now, actor, action: 'restore-ledger', subject: setName, details: { numbers, paNumbers } });
  }

  #requireRoom(numbers: number, paNumbers: number): void {
    const highest = this.#database
      .prepare<[], number>(
        `SELECT coalesce(max(next), 1) FROM (SELECT next FROM control_sequence
         UNION ALL SELECT next FROM number_sequence WHERE kind <> 'pa-number'
         UNION ALL SELECT number FROM handoff UNION ALL SELECT last FROM handoff_left_out)`,
      )
      .pluck()
      .get() as number;
    if (highest + Math.max(numbers, paNumbers) <= LAST_CONTROL_NUMBER) return;
    throw misuse(
      'numbers-used-up',
      'leave out numbers after a restore',
      `A sequence is at ${highest} and ends at ${LAST_CONTROL_NUMBER}: ${numbers} more cannot be left out`,
      'restore',
      'Leave out fewer: more than were given out since the backup is enough.',
      2,
    );
  }

  /** The database keeps the highest id of a table that never gives one twice; it has no row before the first. */
  #skipIds(table: string, numbers: number): void {
    const changed = this.#database
      .prepare('UPDATE sqlite_sequence SET seq = seq + ? WHERE name = ?')
      .run(numbers, table);
    if (changed.changes > 0) return;
    this.#database.prepare('INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)').run(table, numbers);
  }
}
