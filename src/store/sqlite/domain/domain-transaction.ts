import type { DomainTransaction } from '../../../domain/application.js';
import type { ReferenceFacts } from '../../../domain/reference.js';
import type { RegisteredClaims } from '../claims/claim-lookups.js';
import type { ClaimStatuses } from '../claims/claim-statuses.js';
import type { PriorAuthorizationRows } from '../prior-authorizations/prior-authorization-rows.js';
import type { Sequences } from '../sequences.js';
import type { SequenceKey } from '../submissions/answers.js';
import type { DomainLookups } from './domain-lookups.js';

/** What a change of the domain reads and takes its numbers from. */
export interface DomainTransactionParts {
  readonly sequences: Sequences;
  readonly priorAuthorizations: PriorAuthorizationRows;
  readonly lookups: DomainLookups;
  readonly claims: RegisteredClaims;
  readonly claimStatuses: ClaimStatuses;
  readonly reference: ReferenceFacts;
}

/**
 * The view a change of the domain has, inside an operation of the group commit. The control numbers it takes are added
 * to `sequence.taken`; an operation that is undone gives every number back.
 */
export function domainTransaction(
  parts: DomainTransactionParts,
  sequence: SequenceKey & { readonly taken: number[] },
): DomainTransaction {
  const { sequences, priorAuthorizations, lookups, claims, claimStatuses, reference } = parts;
  return {
    nextNumber: (kind, environment) => sequences.nextNumber(kind, environment),
    nextControlNumber: () => {
      const number = sequences.nextControlNumber(sequence.ourId, sequence.partnerId);
      sequence.taken.push(number);
      return number;
    },
    findPriorAuthorization: (environment, by) => {
      const stored = priorAuthorizations.find(by);
      // Whose content is gone under retention cannot be matched with anything.
      const isKnown = stored?.environment === environment && stored.contentRemovedAt === '';
      return isKnown ? JSON.parse(stored.body) : undefined;
    },
    possibleDuplicates: (query) => lookups.possibleDuplicates(query),
    findAttachments: (environment, by) => lookups.findAttachments(environment, by),
    inquire: (query, limit) => lookups.inquire(query, limit),
    possibleDuplicateClaims: (query) => claims.possibleDuplicateClaims(query),
    findClaim: (environment, by) => claims.findClaim(environment, by),
    findClaims: (question, limit) => claimStatuses.find(question, limit),
    authorizationUses: (number, line) => claims.authorizationUses(number, line),
    reference,
  };
}
