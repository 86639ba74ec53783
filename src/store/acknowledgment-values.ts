import type { UsageIndicator } from '../envelope/outcome.js';
import type { AnswerType } from '../respond/answer.js';
import type { ReceivedAcknowledgment } from '../respond/received-acknowledgment.js';
import type { Page } from './ledger-values.js';
import type { AnswerRow, InterchangeRow } from './rows.js';

/** `matched`: what it names was sent and taken; `refused`: it was sent and not (wholly) taken; `exception`: see the reason. */
export type AcknowledgmentState = 'matched' | 'refused' | 'exception';

/**
 * Why an acknowledgment fits nothing: `damaged`; `number-unknown` (never sent to anybody); `number-of-another-partner`
 * (sent to others only); `usage-differs` (test speaks of production or the other way); `other-kind` (what has the number
 * is not acknowledged this way); `reference-unknown` (a 277CA names no batch that was sent to it); `set-unknown` (it refuses a set that was not in it). '' when it fits.
 */
export type AcknowledgmentReason =
  | ''
  | 'damaged'
  | 'number-unknown'
  | 'number-of-another-partner'
  | 'usage-differs'
  | 'other-kind'
  | 'set-unknown'
  | 'reference-unknown';

/** Acknowledgments of one received interchange, in order from `position` (0-based) on. */
export interface AcknowledgmentBatch {
  readonly interchange: Pick<InterchangeRow, 'submissionId' | 'index' | 'usage'>;
  readonly position: number;
  readonly acknowledgments: readonly ReceivedAcknowledgment[];
  /** The control-number sequence that our answers to this partner carry. */
  readonly sequence: { readonly ourId: string; readonly partnerId: string };
  readonly now: string;
}

/** One acknowledgment as kept. */
export interface AcknowledgmentRow
  extends Omit<ReceivedAcknowledgment, 'group' | 'reference' | 'isTaken' | 'isDamaged'> {
  readonly id: number;
  readonly submissionNumber: string;
  readonly partnerId: string;
  readonly usage: UsageIndicator;
  /** ISO instant at which it was recorded. */
  readonly at: string;
  readonly state: AcknowledgmentState;
  readonly reason: AcknowledgmentReason;
  /** The file our answer belongs to, and its type; '' when it fits none. */
  readonly answerSubmission: string;
  readonly answerType: string;
  /** ISO instant, '' while nobody has seen to it. */
  readonly settledAt: string;
  readonly settledBy: string;
  readonly note: string;
}

/** An answer that its partner has not acknowledged in its time. */
export interface OverdueAcknowledgment {
  /** The answer's. */
  readonly id: number;
  readonly submissionNumber: string;
  readonly type: AnswerType;
  readonly ordinal: number;
  readonly partnerId: string;
  /** ISO instants; delivered for the first time, due since the last. */
  readonly deliveredAt: string;
  readonly dueAt: string;
}

/** How many acknowledgments of one type a partner owes that are late. */
export interface OverdueCount {
  readonly partnerId: string;
  readonly type: string;
  readonly count: number;
  /** ISO instant. */
  readonly oldestDueAt: string;
}

/** The part of the ledger that holds what partners acknowledge of what they were sent. */
export interface AcknowledgmentLedger {
  /** Interchanges of a file that were not refused, are no duplicates, and hold a TA1 or a group of acknowledgments. */
  interchangesWithAcknowledgments(submissionId: number): InterchangeRow[];
  /** Matches acknowledgments to what the partner was sent and keeps them; repeating it changes nothing. */
  recordAcknowledgments(batch: AcknowledgmentBatch): Promise<void>;
  /** In a state; without one those that wait for a person (refused or exception, not settled). Oldest first. */
  acknowledgments(state: AcknowledgmentState | undefined, after: number, limit: number): Page<AcknowledgmentRow>;
  /** Answers that are not acknowledged and whose partner's time was over at `now` (ISO), in order of the answers. */
  overdueAcknowledgments(now: string, after: number, limit: number): Page<OverdueAcknowledgment>;
  /**
   * A person knows that these answers arrived: nothing is expected for them any more; audited. Raises GatewayError (2)
   * `acknowledgment-not-expected` when nothing was owed for any of them.
   */
  waiveAcknowledgments(answers: readonly AnswerRow[], note: string, actor: string, now: string): Promise<void>;
  /** A person has seen to it; audited. Raises GatewayError (2) `acknowledgment-not-open`. */
  settleAcknowledgment(id: number, note: string, actor: string, now: string): Promise<void>;
}
