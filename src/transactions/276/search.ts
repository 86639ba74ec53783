import type { DomainTransaction } from '../../domain/application.js';
import type { ClaimLine } from '../../domain/claims/model.js';
import type { ClaimOnFile } from '../../domain/claims/status.js';
import type { Environment } from '../../domain/environment.js';
import { elementOf, type SegmentNode } from '../../validate/unit-tree.js';
import type { AskedClaim, AskedLine } from './inquiry.js';

/** Claims told of one question, newest first; a provider with more narrows the inquiry. */
const MOST_TOLD = 20;
/** Claims looked at for one question before patient and charge narrow them. */
const MOST_LOOKED_AT = 500;

/** Whose claims are searched: those of locations the submitter may act for, and of the member named. */
export interface SearchScope {
  readonly environment: Environment;
  readonly locations: readonly string[];
  readonly memberId: string;
  /** NM1 of the dependent; absent when the patient is the subscriber. */
  readonly dependent?: SegmentNode | undefined;
}

/**
 * The claims a question finds, newest first, at most 20. By number (ours, or the submitter's own) when there is one, else
 * by service dates and charge; always of the scope's locations, member and patient, in its environment: anything else is
 * not there, so that nobody learns of a claim by guessing. A question with neither number nor dates finds nothing.
 */
export function searchClaims(
  asked: AskedClaim,
  scope: SearchScope,
  transaction: Pick<DomainTransaction, 'findClaims'>,
): readonly ClaimOnFile[] {
  const { environment, locations, memberId, dependent } = scope;
  const { claimNumber, submitterClaimId, from, to, charge } = asked;
  const hasNumber = claimNumber !== '' || submitterClaimId !== '';
  if (memberId === '' || locations.length === 0 || !(hasNumber || from !== '')) return [];
  const question = {
    environment,
    locations,
    memberId,
    ...(claimNumber === '' ? {} : { claimNumber }),
    ...(submitterClaimId === '' ? {} : { submitterClaimId }),
    ...(hasNumber || from === '' ? {} : { from, to: to === '' ? from : to }),
  };
  const isAsked = (one: ClaimOnFile): boolean =>
    isPatient(dependent, one) && (hasNumber || charge === '' || Number(one.claim.totalCharge) === Number(charge));
  return transaction.findClaims(question, MOST_LOOKED_AT).filter(isAsked).slice(0, MOST_TOLD);
}

/** The line of a claim that is asked about: by its control number, else by procedure or revenue code, and charge if sent. */
export function lineAsked({ claim }: ClaimOnFile, asked: AskedLine): ClaimLine | undefined {
  if (asked.controlNumber !== '') return claim.lines.find((line) => line.controlNumber === asked.controlNumber);
  return claim.lines.find(
    (line) =>
      line.procedureCode === asked.procedureCode &&
      (asked.revenueCode === '' || line.revenueCode === asked.revenueCode) &&
      (asked.charge === '' || Number(line.charge) === Number(asked.charge)),
  );
}

/** A dependent's claim names another patient than the subscriber: last and first name must not differ in what was sent. */
function isPatient(dependent: SegmentNode | undefined, { claim }: ClaimOnFile): boolean {
  if (dependent === undefined) return true;
  const isSame = (sent: string, kept: string): boolean => sent === '' || kept === '' || folded(sent) === folded(kept);
  return isSame(elementOf(dependent, 3), claim.patient.last) && isSame(elementOf(dependent, 4), claim.patient.first);
}

/** A name as it is compared. */
function folded(text: string): string {
  return text
    .normalize('NFKD')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}
