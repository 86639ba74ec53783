import type { HistoryEntry, PriorAuthorization } from '../../domain/prior-authorization/model.js';
import type { ClaimRow, Ledger, Page, PriorAuthorizationRow } from '../ledger.js';
import type { Database, Statement } from './driver.js';
import { pageOf, where } from './page.js';

type PriorAuthorizationFilter = Parameters<Ledger['priorAuthorizations']>[0];
type ClaimFilter = Parameters<Ledger['claims']>[0];

interface StoredPriorAuthorization {
  readonly id: number;
  readonly submissionId: number;
  readonly partnerId: string;
  readonly body: string;
}

type StoredClaim = Pick<ClaimRow, 'id' | 'submissionId' | 'interchange' | 'group' | 'set' | 'unit'> & {
  readonly body: string;
  readonly verdict: string;
};

const PRIOR_AUTHORIZATION = `
  SELECT id, submission_id AS submissionId, partner_id AS partnerId, body FROM prior_authorization`;
const CLAIM = `
  SELECT id, submission_id AS submissionId, interchange_index AS interchange, group_index AS "group",
    set_index AS "set", unit, body, verdict
  FROM claim`;

/** Questions about what files led to: prior authorizations and claims. */
export class DomainQuestions {
  readonly #database: Database;
  readonly #byNumber: Statement<[string, string], StoredPriorAuthorization>;
  readonly #history: Statement<[number], Omit<HistoryEntry, 'details'> & { details: string }>;
  readonly #claim: Statement<[string], StoredClaim>;

  constructor(database: Database) {
    this.#database = database;
    this.#byNumber = database.prepare(PRIOR_AUTHORIZATION_BY_NUMBER);
    this.#history = database.prepare(`
      SELECT at, actor, channel, event, details FROM prior_authorization_history
      WHERE prior_authorization_id = ? ORDER BY id`);
    this.#claim = database.prepare(`${CLAIM} WHERE claim_number = ?`);
  }

  priorAuthorizations(filter: PriorAuthorizationFilter, after: number, limit: number): Page<PriorAuthorizationRow> {
    const { text, values } = where({
      status: filter.status,
      submission_id: filter.submissionId,
      environment: environmentOf(filter.usage),
    });
    const rows = this.#database
      .prepare<unknown[], StoredPriorAuthorization>(
        `${PRIOR_AUTHORIZATION} WHERE ${text} AND id > ? ORDER BY id LIMIT ?`,
      )
      .all(...values, after, limit + 1);
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

  claims(filter: ClaimFilter, after: number, limit: number): Page<ClaimRow> {
    const { text, values } = where({
      submission_id: filter.submissionId,
      interchange_index: filter.interchange,
      group_index: filter.group,
      set_index: filter.set,
    });
    const rows = this.#database
      .prepare<unknown[], StoredClaim>(`${CLAIM} WHERE ${text} AND id > ? ORDER BY id LIMIT ?`)
      .all(...values, after, limit + 1);
    return pageOf(rows.map(toClaim), limit, (row) => row.id);
  }

  claim(claimNumber: string): ClaimRow | undefined {
    const stored = this.#claim.get(claimNumber);
    return stored === undefined ? undefined : toClaim(stored);
  }
}

/** `unknown` never reached the domain; asking for it finds nothing. */
function environmentOf(usage: PriorAuthorizationFilter['usage']): string | undefined {
  if (usage === undefined) return undefined;
  return { P: 'production', T: 'test', unknown: '' }[usage];
}

function toPriorAuthorization({ submissionId, partnerId, body }: StoredPriorAuthorization): PriorAuthorizationRow {
  return { ...(JSON.parse(body) as PriorAuthorization), submissionId, partnerId };
}

function toClaim({ body, verdict, ...row }: StoredClaim): ClaimRow {
  return { ...JSON.parse(body), ...row, verdict: JSON.parse(verdict) };
}

/** Both numbers are ten digits or more and unique; a tracking number wins should they ever meet. */
export const PRIOR_AUTHORIZATION_BY_NUMBER = `
  ${PRIOR_AUTHORIZATION} WHERE tracking_number = ?
  UNION ALL
  ${PRIOR_AUTHORIZATION} WHERE pa_number = ? AND pa_number <> ''
  LIMIT 1`;
