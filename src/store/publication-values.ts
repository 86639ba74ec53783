import type { Page } from './ledger-values.js';
import type { PublicationDraft } from './publication-draft.js';

/** One interchange of a published file as kept. */
export interface PublicationRow extends Omit<PublicationDraft, 'groups' | 'references' | 'sha256' | 'statusRows'> {
  readonly id: number;
  readonly submissionNumber: string;
  /** ISO instant. */
  readonly at: string;
  /** True when an answer of our own to this partner has carried the same ISA13 under the same sender. */
  readonly isNumberOurs: boolean;
  /** ISO instant at which somebody saw to a refusal, or it was filed after all; '' while it is open. */
  readonly settledAt: string;
  /** '' when filing it later settled it. */
  readonly settledBy: string;
  readonly note: string;
}

/** The part of the ledger that knows what other systems of the payer published. */
export interface PublicationLedger {
  /** The interchanges of one published file in file order. */
  publicationsOf(submissionId: number, after: number, limit: number): Page<PublicationRow>;
  /** True when a CSV file of claim statuses with this digest was imported before from `publish/`. */
  areStatusesFiled(sha256: string): boolean;
  /** Refused ones that nobody has settled, oldest first. */
  openPublications(after: number, limit: number): Page<PublicationRow>;
  /** A person has seen to a refusal; audited. Raises GatewayError (2) `publication-not-open`. */
  settlePublication(id: number, note: string, actor: string, now: string): Promise<void>;
}
