import type { LinkedProvider, PartnerProfile } from './profile.js';

/**
 * The providers a partner may act for in a transaction (ST01) that was received on a day, yyyy-mm-dd in the payer's time
 * zone: its own location always, and each link whose transactions and days fit.
 */
export function providersFor(
  profile: Pick<PartnerProfile, 'location' | 'providers'>,
  transactionSet: string,
  day: string,
): readonly LinkedProvider[] {
  return profile.providers.filter(
    (provider) => provider.location.id === profile.location.id || isInForce(provider, transactionSet, day),
  );
}

/** The profile as handlers of one transaction get it: with the providers it may act for there and no others. */
export function profileFor(profile: PartnerProfile, transactionSet: string, day: string): PartnerProfile {
  return { ...profile, providers: providersFor(profile, transactionSet, day) };
}

function isInForce({ transactions = [], from = '', to = '' }: LinkedProvider, set: string, day: string): boolean {
  return (transactions.length === 0 || transactions.includes(set)) && from <= day && (to === '' || day <= to);
}
