import type { HandoffClaim, HandoffContent, HandoffEvent, HandoffLedger, HandoffRow } from '../../handoff-values.js';
import type { Page } from '../../ledger-values.js';
import type { Audit } from '../audit.js';
import type { Database, Statement } from '../driver.js';
import { misuse } from '../misuse.js';
import { pageOf, where } from '../page.js';

type Filter = Parameters<HandoffLedger['handoffs']>[0];
type Stored = Omit<HandoffRow, 'files' | 'delimiters'> & { readonly files: string; readonly delimiters: string };
type StoredClaim = Omit<HandoffClaim, 'verdict'> & { readonly verdict: string };

/** `H`, 1 for production or 9 for test, nine digits. */
const NUMBER = "printf('H%d%09d', CASE environment WHEN 'production' THEN 1 ELSE 9 END, handoff.number)";

const HANDOFF = `
  SELECT handoff.id, ${NUMBER} AS number, handoff.number AS sequence, handoff.environment, handoff.state, handoff.due_at AS dueAt,
    handoff.written_at AS writtenAt, handoff.confirmed_at AS confirmedAt, handoff.confirmed_by AS confirmedBy,
    handoff.repeated, handoff.folder_date AS folderDate, handoff.files, handoff.claims, handoff.lines,
    handoff.total_charge AS totalCharge, submission.id AS submissionId,
    printf('S%08d', submission.id) AS submissionNumber, submission.partner_id AS partnerId,
    submission.received_at AS receivedAt, submission.original_path AS originalPath,
    submission.sha256 AS originalSha256, interchange.id AS interchangeId,
    interchange.interchange_index AS interchange, handoff.group_index AS "group", handoff.set_index AS "set",
    interchange.byte_start AS interchangeByteStart, one.byte_start AS byteStart, one.byte_end AS byteEnd,
    interchange.header ->> '$.delimiters' AS delimiters, one.guide_id AS guideId,
    interchange.sender_qualifier AS senderQualifier, rtrim(interchange.sender_id) AS senderId,
    interchange.receiver_qualifier AS receiverQualifier, rtrim(interchange.receiver_id) AS receiverId,
    interchange.control_number AS interchangeControlNumber,
    functional_group.body ->> '$.applicationSender' AS applicationSender,
    functional_group.body ->> '$.applicationReceiver' AS applicationReceiver,
    functional_group.body ->> '$.date' AS groupDate, functional_group.body ->> '$.time' AS groupTime,
    functional_group.body ->> '$.controlNumber' AS groupControlNumber,
    functional_group.body ->> '$.agency' AS groupAgency, functional_group.body ->> '$.version' AS groupVersion,
    one.control_number AS setControlNumber
  FROM handoff
    CROSS JOIN submission ON submission.id = handoff.submission_id
    CROSS JOIN interchange ON interchange.id = handoff.interchange_id
    CROSS JOIN functional_group ON functional_group.interchange_id = interchange.id
      AND functional_group.group_index = handoff.group_index
    CROSS JOIN transaction_set AS one ON one.submission_id = submission.id AND one.attempt = interchange.attempt
      AND one.interchange_index = interchange.interchange_index AND one.group_index = handoff.group_index
      AND one.set_index = handoff.set_index`;

/** Accepted claims on their way to the payer's claim system; rows fall due by a trigger (`schema-handoff.ts`). */
export class Handoffs {
  readonly #database: Database;
  readonly #audit: Audit;
  readonly #find: Statement<[number], Stored>;
  readonly #byNumber: Statement<[string, number], Stored>;
  readonly #claims: Statement<[number, number, number, number, number], StoredClaim>;
  readonly #events: Statement<[number], HandoffEvent>;
  readonly #record: Statement;
  readonly #move: Statement;
  readonly #again: Statement;
  readonly #addEvent: Statement;
  readonly #removedAt: Statement<[number], string>;

  constructor(database: Database, audit: Audit) {
    this.#database = database;
    this.#audit = audit;
    this.#find = database.prepare(`${HANDOFF} WHERE handoff.id = ?`);
    this.#byNumber = database.prepare(`${HANDOFF} WHERE handoff.environment = ? AND handoff.number = ?`);
    this.#claims = database.prepare(`
      SELECT unit, verdict, body ->> '$.submitterClaimId' AS submitterClaimId, body ->> '$.totalCharge' AS totalCharge,
        json_array_length(body, '$.lines') AS lines, body ->> '$.byteStart' AS byteStart,
        body ->> '$.byteEnd' AS byteEnd
      FROM claim WHERE interchange_id = ? AND group_index = ? AND set_index = ? AND unit > ? ORDER BY unit LIMIT ?`);
    this.#events = database.prepare('SELECT at, what, actor FROM handoff_event WHERE handoff_id = ? ORDER BY id');
    this.#record = database.prepare(
      'UPDATE handoff SET folder_date = ?, files = ?, claims = ?, lines = ?, total_charge = ? WHERE id = ?',
    );
    this.#move = database.prepare(`
      UPDATE handoff SET state = @state, written_at = CASE @state WHEN 'written' THEN @now ELSE written_at END,
        confirmed_at = CASE @state WHEN 'confirmed' THEN @now ELSE '' END, confirmed_by = @actor WHERE id = @id`);
    this.#again = database.prepare(`
      UPDATE handoff SET state = 'due', confirmed_at = '', confirmed_by = '', repeated = repeated + 1 WHERE id = ?`);
    this.#removedAt = database
      .prepare<[number], string>('SELECT original_removed_at FROM submission WHERE id = ?')
      .pluck() as Statement<[number], string>;
    this.#addEvent = database.prepare('INSERT INTO handoff_event (handoff_id, at, what, actor) VALUES (?, ?, ?, ?)');
  }

  /** As `HandoffLedger.handoffs` says. */
  page(filter: Filter, after: number, limit: number): Page<HandoffRow> {
    const { text, values } = where({
      'handoff.state': filter.state,
      'handoff.environment': filter.environment,
      'handoff.submission_id': filter.submissionId,
    });
    const rows = this.#database
      .prepare<unknown[], Stored>(`${HANDOFF} WHERE ${text} AND handoff.id > ? ORDER BY handoff.id LIMIT ?`)
      .all(...values, after, limit + 1);
    return pageOf(rows.map(toRow), limit, ({ id }) => id);
  }

  /** By its number; undefined for any other text. */
  find(number: string): HandoffRow | undefined {
    const [, first, digits] = /^H([19])(\d{9})$/.exec(number) ?? [];
    if (digits === undefined) return undefined;
    const row = this.#byNumber.get(first === '1' ? 'production' : 'test', Number(digits));
    return row === undefined ? undefined : toRow(row);
  }

  claims(
    { interchangeId, group, set }: Parameters<HandoffLedger['claimsOfHandoff']>[0],
    after: number,
    limit: number,
  ): HandoffClaim[] {
    const rows = this.#claims.all(interchangeId, group, set, after, limit);
    return rows.map((row) => ({ ...row, verdict: JSON.parse(row.verdict) }));
  }

  events(id: number): readonly HandoffEvent[] {
    return this.#events.all(id);
  }

  /** As `HandoffLedger.recordHandoffContent` says. */
  record(id: number, content: HandoffContent): void {
    const row = this.#require(id, 'record a hand-off');
    const { folderDate, files, claims, lines, totalCharge } = content;
    if (row.files.length === 0) {
      this.#record.run(folderDate, JSON.stringify(files), claims, lines, totalCharge, id);
      return;
    }
    if (row.folderDate === folderDate && JSON.stringify(row.files) === JSON.stringify(files)) return;
    throw misuse(
      'handoff-differs',
      'record a hand-off',
      'A hand-off that was written before would now have other bytes',
      row.number,
      'Nothing was written. The received file was changed, or another version of the guide gives other names: take the files of the first time from a backup.',
    );
  }

  written(id: number, now: string): void {
    if (this.#require(id, 'write a hand-off').state !== 'due') return;
    this.#move.run({ id, now, state: 'written', actor: '' });
    this.#addEvent.run(id, now, 'written', '');
  }

  /** As `HandoffLedger.confirmHandoff` says. */
  confirm(id: number, actor: string, now: string): void {
    const row = this.#require(id, 'confirm a hand-off');
    if (row.state === 'confirmed') return;
    if (row.state === 'due') {
      const hint = 'Nothing was changed. The gateway writes it by itself when "handoff" is set up.';
      throw misuse('handoff-not-written', 'confirm a hand-off', 'It has not been written', row.number, hint, 2);
    }
    this.#move.run({ id, now, state: 'confirmed', actor });
    this.#addEvent.run(id, now, 'confirmed', actor);
    if (actor !== '') this.#note('confirm-handoff', row, actor, now);
  }

  /** As `HandoffLedger.repeatHandoff` says. */
  repeat(id: number, actor: string, now: string): void {
    const row = this.#require(id, 'repeat a hand-off');
    if (row.state === 'due') return;
    this.#requireOriginal(row);
    this.#again.run(id);
    this.#addEvent.run(id, now, 'repeat-asked', actor);
    this.#note('repeat-handoff', row, actor, now);
  }

  /** It is made of the received file. */
  #requireOriginal({ submissionId, number }: HandoffRow): void {
    const removedAt = this.#removedAt.get(submissionId) ?? '';
    if (removedAt === '') return;
    const message = `The received file was removed on ${removedAt.slice(0, 10)} under retention`;
    const hint = 'Nothing was changed. Take the files of the first time from a backup (docs/retention.md).';
    throw misuse('original-removed', 'repeat a hand-off', message, number, hint, 2);
  }

  #note(action: string, row: HandoffRow, actor: string, now: string): void {
    this.#audit.add({ at: now, actor, action, subject: row.submissionNumber, details: { handoff: row.number } });
  }

  #require(id: number, operation: string): HandoffRow {
    const row = this.#find.get(id);
    if (row !== undefined) return toRow(row);
    throw misuse(
      'handoff-unknown',
      operation,
      'There is no such hand-off',
      `${id}`,
      '"x12gw handoff list" shows them.',
      2,
    );
  }
}

function toRow({ files, delimiters, ...row }: Stored): HandoffRow {
  return { ...row, files: JSON.parse(files), delimiters: JSON.parse(delimiters) };
}

/** What happened to the hand-offs of one file; with a set only to that one's. At most 200: a person reads it. */
export const HANDOFF_EVENTS = `
  SELECT event.at, CASE event.what WHEN 'written' THEN 'claims handed off' WHEN 'confirmed' THEN 'hand-off confirmed'
      ELSE 'hand-off asked for again' END AS what,
    ${NUMBER} AS subject,
    json_object('interchange', interchange_index + 1, 'group', group_index + 1, 'set', set_index + 1, 'claims', claims,
      'actor', event.actor) AS details
  FROM handoff CROSS JOIN handoff_event AS event ON event.handoff_id = handoff.id
  WHERE submission_id = @id AND (@interchange < 0 OR
    interchange_index = @interchange AND group_index = @group AND set_index = @set)
  ORDER BY event.at, event.id LIMIT 200`;
