import type { Receipt, SubmissionRow, SubmissionState } from '../../rows.js';
import type { Audit } from '../audit.js';
import type { Database, Statement } from '../driver.js';
import { misuse, unknownSubmission } from '../misuse.js';
import { SUBMISSION_COLUMNS, submissionIdOf, submissionNumber } from '../row-columns.js';

/**
 * Submissions: recorded once for each arrival, found again, moved from state to state. What a person handed in at the command
 * line is audited.
 */
export class Receipts {
  readonly #audit: Audit;
  readonly #insert: Statement<Receipt>;
  readonly #count: Statement<Receipt>;
  readonly #byId: Statement<[number], SubmissionRow>;
  readonly #byArrival: Statement<[string], SubmissionRow>;
  readonly #unfinished: Statement<[], SubmissionRow>;
  readonly #setState: Statement<[string, string, string, number]>;

  constructor(database: Database, audit: Audit) {
    this.#audit = audit;
    this.#insert = database.prepare(`
      INSERT INTO submission (arrival_id, channel, partner_id, sha256, bytes, original_path, sender_file_name,
        received_at, actor)
      VALUES (@arrivalId, @channel, @partnerId, @sha256, @bytes, @originalPath, @senderFileName, @receivedAt, @actor)
      ON CONFLICT (arrival_id) DO NOTHING`);
    this.#count = database.prepare(`
      INSERT INTO tally VALUES ('received', @partnerId, @channel, '', 1, @bytes)
      ON CONFLICT DO UPDATE SET count = count + 1, amount = amount + excluded.amount`);
    this.#byId = database.prepare(`SELECT ${SUBMISSION_COLUMNS} FROM submission WHERE id = ?`);
    this.#byArrival = database.prepare(`SELECT ${SUBMISSION_COLUMNS} FROM submission WHERE arrival_id = ?`);
    this.#unfinished = database.prepare(
      `SELECT ${SUBMISSION_COLUMNS} FROM submission WHERE state IN ('received', 'examined') ORDER BY id`,
    );
    this.#setState = database.prepare('UPDATE submission SET state = ?, disposition = ?, finished_at = ? WHERE id = ?');
  }

  /** Records an arrival and gives its row; one recorded before gives the row it made then, unchanged. */
  record(receipt: Receipt): SubmissionRow {
    const isNew = this.#insert.run(receipt).changes === 1;
    if (isNew) this.#count.run(receipt);
    const row = this.#byArrival.get(receipt.arrivalId)!;
    const { channel, actor, receivedAt: at, partnerId: partner, bytes, sha256 } = receipt;
    if (isNew && channel === 'cli') {
      this.#audit.add({ at, actor, action: 'submit-file', subject: row.number, details: { partner, bytes, sha256 } });
    }
    return row;
  }

  find(
    by: { readonly id: number } | { readonly number: string } | { readonly arrivalId: string },
  ): SubmissionRow | undefined {
    if ('arrivalId' in by) return this.#byArrival.get(by.arrivalId);
    return this.#byId.get('id' in by ? by.id : submissionIdOf(by.number));
  }

  /** Those with work left, oldest first. */
  unfinished(): SubmissionRow[] {
    return this.#unfinished.all();
  }

  /** The row, or GatewayError `submission-unknown`. */
  require(submissionId: number, operation: string): SubmissionRow {
    const row = this.#byId.get(submissionId);
    if (row === undefined) throw unknownSubmission(submissionId, operation);
    return row;
  }

  /** The row when it is in this state, or GatewayError `submission-not-<state>`. */
  requireState(submissionId: number, state: SubmissionState, operation: string): SubmissionRow {
    const row = this.require(submissionId, operation);
    if (row.state === state) return row;
    throw misuse(
      `submission-not-${state}`,
      operation,
      `The submission is ${row.state}, not ${state}`,
      submissionNumber(submissionId),
      'Look at it with `x12gw trace` and its number; if it is in quarantine, release or discard it.',
    );
  }

  setState(row: SubmissionRow, change: Partial<Pick<SubmissionRow, 'state' | 'disposition' | 'finishedAt'>>): void {
    const next = { ...row, ...change };
    this.#setState.run(next.state, next.disposition, next.finishedAt, row.id);
  }
}
