import type { ClaimKind } from '../domain/claims/model.js';
import type { UsageIndicator } from '../envelope/outcome.js';
import type { Page } from './ledger-values.js';

/** Which decided claims are counted; instants of receipt, `to` excluded. */
export interface ClaimFigureFilter {
  readonly usage: Exclude<UsageIndicator, 'unknown'>;
  readonly from: string;
  readonly to: string;
  /** Billing provider ID and service location. */
  readonly location?: string;
  readonly partnerId?: string;
}

/** What of a decided claim figures need: nothing that tells who the patient is. */
export interface ClaimFigureRow {
  readonly id: number;
  readonly receivedAt: string;
  readonly partnerId: string;
  /** '' when the billing provider is not linked. */
  readonly location: string;
  readonly kind: ClaimKind;
  readonly totalCharge: string;
  /** None for a registered claim. */
  readonly reasons: readonly { readonly reason: string; readonly claimStatus: string }[];
}

/** The part of the ledger that claims are counted from. */
export interface ClaimFigureLedger {
  /** Decided claims in order, page by page. */
  claimFigures(filter: ClaimFigureFilter, after: number, limit: number): Page<ClaimFigureRow>;
}
