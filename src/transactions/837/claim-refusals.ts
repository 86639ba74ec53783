import type { ClaimRefusal } from '../../domain/claims/model.js';
import type { UnitRefusalReason } from '../handler.js';

/** Acknowledgment codes that say something is missing: IK304 of a segment or loop, IK403 of an element (999 guide). */
const MISSING: Readonly<Record<string, readonly string[]>> = Object.freeze({
  segment: ['3', 'I6', 'I7', 'I8'],
  element: ['1', '2', 'I9', 'I11'],
});

/** Claim status 178, submitted charges, with A7; claim status 21, missing or invalid information, with the others. */
const CHARGES_WRONG = 'A7:178';
const MISSING_INFORMATION = 'A6:21';
const INVALID_INFORMATION = 'A7:21';
const RELATION_WRONG = 'A8:21';

/**
 * The claim status of a claim that pass 1 refused (277CA guide STC01: category, status, entity): the rule's own, else by
 * what kind of rule it is. What does not balance is wrong charges; what is missing is A6; what contradicts another part
 * of the claim (situational and service-type rules, SNIP types 4 and 6) is A8; anything else A7, invalid.
 */
export function claimRefusal(reason: UnitRefusalReason): ClaimRefusal {
  const { code, message, mend } = reason;
  const [category = '', status = '', entity = ''] = (reason.claimStatus ?? usualStatus(reason)).split(':');
  return { category, status, entity, reason: code, message, mend };
}

function usualStatus({ scope, acknowledgment, snip }: UnitRefusalReason): string {
  if (snip === 3) return CHARGES_WRONG;
  if (acknowledgment !== null && MISSING[scope]?.includes(acknowledgment)) return MISSING_INFORMATION;
  return snip === 4 || snip === 6 ? RELATION_WRONG : INVALID_INFORMATION;
}
