import type { DocumentArrival } from '../../../domain/application.js';
import type { Environment } from '../../../domain/environment.js';
import type { Ledger, Page } from '../../ledger.js';
import type { DocumentRow } from '../../rows.js';
import type { Database, Statement } from '../driver.js';
import { misuse } from '../misuse.js';
import { pageOf, where } from '../page.js';

type DocumentFilter = Parameters<Ledger['documents']>[0];

type StoredDocument = Omit<DocumentRow, 'document'> & DocumentRow['document'];

/** Where documents came from, and when the ledger heard of them. */
export interface DocumentOrigin {
  readonly environment: Environment;
  readonly submissionId: number;
  readonly partnerId: string;
  readonly receivedAt: string;
  readonly now: string;
}

/** The PA and the entry of its attachments that a document goes to. */
export interface DocumentPlace {
  readonly environment: Environment;
  readonly trackingNumber: string;
  readonly controlNumber: string;
}

const DOCUMENT = `
  SELECT id, environment, submission_id AS submissionId, partner_id AS partnerId, received_at AS receivedAt, sha256,
    bytes, media_type AS mediaType, state, tracking_number AS trackingNumber, control_number AS controlNumber,
    reference, report_type AS reportType, reason, removed_at AS removedAt
  FROM document`;

/** Documents that came in, and what became of each. Their bytes lie beside the ledger under their digest. */
export class Documents {
  readonly #database: Database;
  readonly #insert: Statement;
  readonly #settle: Statement<DocumentPlace & { readonly id: number }>;
  readonly #byId: Statement<[number], StoredDocument>;
  readonly #isKnown: Statement<{ sha256: string }, number>;

  constructor(database: Database) {
    this.#database = database;
    this.#insert = database.prepare(`
      INSERT INTO document (environment, submission_id, partner_id, received_at, stored_at, sha256, bytes, media_type,
        state, tracking_number, control_number, reference, report_type, reason)
      VALUES (@environment, @submissionId, @partnerId, @receivedAt, @now, @sha256, @bytes, @mediaType, @state,
        @trackingNumber, @controlNumber, @reference, @reportType, @reason)`);
    this.#settle = database.prepare(`
      UPDATE document SET state = 'matched', environment = @environment, tracking_number = @trackingNumber,
        control_number = @controlNumber, reason = ''
      WHERE id = @id`);
    this.#byId = database.prepare(`${DOCUMENT} WHERE id = ?`);
    this.#isKnown = database
      .prepare(`
        SELECT EXISTS (SELECT 1 FROM document WHERE sha256 = @sha256 AND state <> 'refused')
          OR EXISTS (SELECT 1 FROM prior_authorization_name WHERE name = @sha256 AND kind = 'document')`)
      .pluck() as Statement<{ sha256: string }, number>;
  }

  /** Records arrivals in order. */
  add(arrivals: readonly DocumentArrival[], origin: DocumentOrigin): void {
    for (const { document, ...arrival } of arrivals) this.#insert.run({ ...origin, ...arrival, ...document });
  }

  /**
   * Gives one that lay unmatched its place, and with it the environment of that. Raises GatewayError `document-settled`
   * when it does not wait (any more), `environment-differs` for a test document that would reach production.
   */
  settle(id: number, place: DocumentPlace): void {
    const operation = 'give a document to a prior authorization';
    const before = this.#byId.get(id);
    if (before?.state !== 'unmatched') {
      throw misuse(
        'document-settled',
        operation,
        `Document ${id} is not waiting for its prior authorization`,
        place.trackingNumber,
        'List those that wait with "x12gw pa documents --state unmatched".',
      );
    }
    if (before.environment === 'test' && place.environment === 'production') {
      throw misuse(
        'environment-differs',
        operation,
        `Document ${id} came in a test file; the prior authorization is a production one`,
        place.trackingNumber,
        'Ask the sender to send it again as production, or attach the file itself.',
      );
    }
    this.#settle.run({ ...place, id });
  }

  /** As `Ledger.documents` says. */
  page(filter: DocumentFilter, after: number, limit: number): Page<DocumentRow> {
    const { text, values } = where({
      submission_id: filter.submissionId,
      tracking_number: filter.trackingNumber,
      // Of the two indexes the one of the PA is the narrower; the plus keeps the other out.
      [filter.trackingNumber === undefined ? 'state' : '+state']: filter.state,
    });
    // Said as the partial index says it, which is used for its own words.
    const isOfOne = filter.trackingNumber === undefined ? '' : "AND tracking_number <> ''";
    const rows = this.#database
      .prepare<unknown[], StoredDocument>(`${DOCUMENT} WHERE ${text} ${isOfOne} AND id > ? ORDER BY id LIMIT ?`)
      .all(...values, after, limit + 1);
    return pageOf(rows.map(toDocument), limit, (row) => row.id);
  }

  find(id: number): DocumentRow | undefined {
    const stored = this.#byId.get(id);
    return stored === undefined ? undefined : toDocument(stored);
  }

  /** As `Ledger.isDocumentKnown` says: an arrival that was not refused, or an attachment of a PA. */
  isKnown(sha256: string): boolean {
    return this.#isKnown.get({ sha256 }) === 1;
  }
}

function toDocument({ sha256, bytes, mediaType, ...row }: StoredDocument): DocumentRow {
  return { ...row, document: { sha256, bytes, mediaType } };
}
