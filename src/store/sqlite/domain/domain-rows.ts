import type { UnitResult } from '../../../domain/application.js';
import type { Environment } from '../../../domain/environment.js';
import type { PendingSet } from '../../rows.js';
import type { ClaimRows } from '../claims/claim-rows.js';
import type { Database, Statement } from '../driver.js';
import { misuse } from '../misuse.js';
import type { Documents } from '../prior-authorizations/documents.js';
import type { Letters } from '../prior-authorizations/letters.js';
import type { PriorAuthorizationRows } from '../prior-authorizations/prior-authorization-rows.js';

const OPERATION = 'apply a batch of units';

/** What a unit may lead to. */
export interface DomainRowsParts {
  readonly database: Database;
  readonly priorAuthorizations: PriorAuthorizationRows;
  readonly claims: ClaimRows;
  readonly letters: Letters;
  readonly documents: Documents;
}

/** Rows of the domain: units, and what became of each. */
export class DomainRows {
  readonly #parts: DomainRowsParts;
  readonly #insertUnit: Statement<[number, number, number, number, string, string, string]>;

  constructor(parts: DomainRowsParts) {
    this.#parts = parts;
    const { database } = parts;
    this.#insertUnit = database.prepare('INSERT INTO unit VALUES (?, ?, ?, ?, ?, ?, ?)');
  }

  /**
   * Stores what became of one unit of this set. The environment must be the interchange's: GatewayError
   * `environment-differs`; test never reaches production. The database refuses a unit or a number for the second time.
   */
  store(set: PendingSet, result: UnitResult, now: string): void {
    this.#insertUnit.run(set.interchangeId, set.group, set.index, result.unit, result.kind, referenceOf(result), now);
    if (result.kind === 'claim') {
      requireEnvironment(set, result.claim.environment);
      this.#parts.claims.insert(set, result.unit, result.claim, result.verdict);
    }
    if (result.kind === 'prior-authorization') this.#storePriorAuthorization(set, result, now);
    this.#parts.documents.add(result.documents ?? [], {
      environment: set.environment,
      submissionId: set.submissionId,
      partnerId: set.partnerId,
      receivedAt: set.receivedAt,
      now,
    });
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
