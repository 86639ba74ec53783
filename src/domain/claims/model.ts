import type { Environment } from '../environment.js';

/** A claim of an accepted 837 set, registered unit by unit. First cut: what a trace needs; the claims issue adds lines. */
export interface ClaimRegistration {
  readonly environment: Environment;
  /** CLM01, protected. */
  readonly submitterClaimId: string;
  readonly kind: 'professional' | 'institutional' | 'dental';
  readonly billingProviderNpi: string;
  /** Provider ID and service location the NPI resolved to, '' when it did not. */
  readonly billingProviderLocation: string;
  readonly memberId: string;
  /** CLM02, decimal as sent. */
  readonly totalCharge: string;
  /** CLM05-3. */
  readonly frequency: string;
  /** REF*F8, '' when none. */
  readonly payerClaimControlNumber: string;
  /** First and last service date, ISO, '' when none. */
  readonly serviceFrom: string;
  readonly serviceTo: string;
  readonly lineCount: number;
}

/** One reason to refuse a claim, with the status the claim acknowledgment carries for it (277CA guide, STC01). */
export interface ClaimRefusal {
  /** Claim status category (code source 507), claim status (508), entity (data element 98; '' when none is named). */
  readonly category: string;
  readonly status: string;
  readonly entity: string;
  /** Stable code of the rule. */
  readonly reason: string;
  /** What is wrong, in words, and how to mend it; absent for a reason of this domain, which a report has words for. */
  readonly message?: string;
  readonly mend?: string;
}

/** A registered claim with its number, or why it was refused: the first reason itself, any others beside it. */
export type ClaimVerdict =
  | { readonly accepted: true; readonly claimNumber: string }
  | ({ readonly accepted: false; readonly others?: readonly ClaimRefusal[] } & ClaimRefusal);
