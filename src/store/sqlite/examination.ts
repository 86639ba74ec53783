import type { Finding } from '../../findings/finding.js';
import type { AnswerDraft } from '../../respond/answer.js';
import type { Disposition, SubmissionRow } from '../rows.js';
import type { Answers } from './answers.js';
import type { Attempts } from './attempts.js';
import type { Database, Statement } from './driver.js';
import type { Receipts } from './receipts.js';

/** What ends pass 1 of a file. */
export interface Completion {
  readonly submissionId: number;
  readonly attempt: number;
  readonly disposition: Disposition;
  readonly findings: readonly Finding[];
  readonly answers: readonly AnswerDraft[];
  readonly now: string;
  readonly folderDate: string;
}

/** The end of pass 1: the file's own findings, its reports and its disposition. */
export class Examinations {
  readonly #receipts: Receipts;
  readonly #attempts: Attempts;
  readonly #answers: Answers;
  readonly #setFindings: Statement<[string, number]>;

  constructor(database: Database, receipts: Receipts, attempts: Attempts, answers: Answers) {
    this.#receipts = receipts;
    this.#attempts = attempts;
    this.#answers = answers;
    this.#setFindings = database.prepare('UPDATE submission SET file_findings = ? WHERE id = ?');
  }

  /**
   * Makes a received submission examined. One that is examined or further stays as it is, and its row is returned.
   * Raises GatewayError `attempt-overtaken`, `submission-not-received` (quarantined or discarded).
   */
  complete(completion: Completion): SubmissionRow {
    const { submissionId, attempt, now, folderDate } = completion;
    const operation = 'complete the examination';
    const before = this.#receipts.require(submissionId, operation);
    if (before.state === 'examined' || before.state === 'applied') return before;
    const submission = this.#receipts.requireState(submissionId, 'received', operation);
    this.#attempts.requireNewest(submission, attempt, operation);
    this.#setFindings.run(JSON.stringify(completion.findings), submissionId);
    this.#answers.store(completion.answers, { submission, now, folderDate });
    this.#receipts.setState(submission, { state: 'examined', disposition: completion.disposition });
    this.#attempts.countStep(submissionId, attempt);
    return this.#receipts.require(submissionId, operation);
  }
}
