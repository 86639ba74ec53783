import type { ClaimRegistration, ClaimVerdict } from '../domain/claims/model.js';
import type { UsageIndicator } from '../envelope/outcome.js';
import type { Page } from './ledger-values.js';

/** A claim of the register, registered or refused. */
export interface ClaimRow extends ClaimRegistration {
  readonly id: number;
  readonly submissionId: number;
  readonly interchange: number;
  readonly group: number;
  readonly set: number;
  readonly unit: number;
  readonly partnerId: string;
  /** ISO instant of the receipt of its file. */
  readonly receivedAt: string;
  /** What the payer's own system calls it, '' until that is loaded. */
  readonly payerNumber: string;
  /** Claim number of the claim that replaced or voided it, '' while it stands. */
  readonly supersededBy: string;
  readonly verdict: ClaimVerdict;
  /** ISO instant at which its content was removed (docs/retention.md): what is left is empty. Absent while it is kept. */
  readonly contentRemovedAt?: string;
}

/** Which claims; what is not given does not narrow. */
export interface ClaimFilter {
  readonly submissionId?: number;
  readonly interchange?: number;
  readonly group?: number;
  readonly set?: number;
  readonly claimNumber?: string;
  readonly payerNumber?: string;
  /** CLM01. */
  readonly submitterClaimId?: string;
  readonly memberId?: string;
  /** Billing provider ID and service location. */
  readonly location?: string;
  readonly partnerId?: string;
  readonly kind?: ClaimRegistration['kind'];
  readonly usage?: UsageIndicator;
  readonly isAccepted?: boolean;
  /** ISO days: claims with a service on one of them or between. */
  readonly serviceFrom?: string;
  readonly serviceTo?: string;
  /** Instants of receipt, `to` excluded. */
  readonly from?: string;
  readonly to?: string;
}

/** What the ledger tells of claims. */
export interface ClaimLedger {
  /** Claims in the order in which they were decided. */
  claims(filter: ClaimFilter, after: number, limit: number): Page<ClaimRow>;
  /** A registered claim by our number for it. */
  claim(claimNumber: string): ClaimRow | undefined;
  /**
   * Keeps what the payer's system calls registered claims, all or none; from then on a replacement or void may name them
   * so. Repeating it changes nothing; a later number stands instead of an earlier one. Raises GatewayError
   * `claim-unknown` (exit code 2) for a claim number that is not registered; `subject` is that number.
   */
  recordPayerNumbers(numbers: readonly { readonly claimNumber: string; readonly payerNumber: string }[]): Promise<void>;
}
