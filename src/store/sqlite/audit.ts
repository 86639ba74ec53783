import type { Database, Statement } from './driver.js';

/** One line of what a person changed. Details hold field names, ids and codes, never protected values. */
export interface AuditEntry {
  readonly at: string;
  /** Operating system user, or the program's part that acted. */
  readonly actor: string;
  /** `put-partner`, `release-quarantine` ... */
  readonly action: string;
  /** Partner id, submission number, PA tracking number or kind of reference file. */
  readonly subject: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** The audit table: lines are added in the same commit as the change they tell of, and never changed. */
export class Audit {
  readonly #insert: Statement;
  readonly #of: Statement<[string], Omit<AuditEntry, 'details'> & { details: string }>;

  constructor(database: Database) {
    this.#insert = database.prepare('INSERT INTO audit (at, actor, action, subject, details) VALUES (?, ?, ?, ?, ?)');
    this.#of = database.prepare('SELECT at, actor, action, subject, details FROM audit WHERE subject = ? ORDER BY id');
  }

  add(entry: AuditEntry): void {
    this.#insert.run(entry.at, entry.actor, entry.action, entry.subject, JSON.stringify(entry.details));
  }

  /** All lines about one subject, oldest first. */
  of(subject: string): AuditEntry[] {
    return this.#of.all(subject).map((row) => ({ ...row, details: JSON.parse(row.details) }));
  }
}
