import type { FindingKind, Severity, SnipType } from './finding.js';

/** The SNIP types that can be set; envelope and policy findings (0) are no choice. */
export type SettableSnip = Exclude<SnipType, 0>;

/**
 * What becomes of a refusal of one SNIP type: it refuses the set in the `999`; it refuses its unit (claim, patient
 * event) in the `application` answer (claim report or 277CA, AAA of the 278 response); it only warns; it is not looked for.
 */
export type SnipTreatment = '999' | 'application' | 'warn' | 'off';

/** What is done about findings: by SNIP type, and by the code of a finding where someone decided otherwise. */
export interface FindingPolicy {
  readonly snip: Readonly<Record<SettableSnip, SnipTreatment>>;
  /** By finding code (rule id): `reject` takes the treatment of its type even when the rule only warns. */
  readonly severities: Readonly<Record<string, Severity | 'off'>>;
}

/** docs/decisions/0005: types 1 and 2 go into the 999, types 3 to 7 into the application's answer. */
export const DEFAULT_POLICY: FindingPolicy = Object.freeze({
  snip: Object.freeze({
    1: '999',
    2: '999',
    3: 'application',
    4: 'application',
    5: 'application',
    6: 'application',
    7: 'application',
  }),
  severities: Object.freeze({}),
});

/** Treatments a type may have: only types 1 to 4 may stand in a 999, and what X12 cannot read no application answers. */
export const ALLOWED_TREATMENTS: Readonly<Record<SettableSnip, readonly SnipTreatment[]>> = Object.freeze({
  1: ['999', 'warn', 'off'],
  2: ['999', 'warn', 'off'],
  3: ['999', 'application', 'warn', 'off'],
  4: ['999', 'application', 'warn', 'off'],
  5: ['application', 'warn', 'off'],
  6: ['application', 'warn', 'off'],
  7: ['application', 'warn', 'off'],
});

/** What a finding of this kind is under a policy; undefined: not told at all. */
export function treat(
  kind: Pick<FindingKind, 'code' | 'severity' | 'snip'>,
  policy: FindingPolicy,
): { readonly severity: Severity; readonly carrier: 'acknowledgment' | 'application' } | undefined {
  const severity = policy.severities[kind.code] ?? kind.severity;
  if (severity === 'off') return undefined;
  if (kind.snip === 0) return { severity, carrier: 'acknowledgment' };
  const treatment = policy.snip[kind.snip];
  if (treatment === 'off') return undefined;
  const carrier = treatment === 'application' ? 'application' : 'acknowledgment';
  return { severity: treatment === 'warn' ? 'warn' : severity, carrier };
}
