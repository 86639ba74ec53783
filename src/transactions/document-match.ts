import type { DomainTransaction } from '../domain/application.js';
import type { Environment } from '../domain/environment.js';
import type { PriorAuthorization } from '../domain/prior-authorization/model.js';
import type { PartnerProfile } from '../partners/profile.js';

/** What a document says of the PA it is for. Texts are '' and lists empty when it does not say. */
export interface DocumentQuery {
  readonly environment: Environment;
  /** Attachment control numbers, in order: ours, or the sender's own from its request (PWK06). */
  readonly controlNumbers: readonly string[];
  /** PA tracking numbers or PA numbers. */
  readonly numbers: readonly string[];
  readonly memberId: string;
}

/** The PA a document is for, and the entry of its attachment list, '' when it answers none. */
export interface DocumentMatch {
  readonly priorAuthorization: PriorAuthorization;
  readonly controlNumber: string;
}

/**
 * Finds the PA that a partner's document is for: by an attachment control number of ours, by one of the sender's own, or
 * by a number of the PA. Only a PA of a provider it may act for, and of the member that the
 * document names; anything else counts as not found, so that nobody learns of a PA by guessing. `earlier`: PAs as
 * documents before this one have left them. undefined when none, or when a number of the sender's fits several.
 */
export function matchDocument(
  query: DocumentQuery,
  profile: Pick<PartnerProfile, 'id' | 'providers'>,
  transaction: Pick<DomainTransaction, 'findAttachments' | 'findPriorAuthorization'>,
  earlier: ReadonlyMap<string, PriorAuthorization> = new Map(),
): DocumentMatch | undefined {
  const { environment, memberId } = query;
  const open = (trackingNumber: string, controlNumber: string): DocumentMatch | undefined => {
    const priorAuthorization =
      earlier.get(trackingNumber) ?? transaction.findPriorAuthorization(environment, { trackingNumber });
    if (priorAuthorization === undefined || !isOf(priorAuthorization, profile)) return undefined;
    if (memberId !== '' && memberId !== priorAuthorization.request.member.memberId) return undefined;
    return { priorAuthorization, controlNumber };
  };
  for (const controlNumber of query.controlNumbers) {
    const own = transaction.findAttachments(environment, { controlNumber });
    const entries =
      own.length > 0
        ? own
        : transaction.findAttachments(environment, { externalReference: controlNumber, partnerId: profile.id });
    const found = entries.flatMap((entry) => open(entry.trackingNumber, entry.controlNumber) ?? []);
    if (found.length === 1) return found[0];
  }
  for (const number of query.numbers) {
    const trackingNumber =
      transaction.findPriorAuthorization(environment, { paNumber: number })?.trackingNumber ?? number;
    const found = open(trackingNumber, '');
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Who sent the request counts only while nobody knows the provider's location: a link that ended is ended for documents too. */
function isOf({ request }: PriorAuthorization, profile: Pick<PartnerProfile, 'id' | 'providers'>): boolean {
  const { location } = request.requestingProvider;
  if (location === '') return request.submitter === profile.id;
  return profile.providers.some((provider) => provider.location.id === location);
}
