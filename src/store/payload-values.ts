import type { AnswerRow, Receipt, SubmissionRow } from './rows.js';

/** The files a received one was unpacked or decrypted into. */
export interface Unpacking {
  readonly submissionId: number;
  readonly attempt: number;
  /** In the order they stood in it; each under an arrival id of its own. At least one. */
  readonly members: readonly Receipt[];
  /** ISO instant. */
  readonly now: string;
}

/** How an answer goes out to its partner, decided once, before it goes out for the first time. */
export interface DeliveryForm {
  /** Its name in the outbox and on the partner's server. */
  readonly name: string;
  /** The encrypted bytes, kept in a file; absent for an answer that goes out as it is. */
  readonly sealed?: {
    /** Relative to the data directory. */
    readonly path: string;
    readonly sha256: string;
    readonly bytes: number;
  };
}

/** The ledger's part about packed and encrypted files, in and out; under the same rules as the rest. */
export interface PayloadLedger {
  /**
   * Records what came out of a received file and ends that file as `unpacked`, all in one commit: from here each member is
   * a submission with answers of its own. Repeating it gives the rows of the first time. Raises GatewayError
   * `attempt-overtaken`, `submission-not-received`.
   */
  recordUnpacked(unpacking: Unpacking): Promise<readonly SubmissionRow[]>;
  /** The submissions that came out of one, in their order. */
  unpackedFrom(submissionId: number): SubmissionRow[];
  /** The submission that one came out of; undefined for a file that was received as it is. */
  packedIn(submissionId: number): SubmissionRow | undefined;
  /**
   * Settles how an answer goes out. The first form stands, but that a plain one gives way to a sealed one. Gives the row as
   * it is then. Raises GatewayError `delivery-name-taken` when another answer of the partner has the name.
   */
  settleDeliveryForm(answerId: number, form: DeliveryForm): Promise<AnswerRow>;
  /** The partner's answer that goes out under a name other than its own in the download store. */
  answerSentAs(partnerId: string, name: string): AnswerRow | undefined;
}
