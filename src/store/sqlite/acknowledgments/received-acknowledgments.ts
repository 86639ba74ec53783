import type { ReceivedAcknowledgment } from '../../../respond/received-acknowledgment.js';
import type {
  AcknowledgmentBatch,
  AcknowledgmentReason,
  AcknowledgmentRow,
  AcknowledgmentState,
} from '../../acknowledgment-values.js';
import type { Page } from '../../ledger-values.js';
import type { InterchangeRow } from '../../rows.js';
import type { Audit } from '../audit.js';
import type { Database, Statement } from '../driver.js';
import { misuse } from '../misuse.js';
import { pageOf } from '../page.js';
import { INTERCHANGE_COLUMNS } from '../row-columns.js';
import type { ExpectedAcknowledgments } from './expected-acknowledgments.js';

/** AK101 of the group that an answer's type is sent in (X12 functional identifier codes). */
const GROUP_OF_TYPE: Readonly<Record<string, string>> = {
  '278': 'HI',
  '277ca': 'HN',
  '277': 'HN',
  '835': 'HP',
  '820': 'RA',
  '834': 'BE',
  '271': 'HB',
};

/** Published interchanges of one number that are looked at: test and production, and those of several senders. */
const MOST_OF_ONE_NUMBER = 10;

interface Answered {
  readonly id: number;
  readonly type: string;
  readonly usage: string;
  readonly content: Buffer | null;
}

type StoredRow = Omit<AcknowledgmentRow, 'notes' | 'sets'> & { readonly notes: string; readonly sets: string };

const COLUMNS = `
  received.id, printf('S%08d', received.submission_id) AS submissionNumber, received.partner_id AS partnerId,
  received.usage, received.at, received.kind, received.control_number AS controlNumber, received.code, received.notes,
  received.sets, received.sets_refused AS setsRefused, received.state, received.reason,
  CASE WHEN answer.id IS NULL THEN '' ELSE printf('S%08d', answer.submission_id) END AS answerSubmission,
  coalesce(answer.type, '') AS answerType, received.settled_at AS settledAt, received.settled_by AS settledBy,
  received.note`;
const FROM = 'FROM received_acknowledgment AS received LEFT JOIN answer ON answer.id = received.answer_id';

/** What partners acknowledged: matched to what they were sent by its control number, once for all. */
export class ReceivedAcknowledgments {
  readonly #audit: Audit;
  readonly #expected: ExpectedAcknowledgments;
  readonly #unread: Statement<[number], InterchangeRow>;
  readonly #answer: Statement<[string, string, number], Answered>;
  readonly #published: Statement<[string, number], Answered>;
  readonly #publishedGroup: Statement<[string, number, string], Answered>;
  readonly #byReference: Statement<[string, string], Answered>;
  readonly #isOthers: Statement<[string, string, number], number>;
  readonly #insert: Statement;
  readonly #inState: Statement<[string, number, number], StoredRow>;
  readonly #open: Statement<[number, number], StoredRow>;
  readonly #settle: Statement;
  readonly #find: Statement<[number], { state: AcknowledgmentState; settledAt: string; submission: string }>;

  constructor(database: Database, audit: Audit, expected: ExpectedAcknowledgments) {
    this.#audit = audit;
    this.#expected = expected;
    this.#unread = database.prepare(`
      SELECT ${INTERCHANGE_COLUMNS} FROM interchange WHERE submission_id = ? AND acknowledgment IN ('A', 'E')
        AND (received_acknowledgments <> '[]' OR EXISTS (
          SELECT 1 FROM functional_group WHERE interchange_id = interchange.id AND body ->> '$.isAcknowledged' = 0))
      ORDER BY interchange_index`);
    this.#answer = database.prepare(`
      SELECT id, type, usage, content FROM answer
      WHERE sequence_our_id = ? AND sequence_partner_id = ? AND control_number = ? AND control_number > 0
        AND copy_of = 0`);
    // What other systems published under numbers of their own; the newest of one number first.
    this.#published = database.prepare(`
      SELECT answer.id, answer.type, answer.usage, content FROM publication JOIN answer ON answer.id = answer_id
      WHERE publication.partner_id = ? AND publication.control_number = ? AND answer_id IS NOT NULL
      ORDER BY answer.id DESC LIMIT ${MOST_OF_ONE_NUMBER}`);
    this.#publishedGroup = database.prepare(`
      SELECT answer.id, answer.type, answer.usage, content
      FROM published_group AS published CROSS JOIN answer ON answer.id = published.answer_id
      WHERE published.partner_id = ? AND published.control_number = ? AND functional_identifier = ?
      ORDER BY published.answer_id DESC LIMIT ${MOST_OF_ONE_NUMBER}`);
    this.#byReference = database.prepare(`
      SELECT answer.id, answer.type, answer.usage, content
      FROM sent_reference AS sent CROSS JOIN answer ON answer.id = sent.answer_id
      WHERE sent.partner_id = ? AND reference = ? ORDER BY sent.answer_id DESC LIMIT ${MOST_OF_ONE_NUMBER}`);
    this.#isOthers = database
      .prepare<[string, string, number], number>(
        'SELECT EXISTS (SELECT 1 FROM control_sequence WHERE our_id = ? AND partner_id <> ? AND next > ?)',
      )
      .pluck() as Statement<[string, string, number], number>;
    this.#insert = database.prepare(`
      INSERT OR IGNORE INTO received_acknowledgment (submission_id, interchange_index, position, partner_id, usage, at,
        kind, control_number, code, notes, sets, sets_refused, state, reason, answer_id)
      VALUES (@submission, @interchange, @position, @partner, @usage, @now, @kind, @controlNumber, @code, @notes, @sets,
        @setsRefused, @state, @reason, @answer)`);
    this.#inState = database.prepare(
      `SELECT ${COLUMNS} ${FROM} WHERE received.state = ? AND received.id > ? ORDER BY received.id LIMIT ?`,
    );
    this.#open = database.prepare(`
      SELECT ${COLUMNS} ${FROM}
      WHERE received.state IN ('refused', 'exception') AND received.settled_at = '' AND received.id > ?
      ORDER BY received.id LIMIT ?`);
    this.#find = database.prepare(`
      SELECT state, settled_at AS settledAt, printf('S%08d', submission_id) AS submission
      FROM received_acknowledgment WHERE id = ?`);
    this.#settle = database.prepare(
      'UPDATE received_acknowledgment SET settled_at = ?, settled_by = ?, note = ? WHERE id = ?',
    );
  }

  /** Interchanges of a file that stand and hold acknowledgments. */
  interchanges(submissionId: number): InterchangeRow[] {
    return this.#unread.all(submissionId);
  }

  /** Matches and keeps some; what is kept already stays as it was matched then. */
  record({ interchange, position, acknowledgments, sequence, now }: AcknowledgmentBatch): void {
    for (const [at, one] of acknowledgments.entries()) {
      const { answer, reason } = this.#match(one, interchange.usage, sequence);
      this.#insert.run({
        submission: interchange.submissionId,
        interchange: interchange.index,
        position: position + at,
        partner: sequence.partnerId,
        usage: interchange.usage,
        now,
        kind: one.kind,
        controlNumber: one.controlNumber,
        code: one.code,
        notes: JSON.stringify(one.notes),
        sets: JSON.stringify(one.sets),
        setsRefused: one.setsRefused,
        state: stateOf(one, reason),
        reason,
        answer: reason === '' ? answer!.id : null,
      });
      if (reason === '') this.#expected.met(answer!.id);
    }
  }

  /**
   * What it speaks of: an answer of ours by its number in our sequence, or what was published to this partner under a
   * number of its own. When both fit, the one that was sent later.
   */
  #match(
    one: ReceivedAcknowledgment,
    usage: string,
    sequence: AcknowledgmentBatch['sequence'],
  ): { readonly answer: Answered | undefined; readonly reason: AcknowledgmentReason } {
    const { ourId, partnerId } = sequence;
    const of = (answer: Answered | undefined) => ({ answer, reason: this.#reason(one, answer, usage, sequence) });
    if (one.isDamaged) return of(undefined);
    if (one.kind === '277ca') {
      const named = this.#byReference.all(partnerId, one.reference ?? '').map(of);
      return (
        named.find(({ reason }) => reason === '') ?? named[0] ?? { answer: undefined, reason: 'reference-unknown' }
      );
    }
    const ours = of(this.#answer.get(ourId, partnerId, one.controlNumber));
    const published = (
      one.kind === 'ta1'
        ? this.#published.all(partnerId, one.controlNumber)
        : this.#publishedGroup.all(partnerId, one.controlNumber, one.group)
    ).map(of);
    const fitting = published.find(({ reason }) => reason === '');
    if (ours.reason === '') return fitting !== undefined && fitting.answer!.id > ours.answer!.id ? fitting : ours;
    // An answer of ours with the number tells more than one of theirs that fits as little.
    return fitting ?? (ours.answer === undefined ? (published[0] ?? ours) : ours);
  }

  #reason(
    one: ReceivedAcknowledgment,
    answer: Answered | undefined,
    usage: string,
    { ourId, partnerId }: AcknowledgmentBatch['sequence'],
  ): AcknowledgmentReason {
    if (one.isDamaged) return 'damaged';
    if (answer === undefined) {
      const isOthers = this.#isOthers.get(ourId, partnerId, one.controlNumber) === 1;
      return isOthers ? 'number-of-another-partner' : 'number-unknown';
    }
    if (answer.usage !== usage) return 'usage-differs';
    if (one.kind === '277ca') return '';
    // A TA1 answers no TA1, and a 999 no 999 (TA1 and 999 guides).
    const isKind = one.kind === 'ta1' ? answer.type !== 'ta1' : GROUP_OF_TYPE[answer.type] === one.group;
    if (!isKind) return 'other-kind';
    return one.sets.every(({ number }) => holdsSet(answer.content, number)) ? '' : 'set-unknown';
  }

  /** Those in a state, or without one those that wait for a person; oldest first. */
  page(state: AcknowledgmentState | undefined, after: number, limit: number): Page<AcknowledgmentRow> {
    const rows = state === undefined ? this.#open.all(after, limit + 1) : this.#inState.all(state, after, limit + 1);
    const parsed = rows.map((row) => ({ ...row, notes: JSON.parse(row.notes), sets: JSON.parse(row.sets) }));
    return pageOf(parsed, limit, ({ id }) => id);
  }

  /** Ends what waits for a person. GatewayError (2) `acknowledgment-not-open`. */
  settle(id: number, note: string, actor: string, now: string): void {
    const row = this.#find.get(id);
    if (row === undefined || row.state === 'matched' || row.settledAt !== '') {
      const hint = '"x12gw acknowledgments list" shows those that wait for somebody.';
      throw misuse('acknowledgment-not-open', 'settle an acknowledgment', 'It is not open', `${id}`, hint, 2);
    }
    this.#settle.run(now, actor, note, id);
    const details = { acknowledgment: id, state: row.state };
    this.#audit.add({ at: now, actor, action: 'settle-acknowledgment', subject: row.submission, details });
  }
}

function stateOf(one: ReceivedAcknowledgment, reason: AcknowledgmentReason): AcknowledgmentState {
  if (reason !== '') return 'exception';
  return one.isTaken ? 'matched' : 'refused';
}

/** Whether an answer of ours holds a set with this ST02. Of one whose bytes are in the spool that is taken on trust. */
function holdsSet(content: Buffer | null, number: string): boolean {
  if (content === null) return true;
  const text = content.toString('latin1');
  const [separator, terminator] = [text[3]!, text[105]!];
  return text.split(terminator).some((segment) => {
    const [id, , controlNumber] = segment.trim().split(separator);
    return id === 'ST' && controlNumber === number;
  });
}
