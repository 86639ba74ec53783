import type { ClaimLine, ClaimRefusal, DecidedClaim } from '../../../domain/claims/model.js';
import type { Composite } from '../../../x12/writer.js';
import { ACCEPTED, refusalElements, refusalsOf, statusElements } from './statuses.js';
import { amountText } from './totals.js';
import type { SegmentValues, Values } from './values.js';

/** SVC01-1 as the guide takes it at 2220D; a revenue line without a procedure is named NU. */
const PROCEDURES = new Set(['AD', 'ER', 'HC', 'HP', 'IV', 'N4', 'NU', 'WK']);

/** What the claims of one acknowledgment have in common: CCYYMMDD dates of its processing and of the 837's receipt. */
export interface ClaimFacts {
  readonly processed: string;
  readonly received: string;
  readonly values: Values;
}

/**
 * Loops 2100D, 2200D and 2220D of one claim (277CA guide): the patient under the member's id, the claim by the sender's
 * own number, its statuses, our number when it was accepted, and the lines that caused a rejection.
 */
export function* claimSegments(decided: DecidedClaim, facts: ClaimFacts): Generator<SegmentValues> {
  const { claim, verdict } = decided;
  const { values, processed } = facts;
  const { patient } = claim;
  const id = values.required(claim.memberId || patient.id, 'id');
  const [first, middle] = [values.text(patient.first, 'first'), values.text(patient.middle, 'middle')];
  yield ['NM1', 'QC', '1', values.required(patient.last, 'last'), first, middle, '', '', 'MI', id];
  yield ['TRN', '2', values.required(claim.submitterClaimId, 'reference')];
  const amount = amountText(claim.totalCharge);
  const { ofClaim, ofLines } = byPlace(decided);
  if (verdict.accepted) yield ['STC', ...statusElements(ACCEPTED, { date: processed, action: 'WQ', amount })];
  for (const stc of refusalElements(ofClaim, 'claim', { date: processed, action: 'U', amount }, values.written)) {
    yield ['STC', ...stc];
  }
  if (verdict.accepted) yield ['REF', '1K', values.required(verdict.claimNumber, 'reference')];
  const intermediary = values.text(claim.intermediaryClaimId, 'reference');
  if (intermediary !== '') yield ['REF', 'D9', intermediary];
  const billType = values.text(`${claim.facilityCode}${claim.frequency}`, 'reference');
  if (claim.kind === 'institutional' && billType !== '') yield ['REF', 'BLT', billType];
  yield period(claim.serviceFrom, claim.serviceTo) ?? ['DTP', '472', 'D8', facts.received];
  for (const [line, refusals] of ofLines) yield* lineSegments(line, refusals, values);
}

/**
 * Refusals by where they are told. A line that its procedure does not name cannot be shown: then the claim has them; and a
 * claim refused for its lines alone repeats their statuses, since 2200D must have one.
 */
function byPlace(decided: DecidedClaim) {
  const ofLines = new Map<ClaimLine, ClaimRefusal[]>();
  const refusals = refusalsOf(decided);
  const ofClaim = refusals.filter((refusal) => {
    const line = decided.claim.lines.find(({ number }) => number === refusal.line);
    if (line === undefined || procedureOf(line) === undefined) return true;
    ofLines.set(line, [...(ofLines.get(line) ?? []), refusal]);
    return false;
  });
  return {
    ofClaim: ofClaim.length > 0 ? ofClaim : refusals,
    ofLines: [...ofLines].toSorted(([one], [other]) => one.number - other.number),
  };
}

function* lineSegments(line: ClaimLine, refusals: readonly ClaimRefusal[], values: Values): Generator<SegmentValues> {
  const procedure = procedureOf(line)!.map((part) => values.text(part, 'reference'));
  const revenue = procedure[0] === 'NU' ? '' : values.text(line.revenueCode, 'reference');
  const units = line.units === '' ? '' : amountText(line.units);
  yield ['SVC', procedure, amountText(line.charge), '', revenue, '', '', units];
  for (const stc of refusalElements(refusals, 'line', { date: '', action: 'U', amount: '' })) yield ['STC', ...stc];
  const controlNumber = values.text(line.controlNumber, 'reference');
  if (controlNumber !== '') yield ['REF', 'FJ', controlNumber];
  const served = period(line.serviceFrom, line.serviceTo);
  if (served !== undefined) yield served;
}

/** SVC01; undefined for a line that the guide has no name for. */
function procedureOf({ procedureQualifier, procedureCode, modifiers, revenueCode }: ClaimLine): Composite | undefined {
  if (procedureCode !== '' && PROCEDURES.has(procedureQualifier)) {
    return [procedureQualifier, procedureCode, ...modifiers.slice(0, 4)];
  }
  return procedureCode === '' && revenueCode !== '' ? ['NU', revenueCode] : undefined;
}

/** DTP*472 from ISO days; undefined without a first one. */
function period(from: string, to: string): SegmentValues | undefined {
  const [first, last] = [from.replaceAll('-', ''), to.replaceAll('-', '')];
  if (first === '') return undefined;
  return last === '' || last === first ? ['DTP', '472', 'D8', first] : ['DTP', '472', 'RD8', `${first}-${last}`];
}
