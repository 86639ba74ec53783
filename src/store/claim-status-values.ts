import type { ClaimStatus } from '../domain/claims/status.js';

/** One word of the claim system on one claim. */
export interface ClaimStatusReport extends ClaimStatus {
  /** Ours. */
  readonly claimNumber: string;
  /** What the claim system calls it, '' when that is not told. */
  readonly payerNumber: string;
}

/** A status as kept. */
export interface ClaimStatusRow extends ClaimStatus {
  /** ISO instant at which it was told. */
  readonly at: string;
  readonly source: string;
}

/** The part of the ledger that holds what the payer's claim system says of claims. */
export interface ClaimStatusLedger {
  /**
   * Keeps statuses, all or none, and the payer's numbers among them; one that says what the latest of its claim says is
   * passed over, so that repeating changes nothing. Gives how many were new. Raises GatewayError `claim-unknown` (exit code
   * 2; subject: the claim number) for a number that is not registered.
   */
  recordClaimStatuses(
    reports: readonly ClaimStatusReport[],
    told: { readonly source: string; readonly now: string },
  ): Promise<number>;
  /** All that was said of one claim, oldest first. */
  claimStatuses(claimNumber: string): readonly ClaimStatusRow[];
}
