import type { Audit } from '../audit.js';
import type { Database, Statement } from '../driver.js';
import { misuse } from '../misuse.js';
import { IS_OPEN } from '../prior-authorizations/open-authorizations.js';
import type { Partners } from './partners.js';

const OPERATION = 'remove a partner';

const WAIT =
  'Nothing was changed. Let the gateway finish (a held partner must be released; so must a file in quarantine, or be discarded), then try again.';
const DECIDE = 'Nothing was changed. Its mailbox gets the decisions: decide or void them first.';

/** Rows that end with their partner. What it did and was granted stays as history. */
const ROWS = [
  'partner_provider WHERE partner_id',
  'partner_allowance WHERE partner_id',
  'expected_acknowledgment WHERE partner_id',
  'sftp_fetched WHERE partner_id',
  'sftp_server WHERE partner_id',
  'sftp_file_trouble WHERE partner_id',
  'partner WHERE id',
] as const;

/** Takes partners out that have nothing under way any more. */
export class PartnerRemoval {
  readonly #partners: Partners;
  readonly #audit: Audit;
  readonly #unfinished: Statement<[string], string>;
  readonly #undelivered: Statement<[string], number>;
  readonly #undecided: Statement<[string], number>;
  readonly #remove: readonly Statement<[string]>[];

  constructor(database: Database, partners: Partners, audit: Audit) {
    this.#partners = partners;
    this.#audit = audit;
    this.#unfinished = database
      .prepare<[string], string>(`
        SELECT printf('S%08d', id) FROM submission INDEXED BY submission_by_state
        WHERE state IN ('received', 'examined', 'quarantined') AND partner_id = ? LIMIT 1`)
      .pluck() as Statement<[string], string>;
    this.#undelivered = database
      .prepare<[string], number>(`
        SELECT 1 FROM answer INDEXED BY answer_undelivered
        WHERE partner_id = ? AND state IN ('stored', 'written') LIMIT 1`)
      .pluck() as Statement<[string], number>;
    this.#undecided = database
      .prepare<[string], number>(`
        SELECT 1 FROM prior_authorization INDEXED BY prior_authorization_by_status
        WHERE ${IS_OPEN} AND partner_id = ? LIMIT 1`)
      .pluck() as Statement<[string], number>;
    this.#remove = ROWS.map((rows) => database.prepare<[string]>(`DELETE FROM ${rows} = ?`));
  }

  /**
   * Ends a partner's links and takes it out with all that a later one of its id must not find. Its outbound control
   * numbers stay, so that they never come again. Raises GatewayError `partner-busy`, `partner-unknown`.
   */
  run(partnerId: string, actor: string, now: string): void {
    const partner = this.#partners.require(partnerId, OPERATION);
    const obstacle = this.obstacle(partnerId);
    if (obstacle !== undefined) throw misuse('partner-busy', OPERATION, obstacle.message, partnerId, obstacle.hint, 3);
    for (const { location } of partner.providers.slice(1)) {
      this.#partners.removeLink(partnerId, location.id, actor, now);
    }
    for (const statement of this.#remove) statement.run(partnerId);
    this.#audit.add({ at: now, actor, action: 'remove-partner', subject: partnerId, details: { name: partner.name } });
  }

  /** As `PartnerLedger.removalObstacle` says. */
  obstacle(partnerId: string): { readonly message: string; readonly hint: string } | undefined {
    const unfinished = this.#unfinished.get(partnerId);
    if (unfinished !== undefined) return { message: `${partnerId} has the unfinished file ${unfinished}`, hint: WAIT };
    if (this.#undecided.get(partnerId) !== undefined) {
      return { message: `${partnerId} has prior authorizations that are not decided`, hint: DECIDE };
    }
    if (this.#undelivered.get(partnerId) === undefined) return undefined;
    return { message: `${partnerId} has answers that are not delivered`, hint: WAIT };
  }
}
