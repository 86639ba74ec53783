import type { AnswerDraft } from '../respond/answer.js';
import type { ChangeOutcome, DocumentSettlement, Page, PriorAuthorizationChange } from './ledger-values.js';
import type { DocumentRow, LetterRow, SubmissionRow } from './rows.js';

/** The part of the ledger that people work on prior authorizations with. */
export interface ReviewLedger {
  /**
   * One command, one commit: change, history, answers, letters, audit. `build` is called once, inside the transaction;
   * what it refuses takes no number and changes nothing. Answers belong to the PA's submission. What the history says
   * was done by the channel `command` is audited (`pa <event>`, the tracking number), unless `build` gives an entry.
   */
  changePriorAuthorization<Refusal>(change: PriorAuthorizationChange<Refusal>): Promise<ChangeOutcome<Refusal>>;
  /** Letters in a state, oldest first; of one PA when its tracking number is given. */
  letters(
    filter: { readonly state?: LetterRow['state']; readonly trackingNumber?: string },
    after: number,
    limit: number,
  ): Page<LetterRow>;
  /**
   * Stores a letter's files and ends it, or says what it still needs. Repeating it for a letter that is made changes
   * nothing. The answers belong to the PA's submission and carry no control number.
   */
  storeLetter(
    letterId: number,
    made: { readonly answers: readonly AnswerDraft[] } | { readonly needs: 'address' },
    now: string,
    folderDate: string,
  ): Promise<void>;
  /** Documents that came in, oldest first. */
  documents(
    filter: {
      readonly state?: DocumentRow['state'];
      readonly trackingNumber?: string;
      readonly submissionId?: number;
    },
    after: number,
    limit: number,
  ): Page<DocumentRow>;
  document(id: number): DocumentRow | undefined;
  /**
   * Ends a submission that is a document and no X12 (channel `attachments`): the arrival, the change of its PA when it
   * fits one, and the report on it. Repeating it changes nothing. `build` as in `changePriorAuthorization`; control
   * numbers are those of the sender's sequence. A document of no PA counts as production.
   */
  settleDocument(settlement: DocumentSettlement): Promise<SubmissionRow>;
  /** Whether these bytes belong to a PA or wait unmatched: a file under `documents/` that nobody names may go. */
  isDocumentKnown(sha256: string): boolean;
}
