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

/** A registered claim with its number, or why it was refused. */
export type ClaimVerdict =
  | { readonly accepted: true; readonly claimNumber: string }
  | {
      readonly accepted: false;
      readonly category: string;
      readonly status: string;
      readonly entity: string;
      readonly reason: string;
    };
