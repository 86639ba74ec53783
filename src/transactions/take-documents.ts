import type { DocumentArrival, DomainTransaction } from '../domain/application.js';
import type { CommandFacts, CommandResult } from '../domain/prior-authorization/command.js';
import type { DocumentFacts, PriorAuthorization } from '../domain/prior-authorization/model.js';
import { perform } from '../domain/prior-authorization/perform.js';
import type { DocumentMatch } from './document-match.js';
import type { StoredDocument } from './handler.js';

/** Documents that came together, as their sender names them. */
export interface DocumentBundle {
  readonly stored: readonly StoredDocument[];
  /** The number the sender gave, ours or its own, '' when none. */
  readonly reference: string;
  /** Report type when the matched entry has none to say. */
  readonly reportType: string;
}

/** What became of them, and the changed PA when one took them. */
export interface TakenDocuments {
  readonly documents: readonly DocumentArrival[];
  readonly change?: Extract<CommandResult, { readonly kind: 'done' }>;
}

/**
 * Gives documents to the PA they were matched to, as the provider's answer: they are before the reviewer at once. What
 * the store refused stays refused; without a match, or when the PA takes no more, they are kept unmatched for a person.
 */
export function takeDocuments(
  bundle: DocumentBundle,
  match: DocumentMatch | undefined,
  facts: Omit<CommandFacts, 'nextNumber'>,
  transaction: Pick<DomainTransaction, 'nextNumber'>,
): TakenDocuments {
  const stored = bundle.stored.filter((one) => one.kind === 'stored');
  const refused = bundle.stored.flatMap((one) =>
    one.kind === 'refused' ? [arrivalOf(bundle, one, 'refused', one.reason)] : [],
  );
  const kept = (reason: string) => stored.map((one) => arrivalOf(bundle, one, 'unmatched', reason));
  if (stored.length === 0) return { documents: refused };
  if (match === undefined) return { documents: [...refused, ...kept('not-found')] };
  const { priorAuthorization, controlNumber } = match;
  const entry = priorAuthorization.attachments.find((one) => one.controlNumber === controlNumber);
  const { environment } = priorAuthorization.request;
  const change = perform(
    priorAuthorization,
    {
      kind: 'attach',
      submits: true,
      documents: stored.map(({ document }) => ({
        document,
        controlNumber,
        externalReference: bundle.reference === controlNumber ? '' : bundle.reference,
        reportType: entry?.reportType ?? bundle.reportType,
        description: entry?.state === 'announced' ? entry.description : '',
        lineNumber: entry?.lineNumber ?? 0,
      })),
    },
    { ...facts, nextNumber: (kind) => transaction.nextNumber(kind, environment) },
  );
  if (change.kind !== 'done') return { documents: [...refused, ...kept('not-possible')] };
  const matched = stored.map(({ document }) => matchedArrival(document, change.priorAuthorization, bundle));
  return { documents: [...refused, ...matched], change };
}

/** A document that a PA has taken, as it is recorded: under the entry of the attachment list that holds it now. */
export function matchedArrival(
  document: DocumentFacts,
  { trackingNumber, attachments }: PriorAuthorization,
  { reference, reportType }: Pick<DocumentBundle, 'reference' | 'reportType'>,
): DocumentArrival {
  const entry = attachments.findLast((one) => one.document?.sha256 === document.sha256);
  const controlNumber = entry?.controlNumber ?? '';
  const type = entry?.reportType || reportType;
  return { document, state: 'matched', trackingNumber, controlNumber, reference, reportType: type, reason: '' };
}

function arrivalOf(
  bundle: DocumentBundle,
  { document }: StoredDocument,
  state: DocumentArrival['state'],
  reason: string,
): DocumentArrival {
  const { reference, reportType } = bundle;
  return { document, state, trackingNumber: '', controlNumber: '', reference, reportType, reason };
}
