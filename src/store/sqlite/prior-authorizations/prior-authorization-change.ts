import type { HistoryEntry } from '../../../domain/prior-authorization/model.js';
import type { GatewayError } from '../../../support/errors.js';
import type { AuditEntry, ChangeOutcome, PriorAuthorizationChange } from '../../ledger.js';
import type { Audit } from '../audit.js';
import { type DomainTransactionParts, domainTransaction } from '../domain/domain-transaction.js';
import { misuse } from '../misuse.js';
import type { Answers } from '../submissions/answers.js';
import type { Receipts } from '../submissions/receipts.js';
import type { Documents } from './documents.js';
import type { Letters } from './letters.js';
import { type StoredPriorAuthorization, toPriorAuthorization } from './prior-authorization-rows.js';

const OPERATION = 'change a prior authorization';

export interface PriorAuthorizationChangeParts {
  readonly domain: DomainTransactionParts;
  readonly receipts: Receipts;
  readonly answers: Answers;
  readonly letters: Letters;
  readonly documents: Documents;
  readonly audit: Audit;
}

/** A refusal on its way out of the operation, which is undone with every number it took. */
class Refused<Refusal> extends Error {
  readonly outcome: ChangeOutcome<Refusal>;

  constructor(outcome: ChangeOutcome<Refusal>) {
    super('refused');
    this.outcome = outcome;
  }
}

/** Changes of submitted PAs: one operation each, with everything that follows from it. */
export class PriorAuthorizationChanges {
  readonly #parts: PriorAuthorizationChangeParts;

  constructor(parts: PriorAuthorizationChangeParts) {
    this.#parts = parts;
  }

  /**
   * As `Ledger.changePriorAuthorization` says; `commit` runs one operation. Raises GatewayError
   * `content-removed` (exit code 2), `prior-authorization-version` (the change is to no later version), `change-of-another` (to another PA),
   * `control-numbers-differ`, `control-numbers-used-up`, `document-settled`, `environment-differs`.
   */
  async run<Refusal>(
    change: PriorAuthorizationChange<Refusal>,
    commit: (work: () => ChangeOutcome<Refusal>) => Promise<ChangeOutcome<Refusal>>,
  ): Promise<ChangeOutcome<Refusal>> {
    try {
      return await commit(() => this.#decide(change));
    } catch (error) {
      if (error instanceof Refused) return error.outcome;
      throw error;
    }
  }

  #decide<Refusal>(change: PriorAuthorizationChange<Refusal>): ChangeOutcome<Refusal> {
    const { domain } = this.#parts;
    const stored = domain.priorAuthorizations.find({ trackingNumber: change.trackingNumber });
    if (stored === undefined) return { kind: 'unknown' };
    if (stored.contentRemovedAt !== '') throw contentRemoved(stored.contentRemovedAt, change.trackingNumber);
    const row = toPriorAuthorization(stored);
    if (change.expectedVersion !== undefined && change.expectedVersion !== stored.version) {
      return { kind: 'version-differs', row };
    }
    const sequence = { ourId: change.ourId, partnerId: stored.partnerId, taken: [] };
    const transaction = domainTransaction(domain, sequence);
    const built = change.build(row, domain.priorAuthorizations.conversation(stored.id), transaction);
    if ('refused' in built) throw new Refused({ kind: 'refused', refused: built.refused, row });
    return this.#store(change, stored, built, sequence);
  }

  #store<Refusal>(
    change: PriorAuthorizationChange<Refusal>,
    stored: StoredPriorAuthorization,
    built: Exclude<ReturnType<PriorAuthorizationChange<Refusal>['build']>, { readonly refused: Refusal }>,
    sequence: { readonly ourId: string; readonly partnerId: string; readonly taken: readonly number[] },
  ): ChangeOutcome<Refusal> {
    const { domain, receipts, answers, letters, documents, audit } = this.#parts;
    const { trackingNumber, now, folderDate } = change;
    const { priorAuthorization, history } = built;
    if (priorAuthorization.trackingNumber !== trackingNumber) {
      throw misuse('change-of-another', OPERATION, 'The change is to another prior authorization', trackingNumber);
    }
    domain.priorAuthorizations.update(priorAuthorization, OPERATION);
    domain.priorAuthorizations.addHistory(stored.id, history);
    letters.add(stored.id, built.letters, priorAuthorization, now);
    const { environment, submissionId, partnerId } = stored;
    documents.add(built.documents ?? [], { environment, submissionId, partnerId, receivedAt: now, now });
    if (built.settlesDocument !== undefined) {
      const { id, controlNumber } = built.settlesDocument;
      documents.settle(id, { environment, trackingNumber, controlNumber });
    }
    const submission = receipts.require(submissionId, OPERATION);
    const about = { trackingNumber, letter: 0 };
    const rows = answers.store(built.answers, { submission, now, folderDate, sequence, about });
    for (const entry of auditOf(trackingNumber, history, built.audit)) audit.add(entry);
    return { kind: 'changed', row: { ...priorAuthorization, submissionId, partnerId }, answers: rows };
  }
}

function contentRemoved(at: string, trackingNumber: string): GatewayError {
  const message = `The content of the prior authorization was removed on ${at.slice(0, 10)} under retention`;
  const hint =
    'Nothing was changed, and nothing can be: only its numbers, states and history are left (docs/retention.md).';
  return misuse('content-removed', OPERATION, message, trackingNumber, hint, 2);
}

/** The entry that was given, else one for each thing a person did at the command line. */
function auditOf(
  trackingNumber: string,
  history: readonly HistoryEntry[],
  given: AuditEntry | undefined,
): readonly AuditEntry[] {
  if (given !== undefined) return [given];
  const byPeople = history.filter(({ channel }) => channel === 'command');
  return byPeople.map(({ at, actor, event, details }) => ({
    at,
    actor,
    action: `pa ${event}`,
    subject: trackingNumber,
    details,
  }));
}
