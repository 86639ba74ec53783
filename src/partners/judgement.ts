import type { PartnerProfile } from './profile.js';

/**
 * What of a partner's profile decides the verdict on its files and where their answers go: its ids and mailbox, what it may
 * send, its options. Links are no part of it, since they are asked when a unit is applied; nor are name and hold.
 */
export function judgedBy(profile: PartnerProfile): object {
  const { interchangeQualifier, interchangeId, applicationIds, location, options } = profile;
  const allowances = profile.allowances.map(({ transactionSet, usage, state }) => ({ transactionSet, usage, state }));
  return { interchangeQualifier, interchangeId, applicationIds, location, options, allowances };
}
