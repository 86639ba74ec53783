import type { HistoryEntry } from '../domain/prior-authorization/model.js';
import type { GroupOutcome } from '../envelope/outcome.js';
import type { Finding } from '../findings/finding.js';
import type { AnswerDraft } from '../respond/answer.js';
import type { AcknowledgmentLedger } from './acknowledgment-values.js';
import type { AuditLedger } from './audit-values.js';
import type { BackupLedger } from './backup-values.js';
import type { ClaimFigureLedger } from './claim-figure-values.js';
import type { ClaimStatusLedger } from './claim-status-values.js';
import type { ClaimLedger } from './claim-values.js';
import type { ConclusionLedger } from './conclusion-values.js';
import type { HandoffLedger } from './handoff-values.js';
import type {
  ApplyBatch,
  AttemptEnd,
  DownloadFilter,
  ExaminationCompletion,
  Page,
  PriorAuthorizationFilter,
  PriorAuthorizationRow,
  QueuePosition,
  RedeliveriesAsked,
  SetRow,
  VerdictCommit,
  VerdictResult,
} from './ledger-values.js';
import type { PartnerLedger } from './partner-values.js';
import type { PayloadLedger } from './payload-values.js';
import type { PublicationLedger } from './publication-values.js';
import type { ReferenceLedger } from './reference-values.js';
import type { RetentionLedger } from './retention-values.js';
import type { ReviewLedger } from './review-values.js';
import type { AnswerRow, FindingRow, InterchangeRow, PendingSet, Receipt, SubmissionRow, TraceEvent } from './rows.js';
import type { SftpLedger } from './sftp-values.js';
import type { Attention, AttentionQuestion, Backlog, Tally, ToldAlert } from './watch-values.js';

export type * from './acknowledgment-values.js';
export type * from './audit-values.js';
export type * from './backup-values.js';
export type * from './claim-figure-values.js';
export type * from './claim-status-values.js';
export type * from './claim-values.js';
export type * from './conclusion-values.js';
export type * from './handoff-values.js';
export type * from './ledger-values.js';
export type * from './partner-values.js';
export type * from './publication-draft.js';
export type * from './publication-values.js';
export type * from './retention-values.js';
export type * from './sftp-values.js';
export type * from './watch-values.js';

/**
 * The ledger: the database of what happened. Every mutation is one atomic operation with an idempotency key, and its
 * promise resolves only after the durable commit that holds it (commits of many callers share one, docs/decisions/0003).
 * Time is passed in. No caller sees SQL or a transaction. A full disk or a busy database rejects with a GatewayError
 * (`ledger-full`, `ledger-busy`) and nothing has moved.
 */
export interface Ledger
  extends AcknowledgmentLedger,
    AuditLedger,
    BackupLedger,
    ClaimFigureLedger,
    ClaimLedger,
    ClaimStatusLedger,
    ConclusionLedger,
    HandoffLedger,
    PartnerLedger,
    PayloadLedger,
    PublicationLedger,
    ReferenceLedger,
    RetentionLedger,
    ReviewLedger,
    SftpLedger {
  // intake
  recordReceipt(receipt: Receipt): Promise<SubmissionRow>;
  /** Records several arrivals in one operation, all or none; rows in their order. */
  recordReceipts(receipts: readonly Receipt[]): Promise<readonly SubmissionRow[]>;
  submission(
    by: { readonly id: number } | { readonly number: string } | { readonly arrivalId: string },
  ): SubmissionRow | undefined;
  /** Submissions that are not applied, quarantined or discarded, oldest first. */
  unfinished(): SubmissionRow[];

  // pass 1
  /**
   * Counts an attempt before it begins; `alone` when it is the only one running (docs/decisions/0003). Returns its number, from 1.
   * Older attempts can commit nothing more, and their bulk without a verdict is dropped.
   */
  beginAttempt(
    submissionId: number,
    attempt: { readonly now: string; readonly alone: boolean; readonly digests: Readonly<Record<string, string>> },
  ): Promise<number>;
  /** Records that an attempt died or overran; returns failures so far (only those `alone` with no step committed count). */
  failAttempt(submissionId: number, attempt: number, reason: string, now: string): Promise<number>;
  /** Records that an attempt ended without a failure and is to be made again (full disk, busy ledger). */
  restAttempt(submissionId: number, attempt: number, now: string): Promise<void>;
  /** How an attempt ended; `open` while it runs, and for good when its process died. */
  attemptEnd(submissionId: number, attempt: number): AttemptEnd;
  /** Bulk: replaces nothing, invisible until the verdict. `attempt-overtaken` when a newer attempt has begun. */
  putSets(submissionId: number, attempt: number, rows: readonly SetRow[]): Promise<void>;
  /** One group's sets of this attempt's bulk, in order and read in pages: to render a large 999 before its verdict. */
  bulkSets(submissionId: number, attempt: number, interchange: number, group: number): Iterable<SetRow>;
  peekControlNumber(ourId: string, partnerId: string): number;
  commitVerdict(commit: VerdictCommit): Promise<VerdictResult>;
  /** Ends pass 1: file-level findings, reports and the disposition. Repeating it changes nothing. */
  completeExamination(completion: ExaminationCompletion): Promise<SubmissionRow>;

  // answers
  answersInState(state: AnswerRow['state'], after: number, limit: number): AnswerRow[];
  /** A partner's delivered answers that it has not picked up, oldest first, with an id above `after`: mailbox ones. */
  answersInOutbox(partnerId: string, after: number, limit: number): AnswerRow[];
  answerBytes(answerId: number): Uint8Array | undefined;
  answersOf(submissionId: number): AnswerRow[];
  /**
   * Moves an answer forward; a state it has reached or passed changes nothing. One that goes to no mailbox (`target`
   * store or letters) is delivered as soon as it is written: there is no outbox to wait for.
   */
  moveAnswer(answerId: number, to: AnswerRow['state'], now: string): Promise<void>;
  /**
   * Has delivered answers go their way again from `stored` on, same name and bytes; all of them or none, each audited.
   * Its times stay those of the first time. Raises GatewayError (exit code 1) `answer-without-outbox` for letters and what
   * the download store alone gets, `answer-not-delivered` for what is under way.
   */
  redeliverAnswers(answerIds: readonly number[], actor: string, now: string): Promise<void>;
  /**
   * The same for delivered answers that are in no outbox though nobody is known to have picked them up. One whose content
   * is gone, or about to go, under retention is noted as removed from the outbox, so that it never counts as picked up.
   */
  redeliverLost(answerIds: readonly number[], actor: string, now: string): Promise<void>;
  /** What was asked for again after the redelivery `after` (0: ever), so that rounds know how far to go back. */
  redeliveriesAsked(after: number): RedeliveriesAsked;

  // pass 2
  /** Accepted sets of examined submissions that are not wholly applied, in file order. */
  pendingSets(submissionId: number, limit: number): PendingSet[];
  /** The findings kept of one decided set, in file order, and how many there were; none for a set nobody knows. */
  findingsOfSet(set: Pick<PendingSet, 'interchangeId' | 'group' | 'index'>): {
    readonly findings: readonly Finding[];
    readonly total: number;
  };
  applyBatch(batch: ApplyBatch): Promise<readonly AnswerRow[]>;

  // quarantine
  quarantine(
    submissionId: number,
    reason: string,
    answers: readonly AnswerDraft[],
    now: string,
    folderDate: string,
  ): Promise<void>;
  /** `release` sends it through again with its attempts forgotten; `discard` ends it. */
  settleQuarantine(
    submissionId: number,
    decision: 'release' | 'discard',
    actor: string,
    now: string,
  ): Promise<SubmissionRow>;

  // questions
  submissions(
    filter: { readonly state?: SubmissionRow['state']; readonly partnerId?: string },
    after: number,
    limit: number,
  ): Page<SubmissionRow>;
  interchanges(submissionId: number): InterchangeRow[];
  groups(interchangeId: number): GroupOutcome[];
  sets(submissionId: number, interchange: number, after: number, limit: number): Page<SetRow>;
  findings(submissionId: number, limit: number): FindingRow[];
  /** How many of a file's applied units were refused: claims, and patient events answered with AAA or "contact payer". */
  refusedUnits(submissionId: number): number;
  /** Answers of the download store; letters to members and reports on published files are none. */
  downloads(filter: DownloadFilter, after: number, limit: number): Page<AnswerRow>;
  priorAuthorizations(filter: PriorAuthorizationFilter, after: number, limit: number): Page<PriorAuthorizationRow>;
  /**
   * Open PAs in order of their due time, those due first; pass `next` back to go on. `dueBefore`: an ISO instant. One
   * whose due time nobody knows, since it came before there were clocks, stands first and counts as due.
   */
  reviewQueue(
    filter: PriorAuthorizationFilter & { readonly dueBefore?: string },
    after: QueuePosition | undefined,
    limit: number,
  ): { readonly rows: readonly PriorAuthorizationRow[]; readonly next: QueuePosition | undefined };
  /** Decided production PAs of which a line was decided between two instants, by id: for the yearly figures. */
  decidedPriorAuthorizations(
    between: { readonly from: string; readonly to: string },
    after: number,
    limit: number,
  ): Page<PriorAuthorizationRow>;
  priorAuthorization(
    number: string,
  ): { readonly row: PriorAuthorizationRow; readonly history: readonly HistoryEntry[] } | undefined;
  /**
   * The timeline of a submission, PA tracking number, PA number, claim number, or of what a sender called it: TRN02,
   * BHT03, an attachment's number, ours or its own. One that fits several PAs tells of each (at most 20; `subject` says of
   * which). Empty when nothing has it.
   */
  trace(id: string): TraceEvent[];
  /** What is owed, one line each: files without disposition, sets not applied, answers, letters and documents waiting. */
  reconcile(): { readonly kind: string; readonly subject: string; readonly since: string }[];
  counts(): Readonly<Record<string, number>>;

  // watching
  /** Running totals since the ledger began: a few rows for each partner, however many files there were. */
  tallies(): readonly Tally[];
  /** How much waits at `now`; decisions due before `soon` and not late count as due soon. ISO instants. */
  backlog(now: string, soon: string): Backlog;
  /** What a person should look at, the newest of each kind first. */
  attention(question: AttentionQuestion): readonly Attention[];
  /** Commits nothing, and rejects as every mutation would: `ledger-busy`, `ledger-full`, `ledger-readonly`. */
  tryToCommit(): Promise<void>;
  toldAlerts(): readonly ToldAlert[];
  /** Remembers what was told; `forgotten`: what is over, to be told at once when it comes again. */
  recordAlerts(told: readonly ToldAlert[], forgotten: readonly Omit<ToldAlert, 'toldAt'>[]): Promise<void>;
  /** Problems found by the database's own check and ours; empty when sound. */
  check(): string[];
  close(): void;
}
