import { GatewayError } from '../../support/errors.js';
import { auditDigest, NO_DIGEST } from '../audit-digest.js';
import type { AuditEnd, AuditEntry, AuditFilter, AuditRow, AuditSeal } from '../audit-values.js';
import type { Page } from '../ledger-values.js';
import type { Database, Statement } from './driver.js';
import { pageOf, where } from './page.js';

const COLUMNS = 'id, at, actor, action, subject, details, digest';
/** Lines without a seal after which one is due, whatever the day. */
const ROWS_BETWEEN_SEALS = 100;

/**
 * The audit table: lines are added in the same commit as the change they tell of, and never changed. The chain is right
 * with several processes, since the last line is read inside the transaction, which holds the ledger's only write lock.
 */
export class Audit {
  readonly #database: Database;
  readonly #insert: Statement;
  readonly #of: Statement<[string], Omit<AuditEntry, 'details'> & { details: string }>;
  readonly #last: Statement<[], Pick<AuditRow, 'id' | 'digest'>>;
  readonly #digestOf: Statement<[number], Pick<AuditRow, 'digest' | 'at'>>;
  readonly #insertSeal: Statement<[AuditSeal]>;
  readonly #seals: Statement<[number, number], AuditSeal>;
  readonly #lastSeal: Statement<[], AuditSeal>;
  readonly #ever: Statement<[], { readonly seq: number }>;

  constructor(database: Database) {
    this.#database = database;
    this.#insert = database.prepare(`INSERT INTO audit (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)`);
    this.#of = database.prepare('SELECT at, actor, action, subject, details FROM audit WHERE subject = ? ORDER BY id');
    this.#last = database.prepare('SELECT id, digest FROM audit ORDER BY id DESC LIMIT 1');
    this.#digestOf = database.prepare('SELECT digest, at FROM audit WHERE id = ?');
    this.#insertSeal = database.prepare('INSERT INTO audit_seal VALUES (@seal, @rows, @digest, @at, @signature)');
    this.#seals = database.prepare('SELECT * FROM audit_seal WHERE seal > ? ORDER BY seal LIMIT ?');
    this.#lastSeal = database.prepare('SELECT * FROM audit_seal ORDER BY seal DESC LIMIT 1');
    this.#ever = database.prepare(`SELECT seq FROM sqlite_sequence WHERE name = 'audit'`);
  }

  /** Adds a line to the chain. Only inside a transaction that began as one that writes. */
  add({ at, actor, action, subject, details }: AuditEntry): void {
    const last = this.#last.get();
    const row = { id: (last?.id ?? 0) + 1, at, actor, action, subject, details: JSON.stringify(details) };
    const digest = auditDigest(last?.digest ?? NO_DIGEST, row);
    this.#insert.run(row.id, at, actor, action, subject, row.details, digest);
  }

  /** All lines about one subject, oldest first. */
  of(subject: string): AuditEntry[] {
    return this.#of.all(subject).map((row) => ({ ...row, details: JSON.parse(row.details) }));
  }

  rows(filter: AuditFilter, after: number, limit: number): Page<AuditRow> {
    const { from, to, ...same } = filter;
    const { text, values } = where({ ...same, 'at >=': from, 'at <': to, 'id >': after });
    const rows = this.#database
      .prepare<(string | number)[], AuditRow>(`SELECT ${COLUMNS} FROM audit WHERE ${text} ORDER BY id LIMIT ?`)
      .all(...values, limit + 1);
    return pageOf(rows, limit, ({ id }) => id);
  }

  seals(after: number, limit: number): readonly AuditSeal[] {
    return this.#seals.all(after, limit);
  }

  /** As one look: another process may commit between two statements. */
  end(): AuditEnd {
    return this.#database.transaction(() => {
      const rows = this.#last.get()?.id ?? 0;
      return { rows, rowsEver: Math.max(rows, this.#ever.get()?.seq ?? 0), lastSeal: this.#lastSeal.get() };
    })();
  }

  /** As `AuditLedger.isAuditSealDue` says. */
  isSealDue(now: string, isSigned: boolean): boolean {
    const last = this.#lastSeal.get();
    const sealed = last?.rows ?? 0;
    const unsealed = (this.#last.get()?.id ?? 0) - sealed;
    if (isSigned && last?.signature === '') return true;
    if (unsealed <= 0) return false;
    if (unsealed >= ROWS_BETWEEN_SEALS) return true;
    return (this.#digestOf.get(sealed + 1)?.at ?? now).slice(0, 10) < now.slice(0, 10);
  }

  /** As `AuditLedger.sealAudit` says. */
  seal(now: string, sign: (seal: Omit<AuditSeal, 'signature'>) => string): AuditSeal | undefined {
    const last = this.#lastSeal.get();
    const { id: rows, digest } = this.#last.get() ?? { id: 0, digest: NO_DIGEST };
    if (last !== undefined && (last.rows > rows || this.#digestOf.get(last.rows)?.digest !== last.digest))
      throw broken();
    const unsigned = { seal: (last?.seal ?? 0) + 1, rows, digest, at: now };
    const seal = { ...unsigned, signature: sign(unsigned) };
    const isNew = rows > (last?.rows ?? 0) || (last?.signature === '' && seal.signature !== '');
    if (!isNew) return undefined;
    this.#insertSeal.run(seal);
    return seal;
  }
}

function broken(): GatewayError {
  return new GatewayError('The audit trail does not fit its last seal', {
    code: 'audit-chain-broken',
    operation: 'seal the audit trail',
    hint: 'Run "x12gw audit verify": it says where. Keep a copy of the data directory as it is.',
    exitCode: 3,
  });
}
