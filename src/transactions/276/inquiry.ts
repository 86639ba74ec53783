import {
  componentOf,
  elementOf,
  type LoopNode,
  type SegmentNode,
  segmentOf,
  segmentsOf,
  type Unit,
} from '../../validate/unit-tree.js';
import { datesOf } from '../dates.js';

/** A service line that is asked about (2210D, 2210E). */
export interface AskedLine {
  readonly procedureCode: string;
  readonly revenueCode: string;
  readonly charge: string;
  /** REF*FJ. */
  readonly controlNumber: string;
}

/** One claim that is asked about (2200D, 2200E). Texts are '' when not sent; dates ISO. */
export interface AskedClaim {
  /** TRN02, given back with every answer. */
  readonly trace: string;
  /** REF*1K and REF*EJ: either names one claim. */
  readonly claimNumber: string;
  readonly submitterClaimId: string;
  /** AMT*T3. */
  readonly charge: string;
  readonly from: string;
  readonly to: string;
  readonly lines: readonly AskedLine[];
}

/** The patient of a 2000D or 2000E and the claims asked about. */
export interface AskedPatient {
  /** 2100E; absent when the patient is the subscriber. */
  readonly dependent?: SegmentNode;
  readonly claims: readonly AskedClaim[];
}

/** One subscriber level of an inquiry with what stands above it (005010X212). */
export interface ClaimStatusInquiry {
  /** 0-based, in the set. */
  readonly unit: number;
  /** Loops 2000A to 2000C: the same objects for units of one provider. */
  readonly source: LoopNode | undefined;
  readonly receiver: LoopNode | undefined;
  readonly provider: LoopNode | undefined;
  /** NM1 of 2100D. */
  readonly subscriber: SegmentNode | undefined;
  readonly memberId: string;
  readonly patients: readonly AskedPatient[];
}

/** Reads one unit of a 276. What is not there gives empty values; nothing here throws. */
export function readInquiry(unit: Unit): ClaimStatusInquiry {
  const level = (id: string): LoopNode | undefined => unit.path.find((loop) => loop.id === id);
  const subscriberLevel = level('2000D');
  const subscriber = segmentOf(childOf(subscriberLevel, '2100D'), 'NM1');
  const own = claimsOf(subscriberLevel, '2200D', unit.delimiters);
  const dependents = childrenOf(subscriberLevel, '2000E').map((dependentLevel) => {
    const dependent = segmentOf(childOf(dependentLevel, '2100E'), 'NM1');
    return { ...(dependent && { dependent }), claims: claimsOf(dependentLevel, '2200E', unit.delimiters) };
  });
  return {
    unit: unit.index,
    source: level('2000A'),
    receiver: level('2000B'),
    provider: level('2000C'),
    subscriber,
    memberId: elementOf(subscriber, 9).trim(),
    patients: [...(own.length > 0 ? [{ claims: own }] : []), ...dependents],
  };
}

/** The first loop with this id right below a level. */
export function childOf(level: LoopNode | undefined, id: string): LoopNode | undefined {
  return level?.loops.find((loop) => loop.id === id);
}

function childrenOf(level: LoopNode | undefined, id: string): readonly LoopNode[] {
  return level?.loops.filter((loop) => loop.id === id) ?? [];
}

function claimsOf(level: LoopNode | undefined, id: string, delimiters: Unit['delimiters']): readonly AskedClaim[] {
  return childrenOf(level, id).map((claim) => ({
    trace: elementOf(segmentOf(claim, 'TRN'), 2),
    claimNumber: reference(claim, '1K'),
    submitterClaimId: reference(claim, 'EJ'),
    charge: elementOf(segmentOf(claim, 'AMT', 'T3'), 2),
    ...datesOf(claim, '472'),
    lines: claim.loops.map((line) => {
      const service = segmentOf(line, 'SVC');
      const isRevenueAlone = componentOf(service, 1, 1, delimiters) === 'NU';
      const code = componentOf(service, 1, 2, delimiters);
      return {
        procedureCode: isRevenueAlone ? '' : code,
        revenueCode: isRevenueAlone ? code : elementOf(service, 4),
        charge: elementOf(service, 2),
        controlNumber: reference(line, 'FJ'),
      };
    }),
  }));
}

function reference(loop: LoopNode, qualifier: string): string {
  const found = segmentsOf(loop, 'REF').find((segment) => elementOf(segment, 1) === qualifier);
  return elementOf(found, 2).trim();
}
