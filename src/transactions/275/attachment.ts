import {
  elementOf,
  type LoopNode,
  loopOf,
  type SegmentNode,
  segmentOf,
  segmentsOf,
  type Unit,
} from '../../validate/unit-tree.js';
import type { BinaryRange } from '../handler.js';

/** What one attachment of a 275 (005010X211, loop 2000A) says, beside its documents. */
export interface AttachmentReading {
  /** TRN02: the control number of the payer's question or of the sender's own announcement; '' when not given. */
  readonly controlNumber: string;
  /** REF02 of the attachment and of the patient: PA numbers and tracking numbers among them. */
  readonly numbers: readonly string[];
  readonly memberId: string;
}

/** Reads an attachment; absent segments give empty values. */
export function readAttachment(unit: Unit): AttachmentReading {
  const attachment = unit.path.at(-1);
  const patient = loopOf(unit.set, '1000C');
  const references = [...segmentsOf(attachment, 'REF'), ...segmentsOf(patient, 'REF')];
  return {
    controlNumber: elementOf(segmentOf(attachment, 'TRN'), 2),
    numbers: references.map((reference) => elementOf(reference, 2)).filter((number) => number !== ''),
    memberId: elementOf(segmentOf(patient, 'NM1'), 9),
  };
}

/** Where the documents of an attachment lie in the file: every BIN and BDS below it, in order. */
export function binaryRanges(unit: Unit): readonly BinaryRange[] {
  return segmentsBelow(unit.path.at(-1)).flatMap(({ binary }) => binary ?? []);
}

function segmentsBelow(loop: LoopNode | undefined): readonly SegmentNode[] {
  if (loop === undefined) return [];
  return [...loop.segments, ...loop.loops.flatMap(segmentsBelow)];
}
