import type { Conversation } from '../../../domain/application.js';
import type { Environment } from '../../../domain/environment.js';
import type { HistoryEntry, PriorAuthorization } from '../../../domain/prior-authorization/model.js';
import type { PriorAuthorizationRow, StoredConversation } from '../../ledger.js';
import type { Database, Statement } from '../driver.js';
import { misuse } from '../misuse.js';

/** A `prior_authorization` row: its ids, and the whole of it as JSON. */
export interface StoredPriorAuthorization {
  readonly id: number;
  readonly environment: Environment;
  readonly version: number;
  readonly submissionId: number;
  readonly partnerId: string;
  /** ISO instant at which its content was removed (docs/retention.md), '' while it is kept. */
  readonly contentRemovedAt: string;
  readonly body: string;
}

/** StoredPriorAuthorization, from `prior_authorization`. */
export const PRIOR_AUTHORIZATION_COLUMNS = `
  prior_authorization.id, prior_authorization.environment, prior_authorization.version,
  prior_authorization.submission_id AS submissionId, prior_authorization.partner_id AS partnerId,
  prior_authorization.content_removed_at AS contentRemovedAt, prior_authorization.body`;

/** The PA in a row, with where it came from. */
export function toPriorAuthorization({
  submissionId,
  partnerId,
  contentRemovedAt,
  body,
}: StoredPriorAuthorization): PriorAuthorizationRow {
  const row = { ...(JSON.parse(body) as PriorAuthorization), submissionId, partnerId };
  return contentRemovedAt === '' ? row : { ...row, contentRemovedAt };
}

/** Where a conversation was held: the interchange of a submission, and when it was stored. */
export interface ConversationPlace {
  readonly submissionId: number;
  readonly interchange: number;
  readonly now: string;
}

/**
 * Prior authorizations with their history and conversations. Lines, names and the columns for queue and filters follow
 * the body by themselves (the triggers and generated columns of the schema).
 */
export class PriorAuthorizationRows {
  readonly #byTracking: Statement<[string], StoredPriorAuthorization>;
  readonly #byPaNumber: Statement<[string], StoredPriorAuthorization>;
  readonly #insert: Statement;
  readonly #update: Statement;
  readonly #insertHistory: Statement<[number, string, string, string, string, string]>;
  readonly #insertConversation: Statement<[number, number, number, string, string, string]>;
  readonly #conversation: Statement<[number], Omit<StoredConversation, 'body'> & { readonly body: string }>;

  constructor(database: Database) {
    const find = `SELECT ${PRIOR_AUTHORIZATION_COLUMNS} FROM prior_authorization WHERE`;
    this.#byTracking = database.prepare(`${find} tracking_number = ?`);
    this.#byPaNumber = database.prepare(`${find} pa_number = ? AND pa_number <> ''`);
    this.#insert = database.prepare(`
      INSERT INTO prior_authorization (environment, tracking_number, pa_number, status, version, submission_id,
        partner_id, received_at, updated_at, body)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
    this.#update = database.prepare(
      'UPDATE prior_authorization SET pa_number = ?, status = ?, version = ?, updated_at = ?, body = ? WHERE id = ?',
    );
    this.#insertHistory = database.prepare(`
      INSERT INTO prior_authorization_history (prior_authorization_id, at, actor, channel, event, details)
      VALUES (?, ?, ?, ?, ?, ?)`);
    this.#insertConversation = database.prepare(`
      INSERT INTO conversation (prior_authorization_id, submission_id, interchange_index, at, channel, body)
      VALUES (?, ?, ?, ?, ?, ?)`);
    this.#conversation = database.prepare(`
      SELECT submission_id AS submissionId, interchange_index AS interchange, channel, body FROM conversation
      WHERE prior_authorization_id = ? ORDER BY id DESC LIMIT 1`);
  }

  /** The row of a tracking number or PA number, whatever its environment. */
  find(by: { readonly trackingNumber: string } | { readonly paNumber: string }): StoredPriorAuthorization | undefined {
    return 'trackingNumber' in by ? this.#byTracking.get(by.trackingNumber) : this.#byPaNumber.get(by.paNumber);
  }

  /** A new PA under the submission it came in; gives its row id. The database refuses a number for the second time. */
  insert(priorAuthorization: PriorAuthorization, from: { submissionId: number; partnerId: string }): number {
    const { lastInsertRowid } = this.#insert.run(
      priorAuthorization.request.environment,
      priorAuthorization.trackingNumber,
      priorAuthorization.paNumber,
      priorAuthorization.status,
      priorAuthorization.version,
      from.submissionId,
      from.partnerId,
      priorAuthorization.receivedAt,
      priorAuthorization.updatedAt,
      JSON.stringify(priorAuthorization),
    );
    return Number(lastInsertRowid);
  }

  /**
   * Puts a later version in the place of the one that is there; gives its row id. GatewayError
   * `prior-authorization-version` when there is none in this environment, or one that is not earlier.
   */
  update(priorAuthorization: PriorAuthorization, operation: string): number {
    const { trackingNumber, paNumber, status, version, updatedAt, request } = priorAuthorization;
    const stored = this.#byTracking.get(trackingNumber);
    if (stored === undefined || stored.environment !== request.environment || version <= stored.version) {
      throw misuse(
        'prior-authorization-version',
        operation,
        stored?.environment === request.environment
          ? `The change is to version ${version}; the ledger holds version ${stored.version}`
          : 'There is no such prior authorization to change',
        trackingNumber,
      );
    }
    this.#update.run(paNumber, status, version, updatedAt, JSON.stringify(priorAuthorization), stored.id);
    return stored.id;
  }

  /** Adds to the history of a PA, in order. */
  addHistory(id: number, history: readonly HistoryEntry[]): void {
    for (const { at, actor, channel, event, details } of history) {
      this.#insertHistory.run(id, at, actor, channel, event, JSON.stringify(details));
    }
  }

  /** Keeps what the requester is answered with from now on. */
  addConversation(id: number, { channel, body }: Conversation, place: ConversationPlace): void {
    this.#insertConversation.run(id, place.submissionId, place.interchange, place.now, channel, JSON.stringify(body));
  }

  /** The newest conversation of a PA; undefined when its channel keeps none. */
  conversation(id: number): StoredConversation | undefined {
    const stored = this.#conversation.get(id);
    return stored === undefined ? undefined : { ...stored, body: JSON.parse(stored.body) };
  }
}
