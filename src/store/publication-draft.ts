import type { UsageIndicator } from '../envelope/outcome.js';
import type { AnswerType } from '../respond/answer.js';

/**
 * What became of one interchange that another system of the payer published: `filed` as an answer; `duplicate`, filed
 * before byte by byte; `refused`, which the reason explains, and which nobody gets.
 */
export type PublicationOutcome = 'filed' | 'duplicate' | 'refused';

/** What was published: the kind of an interchange, or `claim-status`, a CSV file of claim statuses; '' for none of these. */
export type PublicationType = AnswerType | 'claim-status' | '';

/**
 * Why an interchange was not filed, or '' when it was: `no-x12` (the file holds no interchange at all and no claim
 * statuses), `statuses-unreadable` and `rows-refused` (a CSV file of claim statuses that is none, or rows of it), `damaged` (its
 * envelope), `sets-refused` (a group or set breaks its guide), `sender-not-us`, `kind-not-published` (none of the sets
 * that may be published), `kinds-mixed`, `receiver-unknown`, `receiver-ambiguous` (several partners have the id),
 * `receivers-differ` (ISA08 and GS03 name different ones), `number-used` (ISA13 came before with other bytes),
 * `filed-before`.
 */
export type PublicationReason =
  | ''
  | 'no-x12'
  | 'statuses-unreadable'
  | 'rows-refused'
  | 'damaged'
  | 'sets-refused'
  | 'sender-not-us'
  | 'kind-not-published'
  | 'kinds-mixed'
  | 'receiver-unknown'
  | 'receiver-ambiguous'
  | 'receivers-differ'
  | 'number-used'
  | 'filed-before';

/** A group of a published interchange, as its receiver will name it in a 999: GS01 and GS06. */
export interface PublishedGroup {
  readonly functionalIdentifier: string;
  /** 1 to 999,999,999; 0 when it is no number. */
  readonly controlNumber: number;
}

/** One interchange of a published file, or a file of claim statuses, as it is to be kept. */
export interface PublicationDraft {
  /** 0-based in the file; -1 for a file that holds none: claim statuses, or nothing that is taken. */
  readonly interchange: number;
  readonly outcome: PublicationOutcome;
  readonly reason: PublicationReason;
  /** '' when it is of no kind that may be published. */
  readonly type: PublicationType;
  readonly usage: UsageIndicator;
  /** The registered partner that receives it; '' for none: a provider's folder in the download store alone. */
  readonly partnerId: string;
  /** Provider ID with service location whose folder holds it; '' when it was not filed. */
  readonly location: string;
  /** ISA06 without padding, when it is an id of ours; '' otherwise, since it may be anything. */
  readonly senderId: string;
  /** ISA13; 0 when it is no number. */
  readonly controlNumber: number;
  readonly sha256: string;
  readonly groups: readonly PublishedGroup[];
  /** What a 277CA may name it by (`SentReferences`). */
  readonly references: readonly string[];
  /** Rows of a file of claim statuses that were imported: audited in the commit that keeps the publication. */
  readonly statusRows?: number;
}
