import type { Attention, AttentionQuestion, Backlog, DeadlineCount, Tally } from '../../watch-values.js';
import type { ExpectedAcknowledgments } from '../acknowledgments/expected-acknowledgments.js';
import type { Database, Statement } from '../driver.js';
import { IS_OPEN } from '../prior-authorizations/open-authorizations.js';

const CLOCKS = ['expedite', 'standard', 'deferral'] as const;
const OPEN_UNDER_CLOCK = `FROM prior_authorization INDEXED BY prior_authorization_clock WHERE ${IS_OPEN} AND clock = ?`;
/** A document that was attached by hand afterwards is no longer unmatched. */
const IS_UNMATCHED = `state = 'unmatched' AND NOT EXISTS (
  SELECT 1 FROM document AS taken WHERE taken.sha256 = document.sha256 AND taken.state = 'matched')`;

/**
 * What a monitor asks every few seconds. Every statement reads what waits, or the totals, and never what is done: the
 * cost does not grow with the files of past years.
 */
export class Watch {
  readonly #tallies: Statement<[], Tally>;
  readonly #countState: Statement<[string], number>;
  readonly #oldest: Statement<[], string | null>;
  readonly #expected: ExpectedAcknowledgments;
  readonly #undelivered: Statement<[], { partnerId: string; storedAt: string; isHeld: number }>;
  readonly #clock: Statement<[string, string, string], number>;
  readonly #countLetters: Statement<[string], number>;
  readonly #countDocuments: Statement<[], number>;
  readonly #quarantined: Statement<[number], Attention>;
  readonly #late: Statement<[string, string, number], Attention>;
  readonly #letters: Statement<[string, string, string, number], Attention>;
  readonly #documents: Statement<[string, number], Attention>;
  readonly #acknowledgments: Statement<[number], Attention>;
  readonly #publications: Statement<[number], Attention>;

  constructor(database: Database, expected: ExpectedAcknowledgments) {
    this.#expected = expected;
    const pluck = <Parameters extends unknown[], Value>(text: string): Statement<Parameters, Value> =>
      database.prepare<Parameters, Value>(text).pluck() as Statement<Parameters, Value>;
    this.#tallies = database.prepare(
      'SELECT name, partner_id AS partnerId, first, second, count, amount FROM tally ORDER BY name, partner_id, first, second',
    );
    this.#countState = pluck('SELECT count(*) FROM submission WHERE state = ?');
    this.#oldest = pluck(`
      SELECT min(received_at) FROM (
        SELECT * FROM (SELECT received_at FROM submission WHERE state = 'received' ORDER BY id LIMIT 1)
        UNION ALL
        SELECT * FROM (SELECT received_at FROM submission WHERE state = 'examined' ORDER BY id LIMIT 1))`);
    this.#undelivered = database.prepare(`
      SELECT partnerId, storedAt, isHeld FROM (
        SELECT partner.id AS partnerId, partner.held_since <> '' AS isHeld, (
          SELECT max(stored_at, redelivered_at) FROM answer INDEXED BY answer_undelivered
          WHERE answer.partner_id = partner.id AND state IN ('stored', 'written') ORDER BY answer.id LIMIT 1) AS storedAt
        FROM partner)
      WHERE storedAt IS NOT NULL ORDER BY partnerId`);
    this.#clock = pluck(`SELECT count(*) ${OPEN_UNDER_CLOCK} AND due_at >= ? AND due_at < ?`);
    this.#countLetters = pluck('SELECT count(*) FROM letter WHERE state = ?');
    this.#countDocuments = pluck(`SELECT count(*) FROM document WHERE ${IS_UNMATCHED}`);
    this.#quarantined = database.prepare(`
      SELECT 'file-quarantined' AS kind, id || '.' || attempts AS key, printf('S%08d', id) AS subject, (
        SELECT at FROM quarantine WHERE submission_id = submission.id ORDER BY id DESC LIMIT 1) AS since
      FROM submission WHERE state = 'quarantined' ORDER BY id DESC LIMIT ?`);
    this.#late = database.prepare(`
      SELECT 'deadline-late' AS kind, id || '.' || due_at AS key, clock AS subject, due_at AS since
      ${OPEN_UNDER_CLOCK} AND due_at < ? ORDER BY due_at DESC LIMIT ?`);
    this.#letters = database.prepare(`
      SELECT ? AS kind, CAST(id AS TEXT) AS key, '' AS subject, at AS since
      FROM letter WHERE state = ? AND at < ? ORDER BY id DESC LIMIT ?`);
    this.#documents = database.prepare(`
      SELECT 'document-unmatched' AS kind, CAST(id AS TEXT) AS key, printf('S%08d', submission_id) AS subject,
        received_at AS since
      FROM document WHERE ${IS_UNMATCHED} AND received_at < ? ORDER BY id DESC LIMIT ?`);
    this.#acknowledgments = database.prepare(`
      SELECT 'acknowledgment-refused' AS kind, CAST(id AS TEXT) AS key, partner_id AS subject, at AS since
      FROM received_acknowledgment WHERE state IN ('refused', 'exception') AND settled_at = ''
      ORDER BY id DESC LIMIT ?`);
    this.#publications = database.prepare(`
      SELECT 'publication-refused' AS kind, CAST(id AS TEXT) AS key, printf('S%08d', submission_id) AS subject,
        at AS since
      FROM publication WHERE outcome = 'refused' AND settled_at = '' ORDER BY id DESC LIMIT ?`);
  }

  /** One matter for each partner and type: a person asks the partner once, however many answers there are. */
  #overdue(now: string): Attention[] {
    return this.#expected.counts(now).map(({ partnerId, type, oldestDueAt }) => ({
      kind: 'acknowledgment-overdue',
      key: `${partnerId}.${type}`,
      subject: `${partnerId} ${type}`,
      since: oldestDueAt,
    }));
  }

  tallies(): Tally[] {
    return this.#tallies.all();
  }

  /** `soon`: what is due before this instant and not late counts as due soon. Both ISO. */
  backlog(now: string, soon: string): Backlog {
    return {
      received: this.#countState.get('received')!,
      examined: this.#countState.get('examined')!,
      quarantined: this.#countState.get('quarantined')!,
      oldestReceivedAt: this.#oldest.get() ?? '',
      undelivered: this.#undelivered.all().map(({ isHeld, ...age }) => ({ ...age, isHeld: isHeld === 1 })),
      overdueAcknowledgments: this.#expected.counts(now),
      deadlines: CLOCKS.map((clock) => this.#deadlines(clock, now, soon)),
      lettersDue: this.#countLetters.get('due')!,
      lettersWithoutAddress: this.#countLetters.get('needs-address')!,
      documentsUnmatched: this.#countDocuments.get()!,
    };
  }

  #deadlines(clock: DeadlineCount['clock'], now: string, soon: string): DeadlineCount {
    const between = (from: string, to: string): number => this.#clock.get(clock, from, to)!;
    // Instants are digits and letters: every one of them sorts before '~'.
    return { clock, late: between('', now), soon: between(now, soon), later: between(soon, '~') };
  }

  /** Quarantined files first, then late decisions, letters, documents, what partners refused, what was
   * published and not filed, and what partners owe; the newest of each kind first. */
  attention({ now, lettersBefore, documentsBefore, most }: AttentionQuestion): Attention[] {
    return [
      ...this.#quarantined.all(most),
      ...CLOCKS.flatMap((clock) => this.#late.all(clock, now, most)),
      ...this.#letters.all('letter-not-made', 'due', lettersBefore, most),
      ...this.#letters.all('letter-without-address', 'needs-address', lettersBefore, most),
      ...this.#documents.all(documentsBefore, most),
      ...this.#acknowledgments.all(most),
      ...this.#publications.all(most),
      ...this.#overdue(now).slice(0, most),
    ];
  }
}
