import type { TraceEvent } from '../rows.js';
import type { DomainQuestions } from './domain-questions.js';
import type { Database, Statement } from './driver.js';
import { submissionIdOf } from './row-columns.js';

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
  readonly #ofSubmission: Statement<{ id: number }, EventRow>;
  readonly #unit: Statement<[number], EventRow>;
  readonly #submissionsOf: Statement<[string], number>;

  constructor(database: Database, questions: DomainQuestions) {
    this.#questions = questions;
    this.#ofSubmission = database.prepare(SUBMISSION_EVENTS);
    this.#unit = database.prepare(`
      SELECT unit.applied_at AS at, 'claim registered' AS what, unit.reference AS subject,
        json_object('interchange', interchange_index + 1, 'group', group_index + 1, 'set', set_index + 1,
          'unit', unit + 1) AS details
      FROM claim JOIN unit USING (interchange_id, group_index, set_index, unit) WHERE claim.id = ?`);
    this.#submissionsOf = database
      .prepare<[string], number>(`
        SELECT DISTINCT interchange.submission_id FROM unit JOIN interchange ON interchange.id = unit.interchange_id
        WHERE unit.reference = ? AND unit.kind = 'prior-authorization' ORDER BY interchange.submission_id`)
      .pluck() as Statement<[string], number>;
  }

  /** The events in order of time; for a PA or claim with those of the files it came in. Empty when nothing has the id. */
  of(id: string): TraceEvent[] {
    const submissionId = submissionIdOf(id);
    if (submissionId !== 0) return this.#submission(submissionId);
    return sorted([...this.#priorAuthorization(id), ...this.#claim(id)]);
  }

  #submission(id: number): TraceEvent[] {
    return this.#ofSubmission.all({ id }).map(toEvent);
  }

  #priorAuthorization(number: string): TraceEvent[] {
    const found = this.#questions.priorAuthorization(number);
    if (found === undefined) return [];
    const { trackingNumber } = found.row;
    const history = found.history.map(({ at, actor, channel, event, details }) => ({
      at,
      what: event,
      subject: trackingNumber,
      details: { ...details, actor, channel },
    }));
    return [...this.#submissionsOf.all(trackingNumber).flatMap((id) => this.#submission(id)), ...history];
  }

  #claim(number: string): TraceEvent[] {
    const claim = this.#questions.claim(number);
    if (claim === undefined) return [];
    return [...this.#submission(claim.submissionId), ...this.#unit.all(claim.id).map(toEvent)];
  }
}

function toEvent(row: EventRow): TraceEvent {
  return { at: row.at, what: row.what, subject: row.subject, details: JSON.parse(row.details) };
}

/** By time; what happened at one time stays in the order it was collected. */
function sorted(events: TraceEvent[]): TraceEvent[] {
  return events.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

/** Refused sets one timeline names; the report in the sender's mailbox has the rest. */
const MOST_SETS_NAMED = 100;

const ANSWER_STEP = (what: string, column: string) => `
  SELECT ${column}, '${what}', number || '.' || type, 6, id,
    json_object('answer', id, 'interchange', interchange_index + 1, 'type', type, 'ordinal', ordinal, 'bytes', bytes,
      'controlNumber', control_number)
  FROM answer, subject WHERE submission_id = @id AND ${column} <> ''`;

/** Everything that carries a time under one submission; \`step\` orders what happened at one time. */
const SUBMISSION_EVENTS = `
  WITH subject (number) AS (SELECT printf('S%08d', @id)),
  event (at, what, subject, step, id, details) AS (
    SELECT received_at, 'received', number, 0, id,
      json_object('channel', channel, 'partner', partner_id, 'bytes', bytes, 'sha256', sha256)
    FROM submission, subject WHERE id = @id
    UNION ALL
    SELECT begun_at, 'attempt begun', subject.number, 1, attempt.number, json_object('attempt', attempt.number)
    FROM attempt, subject WHERE submission_id = @id
    UNION ALL
    SELECT failed_at, 'attempt failed', subject.number, 2, attempt.number,
      json_object('attempt', attempt.number, 'reason', reason)
    FROM attempt, subject WHERE submission_id = @id AND failed_at <> ''
    UNION ALL
    SELECT rested_at, 'attempt rested', subject.number, 2, attempt.number, json_object('attempt', attempt.number)
    FROM attempt, subject WHERE submission_id = @id AND rested_at <> ''
    UNION ALL
    SELECT decided_at, 'interchange decided', number, 3, id,
      json_object('interchange', interchange_index + 1, 'acknowledgment', acknowledgment, 'note', note, 'usage', usage)
    FROM interchange, subject WHERE submission_id = @id
    UNION ALL
    SELECT * FROM (
      SELECT decided_at, 'set refused', subject.number, 4, transaction_set.id, json_object(
        'interchange', transaction_set.interchange_index + 1, 'group', group_index + 1, 'set', set_index + 1,
        'setControlNumber', transaction_set.control_number, 'findings', (
          SELECT group_concat(DISTINCT json_extract(value, '$.code')) FROM json_each(transaction_set.findings)
          WHERE json_extract(value, '$.severity') = 'reject'))
      FROM interchange JOIN transaction_set USING (submission_id, attempt, interchange_index), subject
      WHERE submission_id = @id AND findings_total > 0 AND status = 'R' AND interchange.acknowledgment <> 'R'
      LIMIT ${MOST_SETS_NAMED})
    UNION ALL
    SELECT min(applied_at), 'units applied', number, 5, unit.interchange_id, json_object('interchange',
      interchange_index + 1, 'group', group_index + 1, 'set', set_index + 1, 'units', count(*), 'kind', unit.kind)
    FROM interchange JOIN unit ON unit.interchange_id = interchange.id, subject WHERE submission_id = @id
    GROUP BY unit.interchange_id, group_index, set_index, unit.kind
    UNION ALL ${ANSWER_STEP('answer stored', 'stored_at')}
    UNION ALL ${ANSWER_STEP('answer written', 'written_at')}
    UNION ALL ${ANSWER_STEP('answer delivered', 'delivered_at')}
    UNION ALL ${ANSWER_STEP('answer picked up', 'picked_up_at')}
    UNION ALL
    SELECT at, 'quarantined', number, 7, id, json_object('reason', reason)
    FROM quarantine, subject WHERE submission_id = @id
    UNION ALL
    SELECT decided_at, decision, number, 8, id, json_object('actor', actor)
    FROM quarantine, subject WHERE submission_id = @id AND decided_at <> ''
    UNION ALL
    SELECT finished_at, 'finished', number, 9, id, json_object('disposition', disposition)
    FROM submission, subject WHERE id = @id AND finished_at <> ''
  )
  SELECT at, what, subject, details FROM event ORDER BY at, step, id`;
