import type { PriorAuthorization } from '../../domain/prior-authorization/model.js';
import type { ReferenceFacts } from '../../domain/reference.js';
import type { LoopNode, SegmentNode, Unit } from '../../validate/unit-tree.js';
import type { Delimiters } from '../../x12/delimiters.js';
import type { ElementValue } from '../../x12/writer.js';
import type { SetContext } from '../handler.js';

/** One segment of an answer; `position` is its place in the guide, by which the segments of a level are put in order. */
export interface AnswerSegment {
  readonly id: string;
  readonly elements: readonly ElementValue[];
  readonly position: number;
}

/** What the response guide takes in a loop. */
export interface SegmentEcho {
  /** A segment of ours. Throws RangeError when the guide has no such segment in the loop. */
  place(loop: string, id: string, elements: readonly ElementValue[]): AnswerSegment;
  /** A received segment as far as the guide takes it; undefined when it has no place for it. */
  repeat(loop: string, segment: SegmentNode, received: Delimiters, written: Delimiters): AnswerSegment | undefined;
}

/** Which location a requester is: one, several that nothing tells apart, or none the submitter may act for. */
export type RequesterMatch =
  | { readonly kind: 'found'; readonly location: string }
  | { readonly kind: 'ambiguous'; readonly locations: readonly string[] }
  | { readonly kind: 'not-linked' | 'unknown' | 'invalid' };

/**
 * What an inquiry takes from the prior-authorization request and its response (278, 005010X217), so that both say the
 * same of one PA. The gateway hands it over, since folders of transactions do not import one another.
 */
export interface InquiryParts {
  /** Of the inquiry's own response guide. */
  readonly echo: SegmentEcho;
  /** The requester of a 2010B loop, by the partner's links and the reference file. */
  requesterOf(loop: LoopNode | undefined, context: SetContext, reference: ReferenceFacts): RequesterMatch;
  /** What the answer to a unit is separated with. */
  delimitersOf(unit: Pick<Unit, 'set' | 'delimiters'>): Delimiters;
  /** HCR01 of the event as the PA stands now. `timeZone`: the payer's. */
  actionOf(priorAuthorization: PriorAuthorization, timeZone: string): string;
  /**
   * A response's segments from BHT to the last service, for a request that holds nothing but one patient event, with
   * what is said of the PA as it stands now.
   */
  responseOf(
    request: Pick<Unit, 'set' | 'delimiters'>,
    priorAuthorization: PriorAuthorization,
    timeZone: string,
  ): readonly AnswerSegment[];
}
