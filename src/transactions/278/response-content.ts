import type { AaaEntry } from './refusals.js';

/** What is certified, and from when to when: ISO dates, '' for what is not told. */
export interface CertifiedDates {
  /** DTP*102, the payer's day of the decision. */
  readonly issuedOn: string;
  /** DTP*007, first and last day. */
  readonly from: string;
  readonly to: string;
  /** DTP*036. */
  readonly expiresOn: string;
}

/** A document the payer waits for: PWK with EL and AC, and HI with LOI when its LOINC code is known. */
export interface WantedPaperwork {
  /** PWK01. */
  readonly reportType: string;
  /** PWK06, our attachment control number. */
  readonly controlNumber: string;
  /** PWK07, '' when none; protected. */
  readonly description: string;
  /** '' when none. */
  readonly loinc: string;
}

/** What a modified line is authorized for; '' (or no modifier) leaves what was requested. */
export interface AuthorizedService {
  readonly units: string;
  readonly unitBasis: string;
  readonly procedureCode: string;
  readonly modifiers: readonly string[];
  /** HSD elements joined with asterisks. */
  readonly deliveryPattern: string;
  /** True when nothing but the delivery pattern differs from the request. */
  readonly isPatternOnly: boolean;
}

/** What is said of the event or of one service line: an HCR with what belongs to it. */
export interface ReviewStatement {
  /** HCR01. */
  readonly action: 'A1' | 'A2' | 'A3' | 'A4' | 'A6' | 'C' | 'CT' | 'NA';
  /** HCR02, '' when none. */
  readonly certificationNumber: string;
  /** HCR03, up to five. */
  readonly reasons: readonly string[];
  /** REF*NT, '' when none. */
  readonly trackingNumber: string;
  /** MSG01, '' when none. */
  readonly message: string;
  readonly certified?: CertifiedDates;
  readonly wanted?: readonly WantedPaperwork[];
  readonly authorized?: AuthorizedService;
}

/** What a response says. */
export interface ResponseContent {
  /** BHT06: true writes 19, more will follow; false 18. */
  readonly moreFollows: boolean;
  /** Non-empty: the request is refused at one level, and nothing below is returned. */
  readonly refusals: readonly AaaEntry[];
  /** MSG01 beside the AAA of a line, or of the event under 0. */
  readonly refusalMessages: ReadonlyMap<number, string>;
  readonly event: ReviewStatement;
  /** One for each service line of the request, in order; empty to answer for the event alone. */
  readonly lines: readonly ReviewStatement[];
  /** The request is not treated as urgent: UM06 is not repeated. */
  readonly isNotUrgent?: boolean;
}

/** A statement with nothing but an action. */
export function statement(action: ReviewStatement['action']): ReviewStatement {
  return { action, certificationNumber: '', reasons: [], trackingNumber: '', message: '' };
}

/** A response that says something of the event alone. */
export function eventContent(event: ReviewStatement, moreFollows = false): ResponseContent {
  return { moreFollows, refusals: [], refusalMessages: new Map(), event, lines: [] };
}
