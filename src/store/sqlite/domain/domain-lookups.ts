import type { DomainTransaction, DuplicateQuery, InquiryQuery } from '../../../domain/application.js';
import type { Environment } from '../../../domain/environment.js';
import type { PriorAuthorization } from '../../../domain/prior-authorization/model.js';
import type { Database, Statement } from '../driver.js';
import { where } from '../page.js';

/** Most possible duplicates of one request that are told. */
const MOST_DUPLICATES = 20;
/** Most attachment entries that one number is looked up as. */
const MOST_ATTACHMENTS = 100;

type AttachmentNumber = Parameters<DomainTransaction['findAttachments']>[1];

/** What a change of the domain asks about the PAs that are there. */
export class DomainLookups {
  readonly #database: Database;
  readonly #alike: Statement<Record<string, string>, { id: number; trackingNumber: string }>;
  readonly #byControlNumber: Statement<[string, string], AttachmentEntry>;
  readonly #byExternalReference: Statement<[string, string, string], AttachmentEntry>;

  constructor(database: Database) {
    this.#database = database;
    this.#alike = database.prepare(LINES_ALIKE);
    const entries = (kind: string) => `
      SELECT tracking_number AS trackingNumber, control_number AS controlNumber
      FROM prior_authorization_name CROSS JOIN prior_authorization
        ON prior_authorization.id = prior_authorization_name.prior_authorization_id
      WHERE name = ? AND kind = '${kind}' AND environment = ? AND content_removed_at = ''`;
    const order = `ORDER BY prior_authorization.id, control_number LIMIT ${MOST_ATTACHMENTS}`;
    this.#byControlNumber = database.prepare(`${entries('attachment')} ${order}`);
    this.#byExternalReference = database.prepare(`${entries('external')} AND partner_id = ? ${order}`);
  }

  /** As `DomainTransaction.possibleDuplicates` says. A member or provider that is not known doubles nothing. */
  possibleDuplicates({ environment, memberId, location, lines, except }: DuplicateQuery): readonly string[] {
    if (memberId === '' || location === '') return [];
    const found = new Map<number, string>();
    for (const { procedureCode, from, to } of lines) {
      if (procedureCode === '') continue;
      const query = { environment, memberId, location, procedureCode, from, to, except };
      for (const { id, trackingNumber } of this.#alike.all(query)) found.set(id, trackingNumber);
    }
    const oldestFirst = [...found].sort(([a], [b]) => a - b);
    return oldestFirst.slice(0, MOST_DUPLICATES).map(([, trackingNumber]) => trackingNumber);
  }

  /** As `DomainTransaction.findAttachments` says; '' finds nothing. */
  findAttachments(environment: Environment, by: AttachmentNumber): readonly AttachmentEntry[] {
    if ('controlNumber' in by) return this.#byControlNumber.all(by.controlNumber, environment);
    return this.#byExternalReference.all(by.externalReference, environment, by.partnerId);
  }

  /** As `DomainTransaction.inquire` says; days are those of the instant of receipt in UTC. */
  inquire(query: InquiryQuery, limit: number): readonly PriorAuthorization[] {
    const rows = [...new Set(query.locations)].flatMap((location) => this.#ofLocation(query, location, limit));
    const newestFirst = rows.sort((a, b) => b.id - a.id);
    return newestFirst.slice(0, limit).map(({ body }) => JSON.parse(body));
  }

  #ofLocation(query: InquiryQuery, location: string, limit: number): { readonly id: number; readonly body: string }[] {
    const { text, values } = where({
      // With a member its index is the narrower one; the plus keeps the other out.
      [query.memberId === undefined ? 'location' : '+location']: location,
      member_id: query.memberId,
      environment: query.environment,
      content_removed_at: '',
      status: query.status,
      assignment: query.assignment,
      'substr(received_at, 1, 10) >=': query.from,
      'substr(received_at, 1, 10) <=': query.to,
    });
    return this.#database
      .prepare<unknown[], { id: number; body: string }>(
        `SELECT id, body FROM prior_authorization WHERE ${text} ORDER BY id DESC LIMIT ?`,
      )
      .all(...values, limit);
  }
}

interface AttachmentEntry {
  readonly trackingNumber: string;
  readonly controlNumber: string;
}

/** Lines that ask for the same on overlapping days; a date that is not given bounds nothing. */
const LINES_ALIKE = `
  SELECT DISTINCT prior_authorization.id, tracking_number AS trackingNumber
  FROM prior_authorization_line CROSS JOIN prior_authorization
    ON prior_authorization.id = prior_authorization_line.prior_authorization_id
  WHERE prior_authorization_line.member_id = @memberId AND prior_authorization_line.location = @location
    AND procedure_code = @procedureCode AND prior_authorization_line.status NOT IN ('cancelled', 'cancelled-by-provider')
    AND (date_to = '' OR @from = '' OR date_to >= @from) AND (date_from = '' OR @to = '' OR date_from <= @to)
    AND environment = @environment AND prior_authorization.status NOT IN ('void', 'cancelled-by-provider')
    AND tracking_number <> @except
  ORDER BY prior_authorization.id LIMIT ${MOST_DUPLICATES}`;
