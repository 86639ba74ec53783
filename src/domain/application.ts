import type { ClaimRegister } from './claims/lookups.js';
import type { ClaimRegistration, ClaimVerdict } from './claims/model.js';
import type { ClaimOnFile, ClaimQuestion } from './claims/status.js';
import type { Environment } from './environment.js';
import type { LetterDue } from './prior-authorization/letters.js';
import type { DocumentFacts, HistoryEntry, PriorAuthorization } from './prior-authorization/model.js';
import type { ReferenceFacts } from './reference.js';

/** The kinds of number the ledger gives out, each from 1; T and P have sequences of their own. */
export type NumberKind = 'pa-tracking' | 'pa-number' | 'pa-attachment' | 'claim';

/** What a change of the domain may read and take; the ledger provides it inside one transaction. */
export interface DomainTransaction extends ClaimRegister {
  /** Next number of a kind, from 1. T and P have sequences of their own, so that they never share a number. */
  nextNumber(kind: NumberKind, environment: Environment): number;
  /** Next outbound ISA13 to this partner. */
  nextControlNumber(): number;
  findPriorAuthorization(
    environment: Environment,
    by: { readonly trackingNumber: string } | { readonly paNumber: string },
  ): PriorAuthorization | undefined;
  /**
   * PAs that ask for one of these procedures for the same member and requesting provider on overlapping days: tracking
   * numbers, oldest first, at most 20. Those void, withdrawn or cancelled do not count, nor does `except`.
   */
  possibleDuplicates(query: DuplicateQuery): readonly string[];
  /** Attachment entries by our control number, or by the number their sender gave and the partner that sent them. */
  findAttachments(
    environment: Environment,
    by: { readonly controlNumber: string } | { readonly externalReference: string; readonly partnerId: string },
  ): readonly { readonly trackingNumber: string; readonly controlNumber: string }[];
  /** PAs as the inquiry of the portal finds them, newest first, at most `limit`. */
  inquire(query: InquiryQuery, limit: number): readonly PriorAuthorization[];
  /** Claims on file with the claim system's latest word, newest first, at most `limit`. */
  findClaims(question: ClaimQuestion, limit: number): readonly ClaimOnFile[];
  readonly reference: ReferenceFacts;
}

/** Whose request is compared with what is there. */
export interface DuplicateQuery {
  readonly environment: Environment;
  readonly memberId: string;
  /** Requesting provider ID and service location. */
  readonly location: string;
  readonly lines: readonly { readonly procedureCode: string; readonly from: string; readonly to: string }[];
  /** Tracking number that is not compared, '' for none. */
  readonly except: string;
}

/** A provider's own PAs: always its location, narrowed by what is given. Dates are days of submission, inclusive. */
export interface InquiryQuery {
  readonly environment: Environment;
  readonly locations: readonly string[];
  readonly memberId?: string;
  readonly status?: string;
  readonly assignment?: string;
  readonly from?: string;
  readonly to?: string;
}

/**
 * What is needed to answer a requester again later, as the channel that took the request keeps it: plain JSON, protected.
 * Whoever stores it does not look into it. `channel` tells who can read it.
 */
export interface Conversation {
  readonly channel: '278';
  readonly body: Readonly<Record<string, unknown>>;
}

/** A document that came in with a unit, and what became of it. */
export interface DocumentArrival {
  readonly document: DocumentFacts;
  readonly state: 'matched' | 'unmatched' | 'refused';
  /** PA and attachment entry it went to, '' when none. */
  readonly trackingNumber: string;
  readonly controlNumber: string;
  /** What the sender called it: an attachment control number of ours or its own, '' when none. Protected. */
  readonly reference: string;
  readonly reportType: string;
  /** Why it was refused, a word such as `too-large`; '' otherwise. */
  readonly reason: string;
}

/** What became of one unit. Rows are unique by (interchange, group, set, unit): the database refuses a second. */
export type UnitResult = (
  | {
      readonly kind: 'prior-authorization';
      readonly unit: number;
      readonly priorAuthorization: PriorAuthorization;
      readonly isNew: boolean;
      readonly history: readonly HistoryEntry[];
      /** Present when the unit is a request that later answers will answer. */
      readonly conversation?: Conversation;
      readonly letters?: readonly LetterDue[];
    }
  | { readonly kind: 'claim'; readonly unit: number; readonly claim: ClaimRegistration; readonly verdict: ClaimVerdict }
  /** Answered from what is there; nothing changed. `reason`: a word for the trace. */
  | { readonly kind: 'answered'; readonly unit: number; readonly reason: string }
  /** Answered without a domain object (an AAA refusal). Codes only, never protected values. */
  | { readonly kind: 'refused'; readonly unit: number; readonly reason: string }
) & { readonly documents?: readonly DocumentArrival[] };
