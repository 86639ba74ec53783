import type { DomainTransaction, UnitResult } from '../domain/application.js';
import type { DecidedClaim } from '../domain/claims/model.js';
import type { Environment } from '../domain/environment.js';
import type { DocumentFacts } from '../domain/prior-authorization/model.js';
import type { FindingKind } from '../findings/finding.js';
import type { PartnerProfile, PayerIdentity } from '../partners/profile.js';
import type { AnswerDraft } from '../respond/answer.js';
import type { Unit } from '../validate/unit-tree.js';
import type { Delimiters } from '../x12/delimiters.js';
import type { Place } from '../x12/places.js';

/**
 * Why pass 1 refused a unit of a set that stands (docs/decisions/0010): what the application's answer needs of the
 * finding and its kind. Wording is filled in and holds no protected value.
 */
export interface UnitRefusalReason
  extends Pick<FindingKind, 'code' | 'scope' | 'acknowledgment' | 'snip' | 'title' | 'claimStatus' | 'rejectReason'> {
  /** What is wrong, and how to mend it. */
  readonly message: string;
  readonly mend: string;
  /** First byte, in the file, of the segment at fault; absent when the findings kept of the set do not tell. */
  readonly byteOffset?: number;
  /** What is at fault; absent likewise. */
  readonly place?: Pick<Place, 'loopPath' | 'segmentId' | 'element' | 'component'>;
}

/** What a handler knows about the set whose units it applies. All of it comes from the stored verdict and receipt. */
export interface SetContext {
  readonly submissionNumber: string;
  /** 0-based in the file, in the interchange, in the group. */
  readonly interchange: number;
  readonly group: number;
  readonly index: number;
  readonly guideId: string;
  /** ST02 as received. */
  readonly controlNumber: string;
  readonly usage: 'T' | 'P';
  readonly environment: Environment;
  /** ISA05 to ISA08, GS02 and GS03 as received. */
  readonly senderQualifier: string;
  readonly senderId: string;
  readonly receiverQualifier: string;
  readonly receiverId: string;
  readonly applicationSender: string;
  readonly applicationReceiver: string;
  readonly profile: PartnerProfile;
  readonly payer: PayerIdentity;
  /** When we promised (the receipt was committed). */
  readonly receivedAt: Date;
  /** The time answers carry. */
  readonly now: Date;
  /** What was stored of a binary value, by its first byte in the file; see `TransactionHandler.binaryOf`. */
  readonly documentAt: (byteStart: number) => StoredDocument | undefined;
  /** Why pass 1 refused a unit of this set: it is answered with these and not applied. Empty for one that stands. */
  readonly refusalsOf: (unit: Pick<Unit, 'index' | 'byteStart' | 'byteEnd'>) => readonly UnitRefusalReason[];
}

/** A binary value of a unit: its bytes in the file. */
export interface BinaryRange {
  readonly byteStart: number;
  readonly byteEnd: number;
}

/** A document in the document store, or why it was not taken. */
export type StoredDocument =
  | { readonly kind: 'stored'; readonly document: DocumentFacts }
  | {
      readonly kind: 'refused';
      readonly reason: 'empty' | 'too-large' | 'type-not-taken' | 'suspended';
      readonly document: DocumentFacts;
    };

/** A batch of units applied, with the answers it makes. */
export interface Application {
  readonly results: readonly UnitResult[];
  readonly answers: readonly AnswerDraft[];
}

/** A set whose units are all applied, to be answered as a whole. */
export interface ConcludedSet extends SetContext {
  /** Those of its interchange. */
  readonly delimiters: Delimiters;
  /** Its claims with what became of each, in order, read in pages; each call begins anew. */
  readonly claims: () => Iterable<DecidedClaim>;
}

/** An answer to a whole set, which may be too large to stand in memory: rendered in pieces, once or again. */
export interface ConcludingAnswer extends Omit<AnswerDraft, 'controlNumber' | 'content'> {
  /** True for X12, which takes an outbound ISA13; false for text for people. */
  readonly isNumbered: boolean;
  /** Its text under that number (0 when not numbered). May give empty pieces while it only reads. */
  readonly pieces: (controlNumber: number) => Iterable<string>;
}

/**
 * One transaction set's way into the domain and back: a folder in `transactions/` and a line in `gateway/`. Pure but
 * for `transaction`. Gets only units of sets that pass 1 accepted, and does not judge X12 again.
 */
export interface TransactionHandler {
  /** Name kept in the ledger with the group: `278`, `837`. */
  readonly name: string;
  /** Ids of the guides it handles. */
  readonly guideIds: readonly string[];
  /** Most units in one commit. */
  readonly batchSize: number;
  /** The binary values of a unit, to be stored before it is applied; absent for a set that has none. */
  readonly binaryOf?: (unit: Unit) => readonly BinaryRange[];
  /**
   * Applies units in order. May be called again with the same units after a rollback; must give the same results for the
   * same numbers.
   */
  apply(units: readonly Unit[], context: SetContext, transaction: DomainTransaction): Application;
  /**
   * The answers that speak of the whole set, due once all its units are applied: a commit of their own stores them. Absent
   * for a set whose units are answered batch by batch. Pure; called anew for each attempt.
   */
  readonly conclude?: (set: ConcludedSet) => readonly ConcludingAnswer[];
}
