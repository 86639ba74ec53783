import type { AttemptEnd } from '../../ledger.js';
import type { SubmissionRow } from '../../rows.js';
import type { Database, Statement } from '../driver.js';
import { misuse } from '../misuse.js';
import { submissionNumber } from '../row-columns.js';
import type { Receipts } from './receipts.js';

/** Attempts: counted before they begin, so that a file that kills the process is noticed. The number is the fence. */
export class Attempts {
  readonly #receipts: Receipts;
  readonly #count: Statement<[number]>;
  readonly #insert: Statement<[number, number, string, number, string]>;
  readonly #dropBulk: Statement<{ submission: number; attempt: number }>;
  readonly #step: Statement<[number, number]>;
  readonly #fail: Statement<[string, string, number, number]>;
  readonly #rest: Statement<[string, number, number]>;
  readonly #find: Statement<[number, number], { isAlone: number; steps: number; end: AttemptEnd }>;
  readonly #countFailure: Statement<[number]>;
  readonly #forgetFailures: Statement<[number]>;

  constructor(database: Database, receipts: Receipts) {
    this.#receipts = receipts;
    this.#count = database.prepare('UPDATE submission SET attempts = attempts + 1 WHERE id = ?');
    this.#insert = database.prepare(
      'INSERT INTO attempt (submission_id, number, begun_at, is_alone, digests) VALUES (?, ?, ?, ?, ?)',
    );
    this.#dropBulk = database.prepare(`
      DELETE FROM transaction_set WHERE submission_id = @submission AND attempt < @attempt AND NOT EXISTS (
        SELECT 1 FROM interchange WHERE interchange.submission_id = @submission
          AND interchange.interchange_index = transaction_set.interchange_index
          AND interchange.attempt = transaction_set.attempt)`);
    this.#step = database.prepare('UPDATE attempt SET steps = steps + 1 WHERE submission_id = ? AND number = ?');
    this.#fail = database.prepare(
      "UPDATE attempt SET failed_at = ?, reason = ? WHERE submission_id = ? AND number = ? AND failed_at = ''",
    );
    this.#rest = database.prepare(
      "UPDATE attempt SET rested_at = ? WHERE submission_id = ? AND number = ? AND failed_at = '' AND rested_at = ''",
    );
    this.#find = database.prepare(`
      SELECT is_alone AS isAlone, steps,
        CASE WHEN failed_at <> '' THEN 'failed' WHEN rested_at <> '' THEN 'rested' ELSE 'open' END AS "end"
      FROM attempt WHERE submission_id = ? AND number = ?`);
    this.#countFailure = database.prepare('UPDATE submission SET failures = failures + 1 WHERE id = ?');
    this.#forgetFailures = database.prepare('UPDATE submission SET failures = 0 WHERE id = ?');
  }

  /**
   * Counts and records the next attempt at a received or examined submission, and drops what older attempts wrote as
   * bulk without reaching a verdict. Returns its number, from 1; from now on older attempts can commit nothing.
   */
  begin(
    submissionId: number,
    attempt: { readonly now: string; readonly alone: boolean; readonly digests: Readonly<Record<string, string>> },
  ): number {
    const row = this.#receipts.require(submissionId, 'begin an attempt');
    if (row.state !== 'received' && row.state !== 'examined') {
      this.#receipts.requireState(submissionId, 'received', 'begin an attempt');
    }
    const number = row.attempts + 1;
    this.#count.run(submissionId);
    this.#insert.run(submissionId, number, attempt.now, attempt.alone ? 1 : 0, JSON.stringify(attempt.digests));
    this.#dropBulk.run({ submission: submissionId, attempt: number });
    return number;
  }

  /**
   * Records that an attempt died or overran. It counts as a failure of the file only when it ran alone and committed no
   * step; telling it twice counts once. Returns the failures so far.
   */
  fail(submissionId: number, attempt: number, reason: string, now: string): number {
    const found = this.#require(submissionId, attempt, 'record a failed attempt');
    const isNews = this.#fail.run(now, reason, submissionId, attempt).changes === 1;
    if (isNews && found.isAlone === 1 && found.steps === 0) this.#countFailure.run(submissionId);
    return this.#receipts.require(submissionId, 'record a failed attempt').failures;
  }

  /** Records that an attempt ended without a failure; one that failed or rested before stays as it is. */
  rest(submissionId: number, attempt: number, now: string): void {
    this.#require(submissionId, attempt, 'record an attempt that rests');
    this.#rest.run(now, submissionId, attempt);
  }

  /** How an attempt ended; GatewayError `attempt-unknown` when it was never begun. */
  end(submissionId: number, attempt: number): AttemptEnd {
    return this.#require(submissionId, attempt, 'look up an attempt').end;
  }

  #require(submissionId: number, attempt: number, operation: string) {
    const found = this.#find.get(submissionId, attempt);
    if (found !== undefined) return found;
    throw misuse('attempt-unknown', operation, `Attempt ${attempt} has not been begun`, `${attempt}`);
  }

  /** GatewayError `attempt-overtaken` unless this is the submission's newest attempt. */
  requireNewest(row: SubmissionRow, attempt: number, operation: string): void {
    if (row.attempts === attempt) return;
    throw misuse(
      'attempt-overtaken',
      operation,
      `Attempt ${attempt} is not the newest, which is ${row.attempts}`,
      submissionNumber(row.id),
    );
  }

  /** Notes that the attempt got somewhere: the file did not stop it before that. */
  countStep(submissionId: number, attempt: number): void {
    this.#step.run(submissionId, attempt);
  }

  forgetFailures(submissionId: number): void {
    this.#forgetFailures.run(submissionId);
  }
}
