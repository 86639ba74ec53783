import type { InterchangeOutcome } from '../../../envelope/outcome.js';
import type { DuplicateVerdict, EarlierInterchange, VerdictCommit } from '../../ledger.js';
import type { SubmissionRow } from '../../rows.js';
import type { Database, Statement } from '../driver.js';

interface Key {
  readonly submission: number;
  readonly partner: string;
  readonly sha256: string;
  readonly senderQualifier: string;
  readonly senderId: string;
  readonly receiverQualifier: string;
  readonly receiverId: string;
  readonly usage: string;
  readonly controlNumber: string;
  readonly since: string;
  /** 1 when an operator hands the file in again. */
  readonly isReplay: number;
}

/** An EarlierInterchange with its place in its submission. */
export type FoundInterchange = EarlierInterchange & { readonly index: number; readonly contentRemovedAt: string };

/** A verdict of the duplicate rules, with what the ledger needs to copy answers. */
export type Duplicate =
  | Extract<DuplicateVerdict, { kind: 'new' }>
  | { readonly kind: 'same-bytes' | 'same-number'; readonly earlier: FoundInterchange };

const DAY = 86_400_000;

/**
 * The duplicate rules. Interchanges decided so far are the register; the transaction of the verdict serializes two
 * that are decided at once. What pass 1 refused neither asks nor registers, since its sender will send it again.
 */
export class Duplicates {
  readonly #sameFile: Statement<Key, FoundInterchange>;
  readonly #sameBytes: Statement<Key, FoundInterchange>;
  readonly #sameNumber: Statement<Key, FoundInterchange>;

  constructor(database: Database) {
    const select = `
      SELECT interchange.id AS interchangeId, interchange.submission_id AS submissionId,
        printf('S%08d', interchange.submission_id) AS submissionNumber, submission.received_at AS receivedAt,
        interchange.interchange_index AS "index", submission.content_removed_at AS contentRemovedAt
      FROM interchange JOIN submission ON submission.id = interchange.submission_id
      WHERE interchange.acknowledgment <> 'R'`;
    const number = `
      interchange.control_number = @controlNumber AND interchange.sender_id = @senderId
      AND interchange.receiver_id = @receiverId AND interchange.usage = @usage
      AND interchange.sender_qualifier = @senderQualifier AND interchange.receiver_qualifier = @receiverQualifier`;
    this.#sameFile = database.prepare(`
      ${select} AND ${number} AND interchange.submission_id = @submission ORDER BY interchange.id LIMIT 1`);
    this.#sameBytes = database.prepare(`
      ${select} AND interchange.partner_id = @partner AND interchange.sha256 = @sha256
      AND interchange.acknowledgment IN ('A', 'E') AND submission.state NOT IN ('quarantined', 'discarded')
      AND interchange.submission_id <> @submission
      AND (@isReplay = 0 OR EXISTS (
        SELECT 1 FROM functional_group WHERE interchange_id = interchange.id AND body ->> '$.setsAccepted' > 0))
      ORDER BY interchange.id DESC LIMIT 1`);
    this.#sameNumber = database.prepare(`
      ${select} AND ${number} AND interchange.sha256 <> @sha256 AND interchange.decided_at >= @since
      ORDER BY interchange.id LIMIT 1`);
  }

  /**
   * Decides, in this order: the number was used in this file before, whatever the bytes (`same-number`); the partner
   * sent these bytes before and they were not refused, nor is that file in quarantine (`same-bytes`); the number was
   * used with other bytes within the last `duplicateWindowDays` (`same-number`); else `new`. With `refusesSameBytes`
   * the second of these is a `same-number` too, and so it is when the answers of the earlier file are gone under retention. Of a file that an operator hands in again, bytes of which nothing was
   * accepted count as new: that is what it is handed in for.
   */
  decide(
    submission: SubmissionRow,
    outcome: InterchangeOutcome,
    { duplicateWindowDays, refusesSameBytes = false }: Pick<VerdictCommit, 'duplicateWindowDays' | 'refusesSameBytes'>,
    now: string,
  ): Duplicate {
    if (outcome.acknowledgment === 'R') return { kind: 'new' };
    const { header } = outcome;
    const key: Key = {
      submission: submission.id,
      partner: submission.partnerId,
      sha256: outcome.sha256,
      senderQualifier: header.senderQualifier,
      senderId: header.senderId,
      receiverQualifier: header.receiverQualifier,
      receiverId: header.receiverId,
      usage: header.usage,
      controlNumber: header.controlNumber,
      since: new Date(Date.parse(now) - duplicateWindowDays * DAY).toISOString(),
      isReplay: submission.channel === 'replay' ? 1 : 0,
    };
    const inThisFile = this.#sameFile.get(key);
    if (inThisFile !== undefined) return { kind: 'same-number', earlier: inThisFile };
    const withTheseBytes = this.#sameBytes.get(key);
    if (withTheseBytes !== undefined) {
      // Its answers are gone after their time: there is nothing to be sent again.
      const refuses = refusesSameBytes || withTheseBytes.contentRemovedAt !== '';
      return { kind: refuses ? 'same-number' : 'same-bytes', earlier: withTheseBytes };
    }
    const withThisNumber = this.#sameNumber.get(key);
    return withThisNumber === undefined ? { kind: 'new' } : { kind: 'same-number', earlier: withThisNumber };
  }
}
