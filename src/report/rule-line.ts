import type { FindingKind } from '../findings/finding.js';

/**
 * Where a rule comes from, its WEDI SNIP type first: `WEDI SNIP type 2; 999 guide IK403 code 7`. The source alone when it
 * names the type itself, and for envelope and sender (0), which come before the types.
 */
export function ruleLine({ snip, source }: Pick<FindingKind, 'snip' | 'source'>): string {
  return snip === 0 || /\bSNIP type/.test(source) ? source : `WEDI SNIP type ${snip}; ${source}`;
}
