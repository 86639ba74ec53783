import { claimNumberOf } from '../numbers.js';
import { checkClaim } from './checks.js';
import type { ClaimLookups } from './lookups.js';
import type { ClaimRefusal, ClaimRegistration, ClaimVerdict } from './model.js';
import type { ClaimCheckTable } from './settings.js';

/** What a claim is registered with. */
export interface RegisterParts {
  readonly table: ClaimCheckTable;
  readonly lookups: ClaimLookups;
  /** Gives the next claim number of the claim's environment, from 1; asked only when the claim is registered. */
  readonly nextNumber: () => number;
}

/**
 * Registers a claim, or refuses it for what the payer's checks refuse and for every one of `refusals`, which others found
 * before. What the checks warn of stays with the registered claim as remarks. A billing provider that is not linked
 * (`billingProviderLocation` is '') comes first among the reasons. Registering never promises payment.
 */
export function registerClaim(
  claim: ClaimRegistration,
  { table, lookups, nextNumber }: RegisterParts,
  refusals: readonly ClaimRefusal[] = [],
): ClaimVerdict {
  const { found, possibleDuplicates, replaces, uses } = checkClaim(claim, table, lookups);
  const outcome = table.outcomeOf(found, claim.kind);
  const ofProvider = outcome.refusals.filter(({ level }) => level === 'provider');
  const ofClaim = outcome.refusals.filter(({ level }) => level === undefined);
  const [first, ...others] = [...ofProvider, ...refusals, ...ofClaim];
  if (first !== undefined) return { accepted: false, ...first, ...(others.length === 0 ? {} : { others }) };
  return {
    accepted: true,
    claimNumber: claimNumberOf(nextNumber(), claim.environment),
    ...(outcome.remarks.length === 0 ? {} : { remarks: outcome.remarks }),
    ...(possibleDuplicates.length === 0 ? {} : { possibleDuplicates }),
    ...(replaces === '' ? {} : { replaces }),
    ...(uses.length === 0 ? {} : { authorizationUses: uses }),
  };
}
