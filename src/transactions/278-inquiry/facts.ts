import type { Delimiters } from '../../x12/delimiters.js';
import type { InquiryParts } from './parts.js';

/** What the response's segments are made of. */
export interface ResponseFacts {
  readonly parts: InquiryParts;
  /** The payer's time zone. */
  readonly timeZone: string;
  /** TRN03 of traces of our own: ten characters. */
  readonly originator: string;
  /** CCYYMMDD and HHMM. */
  readonly date: string;
  readonly time: string;
  readonly received: Delimiters;
  readonly written: Delimiters;
}
