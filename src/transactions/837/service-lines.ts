import type { ClaimLine } from '../../domain/claims/model.js';
import { componentOf, elementOf, type LoopNode, segmentOf, segmentsOf, type Unit } from '../../validate/unit-tree.js';
import { datesOf, type Period } from '../dates.js';
import type { ClaimForm } from './claim-form.js';

/**
 * The lines of a claim (loops 2400) in order. One without dates of its own has those of the claim (`dates`). Absent parts
 * give empty values; nothing here throws.
 */
export function readLines(
  claim: LoopNode | undefined,
  form: ClaimForm,
  dates: Period,
  delimiters: Unit['delimiters'],
): readonly ClaimLine[] {
  const loops = claim?.loops.filter((loop) => loop.id === '2400') ?? [];
  return loops.map((line, index) => readLine(line, index + 1, form, dates, delimiters));
}

function readLine(
  line: LoopNode,
  number: number,
  { service: at }: ClaimForm,
  dates: Period,
  delimiters: Unit['delimiters'],
): ClaimLine {
  const service = segmentOf(line, at.segment);
  const procedure = (component: number) => componentOf(service, at.procedure, component, delimiters);
  const own = datesOf(line, '472');
  const { from, to } = own.from === '' ? dates : own;
  const teeth = segmentsOf(line, 'TOO').map((tooth) => elementOf(tooth, 2));
  return {
    number,
    procedureQualifier: procedure(1),
    procedureCode: procedure(2),
    modifiers: [3, 4, 5, 6].map(procedure).filter((modifier) => modifier !== ''),
    revenueCode: elementAt(service, at.revenueCode),
    charge: elementOf(service, at.charge),
    unitCode: at.unitCode === 0 ? 'UN' : elementOf(service, at.unitCode),
    units: elementOf(service, at.units),
    serviceFrom: from,
    serviceTo: to,
    controlNumber: elementOf(segmentOf(line, 'REF', '6R'), 2),
    priorAuthorizationNumber: elementOf(segmentOf(line, 'REF', 'G1'), 2),
    ...(teeth.length === 0 ? {} : { teeth }),
  };
}

function elementAt(segment: Parameters<typeof elementOf>[0], element: number): string {
  return element === 0 ? '' : elementOf(segment, element);
}
