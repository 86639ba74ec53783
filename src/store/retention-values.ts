import type { Page } from './ledger-values.js';
import type { AnswerRow } from './rows.js';

/**
 * What is kept for a time of its own. `downloads`: answers in the download store; `outbox`: copies in a partner's outbox
 * that it never picked up; `originals`: our copies of received files; `quarantined`: those of files that were set aside;
 * `documents`: documents of prior authorizations; `letters`: letters in the hand-off; `ledger`: the protected content of the
 * ledger's own rows, which stay. The last, since what it empties others may have been made from.
 */
export const RETENTION_KINDS = [
  'downloads',
  'outbox',
  'originals',
  'quarantined',
  'documents',
  'letters',
  'ledger',
] as const;
export type RetentionKind = (typeof RETENTION_KINDS)[number];

/**
 * Why something whose time is over stays; '' when it may go. `recent`: its time runs from a later event, such as a
 * redelivery or a late end. `named-again`: the same document came again and is still needed. `file-kept`: our copy of the
 * file, of an answer or of a document is still there. `handoff-open`: the claim system has not taken its claims.
 */
export type RetentionHindrance =
  | ''
  | 'legal-hold'
  | 'not-finished'
  | 'in-quarantine'
  | 'answer-not-delivered'
  | 'prior-authorization-open'
  | 'letter-not-made'
  | 'document-unmatched'
  | 'acknowledgment-open'
  | 'publication-open'
  | 'file-kept'
  | 'handoff-open'
  | 'named-again'
  | 'recent';

/** One thing whose time is over. */
export interface RetentionCandidate {
  /** Of its row. */
  readonly id: number;
  /** The file it belongs to. */
  readonly submissionNumber: string;
  /** ISO instant from which its time is counted. */
  readonly at: string;
  readonly bytes: number;
  readonly hindrance: RetentionHindrance;
}

/** Where a page of candidates ended. */
export interface RetentionPosition {
  readonly at: string;
  readonly id: number;
}

/** Something that is marked to go, and where its file lies. */
export interface Removal {
  readonly kind: RetentionKind;
  readonly id: number;
  /** ISO instant from which its time is counted. */
  readonly at: string;
  readonly bytes: number;
  /** True when a legal hold covers it since it was marked. */
  readonly isHeld: boolean;
  readonly file:
    | { readonly what: 'answer'; readonly answer: AnswerRow }
    | { readonly what: 'original'; readonly path: string }
    | { readonly what: 'document'; readonly sha256: string }
    /** Rows of the ledger, and the files of answers that are too large for it. */
    | { readonly what: 'content'; readonly submissionId: number };
}

/** Where the emptying of a file's rows stands. */
export interface ContentPosition {
  readonly part: number;
  readonly key: readonly number[];
}

/** One round over one kind. */
export interface RetentionRound {
  readonly id: number;
  readonly kind: RetentionKind;
  /** ISO instant: what is younger stays. */
  readonly before: string;
  readonly begunAt: string;
  /** '' while it is open. */
  readonly endedAt: string;
  readonly removed: number;
  readonly bytes: number;
  /** The times of the oldest and the newest thing that went, '' when nothing did. */
  readonly oldest: string;
  readonly newest: string;
}

export type LegalHoldKind = 'submission' | 'prior-authorization' | 'claim' | 'partner' | 'member';

/** What may not be removed, and all that belongs to it. */
export interface LegalHoldRow {
  readonly id: number;
  readonly kind: LegalHoldKind;
  /** A number of ours, a partner id, or a member id, which is protected. */
  readonly subject: string;
  readonly reason: string;
  readonly at: string;
  readonly actor: string;
  /** '' while it holds, and so the two below. */
  readonly releasedAt: string;
  readonly releasedBy: string;
  readonly releaseReason: string;
}

/** The part of the ledger that says what may be removed, what is, and what must not be. */
export interface RetentionLedger {
  /**
   * What of a kind is older than `before`, oldest first from `after` on, with why it stays. Reads at most `limit` rows,
   * however many are held back. `next` is undefined at the end.
   */
  retentionCandidates(
    kind: RetentionKind,
    before: string,
    after: RetentionPosition | undefined,
    limit: number,
  ): { readonly rows: readonly RetentionCandidate[]; readonly next: RetentionPosition | undefined };
  /** Opens a round, or gives the one of this kind that is open, with the earlier `before` of the two. */
  beginRetention(kind: RetentionKind, before: string, actor: string, now: string): Promise<RetentionRound>;
  /**
   * Marks what may go of one page of candidates: from then on the ledger says that it is removed. What is looked at and
   * what is marked are one commit, so that a legal hold comes before or after it. `heldBack` counts what stays, by reason.
   */
  markForRemoval(
    round: Pick<RetentionRound, 'kind' | 'before'>,
    after: RetentionPosition | undefined,
    limit: number,
    now: string,
  ): Promise<{
    readonly removals: readonly Removal[];
    readonly heldBack: Readonly<Partial<Record<RetentionHindrance, number>>>;
    readonly next: RetentionPosition | undefined;
  }>;
  /** What is marked and not known to be gone, with an id above `after`: left by a crash or a disk that refused. */
  removalsLeft(kind: RetentionKind, after: number, limit: number): readonly Removal[];
  /** The files are gone, durably: counted in the round, each once. */
  confirmRemovals(roundId: number, removals: readonly Pick<Removal, 'kind' | 'id'>[]): Promise<void>;
  /**
   * Gives up the protected content of a page of the rows of a file that is marked, from `after` on; the rows stay. Gives
   * where to go on, undefined at the end. Repeating it, from the first page on, changes nothing more.
   */
  removeContent(
    submissionId: number,
    after: ContentPosition | undefined,
    now: string,
  ): Promise<ContentPosition | undefined>;
  /** Files of a marked file's answers that nobody else needs, relative to the data directory: spooled and encrypted ones. */
  contentFiles(submissionId: number): readonly string[];
  /** Takes a mark back: the file is there and stays. Content that is partly gone stays marked, and goes on later. */
  withdrawRemoval(removal: Pick<Removal, 'kind' | 'id'>): Promise<void>;
  /** Ends a round with an audit line that says what went: counts, bytes and times. Repeating it changes nothing. */
  endRetention(
    roundId: number,
    facts: { readonly heldBack: Readonly<Record<string, number>>; readonly failed: number },
    now: string,
  ): Promise<RetentionRound>;
  /** The last round of each kind. */
  lastRetentions(): readonly RetentionRound[];
  /** Whether anybody still names these bytes as a document that is kept. */
  isDocumentKept(sha256: string): boolean;

  /**
   * Holds something and all that belongs to it, now and later. Raises GatewayError (exit code 2) `legal-hold-subject-unknown`
   * for a number or partner that nobody knows. A member need not be known yet.
   */
  addLegalHold(
    hold: Pick<LegalHoldRow, 'kind' | 'subject' | 'reason'>,
    actor: string,
    now: string,
  ): Promise<LegalHoldRow>;
  /** Raises GatewayError (exit code 2) `legal-hold-not-open`. */
  releaseLegalHold(id: number, reason: string, actor: string, now: string): Promise<LegalHoldRow>;
  /** Oldest first; released ones only when asked for. */
  legalHolds(filter: { readonly withReleased: boolean }, after: number, limit: number): Page<LegalHoldRow>;
}
