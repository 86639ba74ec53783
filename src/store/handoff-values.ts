import type { ClaimVerdict } from '../domain/claims/model.js';
import type { Environment } from '../domain/environment.js';
import type { Page } from './ledger-values.js';
import type { PendingSet } from './rows.js';

/** The forms in which accepted claims are handed to the payer's claim system. */
export type HandoffFormat = 'x12' | 'ndjson';

/** `due`: to be written; `written`: waits for the consumer; `confirmed`: it has the claims. */
export type HandoffState = 'due' | 'written' | 'confirmed';

/** One file of a hand-off, beside its manifest. */
export interface HandoffFile {
  readonly format: HandoffFormat;
  /** File name without folders. */
  readonly name: string;
  /** Hex digest. */
  readonly sha256: string;
  readonly bytes: number;
}

/** What is recorded before the first file of a hand-off gets its name; the same at each repetition. */
export interface HandoffContent {
  /** yyyy-mm-dd. */
  readonly folderDate: string;
  readonly files: readonly HandoffFile[];
  readonly claims: number;
  readonly lines: number;
  /** Sum of CLM02, exact. */
  readonly totalCharge: string;
}

/** The accepted claims of one applied 837 set, on their way to the payer's claim system. */
export interface HandoffRow extends HandoffContent {
  readonly id: number;
  /** `H` and ten digits: `H1000000001` in production, `H9000000001` in test. */
  readonly number: string;
  /** Counts from 1 in its environment. */
  readonly sequence: number;
  readonly environment: Environment;
  readonly state: HandoffState;
  /** ISO instants; '' for not yet. */
  readonly dueAt: string;
  readonly writtenAt: string;
  readonly confirmedAt: string;
  /** Who said so; '' for the consumer, by taking the manifest away. */
  readonly confirmedBy: string;
  /** How often it was asked for again. */
  readonly repeated: number;
  readonly submissionId: number;
  readonly submissionNumber: string;
  readonly partnerId: string;
  readonly receivedAt: string;
  /** Relative to the data directory. */
  readonly originalPath: string;
  readonly originalSha256: string;
  readonly interchangeId: number;
  /** 0-based: interchange in the file, group in the interchange, set in the group. */
  readonly interchange: number;
  readonly group: number;
  readonly set: number;
  /** Where the interchange's header and the set stand in the received file. */
  readonly interchangeByteStart: number;
  readonly byteStart: number;
  readonly byteEnd: number;
  readonly delimiters: PendingSet['delimiters'];
  readonly guideId: string;
  /** ISA05 to ISA08 and ISA13 as received, ids without padding. */
  readonly senderQualifier: string;
  readonly senderId: string;
  readonly receiverQualifier: string;
  readonly receiverId: string;
  readonly interchangeControlNumber: string;
  /** GS02 to GS08 as received. */
  readonly applicationSender: string;
  readonly applicationReceiver: string;
  readonly groupDate: string;
  readonly groupTime: string;
  readonly groupControlNumber: string;
  readonly groupAgency: string;
  readonly groupVersion: string;
  /** ST02. */
  readonly setControlNumber: string;
}

/** What a hand-off needs to know of one claim of its set, accepted or refused. Protected. */
export interface HandoffClaim {
  /** 0-based, in the set. */
  readonly unit: number;
  readonly verdict: ClaimVerdict;
  /** CLM01 and CLM02. */
  readonly submitterClaimId: string;
  readonly totalCharge: string;
  /** Lines (loop 2400). */
  readonly lines: number;
  /** Loop 2300 in the received file. */
  readonly byteStart: number;
  readonly byteEnd: number;
}

/** One thing that happened to a hand-off. */
export interface HandoffEvent {
  readonly at: string;
  readonly what: 'written' | 'confirmed' | 'repeat-asked';
  readonly actor: string;
}

/** The ledger's part about accepted claims for the payer's claim system; under the same rules as the rest. */
export interface HandoffLedger {
  /** Hand-offs, oldest first, with an id above `after`. They fall due in the commit that ends a set. */
  handoffs(
    filter: {
      readonly state?: HandoffState;
      readonly environment?: Environment;
      readonly submissionId?: number;
    },
    after: number,
    limit: number,
  ): Page<HandoffRow>;
  /** By its number (`H1000000001`). */
  handoff(number: string): HandoffRow | undefined;
  /** All claims of its set with a unit above `after` (-1: from the first), in order. */
  claimsOfHandoff(
    handoff: Pick<HandoffRow, 'interchangeId' | 'group' | 'set'>,
    after: number,
    limit: number,
  ): HandoffClaim[];
  /** Oldest first. */
  handoffEvents(id: number): readonly HandoffEvent[];
  /**
   * Records what its files are before they get their names; repeating it with the same changes nothing. Raises GatewayError
   * `handoff-differs` when it was written with other bytes before.
   */
  recordHandoffContent(id: number, content: HandoffContent): Promise<void>;
  /** All files are at their place. One that is not due stays as it is. */
  handoffWritten(id: number, now: string): Promise<void>;
  /**
   * The consumer has it. `actor` '': it took the manifest away; else who says so, which is audited. One that is confirmed
   * stays as it is. Raises GatewayError (2) `handoff-not-written` for one that is due.
   */
  confirmHandoff(id: number, actor: string, now: string): Promise<void>;
  /**
   * Has it written again, same names and bytes; audited. One that is due stays so. Raises GatewayError (2)
   * `handoff-unknown`, `original-removed` (under retention).
   */
  repeatHandoff(id: number, actor: string, now: string): Promise<void>;
}
