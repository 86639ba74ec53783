import type { Environment } from '../environment.js';
import type { ClaimDuplicateQuery, ClaimKey, ClaimLookups, ClaimRegister, UnitsUsed } from './lookups.js';
import type { ClaimRegistration, ClaimVerdict, RegisteredClaim } from './model.js';
import { ORIGINAL } from './original.js';

/** Most claims alike that are compared with one. */
const MOST_ALIKE = 50;

/**
 * Look-ups that also see the claims of the batch at hand, which the ledger stores only when all of them are decided: two
 * equal claims of one file, or a claim and its replacement, find each other wherever batches are cut.
 */
export class ClaimBatch implements ClaimLookups {
  readonly #ledger: ClaimRegister;
  readonly findAuthorization: ClaimLookups['findAuthorization'];
  readonly #byNumber = new Map<string, RegisteredClaim>();
  readonly #bySubmitterId = new Map<string, RegisteredClaim>();
  readonly #alike = new Map<string, RegisteredClaim[]>();
  readonly #uses = new Map<string, UnitsUsed[]>();
  /** By the number of the claim that is replaced or voided, the one that did it. */
  readonly #superseded = new Map<string, string>();

  constructor(ledger: ClaimRegister, findAuthorization: ClaimLookups['findAuthorization']) {
    this.#ledger = ledger;
    this.findAuthorization = findAuthorization;
  }

  get reference() {
    return this.#ledger.reference;
  }

  /** Remembers what became of a claim; a refused one leaves nothing. */
  add(claim: ClaimRegistration, verdict: ClaimVerdict): void {
    if (!verdict.accepted) return;
    const { claimNumber, replaces, authorizationUses = [] } = verdict;
    const registered = { claimNumber, claim, payerNumber: '', supersededBy: '' };
    const { environment, billingProviderLocation: location, submitterClaimId } = claim;
    this.#byNumber.set(`${environment} ${claimNumber}`, registered);
    this.#bySubmitterId.set(JSON.stringify([environment, location, submitterClaimId]), registered);
    if (claim.frequency === ORIGINAL) pushTo(this.#alike, keyOf({ ...claim, location }), registered);
    if (replaces !== undefined) this.#superseded.set(replaces, claimNumber);
    for (const { authorizationNumber, authorizationLine, units } of authorizationUses) {
      pushTo(this.#uses, `${authorizationLine} ${authorizationNumber}`, { claimNumber, units });
    }
  }

  possibleDuplicateClaims(query: ClaimDuplicateQuery): readonly RegisteredClaim[] {
    const { location, memberId, serviceFrom } = query;
    if (location === '' || memberId === '' || serviceFrom === '') return [];
    const here = (this.#alike.get(keyOf(query)) ?? []).slice(-MOST_ALIKE).reverse();
    const all = [...here, ...this.#ledger.possibleDuplicateClaims(query)];
    return all.filter(({ claimNumber }) => !this.#superseded.has(claimNumber)).slice(0, MOST_ALIKE);
  }

  findClaim(environment: Environment, by: ClaimKey): RegisteredClaim | undefined {
    const found = this.#here(environment, by) ?? this.#ledger.findClaim(environment, by);
    const supersededBy = found && this.#superseded.get(found.claimNumber);
    return found === undefined || supersededBy === undefined ? found : { ...found, supersededBy };
  }

  *authorizationUses(authorizationNumber: string, authorizationLine: number): Generator<UnitsUsed> {
    const here = this.#uses.get(`${authorizationLine} ${authorizationNumber}`) ?? [];
    for (const used of here) if (!this.#superseded.has(used.claimNumber)) yield used;
    for (const used of this.#ledger.authorizationUses(authorizationNumber, authorizationLine)) {
      if (!this.#superseded.has(used.claimNumber)) yield used;
    }
  }

  #here(environment: Environment, by: ClaimKey): RegisteredClaim | undefined {
    if ('claimNumber' in by) return this.#byNumber.get(`${environment} ${by.claimNumber}`);
    if ('payerNumber' in by) return undefined;
    return this.#bySubmitterId.get(JSON.stringify([environment, by.location, by.submitterClaimId]));
  }
}

function keyOf({ environment, location, memberId, serviceFrom, serviceTo }: ClaimDuplicateQuery): string {
  return JSON.stringify([environment, location, memberId, serviceFrom, serviceTo]);
}

function pushTo<Value>(lists: Map<string, Value[]>, key: string, value: Value): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
