import type { DecidedClaim } from '../domain/claims/model.js';
import type { AnswerDraft } from '../respond/answer.js';
import type { AnswerRow, PendingSet, SubmissionRow } from './rows.js';

/** A set all of whose units are applied, to be ended with the answers that speak of it as a whole. */
export interface SetConclusion {
  readonly set: PendingSet;
  /** Outbound sequence of the answers. */
  readonly sequence: { readonly ourId: string; readonly partnerId: string };
  readonly now: string;
  readonly folderDate: string;
  /** How many units were applied; the ledger must have as many. */
  readonly units: number;
  /** When answers were rendered beforehand (large): the number they used; the commit fails as `stale` if it moved. */
  readonly expectedControlNumber?: number;
  /** Called once, inside the transaction; each number it takes must stand in one answer. */
  readonly build: (transaction: {
    readonly nextControlNumber: () => number;
    readonly claimsOfSet: () => Iterable<DecidedClaim>;
  }) => readonly AnswerDraft[];
}

/** `stale`: another answer took the expected control number; nothing has moved. */
export type ConclusionResult =
  | { readonly kind: 'concluded'; readonly answers: readonly AnswerRow[] }
  | { readonly kind: 'stale' };

/** The end of pass 2: of a set that is answered as a whole, and of a file. */
export interface ConclusionLedger {
  /** The claims of a set that are stored so far, in order and read in pages. */
  claimsOfSet(set: Pick<PendingSet, 'interchangeId' | 'group' | 'index'>): Iterable<DecidedClaim>;
  /**
   * One commit: the answers are stored and the set awaits nothing more. For a set that is concluded nothing happens, and
   * its answers are given. Raises GatewayError as `applyBatch`.
   */
  concludeSet(conclusion: SetConclusion): Promise<ConclusionResult>;
  /** Ends pass 2 when no set is pending. */
  completeApplication(submissionId: number, now: string): Promise<SubmissionRow>;
}
