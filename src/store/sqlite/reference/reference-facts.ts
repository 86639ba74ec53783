import type { ReferenceFacts, ReferenceKind } from '../../../domain/reference.js';
import type { Database, Statement } from '../driver.js';

/** The current edition of a kind. */
const CURRENT = (kind: ReferenceKind) =>
  `(SELECT id FROM reference_edition WHERE kind = '${kind}' AND state = 'current')`;

/**
 * Look-ups in the current edition of each reference file. Each is one statement, so that it reads one edition, whatever
 * is being loaded meanwhile; several inside one operation read the same one.
 */
export function referenceFacts(database: Database): ReferenceFacts {
  const isLoaded = database
    .prepare<[string], number>("SELECT 1 FROM reference_edition WHERE kind = ? AND state = 'current'")
    .pluck();
  const body = <Parameters extends unknown[]>(query: string) =>
    database.prepare<Parameters, string>(`SELECT body FROM ${query}`).pluck() as Statement<Parameters, string>;
  // Without the hint the planner prefers to read every location in order.
  const providersOf = body<[string]>(
    `reference_provider INDEXED BY reference_provider_by_npi WHERE edition = ${CURRENT('providers')} AND npi = ? ORDER BY location`,
  );
  const provider = body<[string]>(`reference_provider WHERE edition = ${CURRENT('providers')} AND location = ?`);
  const member = body<[string]>(`reference_member WHERE edition = ${CURRENT('members')} AND member_id = ?`);
  const service = database.prepare<{ code: string }, string>(NARROWEST_SERVICE).pluck() as Statement<
    { code: string },
    string
  >;
  const authorizations = body<[string]>(
    `reference_authorization WHERE edition = ${CURRENT('authorizations')} AND number = ? ORDER BY line`,
  );
  return {
    isLoaded: (kind) => isLoaded.get(kind) !== undefined,
    providersOf: (npi) => providersOf.all(npi).map((row) => JSON.parse(row)),
    provider: (location) => parsed(provider.get(location)),
    member: (memberId) => parsed(member.get(memberId)),
    service: (procedureCode) => parsed(service.get({ code: procedureCode })),
    authorizations: (number) => authorizations.all(number).map((row) => JSON.parse(row)),
  };
}

function parsed(row: string | undefined) {
  return row === undefined ? undefined : JSON.parse(row);
}

/**
 * The row of the code itself, else the range that holds it and begins and ends nearest. Codes of another length are
 * not in a range, though they sort between its ends.
 */
export const NARROWEST_SERVICE = `
  SELECT body FROM (
    SELECT body, 0 AS step, '' AS from_code, '' AS to_code FROM reference_service
    WHERE edition = ${CURRENT('services')} AND from_code = @code AND to_code = @code
    UNION ALL
    SELECT body, 1, from_code, to_code FROM reference_service INDEXED BY reference_service_range
    WHERE edition = ${CURRENT('services')} AND from_code <> to_code AND from_code <= @code AND to_code >= @code
      AND length(from_code) = length(@code) AND length(to_code) = length(@code))
  ORDER BY step, from_code DESC, to_code LIMIT 1`;
