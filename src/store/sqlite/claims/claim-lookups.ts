import type { ClaimDuplicateQuery, ClaimKey, ClaimRegister, UnitsUsed } from '../../../domain/claims/lookups.js';
import type { RegisteredClaim } from '../../../domain/claims/model.js';
import type { Environment } from '../../../domain/environment.js';
import type { Database, Statement } from '../driver.js';

/** Most claims alike that are compared with one. */
const MOST_ALIKE = 50;

interface StoredRegisteredClaim {
  readonly claimNumber: string;
  readonly payerNumber: string;
  readonly supersededBy: string;
  readonly body: string;
}

/**
 * What the checks of claims ask the register, inside an operation of the group commit. A claim whose content is gone under
 * retention can be held against nothing, and is not found; units it used of an authorization still count.
 */
export class RegisteredClaims {
  readonly #alike: Statement<[ClaimDuplicateQuery], StoredRegisteredClaim>;
  readonly #byNumber: Statement<[string, Environment], StoredRegisteredClaim>;
  readonly #byPayerNumber: Statement<[string, Environment], StoredRegisteredClaim>;
  readonly #bySubmitterId: Statement<[string, string, Environment], StoredRegisteredClaim>;
  readonly #uses: Statement<[string, number], UnitsUsed>;

  constructor(database: Database) {
    this.#alike = database.prepare(`
      ${REGISTERED} INDEXED BY claim_by_member
      WHERE member_id = @memberId AND service_from = @serviceFrom AND service_to = @serviceTo
        AND location = @location AND environment = @environment AND frequency = '1' AND superseded_by = ''
        AND claim_number IS NOT NULL
      ORDER BY id DESC LIMIT ${MOST_ALIKE}`);
    this.#byNumber = database.prepare(
      `${REGISTERED} WHERE claim_number = ? AND environment = ? AND content_removed_at = ''`,
    );
    this.#byPayerNumber = database.prepare(`
      ${REGISTERED} INDEXED BY claim_by_payer_number
      WHERE payer_number = ? AND payer_number <> '' AND environment = ? AND claim_number IS NOT NULL
        AND content_removed_at = ''
      ORDER BY id DESC LIMIT 1`);
    this.#bySubmitterId = database.prepare(`
      ${REGISTERED} INDEXED BY claim_by_submitter_claim
      WHERE submitter_claim_id = ? AND location = ? AND environment = ? AND claim_number IS NOT NULL
      ORDER BY id DESC LIMIT 1`);
    this.#uses = database.prepare(`
      SELECT claim_number AS claimNumber, units
      FROM claim_authorization CROSS JOIN claim ON claim.id = claim_authorization.claim_id
      WHERE authorization_number = ? AND authorization_line = ? AND superseded_by = '' AND environment = 'production'`);
  }

  /** As `ClaimRegister.possibleDuplicateClaims` says. */
  possibleDuplicateClaims(query: ClaimDuplicateQuery): readonly RegisteredClaim[] {
    const { environment, location, memberId, serviceFrom, serviceTo } = query;
    if (location === '' || memberId === '' || serviceFrom === '') return [];
    return this.#alike.all({ environment, location, memberId, serviceFrom, serviceTo }).map(toRegistered);
  }

  /** As `ClaimRegister.findClaim` says. */
  findClaim(environment: Environment, by: ClaimKey): RegisteredClaim | undefined {
    const found = this.#find(environment, by);
    return found === undefined ? undefined : toRegistered(found);
  }

  /** As `ClaimRegister.authorizationUses` says. */
  authorizationUses(...line: Parameters<ClaimRegister['authorizationUses']>): Iterable<UnitsUsed> {
    return this.#uses.iterate(...line);
  }

  #find(environment: Environment, by: ClaimKey): StoredRegisteredClaim | undefined {
    if ('claimNumber' in by) return this.#byNumber.get(by.claimNumber, environment);
    if ('payerNumber' in by) return this.#byPayerNumber.get(by.payerNumber, environment);
    if (by.submitterClaimId === '') return undefined;
    return this.#bySubmitterId.get(by.submitterClaimId, by.location, environment);
  }
}

const REGISTERED = `
  SELECT claim_number AS claimNumber, payer_number AS payerNumber, superseded_by AS supersededBy, body FROM claim`;

function toRegistered({ body, ...row }: StoredRegisteredClaim): RegisteredClaim {
  return { ...row, claim: JSON.parse(body) };
}
