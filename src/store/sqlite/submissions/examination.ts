import type { ExaminationCompletion } from '../../ledger.js';
import type { SubmissionRow } from '../../rows.js';
import type { Database, Statement } from '../driver.js';
import type { Answers } from './answers.js';
import type { Attempts } from './attempts.js';
import type { Publications } from './publications.js';
import type { Receipts } from './receipts.js';

/** The end of pass 1: the file's own findings, its reports and its disposition. */
export class Examinations {
  readonly #receipts: Receipts;
  readonly #attempts: Attempts;
  readonly #answers: Answers;
  readonly #publications: Publications;
  readonly #setFindings: Statement<[string, number]>;

  constructor(
    database: Database,
    receipts: Receipts,
    attempts: Attempts,
    answers: Answers,
    publications: Publications,
  ) {
    this.#receipts = receipts;
    this.#attempts = attempts;
    this.#answers = answers;
    this.#publications = publications;
    this.#setFindings = database.prepare('UPDATE submission SET file_findings = ? WHERE id = ?');
  }

  /**
   * Makes a received submission examined. One that is examined or further stays as it is, and its row is returned.
   * Raises GatewayError `attempt-overtaken`, `submission-not-received` (quarantined or discarded).
   */
  complete(completion: ExaminationCompletion): SubmissionRow {
    const { submissionId, attempt, now, folderDate } = completion;
    const operation = 'complete the examination';
    const before = this.#receipts.require(submissionId, operation);
    if (before.state === 'examined' || before.state === 'applied') return before;
    const submission = this.#receipts.requireState(submissionId, 'received', operation);
    this.#attempts.requireNewest(submission, attempt, operation);
    this.#setFindings.run(JSON.stringify(completion.findings), submissionId);
    this.#answers.store(completion.answers, { submission, now, folderDate });
    if (completion.publication !== undefined) {
      const occasion = { submissionId, now, ourId: '', answerId: undefined };
      this.#publications.add(completion.publication, occasion);
    }
    this.#receipts.setState(submission, { state: 'examined', disposition: completion.disposition });
    this.#attempts.countStep(submissionId, attempt);
    return this.#receipts.require(submissionId, operation);
  }
}
