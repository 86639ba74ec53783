import type { SetRow, SetWithFindings } from '../../ledger.js';
import type { Database, Statement } from '../driver.js';
import { SET_COLUMNS } from '../row-columns.js';
import type { Attempts } from './attempts.js';
import type { Receipts } from './receipts.js';

/** A `transaction_set` row as SET_COLUMNS gives it. */
export type StoredSet = Omit<SetRow, 'codes' | 'findings' | 'refusals' | 'acknowledgment'> & {
  readonly codes: string;
  readonly findings: string;
  readonly refusals: string;
  readonly acknowledgment: string;
  readonly acknowledgmentSegments: number;
};

type StoredFindings = Omit<SetWithFindings, 'findings' | 'refusals'> & {
  readonly findings: string;
  readonly refusals: string;
};

/** How many rows are read at a time where a caller walks over many. */
const PAGE = 500;
/** The same for sets with findings, each of which may have a thousand. */
const FINDINGS_PAGE = 20;

export function toSet(row: StoredSet): SetRow {
  const { codes, findings, refusals, acknowledgment, acknowledgmentSegments, ...rest } = row;
  return {
    ...rest,
    codes: JSON.parse(codes),
    findings: JSON.parse(findings),
    refusals: JSON.parse(refusals),
    acknowledgment: { text: acknowledgment, segments: acknowledgmentSegments },
  };
}

/** The bulk of pass 1: one row for each transaction set, under (submission, attempt), invisible until a verdict. */
export class Sets {
  readonly #receipts: Receipts;
  readonly #attempts: Attempts;
  readonly #insert: Statement;
  readonly #decided: Statement<[number, number], number>;
  readonly #page: Statement<[number, number, number, number, number, number], StoredSet>;
  readonly #findings: Statement<[number, number, number, number, number, number], StoredFindings>;
  readonly #close: Statement<[number, number, number, number]>;
  readonly #closeAll: Statement<[number, number, number]>;

  constructor(database: Database, receipts: Receipts, attempts: Attempts) {
    this.#receipts = receipts;
    this.#attempts = attempts;
    this.#insert = database.prepare(`
      INSERT INTO transaction_set (submission_id, attempt, interchange_index, group_index, set_index, transaction_set,
        control_number, implementation_reference, guide_id, byte_start, byte_end, segment_count, status, codes,
        findings_total, awaits_application, acknowledgment_segments, findings, acknowledgment, units, refusals)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO NOTHING`);
    this.#decided = database
      .prepare<[number, number], number>(
        'SELECT attempt FROM interchange WHERE submission_id = ? AND interchange_index = ?',
      )
      .pluck() as Statement<[number, number], number>;
    this.#page = database.prepare(`
      SELECT ${SET_COLUMNS} FROM transaction_set
      WHERE submission_id = ? AND attempt = ? AND interchange_index = ? AND group_index = ? AND set_index > ?
      ORDER BY set_index LIMIT ?`);
    this.#findings = database.prepare(`
      SELECT set_index AS "index", transaction_set AS transactionSet, control_number AS controlNumber,
        status, findings, findings_total AS findingsTotal, units, refusals
      FROM transaction_set
      WHERE submission_id = ? AND attempt = ? AND interchange_index = ? AND group_index = ? AND findings_total > 0
        AND set_index > ?
      ORDER BY set_index LIMIT ?`);
    this.#close = database.prepare(`
      UPDATE transaction_set SET awaits_application = 0
      WHERE submission_id = ? AND attempt = ? AND interchange_index = ? AND group_index = ? AND awaits_application = 1`);
    this.#closeAll = database.prepare(`
      UPDATE transaction_set SET awaits_application = 0
      WHERE submission_id = ? AND attempt = ? AND interchange_index = ? AND awaits_application = 1`);
  }

  /**
   * Adds rows of this attempt; one that is there already stays as it is, and rows of an interchange that has its verdict
   * are left out. GatewayError `attempt-overtaken` when a newer attempt has begun.
   */
  put(submissionId: number, attempt: number, rows: readonly SetRow[]): void {
    const submission = this.#receipts.requireState(submissionId, 'received', 'store transaction sets');
    this.#attempts.requireNewest(submission, attempt, 'store transaction sets');
    let interchange = -1;
    let isDecided = false;
    for (const row of rows) {
      if (row.interchange !== interchange) {
        interchange = row.interchange;
        isDecided = this.#decided.get(submissionId, interchange) !== undefined;
      }
      if (!isDecided) this.#add(submissionId, attempt, row);
    }
  }

  #add(submissionId: number, attempt: number, row: SetRow): void {
    this.#insert.run(
      submissionId,
      attempt,
      row.interchange,
      row.group,
      row.index,
      row.transactionSet,
      row.controlNumber,
      row.implementationReference,
      row.guideId,
      row.byteStart,
      row.byteEnd,
      row.segmentCount,
      row.status,
      JSON.stringify(row.codes),
      row.findingsTotal,
      row.status === 'R' ? 0 : 1,
      row.acknowledgment.segments,
      JSON.stringify(row.findings),
      row.acknowledgment.text,
      row.units,
      JSON.stringify(row.refusals),
    );
  }

  /** The sets of one group in order, read in pages: the caller may write in between. */
  *ofGroup(submissionId: number, attempt: number, interchange: number, group: number): Generator<SetRow> {
    let after = -1;
    for (;;) {
      const rows = this.#page.all(submissionId, attempt, interchange, group, after, PAGE);
      for (const row of rows) yield toSet(row);
      if (rows.length < PAGE) return;
      after = rows.at(-1)!.index;
    }
  }

  /** As `ofGroup`, those with findings alone, by an index that holds no other. */
  *withFindings(submissionId: number, attempt: number, interchange: number, group: number): Generator<SetWithFindings> {
    let after = -1;
    for (;;) {
      const rows = this.#findings.all(submissionId, attempt, interchange, group, after, FINDINGS_PAGE);
      for (const row of rows) {
        yield { ...row, findings: JSON.parse(row.findings), refusals: JSON.parse(row.refusals) };
      }
      if (rows.length < FINDINGS_PAGE) return;
      after = rows.at(-1)!.index;
    }
  }

  /** Takes the sets of a group that pass 2 will never apply off its work list. */
  closeGroup(submissionId: number, attempt: number, interchange: number, group: number): void {
    this.#close.run(submissionId, attempt, interchange, group);
  }

  /** As `closeGroup` for every set of an interchange: a refused one may hold sets outside the groups of its outcome. */
  closeInterchange(submissionId: number, attempt: number, interchange: number): void {
    this.#closeAll.run(submissionId, attempt, interchange);
  }
}
