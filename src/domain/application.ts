import type { ClaimRegistration, ClaimVerdict } from './claims/model.js';
import type { Environment } from './environment.js';
import type { HistoryEntry, PriorAuthorization } from './prior-authorization/model.js';

/** What applying a unit may read and take; the ledger provides it inside one transaction. */
export interface DomainTransaction {
  /** Next number of a kind, from 1. T and P have sequences of their own, so that they never share a number. */
  nextNumber(kind: 'pa-tracking' | 'pa-attachment' | 'claim', environment: Environment): number;
  /** Next outbound ISA13 to this partner. */
  nextControlNumber(): number;
  findPriorAuthorization(
    environment: Environment,
    by: { readonly trackingNumber: string } | { readonly paNumber: string },
  ): PriorAuthorization | undefined;
  /** The set's claims that earlier batches registered or refused, in unit order; the batch at hand is not among them. */
  claimsOfSet(): Iterable<ClaimVerdictLine>;
}

/** One claim of a set, as a claim report names it. */
export interface ClaimVerdictLine {
  readonly unit: number;
  readonly submitterClaimId: string;
  readonly totalCharge: string;
  readonly verdict: ClaimVerdict;
}

/** What became of one unit. Rows are unique by (interchange, group, set, unit): the database refuses a second. */
export type UnitResult =
  | {
      readonly kind: 'prior-authorization';
      readonly unit: number;
      readonly priorAuthorization: PriorAuthorization;
      readonly isNew: boolean;
      readonly history: readonly HistoryEntry[];
    }
  | { readonly kind: 'claim'; readonly unit: number; readonly claim: ClaimRegistration; readonly verdict: ClaimVerdict }
  /** Answered without a domain object (an AAA refusal). Codes only, never protected values. */
  | { readonly kind: 'refused'; readonly unit: number; readonly reason: string };
