import type { ClaimStatus } from '../../domain/claims/status.js';
import { isClaimNumber } from '../../domain/numbers.js';
import {
  componentOf,
  elementOf,
  type LoopNode,
  type SegmentNode,
  segmentOf,
  segmentsOf,
  type Unit,
} from '../../validate/unit-tree.js';
import type { Delimiters } from '../../x12/delimiters.js';
import { isoDate } from '../dates.js';

/** What a claim status response (005010X212) says of one claim, and how it names it. Texts are '' when not sent. */
export interface ToldStatus {
  /** REF*1K: the payer's number for the claim, or ours. */
  readonly claimNumber: string;
  /** The number has the form of ours. */
  readonly isNumberOurs: boolean;
  /** REF*EJ: CLM01. */
  readonly submitterClaimId: string;
  /** NM1*1P of 2100C: NPI (qualifier XX), else whatever id the payer knows the provider by. */
  readonly provider: { readonly npi: string; readonly id: string };
  readonly status: ClaimStatus;
}

/**
 * Reads the claims of one unit (2000D) of a 277: each 2200D and each 2200E of its dependents. Of several STC the one that
 * counts from the latest day stands, the first of these. Service lines (2220) are left out. Nothing here throws.
 */
export function readToldStatuses(unit: Unit): readonly ToldStatus[] {
  const subscriber = unit.path.at(-1);
  const level = unit.path.find(({ id }) => id === '2000C');
  const name = segmentOf(
    level?.loops.find(({ id }) => id === '2100C'),
    'NM1',
  );
  const isNpi = elementOf(name, 8) === 'XX';
  const id = elementOf(name, 9).trim();
  const provider = { npi: isNpi ? id : '', id: isNpi ? '' : id };
  const dependents = loopsOf(subscriber, '2000E').flatMap((dependent) => loopsOf(dependent, '2200E'));
  return [...loopsOf(subscriber, '2200D'), ...dependents].map((claim) => {
    const claimNumber = elementOf(segmentOf(claim, 'REF', '1K'), 2).trim();
    return {
      claimNumber,
      isNumberOurs: isClaimNumber(claimNumber),
      submitterClaimId: elementOf(segmentOf(claim, 'REF', 'EJ'), 2).trim(),
      provider,
      status: statusOf(latest(segmentsOf(claim, 'STC')), unit.delimiters),
    };
  });
}

function latest([first, ...others]: readonly SegmentNode[]): SegmentNode | undefined {
  return others.reduce((one, other) => (elementOf(other, 2) > elementOf(one, 2) ? other : one), first);
}

function statusOf(segment: SegmentNode | undefined, delimiters: Delimiters): ClaimStatus {
  const code = (component: number): string => componentOf(segment, 1, component, delimiters).trim();
  return {
    category: code(1),
    status: code(2),
    entity: code(3),
    effectiveOn: isoDate(elementOf(segment, 2)),
    paidAmount: elementOf(segment, 5),
    finalizedOn: isoDate(elementOf(segment, 6)),
    paidOn: isoDate(elementOf(segment, 8)),
    paymentNumber: elementOf(segment, 9).trim(),
  };
}

function loopsOf(level: LoopNode | undefined, id: string): readonly LoopNode[] {
  return level?.loops.filter((loop) => loop.id === id) ?? [];
}
