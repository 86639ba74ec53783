import type { PartnerProfile } from './profile.js';

/**
 * `group-not-allowed`: this partner never sends that transaction; `group-not-approved`: not yet with this usage;
 * `group-suspended`: not for the time being.
 */
export type AllowanceVerdict =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly refusal: 'group-not-allowed' | 'group-not-approved' | 'group-suspended' };

/** Is this transaction (ST01) of the partner suspended for this usage? */
export function isSuspended(
  { allowances }: Pick<PartnerProfile, 'allowances'>,
  transactionSet: string,
  usage: 'T' | 'P',
): boolean {
  return allowances.some(
    (row) => row.transactionSet === transactionSet && row.usage === usage && row.state === 'suspended',
  );
}

/**
 * May the partner send this transaction (ST01) with this usage? T passes while testing and once approved; P passes only
 * once approved. Each usage stands on its own row: approval for production says nothing about test.
 */
export function isAllowed(profile: PartnerProfile, transactionSet: string, usage: 'T' | 'P'): AllowanceVerdict {
  const rows = profile.allowances.filter((row) => row.transactionSet === transactionSet);
  const state = rows.find((row) => row.usage === usage)?.state;
  if (state === 'approved' || (state === 'testing' && usage === 'T')) return { allowed: true };
  if (state === 'suspended') return { allowed: false, refusal: 'group-suspended' };
  const isOnItsWay = rows.some((row) => row.state !== 'suspended');
  return { allowed: false, refusal: isOnItsWay ? 'group-not-approved' : 'group-not-allowed' };
}
