import type { DomainTransaction, UnitResult } from '../domain/application.js';
import type { ClaimRegistration, ClaimVerdict } from '../domain/claims/model.js';
import type { HistoryEntry, PriorAuthorization } from '../domain/prior-authorization/model.js';
import type { GroupOutcome, InterchangeOutcome, SetOutcome, UsageIndicator } from '../envelope/outcome.js';
import type { Finding } from '../findings/finding.js';
import type { Allowance, LinkedProvider, PartnerProfile } from '../partners/profile.js';
import type { AnswerDraft, AnswerType } from '../respond/answer.js';
import type {
  AnswerRow,
  Disposition,
  FindingRow,
  InterchangeRow,
  PendingSet,
  Receipt,
  SubmissionRow,
  TraceEvent,
} from './rows.js';
import type { AuditEntry } from './sqlite/audit.js';

/**
 * One set's outcome as bulk, written before the verdict that makes it true. `acknowledgment` is its part of the 999
 * (AK2 to IK5), rendered by the worker without control numbers.
 */
export interface SetRow extends SetOutcome {
  readonly acknowledgment: { readonly text: string; readonly segments: number };
}

/** The earlier interchange a duplicate points at. */
export interface EarlierInterchange {
  readonly interchangeId: number;
  readonly submissionId: number;
  readonly submissionNumber: string;
  readonly receivedAt: string;
}

/**
 * What the duplicate rules (docs/decisions/0004) say, decided inside the verdict's transaction:
 * `new`; `same-bytes` (an earlier one with these bytes was not refused: copy its answers, apply nothing);
 * `same-number` (the control number was used within the window with other bytes, or twice in this file: TA1 R 025).
 */
export type DuplicateVerdict =
  | { readonly kind: 'new' }
  | { readonly kind: 'same-bytes'; readonly earlier: EarlierInterchange }
  | { readonly kind: 'same-number'; readonly earlier: EarlierInterchange };

/** A set that has findings, without its part of the 999. */
export type SetWithFindings = Pick<
  SetRow,
  'index' | 'transactionSet' | 'controlNumber' | 'status' | 'findings' | 'findingsTotal' | 'units' | 'refusals'
>;

/** What `render` gets: called once, inside the transaction, must be pure. */
export interface RenderContext {
  readonly duplicate: DuplicateVerdict;
  /** Takes the next outbound ISA13 of this pair: the TA1 the first, the 999 the next (docs/decisions/0003). */
  readonly nextControlNumber: () => number;
  /** The sets of one group in order, from the bulk of this attempt. */
  readonly setsOf: (group: number) => Iterable<SetRow>;
  /** Those of them with findings, read as they are asked for: the others cost nothing. */
  readonly setsWithFindingsOf: (group: number) => Iterable<SetWithFindings>;
}

/** How an attempt ended short of its goal. `open`: nobody has said yet. */
export type AttemptEnd = 'open' | 'failed' | 'rested';

/** What `render` decides. */
export interface RenderedVerdict {
  readonly acknowledgment: 'A' | 'E' | 'R' | 'duplicate';
  readonly note: string;
  readonly answers: readonly AnswerDraft[];
}

export interface VerdictCommit {
  readonly submissionId: number;
  readonly attempt: number;
  readonly outcome: InterchangeOutcome;
  /** Outbound sequence: our id and the partner's id, shared by T and P (docs/decisions/0003). */
  readonly sequence: { readonly ourId: string; readonly partnerId: string };
  /** Days back in which a control number may not come again. */
  readonly duplicateWindowDays: number;
  readonly now: string;
  readonly folderDate: string;
  /** When the answers were rendered beforehand (large): the number they used; the commit fails as `stale` if it moved. */
  readonly expectedControlNumber?: number;
  readonly render: (context: RenderContext) => RenderedVerdict;
}

export type VerdictResult =
  | { readonly kind: 'committed'; readonly interchange: InterchangeRow; readonly answers: readonly AnswerRow[] }
  /** It had been committed before (a restart): what stands. */
  | { readonly kind: 'already'; readonly interchange: InterchangeRow; readonly answers: readonly AnswerRow[] }
  | { readonly kind: 'stale' };

export interface ApplyBatch {
  readonly set: PendingSet;
  /** Outbound sequence of the answers. */
  readonly sequence: { readonly ourId: string; readonly partnerId: string };
  readonly now: string;
  readonly folderDate: string;
  /** Units [firstUnit, firstUnit + results.length) of the set. */
  readonly firstUnit: number;
  /** True when this batch ends the set. */
  readonly isLast: boolean;
  /** Called once, inside the transaction, must be pure but for `transaction`. */
  readonly build: (transaction: DomainTransaction) => {
    readonly results: readonly UnitResult[];
    readonly answers: readonly AnswerDraft[];
  };
}

/** A claim as a report or a trace shows it. */
export interface ClaimRow extends ClaimRegistration {
  readonly id: number;
  readonly submissionId: number;
  readonly interchange: number;
  readonly group: number;
  readonly set: number;
  readonly unit: number;
  readonly verdict: ClaimVerdict;
}

/** A PA with where it came from. */
export interface PriorAuthorizationRow extends PriorAuthorization {
  readonly submissionId: number;
  readonly partnerId: string;
}

export interface DownloadFilter {
  readonly providerId?: string;
  readonly serviceLocation?: string;
  readonly submission?: string;
  readonly type?: AnswerType;
  /** Dates yyyy-mm-dd, inclusive. */
  readonly from?: string;
  readonly to?: string;
  readonly usage?: UsageIndicator;
}

/** A page of rows: pass `next` back to go on; undefined at the end. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly next: number | undefined;
}

/** A partner as the operator writes it. */
export type PartnerDraft = Omit<PartnerProfile, 'providers' | 'allowances'> & { readonly npis: readonly string[] };

/**
 * The ledger: the database of what happened. Every mutation is one atomic operation with an idempotency key, and its
 * promise resolves only after the durable commit that holds it (commits of many callers share one, docs/decisions/0003).
 * Time is passed in. No caller sees SQL or a transaction. A full disk or a busy database rejects with a GatewayError
 * (`ledger-full`, `ledger-busy`) and nothing has moved.
 */
export interface Ledger {
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
  completeExamination(completion: {
    readonly submissionId: number;
    readonly attempt: number;
    readonly disposition: Disposition;
    readonly findings: readonly Finding[];
    readonly answers: readonly AnswerDraft[];
    readonly now: string;
    readonly folderDate: string;
  }): Promise<SubmissionRow>;

  // answers
  answersInState(state: AnswerRow['state'], after: number, limit: number): AnswerRow[];
  /** A partner's delivered answers that it has not picked up, oldest first, with an id above `after`. */
  answersInOutbox(partnerId: string, after: number, limit: number): AnswerRow[];
  answerBytes(answerId: number): Uint8Array | undefined;
  answersOf(submissionId: number): AnswerRow[];
  moveAnswer(answerId: number, to: AnswerRow['state'], now: string): Promise<void>;

  // pass 2
  /** Accepted sets of examined submissions that are not wholly applied, in file order. */
  pendingSets(submissionId: number, limit: number): PendingSet[];
  /** The findings kept of one decided set, in file order, and how many there were; none for a set nobody knows. */
  findingsOfSet(set: Pick<PendingSet, 'interchangeId' | 'group' | 'index'>): {
    readonly findings: readonly Finding[];
    readonly total: number;
  };
  applyBatch(batch: ApplyBatch): Promise<readonly AnswerRow[]>;
  /** Ends pass 2 when no set is pending. */
  completeApplication(submissionId: number, now: string): Promise<SubmissionRow>;

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

  // partners
  putPartner(partner: PartnerDraft, actor: string, now: string): Promise<void>;
  putLink(partnerId: string, provider: LinkedProvider, actor: string, now: string): Promise<void>;
  removeLink(partnerId: string, locationId: string, actor: string, now: string): Promise<void>;
  putAllowance(partnerId: string, allowance: Allowance, actor: string, now: string): Promise<void>;
  partner(partnerId: string): PartnerProfile | undefined;
  partners(): PartnerProfile[];

  // audit
  /** Records what a person changed outside the ledger, such as an imported code list. */
  addAudit(entry: AuditEntry): Promise<void>;

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
  downloads(filter: DownloadFilter, after: number, limit: number): Page<AnswerRow>;
  priorAuthorizations(
    filter: { readonly status?: string; readonly usage?: UsageIndicator; readonly submissionId?: number },
    after: number,
    limit: number,
  ): Page<PriorAuthorizationRow>;
  priorAuthorization(
    number: string,
  ): { readonly row: PriorAuthorizationRow; readonly history: readonly HistoryEntry[] } | undefined;
  claims(
    filter: {
      readonly submissionId?: number;
      readonly interchange?: number;
      readonly group?: number;
      readonly set?: number;
    },
    after: number,
    limit: number,
  ): Page<ClaimRow>;
  claim(claimNumber: string): ClaimRow | undefined;
  /** The timeline of a submission, PA tracking number, PA number or claim number; empty when nothing has it. */
  trace(id: string): TraceEvent[];
  /** What has no first answer yet, one line each: submissions without disposition, sets not applied, answers not written. */
  reconcile(): { readonly kind: string; readonly subject: string; readonly since: string }[];
  counts(): Readonly<Record<string, number>>;
  /** Problems found by the database's own check and ours; empty when sound. */
  check(): string[];
  close(): void;
}
