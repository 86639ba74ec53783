import { type Delimiters, OUTBOUND_DELIMITERS } from '../../../x12/delimiters.js';
import { type ElementValue, echo } from '../../../x12/writer.js';

/** A segment to be written: its id, then its elements. */
export type SegmentValues = readonly [string, ...ElementValue[]];

/** The trace of something without a number, as 2200C TRN02 has it (277CA guide). */
export const NO_TRACE = '0';

/** What stands where the guide demands a value and the 837 had none. */
const MISSING = { last: 'NONE', id: 'NONE', reference: NO_TRACE } as const;

/** Longest value by data element: 1035 names, 1036 and 1037, 67 ids, 127 references. */
const LONGEST = { last: 60, first: 35, middle: 25, id: 80, reference: 50 } as const;

/** Values as they stand in one acknowledgment: cut, cleaned, and never missing where they are required. */
export class Values {
  readonly written: Delimiters;

  constructor(written: Delimiters = OUTBOUND_DELIMITERS) {
    this.written = written;
  }

  text(value: string, kind: keyof typeof LONGEST): string {
    return echo(value, LONGEST[kind], this.written);
  }

  required(value: string, kind: keyof typeof MISSING): string {
    return this.text(value, kind) || MISSING[kind];
  }
}
