import type { PartnerProfile, PayerIdentity } from '../partners/profile.js';
import { isNpi } from '../support/npi.js';
import type { SetContext } from './handler.js';

/** How a file names a provider: an NPI, a provider ID and service location, or both; '' for what is not said. */
export interface ProviderClaim {
  readonly npi: string;
  readonly location: string;
}

/**
 * `ambiguous`: the NPI is registered with several linked locations and nothing tells which; `invalid`: neither a
 * well-formed NPI nor a well-formed provider ID and service location.
 */
export type ProviderLink =
  | { readonly kind: 'linked'; readonly location: string }
  | { readonly kind: 'ambiguous' }
  | { readonly kind: 'not-linked' }
  | { readonly kind: 'invalid' };

/**
 * The provider a submitter speaks for, as the partner's links know it. A location must itself be linked; an NPI counts
 * for the linked location it is registered with, among several for the submitter's own, and else for none: never for the
 * first found. An NPI nobody registered is not linked. When both are given the location decides, and the NPI must be
 * registered with it.
 */
export function linkProvider(
  claim: ProviderClaim,
  context: Pick<SetContext, 'senderId' | 'applicationSender'> & {
    readonly profile: Pick<PartnerProfile, 'providers'>;
    readonly payer: Pick<PayerIdentity, 'providerLocationPattern'>;
  },
): ProviderLink {
  if (claim.npi === '' && claim.location === '') return { kind: 'invalid' };
  const found = context.profile.providers
    .filter(
      (provider) =>
        (claim.location === '' || provider.location.id === claim.location) &&
        (claim.npi === '' || provider.npis.includes(claim.npi)),
    )
    .map((provider) => provider.location.id);
  if (found.length > 0) {
    const location = found.length === 1 ? found[0] : locationOfSubmitter(found, context);
    return location === undefined ? { kind: 'ambiguous' } : { kind: 'linked', location };
  }
  return isNpi(claim.npi) || isLocation(claim.location, context.payer) ? { kind: 'not-linked' } : { kind: 'invalid' };
}

/** The one of these locations that the submitter itself is, by ISA06 or else by GS02; undefined when none is. */
export function locationOfSubmitter(
  locations: readonly string[],
  context: Pick<SetContext, 'senderId' | 'applicationSender'>,
): string | undefined {
  const submitters = [context.senderId.trim(), context.applicationSender.trim()];
  return submitters.find((id) => locations.includes(id));
}

/** True for a provider ID and service location in the payer's form. */
export function isLocation(text: string, payer: Pick<PayerIdentity, 'providerLocationPattern'>): boolean {
  return new RegExp(payer.providerLocationPattern).test(text);
}
