import type { DeliveryForm, Unpacking } from '../../payload-values.js';
import type { AnswerRow, SubmissionRow } from '../../rows.js';
import type { Database, Statement } from '../driver.js';
import { misuse } from '../misuse.js';
import { ANSWER_COLUMNS, SUBMISSION_COLUMNS } from '../row-columns.js';
import { type StoredAnswer, toAnswer } from './answers.js';
import type { Attempts } from './attempts.js';
import type { Receipts } from './receipts.js';

/** Submissions that came out of others, and the form answers go out in. */
export class Payloads {
  readonly #receipts: Receipts;
  readonly #attempts: Attempts;
  readonly #insert: Statement<[number, number, number, string]>;
  readonly #members: Statement<[number], SubmissionRow>;
  readonly #parent: Statement<[number], SubmissionRow>;
  readonly #answer: Statement<[number], StoredAnswer>;
  readonly #sentAs: Statement<[string, string], StoredAnswer>;
  readonly #settle: Statement<{ id: number; name: string; path: string; sha256: string; bytes: number }>;

  constructor(database: Database, receipts: Receipts, attempts: Attempts) {
    this.#receipts = receipts;
    this.#attempts = attempts;
    this.#insert = database.prepare(
      'INSERT INTO unpacked (submission_id, parent_id, position, at) VALUES (?, ?, ?, ?)',
    );
    this.#members = database.prepare(`
      SELECT ${SUBMISSION_COLUMNS} FROM unpacked JOIN submission ON submission.id = unpacked.submission_id
      WHERE parent_id = ? ORDER BY position`);
    this.#parent = database.prepare(`
      SELECT ${SUBMISSION_COLUMNS} FROM unpacked JOIN submission ON submission.id = unpacked.parent_id
      WHERE submission_id = ?`);
    this.#answer = database.prepare(`SELECT ${ANSWER_COLUMNS} FROM answer WHERE id = ?`);
    this.#sentAs = database.prepare(
      `SELECT ${ANSWER_COLUMNS} FROM answer WHERE partner_id = ? AND delivery_name = ? AND delivery_name <> ''`,
    );
    this.#settle = database.prepare(`
      UPDATE answer SET delivery_name = @name, sealed_path = @path, sealed_sha256 = @sha256, sealed_bytes = @bytes
      WHERE id = @id`);
  }

  /** As PayloadLedger `recordUnpacked`. */
  record({ submissionId, attempt, members, now }: Unpacking): readonly SubmissionRow[] {
    const operation = 'record an unpacked file';
    const before = this.members(submissionId);
    if (before.length > 0) return before;
    const parent = this.#receipts.requireState(submissionId, 'received', operation);
    this.#attempts.requireNewest(parent, attempt, operation);
    const rows = members.map((receipt) => this.#receipts.record(receipt));
    for (const [at, row] of rows.entries()) this.#insert.run(row.id, submissionId, at + 1, now);
    this.#receipts.setState(parent, { state: 'applied', disposition: 'unpacked', finishedAt: now });
    this.#attempts.countStep(submissionId, attempt);
    return rows;
  }

  members(submissionId: number): SubmissionRow[] {
    return this.#members.all(submissionId);
  }

  parent(submissionId: number): SubmissionRow | undefined {
    return this.#parent.get(submissionId);
  }

  /** As PayloadLedger `settleDeliveryForm`. */
  settle(answerId: number, { name, sealed }: DeliveryForm): AnswerRow {
    const operation = 'settle how an answer goes out';
    const before = this.#answer.get(answerId);
    if (before === undefined) throw misuse('answer-unknown', operation, 'There is no such answer', `${answerId}`);
    const isSettled = before.deliveryName !== '' && (before.sealedPath !== '' || sealed === undefined);
    if (isSettled) return toAnswer(before);
    const other = this.sentAs(before.partnerId, name);
    if (other !== undefined && other.id !== answerId) {
      throw misuse(
        'delivery-name-taken',
        operation,
        'Another answer of the partner goes out under that name',
        before.submissionNumber,
        'Set the option outboxName so that it names each answer differently: docs/payloads.md.',
      );
    }
    const { path = '', sha256 = '', bytes = 0 } = sealed ?? {};
    this.#settle.run({ id: answerId, name, path, sha256, bytes });
    return toAnswer(this.#answer.get(answerId)!);
  }

  sentAs(partnerId: string, name: string): AnswerRow | undefined {
    const row = this.#sentAs.get(partnerId, name);
    return row && toAnswer(row);
  }
}
