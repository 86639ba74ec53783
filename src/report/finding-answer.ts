import type { FindingKind } from '../findings/finding.js';
import { ALLOWED_TREATMENTS, DEFAULT_POLICY } from '../findings/policy.js';

/**
 * Where a sender reads a kind of finding, as shipped: `IK403 7 in the 999`, or for SNIP types 3 to 7 the claim report, 277CA
 * or 278 response with its codes, and the 999 only for the types a partner may have answered there (docs/decisions/0005).
 * `element`: the place of its code in a TA1 or 999, '' when none has its scope.
 */
export function findingAnswer(kind: FindingKind, element: string): string {
  const { acknowledgment, severity, snip } = kind;
  const coded = acknowledgment === null || element === '' ? '' : `${element} ${acknowledgment}`;
  const isOfEnvelope = snip === 0 || DEFAULT_POLICY.snip[snip] !== 'application';
  const usual = isOfEnvelope ? acknowledgmentAnswer(coded, element) : applicationAnswer(kind);
  const shipped = severity === 'warn' ? `not as shipped, where it only warns; when it refuses: ${usual}` : usual;
  if (isOfEnvelope || coded === '' || !ALLOWED_TREATMENTS[snip].includes('999')) return shipped;
  return `${shipped}; ${coded} in the 999 where a partner has type ${snip} answered there`;
}

function acknowledgmentAnswer(coded: string, element: string): string {
  if (coded === '') return 'in the text report; no acknowledgment has a code for it';
  return `${coded} in the ${element.startsWith('TA1') ? 'TA1' : '999'}`;
}

function applicationAnswer({ claimStatus, rejectReason }: FindingKind): string {
  if (claimStatus !== undefined) return `claim status ${claimStatus} in the claim report or 277CA`;
  if (rejectReason !== undefined) {
    const { loop, reason, followUp } = rejectReason;
    return `AAA03 ${reason}, AAA04 ${followUp} in loop ${loop} of the 278 response`;
  }
  return "in the application's answer, such as the claim report or the 278 response";
}
