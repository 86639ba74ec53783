import type { Environment } from '../../../domain/environment.js';
import type { DocumentSettlement } from '../../ledger.js';
import type { SubmissionRow } from '../../rows.js';
import { type DomainTransactionParts, domainTransaction } from '../domain/domain-transaction.js';
import { misuse } from '../misuse.js';
import type { Answers } from '../submissions/answers.js';
import type { Attempts } from '../submissions/attempts.js';
import type { Receipts } from '../submissions/receipts.js';
import type { Documents } from './documents.js';
import type { Letters } from './letters.js';

const OPERATION = 'settle a document';

export interface DocumentSettlementParts {
  readonly domain: DomainTransactionParts;
  readonly receipts: Receipts;
  readonly attempts: Attempts;
  readonly answers: Answers;
  readonly letters: Letters;
  readonly documents: Documents;
}

type Built = ReturnType<DocumentSettlement['build']>;

/** The one step of a submission that is a document: from received to applied. */
export class DocumentSettlements {
  readonly #parts: DocumentSettlementParts;

  constructor(parts: DocumentSettlementParts) {
    this.#parts = parts;
  }

  /**
   * As `Ledger.settleDocument` says. Raises GatewayError `submission-not-a-document` (another channel),
   * `attempt-overtaken`, `submission-not-received` (quarantined or discarded), `prior-authorization-version`,
   * `control-numbers-differ`.
   */
  settle(settlement: DocumentSettlement): SubmissionRow {
    const { domain, receipts, attempts, answers } = this.#parts;
    const { submissionId, attempt, ourId, now, folderDate } = settlement;
    const before = receipts.require(submissionId, OPERATION);
    if (before.channel !== 'attachments') {
      throw misuse('submission-not-a-document', OPERATION, 'The submission is no document', before.number);
    }
    if (before.state === 'applied') return before;
    const submission = receipts.requireState(submissionId, 'received', OPERATION);
    attempts.requireNewest(submission, attempt, OPERATION);
    const sequence = { ourId, partnerId: submission.partnerId, taken: [] };
    const built = settlement.build({
      ...domainTransaction(domain, sequence),
      conversationOf: (trackingNumber) => {
        const stored = domain.priorAuthorizations.find({ trackingNumber });
        return stored === undefined ? undefined : domain.priorAuthorizations.conversation(stored.id);
      },
    });
    this.#store(built, submission, now);
    const trackingNumber = built.change?.priorAuthorization.trackingNumber ?? '';
    answers.store(built.answers, { submission, now, folderDate, sequence, about: { trackingNumber, letter: 0 } });
    receipts.setState(submission, { state: 'applied', disposition: built.disposition, finishedAt: now });
    attempts.countStep(submissionId, attempt);
    return receipts.require(submissionId, OPERATION);
  }

  #store({ change, documents }: Built, submission: SubmissionRow, now: string): void {
    const { domain, letters, documents: rows } = this.#parts;
    if (change !== undefined) {
      const id = domain.priorAuthorizations.update(change.priorAuthorization, OPERATION);
      domain.priorAuthorizations.addHistory(id, change.history);
      letters.add(id, change.letters, change.priorAuthorization, now);
    }
    for (const arrival of documents) {
      rows.add([arrival], {
        environment: change?.priorAuthorization.request.environment ?? this.#environmentOf(arrival.trackingNumber),
        submissionId: submission.id,
        partnerId: submission.partnerId,
        receivedAt: submission.receivedAt,
        now,
      });
    }
  }

  /** That of the PA; a document of no PA counts as production, so that it is never overlooked as a test. */
  #environmentOf(trackingNumber: string): Environment {
    return this.#parts.domain.priorAuthorizations.find({ trackingNumber })?.environment ?? 'production';
  }
}
