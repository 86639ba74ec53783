import type { ClaimLookups } from './lookups.js';
import type { ClaimRegistration, RegisteredClaim } from './model.js';

/** CLM05-3 of a new claim (claim frequency, the last digit of the type of bill). */
export const ORIGINAL = '1';
/** CLM05-3 of a claim that replaces an earlier one, and of one that voids it. */
const REPLACEMENT = '7';
const VOID = '8';

/** True for a claim that takes an earlier one back. */
export function isVoid({ frequency }: ClaimRegistration): boolean {
  return frequency === VOID;
}

/** What became of the claim that a replacement or void names. */
export interface OriginalClaim {
  /** Whether it names one at all, being a replacement or void. */
  readonly isNamed: boolean;
  readonly claim: RegisteredClaim | undefined;
}

/**
 * The claim that a replacement (frequency 7) or void (8) is about: REF*F8 is our claim number or the payer's number for
 * it. One of another billing provider or of the other environment is as good as unknown.
 */
export function originalOf(claim: ClaimRegistration, lookups: Pick<ClaimLookups, 'findClaim'>): OriginalClaim {
  if (claim.frequency !== REPLACEMENT && claim.frequency !== VOID) return { isNamed: false, claim: undefined };
  const number = claim.payerClaimControlNumber;
  const found =
    lookups.findClaim(claim.environment, { claimNumber: number }) ??
    lookups.findClaim(claim.environment, { payerNumber: number });
  const isTheirs = found?.claim.billingProviderLocation === claim.billingProviderLocation;
  return { isNamed: true, claim: isTheirs ? found : undefined };
}
