import type { HistoryEntry } from '../../../domain/prior-authorization/model.js';
import type { Ledger, Page, PriorAuthorizationFilter, PriorAuthorizationRow, QueuePosition } from '../../ledger.js';
import type { Database, Statement } from '../driver.js';
import { pageOf, where } from '../page.js';
import { IS_OPEN } from '../prior-authorizations/open-authorizations.js';
import {
  PRIOR_AUTHORIZATION_COLUMNS,
  type StoredPriorAuthorization,
  toPriorAuthorization,
} from '../prior-authorizations/prior-authorization-rows.js';

type Queue = ReturnType<Ledger['reviewQueue']>;

const PRIOR_AUTHORIZATION = `SELECT ${PRIOR_AUTHORIZATION_COLUMNS} FROM prior_authorization`;

/** Questions about prior authorizations. */
export class DomainQuestions {
  readonly #database: Database;
  readonly #byNumber: Statement<[string, string], StoredPriorAuthorization>;
  readonly #history: Statement<[number], Omit<HistoryEntry, 'details'> & { details: string }>;
  readonly #decided: Statement<[number, string, string, number], StoredPriorAuthorization>;

  constructor(database: Database) {
    this.#database = database;
    this.#byNumber = database.prepare(PRIOR_AUTHORIZATION_BY_NUMBER);
    this.#history = database.prepare(`
      SELECT at, actor, channel, event, details FROM prior_authorization_history
      WHERE prior_authorization_id = ? ORDER BY id`);
    this.#decided = database.prepare(`
      ${PRIOR_AUTHORIZATION} WHERE environment = 'production' AND decided_at <> '' AND id > ? AND EXISTS (
        SELECT 1 FROM prior_authorization_line AS line WHERE line.prior_authorization_id = prior_authorization.id
          AND line.decided_at >= ? AND line.decided_at < ?)
      ORDER BY id LIMIT ?`);
  }

  priorAuthorizations(filter: PriorAuthorizationFilter, after: number, limit: number): Page<PriorAuthorizationRow> {
    const { text, values } = where(conditionsOf(filter));
    const rows = this.#database
      .prepare<unknown[], StoredPriorAuthorization>(
        `${PRIOR_AUTHORIZATION} WHERE ${text} AND id > ? ORDER BY id LIMIT ?`,
      )
      .all(...values, after, limit + 1);
    const page = pageOf(rows, limit, (row) => row.id);
    return { rows: page.rows.map(toPriorAuthorization), next: page.next };
  }

  /**
   * As `Ledger.reviewQueue` says. An open PA whose due time nobody knows, since it came before there were clocks, stands
   * before all others and counts as due.
   */
  reviewQueue(filter: Parameters<Ledger['reviewQueue']>[0], after: QueuePosition | undefined, limit: number): Queue {
    const { text, values } = where({ ...conditionsOf(filter), 'due_at <': filter.dueBefore });
    const rows = this.#database
      .prepare<unknown[], StoredPriorAuthorization & QueuePosition>(`
        SELECT ${PRIOR_AUTHORIZATION_COLUMNS}, due_at AS dueAt
        FROM prior_authorization INDEXED BY prior_authorization_queue
        WHERE ${IS_OPEN} AND ${text} AND (due_at, id) > (?, ?) ORDER BY due_at, id LIMIT ?`)
      .all(...values, after?.dueAt ?? '', after?.id ?? 0, limit + 1);
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    const next = rows.length > limit && last !== undefined ? { dueAt: last.dueAt, id: last.id } : undefined;
    return { rows: page.map(({ dueAt: _dueAt, ...row }) => toPriorAuthorization(row)), next };
  }

  /** As `Ledger.decidedPriorAuthorizations` says: `from` inclusive, `to` excluded. */
  decidedPriorAuthorizations(
    { from, to }: { readonly from: string; readonly to: string },
    after: number,
    limit: number,
  ): Page<PriorAuthorizationRow> {
    const rows = this.#decided.all(after, from, to, limit + 1);
    const page = pageOf(rows, limit, (row) => row.id);
    return { rows: page.rows.map(toPriorAuthorization), next: page.next };
  }

  /** By tracking number or PA number, with its history from the beginning. */
  priorAuthorization(number: string): ReturnType<Ledger['priorAuthorization']> {
    const stored = this.#byNumber.get(number, number);
    if (stored === undefined) return undefined;
    const history = this.#history.all(stored.id).map((entry) => ({ ...entry, details: JSON.parse(entry.details) }));
    return { row: toPriorAuthorization(stored), history };
  }
}

/** `unknown` never reached the domain; asking for it finds nothing. */
function environmentOf(usage: PriorAuthorizationFilter['usage']): string | undefined {
  if (usage === undefined) return undefined;
  return { P: 'production', T: 'test', unknown: '' }[usage];
}

function conditionsOf(filter: PriorAuthorizationFilter): Record<string, string | number | undefined> {
  return {
    status: filter.status,
    submission_id: filter.submissionId,
    environment: environmentOf(filter.usage),
    reviewer: filter.reviewer,
    classification: filter.classification,
    assignment: filter.assignment,
    location: filter.location,
    member_id: filter.memberId,
    'received_at >=': filter.from,
    'received_at <': filter.to,
  };
}

/** Both numbers are ten digits or more and unique; a tracking number wins should they ever meet. */
export const PRIOR_AUTHORIZATION_BY_NUMBER = `
  ${PRIOR_AUTHORIZATION} WHERE tracking_number = ?
  UNION ALL
  ${PRIOR_AUTHORIZATION} WHERE pa_number = ? AND pa_number <> ''
  LIMIT 1`;
