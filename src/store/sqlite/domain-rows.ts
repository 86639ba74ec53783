import type { UnitResult } from '../../domain/application.js';
import type { ClaimRegistration, ClaimVerdict, DecidedClaim } from '../../domain/claims/model.js';
import type { Environment } from '../../domain/environment.js';
import type { PendingSet } from '../rows.js';
import type { Documents } from './documents.js';
import type { Database, Statement } from './driver.js';
import type { Letters } from './letters.js';
import { misuse } from './misuse.js';
import type { PriorAuthorizationRows } from './prior-authorization-rows.js';

const OPERATION = 'apply a batch of units';
/** How many claims of a set are read at a time. */
const PAGE = 500;

/** What a unit may lead to beside a claim. */
export interface DomainRowsParts {
  readonly database: Database;
  readonly priorAuthorizations: PriorAuthorizationRows;
  readonly letters: Letters;
  readonly documents: Documents;
}

/** Rows of the domain: units, and what became of each. */
export class DomainRows {
  readonly #parts: DomainRowsParts;
  readonly #insertUnit: Statement<[number, number, number, number, string, string, string]>;
  readonly #insertClaim: Statement;
  readonly #claims: Statement<
    [number, number, number, number, number],
    { unit: number; body: string; verdict: string }
  >;

  constructor(parts: DomainRowsParts) {
    this.#parts = parts;
    const { database } = parts;
    this.#insertUnit = database.prepare('INSERT INTO unit VALUES (?, ?, ?, ?, ?, ?, ?)');
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
    if (result.kind === 'prior-authorization') this.#storePriorAuthorization(set, result, now);
    this.#parts.documents.add(result.documents ?? [], {
      environment: set.environment,
      submissionId: set.submissionId,
      partnerId: set.partnerId,
      receivedAt: set.receivedAt,
      now,
    });
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
    result: Extract<UnitResult, { kind: 'prior-authorization' }>,
    now: string,
  ): void {
    const { priorAuthorizations, letters } = this.#parts;
    const { priorAuthorization, isNew, history, conversation } = result;
    requireEnvironment(set, priorAuthorization.request.environment);
    const id = isNew
      ? priorAuthorizations.insert(priorAuthorization, set)
      : priorAuthorizations.update(priorAuthorization, OPERATION);
    priorAuthorizations.addHistory(id, history);
    if (conversation !== undefined) {
      const place = { submissionId: set.submissionId, interchange: set.interchange, now };
      priorAuthorizations.addConversation(id, conversation, place);
    }
    letters.add(id, result.letters ?? [], priorAuthorization, now);
  }

  /** The claims of one set that are stored so far, in order, read in pages. */
  *claimsOfSet(set: Pick<PendingSet, 'interchangeId' | 'group' | 'index'>): Generator<DecidedClaim> {
    let after = -1;
    for (;;) {
      const rows = this.#claims.all(set.interchangeId, set.group, set.index, after, PAGE);
      for (const row of rows) {
        yield { unit: row.unit, claim: JSON.parse(row.body), verdict: JSON.parse(row.verdict) };
      }
      if (rows.length < PAGE) return;
      after = rows.at(-1)!.unit;
    }
  }
}

/** What the unit row points at: a number of ours, '' for a refused claim (found by its unit), or the reason it was refused or answered for. */
function referenceOf(result: UnitResult): string {
  if (result.kind === 'prior-authorization') return result.priorAuthorization.trackingNumber;
  if (result.kind === 'refused' || result.kind === 'answered') return result.reason;
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
