import type { ClaimRegistration, ClaimVerdict, DecidedClaim } from '../../../domain/claims/model.js';
import type { PendingSet } from '../../rows.js';
import type { Database, Statement } from '../driver.js';

type SetPlace = Pick<PendingSet, 'interchangeId' | 'group' | 'index'>;

/** How many claims of a set are read at a time. */
const PAGE = 500;

/** Rows of the register of claims: each decided claim, what it took of authorizations, and what it puts an end to. */
export class ClaimRows {
  readonly #insert: Statement;
  readonly #use: Statement<[number, number, string, number, string]>;
  readonly #supersede: Statement<[string, string, string]>;
  readonly #ofSet: Statement<[number, number, number, number, number], { unit: number; body: string; verdict: string }>;

  constructor(database: Database) {
    this.#insert = database.prepare(`
      INSERT INTO claim (environment, claim_number, submission_id, interchange_id, interchange_index, group_index,
        set_index, unit, body, verdict, partner_id, received_at, kind, location, member_id, submitter_claim_id,
        original_number, frequency, service_from, service_to, total_charge)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
    this.#use = database.prepare('INSERT INTO claim_authorization VALUES (?, ?, ?, ?, ?)');
    // The first that supersedes a claim stands: a later one is told that it came late.
    this.#supersede = database.prepare(
      "UPDATE claim SET superseded_by = ? WHERE claim_number = ? AND environment = ? AND superseded_by = ''",
    );
    this.#ofSet = database.prepare(`
      SELECT unit, body, verdict FROM claim
      WHERE interchange_id = ? AND group_index = ? AND set_index = ? AND unit > ? ORDER BY unit LIMIT ?`);
  }

  /** Stores a decided claim. The database refuses a unit or a claim number for the second time. */
  insert(set: PendingSet, unit: number, claim: ClaimRegistration, verdict: ClaimVerdict): void {
    const { lastInsertRowid } = this.#insert.run(
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
      set.partnerId,
      set.receivedAt,
      claim.kind,
      claim.billingProviderLocation,
      claim.memberId,
      claim.submitterClaimId,
      claim.payerClaimControlNumber,
      claim.frequency,
      claim.serviceFrom,
      claim.serviceTo,
      claim.totalCharge,
    );
    if (!verdict.accepted) return;
    for (const { line, authorizationNumber, authorizationLine, units } of verdict.authorizationUses ?? []) {
      this.#use.run(Number(lastInsertRowid), line, authorizationNumber, authorizationLine, units);
    }
    if (verdict.replaces !== undefined) this.#supersede.run(verdict.claimNumber, verdict.replaces, claim.environment);
  }

  /** The claims of one set that are stored so far, in order, read in pages. */
  *ofSet(set: SetPlace): Generator<DecidedClaim> {
    for (let after = -1; ; ) {
      const page = this.#page(set, after);
      yield* page;
      if (page.length < PAGE) return;
      after = page.at(-1)!.unit;
    }
  }

  /**
   * As `ofSet`, for a set whose claims are all there, to be gone through several times: the claims of a set that fits
   * into one page, as most do, are read once.
   */
  readerOf(set: SetPlace): () => Iterable<DecidedClaim> {
    let first: DecidedClaim[] | undefined;
    return () => {
      first ??= this.#page(set, -1);
      return first.length < PAGE ? first : this.ofSet(set);
    };
  }

  #page({ interchangeId, group, index }: SetPlace, after: number): DecidedClaim[] {
    return this.#ofSet
      .all(interchangeId, group, index, after, PAGE)
      .map(({ unit, body, verdict }) => ({ unit, claim: JSON.parse(body), verdict: JSON.parse(verdict) }));
  }
}
