import type { Conversation, DocumentArrival, DomainTransaction, UnitResult } from '../domain/application.js';
import type { LetterDue } from '../domain/prior-authorization/letters.js';
import type { HistoryEntry, PriorAuthorization } from '../domain/prior-authorization/model.js';
import type { InterchangeOutcome, SetOutcome, UsageIndicator } from '../envelope/outcome.js';
import type { Finding } from '../findings/finding.js';
import type { PartnerProfile } from '../partners/profile.js';
import type { AnswerDraft, AnswerType } from '../respond/answer.js';
import type { AuditEntry } from './audit-values.js';
import type { PublicationDraft } from './publication-draft.js';
import type { AnswerRow, Disposition, InterchangeRow, PendingSet } from './rows.js';

/** What the operations of the ledger take and give, beside its rows. */

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
  /** What became of an interchange that another system of the payer published; the first answer is it. */
  readonly publication?: PublicationDraft;
}

/** A partner as it was when something was decided by its profile, with the version it had before it was read. */
export interface SeenPartner {
  readonly version: number;
  readonly profile: PartnerProfile;
}

export interface VerdictCommit {
  readonly submissionId: number;
  readonly attempt: number;
  readonly outcome: InterchangeOutcome;
  /** Outbound sequence: our id and the partner's id, shared by T and P (docs/decisions/0003). */
  readonly sequence: { readonly ourId: string; readonly partnerId: string };
  /** Days back in which a control number may not come again. */
  readonly duplicateWindowDays: number;
  /** True: bytes that came before are refused as a number that came before, instead of getting copies of the answers. */
  readonly refusesSameBytes?: boolean;
  /** False: bytes that came before get no copies of the answers they had. */
  readonly copiesAnswers?: boolean;
  /** The partner the file was judged by; GatewayError `partner-changed` when it would be judged otherwise by now. */
  readonly judgedBy?: SeenPartner;
  readonly now: string;
  readonly folderDate: string;
  /** When the answers were rendered beforehand (large): the number they used; the commit fails as `stale` if it moved. */
  readonly expectedControlNumber?: number;
  readonly render: (context: RenderContext) => RenderedVerdict;
}

/** What ends pass 1 of a file. */
export interface ExaminationCompletion {
  readonly submissionId: number;
  readonly attempt: number;
  readonly disposition: Disposition;
  readonly findings: readonly Finding[];
  readonly answers: readonly AnswerDraft[];
  /** A published file that holds no interchange. */
  readonly publication?: PublicationDraft;
  readonly now: string;
  readonly folderDate: string;
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

/** Which PAs. `location`: requesting provider ID and service location; `from`, `to`: instants of receipt, `to` excluded. */
export interface PriorAuthorizationFilter {
  readonly status?: string;
  readonly usage?: UsageIndicator;
  readonly submissionId?: number;
  readonly reviewer?: string;
  readonly classification?: string;
  readonly assignment?: string;
  readonly location?: string;
  readonly memberId?: string;
  readonly from?: string;
  readonly to?: string;
}

/** Where a page of the review queue ended. */
export interface QueuePosition {
  readonly dueAt: string;
  readonly id: number;
}

/** A command's change of one PA. */
export interface PriorAuthorizationChange<Refusal> {
  readonly trackingNumber: string;
  /** The version the person saw; absent when it does not matter. */
  readonly expectedVersion?: number;
  readonly ourId: string;
  readonly now: string;
  readonly folderDate: string;
  readonly build: (
    current: PriorAuthorizationRow,
    /** The latest request of it, to answer again; undefined when its channel keeps none. */
    conversation: StoredConversation | undefined,
    transaction: DomainTransaction,
  ) =>
    | {
        readonly priorAuthorization: PriorAuthorization;
        readonly history: readonly HistoryEntry[];
        readonly answers: readonly AnswerDraft[];
        readonly letters: readonly LetterDue[];
        readonly documents?: readonly DocumentArrival[];
        /** Instead of `documents`: one that lay unmatched, by its id, and the place it has got. GatewayError `document-settled`. */
        readonly settlesDocument?: { readonly id: number; readonly controlNumber: string };
        readonly audit?: AuditEntry;
      }
    | { readonly refused: Refusal };
}

/** A conversation with the interchange it came in. */
export interface StoredConversation extends Conversation {
  readonly submissionId: number;
  readonly interchange: number;
}

export type ChangeOutcome<Refusal> =
  | { readonly kind: 'changed'; readonly row: PriorAuthorizationRow; readonly answers: readonly AnswerRow[] }
  | { readonly kind: 'refused'; readonly refused: Refusal; readonly row: PriorAuthorizationRow }
  | { readonly kind: 'unknown' }
  /** Somebody else was faster: the row as it stands now. */
  | { readonly kind: 'version-differs'; readonly row: PriorAuthorizationRow };

/** The end of a document's submission. */
export interface DocumentSettlement {
  readonly submissionId: number;
  readonly attempt: number;
  readonly ourId: string;
  readonly now: string;
  readonly folderDate: string;
  readonly build: (
    transaction: DomainTransaction & { conversationOf(trackingNumber: string): StoredConversation | undefined },
  ) => {
    readonly disposition: Disposition;
    readonly documents: readonly DocumentArrival[];
    /** The PA it went to, changed. */
    readonly change?: {
      readonly priorAuthorization: PriorAuthorization;
      readonly history: readonly HistoryEntry[];
      readonly letters: readonly LetterDue[];
    };
    readonly answers: readonly AnswerDraft[];
  };
}

/** A PA with where it came from. */
export interface PriorAuthorizationRow extends PriorAuthorization {
  /** ISO instant at which its content was removed (docs/retention.md): what is left is empty. Absent while it is kept. */
  readonly contentRemovedAt?: string;
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
export type PartnerDraft = Omit<PartnerProfile, 'providers' | 'allowances' | 'hold'> & {
  readonly npis: readonly string[];
};

/** Redeliveries that were asked for since a given one. */
export interface RedeliveriesAsked {
  /** The newest one's id; the given one's when there is none. */
  readonly last: number;
  /** The lowest answer id among them, 0 when there is none. */
  readonly firstAnswer: number;
}
