import type { PartnerProfile, PayerIdentity } from '../partners/profile.js';
import { isNpi } from '../support/npi.js';

/** How a file names a provider: an NPI, a provider ID and service location, or both; '' for what is not said. */
export interface ProviderClaim {
  readonly npi: string;
  readonly location: string;
}

/** `invalid`: neither a well-formed NPI nor a well-formed provider ID and service location. */
export type ProviderLink =
  | { readonly kind: 'linked'; readonly location: string }
  | { readonly kind: 'not-linked' }
  | { readonly kind: 'invalid' };

/**
 * The provider a submitter speaks for, as the partner's links know it. A location must itself be linked; an NPI counts
 * for the first linked location it is registered with, the partner's own before the others. An NPI nobody registered is
 * not linked. When both are given the location decides, and the NPI must be registered with it.
 */
export function linkProvider(
  claim: ProviderClaim,
  profile: Pick<PartnerProfile, 'providers'>,
  payer: Pick<PayerIdentity, 'providerLocationPattern'>,
): ProviderLink {
  if (claim.npi === '' && claim.location === '') return { kind: 'invalid' };
  const found = profile.providers.find(
    (provider) =>
      (claim.location === '' || provider.location.id === claim.location) &&
      (claim.npi === '' || provider.npis.includes(claim.npi)),
  );
  if (found !== undefined) return { kind: 'linked', location: found.location.id };
  return isNpi(claim.npi) || isLocation(claim.location, payer) ? { kind: 'not-linked' } : { kind: 'invalid' };
}

/** True for a provider ID and service location in the payer's form. */
export function isLocation(text: string, payer: Pick<PayerIdentity, 'providerLocationPattern'>): boolean {
  return new RegExp(payer.providerLocationPattern).test(text);
}
