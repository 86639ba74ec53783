import type { Environment } from '../environment.js';
import type { ClaimRegistration, ClaimVerdict } from './model.js';

/** Where a claim stands, by the code lists of claim status (code sources 507 and 508). */
export interface ClaimStatusCode {
  readonly category: string;
  readonly status: string;
  /** Data element 98; '' when none is named. */
  readonly entity: string;
}

/** What the payer's claim system said of a claim at one time. Dates are ISO; texts '' when not told. */
export interface ClaimStatus extends ClaimStatusCode {
  readonly effectiveOn: string;
  /** Decimal. */
  readonly paidAmount: string;
  readonly finalizedOn: string;
  readonly paidOn: string;
  /** Check or transfer number. Protected. */
  readonly paymentNumber: string;
}

/** A claim on file with the latest word of the claim system, if there is one. */
export interface ClaimOnFile {
  readonly claim: ClaimRegistration;
  readonly verdict: ClaimVerdict;
  /** What the claim system calls it, '' when that is not known. */
  readonly payerNumber: string;
  /** ISO instant of receipt. */
  readonly receivedAt: string;
  readonly latest?: ClaimStatus;
}

/** Which claims are asked about: always those of some locations in one environment, narrowed by what is given. */
export interface ClaimQuestion {
  readonly environment: Environment;
  /** Provider IDs and service locations of the billing provider. */
  readonly locations: readonly string[];
  readonly memberId: string;
  /** Ours, or the claim system's. */
  readonly claimNumber?: string;
  /** CLM01. */
  readonly submitterClaimId?: string;
  /** ISO dates, both inclusive: claims whose service dates overlap them. */
  readonly from?: string;
  readonly to?: string;
}

/**
 * Where a claim stands as far as anybody has told: the claim system's latest word, else what became of it here:
 * `accepted` for one that was registered, else the first reason it was refused for. `receivedOn`: ISO date in the payer's
 * time zone, from which that counts.
 */
export function statusOfClaim(
  { verdict, latest }: ClaimOnFile,
  accepted: ClaimStatusCode,
  receivedOn: string,
): ClaimStatus {
  if (latest !== undefined) return latest;
  const { category, status, entity } = verdict.accepted ? accepted : verdict;
  return {
    category,
    status,
    entity,
    effectiveOn: receivedOn,
    paidAmount: '',
    finalizedOn: '',
    paidOn: '',
    paymentNumber: '',
  };
}
