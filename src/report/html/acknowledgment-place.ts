import type { Finding } from '../../findings/finding.js';
import type { PartnerOptions } from '../../partners/profile.js';
import { elementNote } from '../../respond/element-note.js';
import { isGroupRefused, isReported } from '../../respond/outcome.js';
import { errorLoopCode } from '../../respond/set-acknowledgment.js';
import { printable } from '../layout.js';
import type { ReportedGroup, ReportedInterchange, ReportedSet } from './contents.js';

/** What a finding stands in; the innermost part carries it. */
export interface FindingEnclosure {
  readonly interchange?: ReportedInterchange;
  readonly group?: ReportedGroup;
  readonly set?: ReportedSet;
}

/**
 * Where the TA1 or 999 of a file says a finding, so that somebody who holds it finds this: `999: AK2*837*0002
 * IK3*DMG*9**8 IK4*3*1068*7`. Without the copied value (IK404). '' when no acknowledgment says it.
 */
export function acknowledgmentPlace(
  finding: Finding,
  { interchange, group, set }: FindingEnclosure,
  options: PartnerOptions,
): string {
  if (finding.acknowledgment === null || finding.carrier === 'application' || interchange === undefined) return '';
  if (finding.scope === 'interchange') {
    const { acknowledgment, note } = interchange.outcome;
    return acknowledgment !== 'A' && note === finding.acknowledgment
      ? `TA1: TA104 ${acknowledgment}, TA105 ${note}`
      : '';
  }
  const answered = group?.outcome;
  if (answered === undefined || !answered.isAcknowledged || !isReported(finding, options)) return '';
  const first = `999: AK1*${printable(answered.functionalIdentifier)}*${printable(answered.controlNumber)}`;
  if (finding.scope === 'group') {
    return answered.codes.includes(finding.acknowledgment) ? `${first}, AK905 ${finding.acknowledgment}` : '';
  }
  // A group refused for itself has no AK2 loops (999 guide, loop 2000).
  if (set === undefined || isGroupRefused(answered.findings, options)) return '';
  const { transactionSet, controlNumber, codes } = set.outcome;
  const start = `999: AK2*${printable(transactionSet)}*${printable(controlNumber)}`;
  const code = errorLoopCode(finding, options);
  if (code === undefined) {
    return finding.scope === 'set' && codes.includes(finding.acknowledgment)
      ? `${start} IK5, code ${finding.acknowledgment}`
      : '';
  }
  const { segmentId, segmentPosition } = finding.place;
  const segment = `${start} IK3*${segmentId}*${segmentPosition}**${code}`;
  if (finding.scope !== 'element') return segment;
  const { value: _, ...withoutValue } = finding;
  return `${segment} ${elementNote(withoutValue).text.replace(/~.*$/s, '')}`;
}
