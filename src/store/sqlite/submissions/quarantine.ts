import type { AnswerDraft } from '../../../respond/answer.js';
import type { Disposition, SubmissionRow, SubmissionState } from '../../rows.js';
import type { Audit } from '../audit.js';
import type { Database, Statement } from '../driver.js';
import { misuse } from '../misuse.js';
import type { Answers } from './answers.js';
import type { Attempts } from './attempts.js';
import type { Receipts } from './receipts.js';

interface QuarantineRow {
  readonly id: number;
  readonly earlierState: SubmissionState;
  readonly earlierDisposition: Disposition;
  readonly decision: string;
}

/** Files set aside after they stopped the gateway too often, until an operator decides. */
export class Quarantine {
  readonly #receipts: Receipts;
  readonly #attempts: Attempts;
  readonly #answers: Answers;
  readonly #audit: Audit;
  readonly #insert: Statement<[number, string, string, string, string]>;
  readonly #last: Statement<[number], QuarantineRow>;
  readonly #settle: Statement<[string, string, string, number]>;
  readonly #processedAgain: Statement<[number], string>;

  constructor(database: Database, receipts: Receipts, attempts: Attempts, answers: Answers, audit: Audit) {
    this.#receipts = receipts;
    this.#attempts = attempts;
    this.#answers = answers;
    this.#audit = audit;
    this.#insert = database.prepare(`
      INSERT INTO quarantine (submission_id, at, reason, earlier_state, earlier_disposition) VALUES (?, ?, ?, ?, ?)`);
    this.#last = database.prepare(`
      SELECT id, earlier_state AS earlierState, earlier_disposition AS earlierDisposition, decision
      FROM quarantine WHERE submission_id = ? ORDER BY id DESC LIMIT 1`);
    this.#settle = database.prepare('UPDATE quarantine SET decision = ?, decided_at = ?, actor = ? WHERE id = ?');
    this.#processedAgain = database
      .prepare<[number], string>(`
        SELECT printf('S%08d', again.submission_id)
        FROM interchange AS mine JOIN interchange AS again
          ON again.partner_id = mine.partner_id AND again.sha256 = mine.sha256 AND again.acknowledgment <> 'R'
        JOIN submission ON submission.id = again.submission_id
        WHERE mine.submission_id = ? AND mine.acknowledgment IN ('A', 'E') AND again.acknowledgment IN ('A', 'E')
          AND again.submission_id <> mine.submission_id AND submission.state NOT IN ('quarantined', 'discarded')
        LIMIT 1`)
      .pluck() as Statement<[number], string>;
  }

  /** Sets a received or examined submission aside with its reports. One in quarantine stays as it is. */
  put(submissionId: number, reason: string, answers: readonly AnswerDraft[], now: string, folderDate: string): void {
    const submission = this.#receipts.require(submissionId, 'quarantine a submission');
    if (submission.state === 'quarantined') return;
    if (submission.state !== 'examined') {
      this.#receipts.requireState(submissionId, 'received', 'quarantine a submission');
    }
    this.#insert.run(submissionId, now, reason, submission.state, submission.disposition);
    this.#answers.store(answers, { submission, now, folderDate });
    this.#receipts.setState(submission, { state: 'quarantined', disposition: 'quarantined' });
  }

  /**
   * Ends a quarantine. `release` puts the submission back to where it stood, its failures forgotten; `discard` ends it.
   * Repeating the last decision changes nothing. Raises GatewayError `submission-not-quarantined`, and
   * `processed-again` when its interchanges were accepted from a later file meanwhile: releasing would apply them twice.
   */
  settle(submissionId: number, decision: 'release' | 'discard', actor: string, now: string): SubmissionRow {
    const operation = `${decision} a quarantined submission`;
    const before = this.#receipts.require(submissionId, operation);
    const last = this.#last.get(submissionId);
    if (before.state !== 'quarantined' && last?.decision === decision) return before;
    const submission = this.#receipts.requireState(submissionId, 'quarantined', operation);
    if (decision === 'discard') {
      this.#receipts.setState(submission, { state: 'discarded', disposition: 'discarded', finishedAt: now });
    } else {
      this.#requireNotProcessedAgain(submission, operation);
      this.#attempts.forgetFailures(submissionId);
      this.#receipts.setState(submission, { state: last!.earlierState, disposition: last!.earlierDisposition });
    }
    this.#settle.run(decision, now, actor, last!.id);
    this.#audit.add({ at: now, actor, action: `${decision}-quarantine`, subject: submission.number, details: {} });
    return this.#receipts.require(submissionId, operation);
  }

  #requireNotProcessedAgain(submission: SubmissionRow, operation: string): void {
    const again = this.#processedAgain.get(submission.id);
    if (again === undefined) return;
    throw misuse(
      'processed-again',
      operation,
      `Its contents were sent again and accepted as ${again}`,
      submission.number,
      'Discard this one; releasing it would apply the same claims or requests twice.',
    );
  }
}
