import type { LinkedProvider, PartnerProfile } from './profile.js';

/** The provider the partner may act for that this NPI belongs to; undefined for an NPI nobody registered. */
export function providerByNpi(profile: PartnerProfile, npi: string): LinkedProvider | undefined {
  return npi === '' ? undefined : profile.providers.find((provider) => provider.npis.includes(npi));
}

/** The provider with this provider ID and service location (`110012345A`), if the partner may act for it. */
export function providerByLocation(profile: PartnerProfile, locationId: string): LinkedProvider | undefined {
  return profile.providers.find((provider) => provider.location.id === locationId);
}

/** True when the partner may act for the provider that an NPI or a provider ID with service location names. */
export function isLinked(profile: PartnerProfile, npiOrLocationId: string): boolean {
  return (providerByNpi(profile, npiOrLocationId) ?? providerByLocation(profile, npiOrLocationId)) !== undefined;
}
