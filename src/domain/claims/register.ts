import { claimNumberOf } from '../numbers.js';
import type { ClaimRefusal, ClaimRegistration, ClaimVerdict } from './model.js';

/** Claim status of a billing provider the submitter may not act for: relational field in error, billing provider. */
const NOT_LINKED: ClaimRefusal = {
  category: 'A8',
  status: '496',
  entity: '85',
  reason: 'billing-provider-not-linked',
  level: 'provider',
};

/**
 * Registers a claim, or refuses it: when its billing provider is not linked to the submitter (`billingProviderLocation`
 * is ''; 277CA status A8:496:85), and for every one of `refusals`, which others found before. `nextNumber` gives the next
 * claim number of the claim's environment, from 1, and is asked only when the claim is registered. Registering never
 * promises payment.
 */
export function registerClaim(
  claim: ClaimRegistration,
  nextNumber: () => number,
  refusals: readonly ClaimRefusal[] = [],
): ClaimVerdict {
  const [first, ...others] = claim.billingProviderLocation === '' ? [NOT_LINKED, ...refusals] : refusals;
  if (first === undefined) return { accepted: true, claimNumber: claimNumberOf(nextNumber(), claim.environment) };
  return { accepted: false, ...first, ...(others.length === 0 ? {} : { others }) };
}
