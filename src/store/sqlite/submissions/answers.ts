import { createHash } from 'node:crypto';
import type { AnswerDraft } from '../../../respond/answer.js';
import type { AnswerRow, AnswerState, SubmissionRow } from '../../rows.js';
import type { ExpectedAcknowledgments } from '../acknowledgments/expected-acknowledgments.js';
import type { Database, Statement } from '../driver.js';
import { misuse } from '../misuse.js';
import { ANSWER_COLUMNS, submissionNumber } from '../row-columns.js';

/** An `answer` row as ANSWER_COLUMNS gives it. */
export type StoredAnswer = Omit<AnswerRow, 'location'> & {
  readonly locationId: string;
  readonly providerId: string;
  readonly serviceLocation: string;
};

export function toAnswer(row: StoredAnswer): AnswerRow {
  const { locationId, providerId, serviceLocation, ...rest } = row;
  return { ...rest, location: { id: locationId, providerId, serviceLocation } };
}

/** An outbound control-number sequence: our id and the partner's. */
export interface SequenceKey {
  readonly ourId: string;
  readonly partnerId: string;
}

/** What the drafts of one commit have in common. */
export interface AnswerOccasion {
  readonly submission: SubmissionRow;
  readonly now: string;
  readonly folderDate: string;
  /** Present when the drafts may carry control numbers, with the numbers taken for them. */
  readonly sequence?: SequenceKey & { readonly taken: readonly number[] };
  /** The batch of units they answer. */
  readonly batch?: { readonly group: number; readonly set: number; readonly firstUnit: number };
  /** The PA they tell of, and the letter (0 for none), when they answer no batch. */
  readonly about?: { readonly trackingNumber: string; readonly letter: number };
}

const STATES: readonly AnswerState[] = ['stored', 'written', 'delivered', 'picked_up'];

/** Answers: stored once, moved forward, read by state, submission or batch. */
export class Answers {
  readonly #insert: Statement;
  readonly #byId: Statement<[number], StoredAnswer>;
  readonly #inState: Statement<[string, number, number], StoredAnswer>;
  readonly #inOutbox: Statement<[string, number, number], StoredAnswer>;
  readonly #toUpload: Statement<[string, number, number], StoredAnswer>;
  readonly #content: Statement<[number], Buffer | null>;
  readonly #ofSubmission: Statement<[number], StoredAnswer>;
  readonly #ofInterchange: Statement<[number, number], StoredAnswer>;
  readonly #toCopy: Statement<[number, number], StoredAnswer>;
  readonly #ofBatch: Statement<[number, number, number, number, number], StoredAnswer>;
  readonly #copy: Statement;
  readonly #wasPickedUp: Statement<[number], number>;
  readonly #move: Statement<{ id: number; to: string; now: string }>;
  readonly #moveAgain: Statement<{ id: number; to: string; now: string }>;
  readonly #expected: ExpectedAcknowledgments;

  constructor(database: Database, expected: ExpectedAcknowledgments) {
    this.#expected = expected;
    const ordinal = `(SELECT coalesce(max(ordinal), 0) + 1 FROM answer WHERE submission_id = @submission AND type = @type)`;
    this.#insert = database.prepare(`
      INSERT INTO answer (submission_id, partner_id, type, extension, ordinal, location_id, provider_id,
        service_location, usage, interchange_index, group_index, set_index, first_unit, control_number,
        sequence_our_id, sequence_partner_id, sha256, bytes, spool_path, stored_at, folder_date, content, target,
        tracking_number, letter_id)
      VALUES (@submission, @partner, @type, @extension, ${ordinal}, @location, @provider, @serviceLocation, @usage,
        @interchange, @group, @set, @firstUnit, @controlNumber, @ourId, @partnerId, @sha256, @bytes, @spoolPath, @now,
        @folderDate, @content, @target, @trackingNumber, @letter)`);
    this.#copy = database.prepare(`
      INSERT INTO answer (submission_id, partner_id, type, extension, ordinal, location_id, provider_id,
        service_location, usage, interchange_index, control_number, sha256, bytes, spool_path, stored_at, folder_date,
        copy_of, content)
      SELECT @submission, partner_id, type, extension, ${ordinal}, location_id, provider_id, service_location, usage,
        @interchange, control_number, sha256, bytes, spool_path, @now, @folderDate, id, content
      FROM answer WHERE id = @id`);
    const select = `SELECT ${ANSWER_COLUMNS} FROM answer`;
    this.#byId = database.prepare(`${select} WHERE id = ?`);
    this.#inState = database.prepare(`${select} WHERE state = ? AND id > ? ORDER BY id LIMIT ?`);
    this.#inOutbox = database.prepare(`
      ${select} WHERE partner_id = ? AND state = 'delivered' AND target = 'mailbox' AND outbox_removed_at = ''
        AND id > ? ORDER BY id LIMIT ?`);
    // The states of the index answer_undelivered, so that it is used; then the one that is wanted.
    this.#toUpload = database.prepare(`
      ${select} WHERE partner_id = ? AND state IN ('stored', 'written') AND state = 'written' AND target = 'mailbox'
        AND id > ? ORDER BY id LIMIT ?`);
    this.#content = database
      .prepare<[number], Buffer | null>('SELECT content FROM answer WHERE id = ?')
      .pluck() as Statement<[number], Buffer | null>;
    this.#wasPickedUp = database
      .prepare<[number], number>("SELECT picked_up_at <> '' FROM answer WHERE id = ?")
      .pluck() as Statement<[number], number>;
    this.#ofSubmission = database.prepare(`${select} WHERE submission_id = ? ORDER BY id`);
    this.#ofInterchange = database.prepare(`${select} WHERE submission_id = ? AND interchange_index = ? ORDER BY id`);
    this.#toCopy = database.prepare(`
      ${select} WHERE submission_id = ? AND interchange_index = ? AND target = 'mailbox' AND letter_id = 0 ORDER BY id`);
    this.#ofBatch = database.prepare(`
      ${select} WHERE submission_id = ? AND interchange_index = ? AND group_index = ? AND set_index = ?
        AND first_unit = ? ORDER BY id`);
    this.#move = database.prepare(`
      UPDATE answer SET state = @to,
        written_at = CASE WHEN @to = 'written' AND written_at = '' THEN @now ELSE written_at END,
        delivered_at = CASE WHEN @to = 'delivered' AND delivered_at = '' THEN @now ELSE delivered_at END,
        picked_up_at = CASE WHEN @to = 'picked_up' AND picked_up_at = '' THEN @now ELSE picked_up_at END
      WHERE id = @id`);
    this.#moveAgain = database.prepare(`
      UPDATE redelivery SET
        delivered_at = CASE @to WHEN 'delivered' THEN @now ELSE delivered_at END,
        picked_up_at = CASE @to WHEN 'picked_up' THEN @now ELSE picked_up_at END
      WHERE id = (SELECT max(id) FROM redelivery WHERE answer_id = @id)`);
  }

  /**
   * Stores drafts in order, each with its ordinal among the submission's answers of its type. The control numbers of
   * the drafts must be those taken for them, each once, so that no sequence gets a gap: GatewayError
   * `control-numbers-differ`.
   */
  store(drafts: readonly AnswerDraft[], occasion: AnswerOccasion): AnswerRow[] {
    requireNumbersUsed(drafts, occasion);
    return drafts.map((draft) => this.#storeOne(draft, occasion));
  }

  #storeOne(draft: AnswerDraft, occasion: AnswerOccasion): AnswerRow {
    const { submission, now, folderDate, sequence, batch, about } = occasion;
    const inLedger = draft.content instanceof Uint8Array ? draft.content : undefined;
    const spooled = draft.content instanceof Uint8Array ? undefined : draft.content;
    const { lastInsertRowid } = this.#insert.run({
      submission: submission.id,
      partner: draft.partnerId ?? submission.partnerId,
      type: draft.type,
      extension: draft.extension,
      location: draft.location.id,
      provider: draft.location.providerId,
      serviceLocation: draft.location.serviceLocation,
      usage: draft.usage,
      interchange: draft.interchange,
      group: batch?.group ?? -1,
      set: batch?.set ?? -1,
      firstUnit: batch?.firstUnit ?? -1,
      controlNumber: draft.controlNumber,
      ourId: draft.controlNumber > 0 ? (sequence?.ourId ?? '') : '',
      partnerId: draft.controlNumber > 0 ? (sequence?.partnerId ?? '') : '',
      sha256: spooled?.sha256 ?? createHash('sha256').update(inLedger!).digest('hex'),
      bytes: spooled?.bytes ?? inLedger!.byteLength,
      spoolPath: spooled?.spoolPath ?? '',
      now,
      folderDate,
      content: inLedger ?? null,
      target: draft.target ?? 'mailbox',
      trackingNumber: about?.trackingNumber ?? '',
      letter: about?.letter ?? 0,
    });
    return this.#get(lastInsertRowid);
  }

  /**
   * Copies of the answers one interchange has at this moment, for a submission that sent the same bytes again. Letters
   * and notices are no answers to a file: they are never sent twice.
   */
  copy(
    from: { readonly submissionId: number; readonly interchange: number },
    to: {
      readonly submissionId: number;
      readonly interchange: number;
      readonly now: string;
      readonly folderDate: string;
    },
  ): AnswerRow[] {
    return this.#toCopy.all(from.submissionId, from.interchange).map(({ id, type }) => {
      const { lastInsertRowid } = this.#copy.run({
        submission: to.submissionId,
        interchange: to.interchange,
        now: to.now,
        folderDate: to.folderDate,
        type,
        id,
      });
      return this.#get(lastInsertRowid);
    });
  }

  /**
   * Moves an answer forward; a state it has reached or passed changes nothing, and neither does a pick-up of one that is
   * being delivered again meanwhile. One that goes to no mailbox has no outbox to be put into: where it was written is
   * where it was to go, and it is delivered. GatewayError `answer-unknown`.
   */
  move(answerId: number, to: AnswerState, now: string): void {
    const row = this.#byId.get(answerId);
    if (row === undefined) throw misuse('answer-unknown', 'move an answer', 'There is no such answer', `${answerId}`);
    if (STATES.indexOf(to) <= STATES.indexOf(row.state)) return;
    const isAgain = row.redeliveredAt !== '';
    if (isAgain && to === 'picked_up' && row.state !== 'delivered') return;
    if (isAgain && (to === 'delivered' || (to === 'picked_up' && this.#wasPickedUp.get(answerId) === 1))) {
      this.#moveAgain.run({ id: answerId, to, now });
    }
    this.#move.run({ id: answerId, to, now });
    if (to === 'delivered') this.#expected.delivered(row, now);
    if (to === 'written' && row.target !== 'mailbox') this.#move.run({ id: answerId, to: 'delivered', now });
  }

  find(answerId: number): AnswerRow | undefined {
    const row = this.#byId.get(answerId);
    return row && toAnswer(row);
  }

  inState(state: AnswerState, after: number, limit: number): AnswerRow[] {
    return this.#inState.all(state, after, limit).map(toAnswer);
  }

  inOutbox(partnerId: string, after: number, limit: number): AnswerRow[] {
    return this.#inOutbox.all(partnerId, after, limit).map(toAnswer);
  }

  toUpload(partnerId: string, after: number, limit: number): AnswerRow[] {
    return this.#toUpload.all(partnerId, after, limit).map(toAnswer);
  }

  /** The bytes when they are in the ledger; undefined for an unknown id or one in the spool. */
  bytes(answerId: number): Uint8Array | undefined {
    return this.#content.get(answerId) ?? undefined;
  }

  ofSubmission(submissionId: number): AnswerRow[] {
    return this.#ofSubmission.all(submissionId).map(toAnswer);
  }

  ofInterchange(submissionId: number, interchange: number): AnswerRow[] {
    return this.#ofInterchange.all(submissionId, interchange).map(toAnswer);
  }

  ofBatch(submissionId: number, interchange: number, group: number, set: number, firstUnit: number): AnswerRow[] {
    return this.#ofBatch.all(submissionId, interchange, group, set, firstUnit).map(toAnswer);
  }

  #get(id: number | bigint): AnswerRow {
    return toAnswer(this.#byId.get(Number(id))!);
  }
}

function requireNumbersUsed(drafts: readonly AnswerDraft[], { submission, sequence }: AnswerOccasion): void {
  const used = drafts.map((draft) => draft.controlNumber).filter((number) => number > 0);
  const taken = sequence?.taken ?? [];
  if (used.length === taken.length && new Set([...used, ...taken]).size === taken.length) return;
  throw misuse(
    'control-numbers-differ',
    'store answers',
    `The answers carry control numbers ${used.join(', ') || 'none'}; taken were ${taken.join(', ') || 'none'}`,
    submissionNumber(submission.id),
  );
}
