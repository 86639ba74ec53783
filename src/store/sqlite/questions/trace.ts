import type { TraceEvent } from '../../rows.js';
import type { ClaimQuestions } from '../claims/claim-questions.js';
import { HANDOFF_EVENTS } from '../claims/handoffs.js';
import type { DomainQuestions } from '../domain/domain-questions.js';
import type { Database, Statement } from '../driver.js';
import { submissionIdOf } from '../row-columns.js';
import { LETTER_EVENTS, PRIOR_AUTHORIZATIONS_NAMED, SUBMISSION_EVENTS, SUBMISSIONS_OF } from './trace-events.js';

interface EventRow {
  readonly at: string;
  readonly what: string;
  readonly subject: string;
  readonly details: string;
}

/**
 * One timeline from the rows of many tables. Details hold codes, counts and numbers of ours, never what a sender wrote
 * about a person.
 */
export class Trace {
  readonly #questions: DomainQuestions;
  readonly #claims: ClaimQuestions;
  readonly #ofSubmission: Statement<{ id: number; number: string }, EventRow>;
  readonly #unit: Statement<[number], EventRow>;
  readonly #named: Statement<{ name: string }, string>;
  readonly #submissionsOf: Statement<{ number: string }, number>;
  readonly #letters: Statement<{ number: string }, EventRow>;
  readonly #handoffs: Statement<{ id: number; interchange: number; group: number; set: number }, EventRow>;

  constructor(database: Database, questions: DomainQuestions, claims: ClaimQuestions) {
    this.#questions = questions;
    this.#claims = claims;
    this.#ofSubmission = database.prepare(SUBMISSION_EVENTS);
    this.#unit = database.prepare(`
      SELECT unit.applied_at AS at, 'claim registered' AS what, unit.reference AS subject,
        json_object('interchange', interchange_index + 1, 'group', group_index + 1, 'set', set_index + 1,
          'unit', unit + 1) AS details
      FROM claim JOIN unit USING (interchange_id, group_index, set_index, unit) WHERE claim.id = ?`);
    this.#named = database.prepare(PRIOR_AUTHORIZATIONS_NAMED).pluck() as Statement<{ name: string }, string>;
    this.#submissionsOf = database.prepare(SUBMISSIONS_OF).pluck() as Statement<{ number: string }, number>;
    this.#letters = database.prepare(LETTER_EVENTS);
    this.#handoffs = database.prepare(HANDOFF_EVENTS);
  }

  /**
   * The events in order of time; for a PA or claim with those of the files it came in. An id may be a submission's
   * number, a tracking, PA or claim number, or what a sender called it: TRN02, BHT03, an attachment's number. One that
   * fits several PAs tells of each. Empty when nothing has the id.
   */
  of(id: string): TraceEvent[] {
    const submissionId = submissionIdOf(id);
    const ofFile = submissionId === 0 ? [] : this.#submission(submissionId, '');
    if (ofFile.length > 0) return sorted([...ofFile, ...this.#handoffsOf(submissionId)]);
    const numbers = id === '' ? [] : this.#named.all({ name: id });
    // Two PAs of one file share what happened to the file.
    const distinct = new Map<string, TraceEvent>();
    for (const number of numbers) {
      for (const event of this.#filesOf(number)) distinct.set(JSON.stringify(event), event);
    }
    const own = numbers.flatMap((number) => this.#priorAuthorization(number));
    return sorted([...distinct.values(), ...own, ...this.#claim(id)]);
  }

  /** What happened to one file; with a tracking number only what concerns that PA. */
  #submission(id: number, number: string): TraceEvent[] {
    return this.#ofSubmission.all({ id, number }).map(toEvent);
  }

  #filesOf(trackingNumber: string): TraceEvent[] {
    return this.#submissionsOf.all({ number: trackingNumber }).flatMap((id) => this.#submission(id, trackingNumber));
  }

  #priorAuthorization(trackingNumber: string): TraceEvent[] {
    const history = this.#questions.priorAuthorization(trackingNumber)?.history ?? [];
    const events = history.map(({ at, actor, channel, event, details }) => ({
      at,
      what: event,
      subject: trackingNumber,
      details: { ...details, actor, channel },
    }));
    return [...events, ...this.#letters.all({ number: trackingNumber }).map(toEvent)];
  }

  #claim(number: string): TraceEvent[] {
    const claim = this.#claims.find(number);
    if (claim === undefined) return [];
    const { submissionId } = claim;
    return [
      ...this.#submission(submissionId, ''),
      ...this.#unit.all(claim.id).map(toEvent),
      ...this.#handoffsOf(submissionId, claim),
    ];
  }

  #handoffsOf(id: number, { interchange, group, set } = { interchange: -1, group: -1, set: -1 }): TraceEvent[] {
    return this.#handoffs.all({ id, interchange, group, set }).map(toEvent);
  }
}

function toEvent(row: EventRow): TraceEvent {
  return { at: row.at, what: row.what, subject: row.subject, details: JSON.parse(row.details) };
}

/** By time; what happened at one time stays in the order it was collected. */
function sorted(events: TraceEvent[]): TraceEvent[] {
  return events.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}
