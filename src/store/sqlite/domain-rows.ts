import type { ClaimVerdictLine, UnitResult } from '../../domain/application.js';
import type { ClaimRegistration, ClaimVerdict } from '../../domain/claims/model.js';
import type { Environment } from '../../domain/environment.js';
import type { PriorAuthorization } from '../../domain/prior-authorization/model.js';
import type { PendingSet } from '../rows.js';
import type { Database, Statement } from './driver.js';
import { misuse } from './misuse.js';

const OPERATION = 'apply a batch of units';
/** How many claims of a set are read at a time. */
const PAGE = 500;

interface StoredPriorAuthorization {
  readonly id: number;
  readonly version: number;
  readonly body: string;
}

/** Rows of the domain: units, prior authorizations with their history, claims. */
export class DomainRows {
  readonly #insertUnit: Statement<[number, number, number, number, string, string, string]>;
  readonly #byTracking: Statement<[string, string], StoredPriorAuthorization>;
  readonly #byPaNumber: Statement<[string, string], StoredPriorAuthorization>;
  readonly #insertPriorAuthorization: Statement;
  readonly #updatePriorAuthorization: Statement;
  readonly #insertHistory: Statement<[number, string, string, string, string, string]>;
  readonly #insertClaim: Statement;
  readonly #claims: Statement<
    [number, number, number, number, number],
    { unit: number; body: string; verdict: string }
  >;

  constructor(database: Database) {
    this.#insertUnit = database.prepare('INSERT INTO unit VALUES (?, ?, ?, ?, ?, ?, ?)');
    const find = 'SELECT id, version, body FROM prior_authorization WHERE environment = ? AND';
    this.#byTracking = database.prepare(`${find} tracking_number = ?`);
    this.#byPaNumber = database.prepare(`${find} pa_number = ? AND pa_number <> ''`);
    this.#insertPriorAuthorization = database.prepare(`
      INSERT INTO prior_authorization (environment, tracking_number, pa_number, status, version, submission_id,
        partner_id, received_at, updated_at, body)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
    this.#updatePriorAuthorization = database.prepare(
      'UPDATE prior_authorization SET pa_number = ?, status = ?, version = ?, updated_at = ?, body = ? WHERE id = ?',
    );
    this.#insertHistory = database.prepare(`
      INSERT INTO prior_authorization_history (prior_authorization_id, at, actor, channel, event, details)
      VALUES (?, ?, ?, ?, ?, ?)`);
    this.#insertClaim = database.prepare(`
      INSERT INTO claim (environment, claim_number, submission_id, interchange_id, interchange_index, group_index,
        set_index, unit, body, verdict)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
    this.#claims = database.prepare(`
      SELECT unit, body, verdict FROM claim
      WHERE interchange_id = ? AND group_index = ? AND set_index = ? AND unit > ? ORDER BY unit LIMIT ?`);
  }

  /**
   * Stores what became of one unit of this set. The environment must be the interchange's: GatewayError
   * `environment-differs`; test never reaches production. The database refuses a unit or a number for the second time.
   */
  store(set: PendingSet, result: UnitResult, now: string): void {
    this.#insertUnit.run(set.interchangeId, set.group, set.index, result.unit, result.kind, referenceOf(result), now);
    if (result.kind === 'claim') this.#storeClaim(set, result.unit, result.claim, result.verdict);
    if (result.kind === 'prior-authorization') this.#storePriorAuthorization(set, result);
  }

  #storeClaim(set: PendingSet, unit: number, claim: ClaimRegistration, verdict: ClaimVerdict): void {
    requireEnvironment(set, claim.environment);
    this.#insertClaim.run(
      claim.environment,
      verdict.accepted ? verdict.claimNumber : null,
      set.submissionId,
      set.interchangeId,
      set.interchange,
      set.group,
      set.index,
      unit,
      JSON.stringify(claim),
      JSON.stringify(verdict),
    );
  }

  #storePriorAuthorization(
    set: PendingSet,
    { priorAuthorization, isNew, history }: Extract<UnitResult, { kind: 'prior-authorization' }>,
  ): void {
    requireEnvironment(set, priorAuthorization.request.environment);
    const id = isNew ? this.#insert(set, priorAuthorization) : this.#update(priorAuthorization);
    for (const { at, actor, channel, event, details } of history) {
      this.#insertHistory.run(id, at, actor, channel, event, JSON.stringify(details));
    }
  }

  #insert(set: PendingSet, priorAuthorization: PriorAuthorization): number {
    const { lastInsertRowid } = this.#insertPriorAuthorization.run(
      priorAuthorization.request.environment,
      priorAuthorization.trackingNumber,
      priorAuthorization.paNumber,
      priorAuthorization.status,
      priorAuthorization.version,
      set.submissionId,
      set.partnerId,
      priorAuthorization.receivedAt,
      priorAuthorization.updatedAt,
      JSON.stringify(priorAuthorization),
    );
    return Number(lastInsertRowid);
  }

  #update(priorAuthorization: PriorAuthorization): number {
    const { trackingNumber, request, version } = priorAuthorization;
    const stored = this.#byTracking.get(request.environment, trackingNumber);
    if (stored === undefined || version <= stored.version) {
      throw misuse(
        'prior-authorization-version',
        OPERATION,
        stored === undefined
          ? 'There is no such prior authorization to change'
          : `The change is to version ${version}; the ledger holds version ${stored.version}`,
        trackingNumber,
      );
    }
    const { paNumber, status, updatedAt } = priorAuthorization;
    this.#updatePriorAuthorization.run(
      paNumber,
      status,
      version,
      updatedAt,
      JSON.stringify(priorAuthorization),
      stored.id,
    );
    return stored.id;
  }

  findPriorAuthorization(
    environment: Environment,
    by: { readonly trackingNumber: string } | { readonly paNumber: string },
  ): PriorAuthorization | undefined {
    const row =
      'trackingNumber' in by
        ? this.#byTracking.get(environment, by.trackingNumber)
        : this.#byPaNumber.get(environment, by.paNumber);
    return row === undefined ? undefined : JSON.parse(row.body);
  }

  /** The claims of one set that are stored so far, in order, read in pages. */
  *claimsOfSet(set: PendingSet): Generator<ClaimVerdictLine> {
    let after = -1;
    for (;;) {
      const rows = this.#claims.all(set.interchangeId, set.group, set.index, after, PAGE);
      for (const row of rows) {
        const { submitterClaimId, totalCharge } = JSON.parse(row.body) as ClaimRegistration;
        yield { unit: row.unit, submitterClaimId, totalCharge, verdict: JSON.parse(row.verdict) };
      }
      if (rows.length < PAGE) return;
      after = rows.at(-1)!.unit;
    }
  }
}

/** What the unit row points at: a number of ours, '' for a refused claim (found by its unit), or the refusal's reason. */
function referenceOf(result: UnitResult): string {
  if (result.kind === 'prior-authorization') return result.priorAuthorization.trackingNumber;
  if (result.kind === 'refused') return result.reason;
  return result.verdict.accepted ? result.verdict.claimNumber : '';
}

function requireEnvironment(set: PendingSet, environment: Environment): void {
  if (environment === set.environment) return;
  throw misuse(
    'environment-differs',
    OPERATION,
    `The set is ${set.environment}, the result is ${environment}`,
    set.submissionNumber,
  );
}
