import type { DocumentArrival } from '../domain/application.js';
import type { Environment } from '../domain/environment.js';
import type { LetterDue } from '../domain/prior-authorization/letters.js';
import type { PriorAuthorization } from '../domain/prior-authorization/model.js';
import type { ReferenceKind } from '../domain/reference.js';
import type { UsageIndicator } from '../envelope/outcome.js';
import type { Finding, UnitRefusal } from '../findings/finding.js';
import type { ProviderLocation } from '../partners/profile.js';
import type { AnswerExtension, AnswerTarget, AnswerType } from '../respond/answer.js';

/**
 * How a file came in. `attachments`: a document for a PA, no X12; `replay`: an operator handed it in again; `publish`: from
 * another system of the payer, of no partner.
 */
export type Channel = 'inbox' | 'cli' | 'sftp' | 'attachments' | 'replay' | 'publish';

/**
 * Where a submission stands. `received`: promised, not judged. `examined`: every interchange has its verdict.
 * `applied`: accepted units are in the domain; nothing is left to do but delivering. `quarantined`: an operator decides.
 */
export type SubmissionState = 'received' | 'examined' | 'applied' | 'quarantined' | 'discarded';

/** The one recorded end of a file (ARCHITECTURE, promise 1); '' while it has none yet. */
export type Disposition =
  | ''
  | 'accepted'
  | 'partially-accepted'
  | 'rejected'
  | 'duplicate'
  | 'acknowledgments'
  | 'quarantined'
  | 'discarded'
  /** It was packed or encrypted; what it held are submissions of their own. */
  | 'unpacked';

/** One received file. `id` counts up; people see `number` = `S` + digits as its tracking number. */
export interface SubmissionRow {
  readonly id: number;
  readonly number: string;
  readonly arrivalId: string;
  readonly channel: Channel;
  readonly partnerId: string;
  readonly sha256: string;
  readonly bytes: number;
  /** Path of our own copy, relative to the data directory. */
  readonly originalPath: string;
  /** The sender's file name: protected, shown only to operators who ask. */
  readonly senderFileName: string;
  readonly receivedAt: string;
  readonly state: SubmissionState;
  readonly disposition: Disposition;
  /** Attempts begun. */
  readonly attempts: number;
  /** Attempts that died or overran while alone (docs/decisions/0003). */
  readonly failures: number;
  readonly finishedAt: string;
  /** Operating system user for the CLI channel, '' otherwise. */
  readonly actor: string;
  /** ISO instant at which our copy was removed (docs/retention.md), '' while it is kept. */
  readonly originalRemovedAt: string;
  /** ISO instant at which the protected content of its rows was removed, '' while it is kept. */
  readonly contentRemovedAt: string;
}

/** What intake knows when it records a file. */
export interface Receipt {
  /** Unique per arrival; recording the same one again returns the first row. */
  readonly arrivalId: string;
  readonly channel: Channel;
  readonly partnerId: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly originalPath: string;
  readonly senderFileName: string;
  readonly receivedAt: string;
  readonly actor: string;
}

/** `stored` in the ledger, `written` to the download store, `delivered` to the outbox, `picked_up` by the partner. */
export type AnswerState = 'stored' | 'written' | 'delivered' | 'picked_up';

export interface AnswerRow {
  readonly id: number;
  readonly submissionId: number;
  readonly submissionNumber: string;
  readonly partnerId: string;
  readonly type: AnswerType;
  readonly extension: AnswerExtension;
  readonly target: AnswerTarget;
  /** 1-based among the submission's answers of this type; the file name shows it from 2 on. */
  readonly ordinal: number;
  readonly location: ProviderLocation;
  readonly usage: UsageIndicator;
  readonly interchange: number;
  readonly controlNumber: number;
  readonly sha256: string;
  readonly bytes: number;
  /** Spool path when the bytes are not in the ledger, '' otherwise. */
  readonly spoolPath: string;
  /** ISO instant; the folder's date is this in the payer's time zone. */
  readonly storedAt: string;
  /** Date folder, yyyy-mm-dd. */
  readonly folderDate: string;
  readonly state: AnswerState;
  /** The answer it is a copy of (a file sent twice), 0 when it is none. */
  readonly copyOf: number;
  /** ISO instant at which somebody last asked for it again, '' never. */
  readonly redeliveredAt: string;
  /** ISO instant at which its file was removed from its place (docs/retention.md), '' while it is kept. */
  readonly removedAt: string;
  /** ISO instant at which its bytes were given up with those of its file, '' while they are kept. */
  readonly contentRemovedAt: string;
  /** What it is called in the partner's outbox and on its server; '' as in the download store. */
  readonly deliveryName: string;
  /** Its encrypted bytes, a file relative to the data directory, with digest and size; '' and 0 when it goes out plain. */
  readonly sealedPath: string;
  readonly sealedSha256: string;
  readonly sealedBytes: number;
}

/** The verdict of one interchange, as kept. */
export interface InterchangeRow {
  readonly id: number;
  readonly submissionId: number;
  readonly index: number;
  readonly senderQualifier: string;
  readonly senderId: string;
  readonly receiverQualifier: string;
  readonly receiverId: string;
  readonly controlNumber: string;
  readonly date: string;
  readonly time: string;
  readonly usage: UsageIndicator;
  readonly sha256: string;
  readonly byteStart: number;
  readonly byteEnd: number;
  readonly acknowledgment: 'A' | 'E' | 'R' | 'duplicate';
  readonly note: string;
  /** Interchange row of the earlier one with the same bytes or number; 0 when none. */
  readonly duplicateOf: number;
}

/** An accepted set that pass 2 has still to apply, with what is needed to read and answer it. */
export interface PendingSet {
  readonly submissionId: number;
  readonly submissionNumber: string;
  readonly partnerId: string;
  readonly originalPath: string;
  readonly interchangeId: number;
  readonly interchange: number;
  readonly group: number;
  readonly index: number;
  readonly handler: string;
  readonly guideId: string;
  readonly transactionSet: string;
  readonly controlNumber: string;
  readonly byteStart: number;
  readonly byteEnd: number;
  readonly usage: 'T' | 'P';
  readonly environment: Environment;
  readonly delimiters: {
    readonly element: number;
    readonly repetition: number;
    readonly component: number;
    readonly segment: number;
  };
  /** ISA05 to ISA08 and GS02, GS03 as received, for the answer's envelope. */
  readonly senderQualifier: string;
  readonly senderId: string;
  readonly receiverQualifier: string;
  readonly receiverId: string;
  readonly applicationSender: string;
  readonly applicationReceiver: string;
  readonly receivedAt: string;
  /** Units already applied; go on after them. */
  readonly unitsApplied: number;
  /** Units that pass 1 refused although the set stands, in order of `from`; they are answered and not applied. */
  readonly refusals: readonly UnitRefusal[];
}

/** One line of what happened, for `trace`. */
export interface TraceEvent {
  readonly at: string;
  readonly what: string;
  readonly subject: string;
  readonly details: Readonly<Record<string, string | number>>;
}

/** A finding as kept, with the set it belongs to (-1 when above that level). */
export interface FindingRow {
  readonly interchange: number;
  readonly group: number;
  readonly set: number;
  readonly finding: Finding;
}

/** A letter or notice that a change of a PA made due, and what has become of it. */
export interface LetterRow extends LetterDue {
  readonly id: number;
  readonly trackingNumber: string;
  readonly environment: Environment;
  readonly submissionId: number;
  /** ISO instant at which it fell due. */
  readonly at: string;
  /** `due`: to be made; `made`: its files are answers; `needs-address`: a work item until the member's address is known. */
  readonly state: 'due' | 'made' | 'needs-address';
  readonly madeAt: string;
  /** The PA as it stood when it fell due, which is what the letter speaks of. */
  readonly priorAuthorization: PriorAuthorization;
}

/** A document that came in, matched to a PA or not. */
export interface DocumentRow extends DocumentArrival {
  readonly id: number;
  readonly environment: Environment;
  readonly submissionId: number;
  readonly partnerId: string;
  readonly receivedAt: string;
  /** ISO instant at which its bytes were removed (docs/retention.md), '' while they are kept. */
  readonly removedAt: string;
}

/** One loaded reference file. */
export interface ReferenceEdition {
  readonly kind: ReferenceKind;
  /** Counts up with each load of any kind. */
  readonly edition: number;
  readonly rows: number;
  readonly loadedAt: string;
  readonly actor: string;
}
