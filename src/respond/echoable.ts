import type { GroupOutcome, SetOutcome } from '../envelope/outcome.js';
import { echo } from '../x12/writer.js';

function survives(value: string, minimum: number, maximum: number): boolean {
  return value.length >= minimum && echo(value, maximum) === value;
}

/**
 * True when ST01 and ST02 can be copied into AK201 and AK202 without making our 999 invalid: right length, and none of
 * our delimiters or bytes outside the character sets. When not, X12 RFI 55 and 1339 say: refuse the group with AK905 5
 * (finding `group-set-not-echoable`).
 */
export function isSetEchoable(set: Pick<SetOutcome, 'transactionSet' | 'controlNumber'>): boolean {
  return survives(set.transactionSet, 3, 3) && survives(set.controlNumber, 4, 9);
}

/**
 * True when GS01, GS06 and GS08 can be copied into AK101 to AK103. When not, no 999 can name the group and the
 * interchange answers for it (TA1 note code 024, X12 RFI 55).
 */
export function isGroupEchoable(
  group: Pick<GroupOutcome, 'functionalIdentifier' | 'controlNumber' | 'version'>,
): boolean {
  return (
    survives(group.functionalIdentifier, 2, 2) &&
    /^\d{1,9}$/.test(group.controlNumber) &&
    survives(group.version, 1, 12)
  );
}
