import { type AuthorizationReading, checkAuthorizations } from './authorization-checks.js';
import { isSameService } from './duplicates.js';
import type { ClaimLookups } from './lookups.js';
import type { AuthorizationUse, ClaimRegistration } from './model.js';
import { isVoid, ORIGINAL, originalOf } from './original.js';
import type { ClaimCheckTable, ClaimFound } from './settings.js';

/** What the checks of a claim found, and what it leads to when it is registered. */
export interface ClaimReading {
  readonly found: readonly ClaimFound[];
  /** Claim numbers, newest first. */
  readonly possibleDuplicates: readonly string[];
  /** Claim number of the claim it replaces or voids, '' for none that is registered. */
  readonly replaces: string;
  readonly uses: readonly AuthorizationUse[];
}

const NO_AUTHORIZATIONS: AuthorizationReading = Object.freeze({ found: [], uses: [] });

/**
 * Runs every check of a claim. A submitter that may not act for the billing provider learns that alone: what is known of
 * members and authorizations is none of its business. A void asks for nothing, so its member and authorizations are not
 * looked at. Throws nothing on content.
 */
export function checkClaim(claim: ClaimRegistration, table: ClaimCheckTable, lookups: ClaimLookups): ClaimReading {
  if (claim.billingProviderLocation === '') {
    return { found: [{ id: 'billing-provider-not-linked' }], possibleDuplicates: [], replaces: '', uses: [] };
  }
  const original = originalOf(claim, lookups);
  const replaces = original.claim?.claimNumber ?? '';
  const found: ClaimFound[] = [...checkProvider(claim, lookups)];
  if (original.isNamed && original.claim === undefined) found.push({ id: 'original-claim-unknown' });
  if ((original.claim?.supersededBy ?? '') !== '') found.push({ id: 'original-claim-superseded' });
  if (isVoid(claim)) return { found, possibleDuplicates: [], replaces, uses: [] };
  found.push(...checkMember(claim, table, lookups));
  const possibleDuplicates = table.isOn('possible-duplicate', claim.kind) ? duplicatesOf(claim, lookups) : [];
  if (possibleDuplicates.length > 0) found.push({ id: 'possible-duplicate' });
  const asksForAuthorizations = table.settings.checks.some(({ id, kinds, severity }) => {
    return id.startsWith('authorization-') && severity !== 'off' && kinds.includes(claim.kind);
  });
  const authorizations = asksForAuthorizations ? checkAuthorizations(claim, replaces, lookups) : NO_AUTHORIZATIONS;
  return { found: [...found, ...authorizations.found], possibleDuplicates, replaces, uses: authorizations.uses };
}

function checkProvider({ billingProviderLocation }: ClaimRegistration, { reference }: ClaimLookups): ClaimFound[] {
  const isUnknown = reference.isLoaded('providers') && reference.provider(billingProviderLocation) === undefined;
  return isUnknown ? [{ id: 'billing-provider-unknown' }] : [];
}

function checkMember(claim: ClaimRegistration, table: ClaimCheckTable, { reference }: ClaimLookups): ClaimFound[] {
  const { memberId, serviceFrom, serviceTo } = claim;
  const found: ClaimFound[] = [];
  if (!table.isMemberId(memberId)) found.push({ id: 'member-id-form' });
  if (!reference.isLoaded('members')) return found;
  const member = reference.member(memberId);
  if (member === undefined) found.push({ id: 'member-unknown' });
  else if (
    (serviceFrom !== '' && serviceFrom < member.eligibleFrom) ||
    (serviceTo !== '' && member.eligibleTo !== '' && serviceTo > member.eligibleTo)
  ) {
    found.push({ id: 'member-not-eligible' });
  }
  return found;
}

function duplicatesOf(claim: ClaimRegistration, lookups: ClaimLookups): readonly string[] {
  const { environment, billingProviderLocation: location, memberId, serviceFrom, serviceTo, frequency } = claim;
  if (frequency !== ORIGINAL) return [];
  return lookups
    .possibleDuplicateClaims({ environment, location, memberId, serviceFrom, serviceTo })
    .filter((other) => isSameService(claim, other.claim))
    .map(({ claimNumber }) => claimNumber);
}
