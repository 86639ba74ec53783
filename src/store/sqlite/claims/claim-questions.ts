import type { GatewayError } from '../../../support/errors.js';
import type { ClaimFilter, ClaimLedger, ClaimRow } from '../../claim-values.js';
import type { Page } from '../../ledger.js';
import type { Database, Statement } from '../driver.js';
import { misuse } from '../misuse.js';
import { pageOf, where } from '../page.js';

type StoredClaim = Pick<
  ClaimRow,
  | 'id'
  | 'submissionId'
  | 'interchange'
  | 'group'
  | 'set'
  | 'unit'
  | 'partnerId'
  | 'receivedAt'
  | 'payerNumber'
  | 'supersededBy'
> & {
  readonly contentRemovedAt: string;
  readonly body: string;
  readonly verdict: string;
};

const CLAIM = `
  SELECT id, submission_id AS submissionId, interchange_index AS interchange, group_index AS "group",
    set_index AS "set", unit, partner_id AS partnerId, received_at AS receivedAt, payer_number AS payerNumber,
    superseded_by AS supersededBy, content_removed_at AS contentRemovedAt, body, verdict
  FROM claim`;

/** Questions about the register of claims, and the payer's own numbers for them. */
export class ClaimQuestions {
  readonly #database: Database;
  readonly #byNumber: Statement<[string], StoredClaim>;
  readonly #setPayerNumber: Statement<[string, string]>;

  constructor(database: Database) {
    this.#database = database;
    this.#byNumber = database.prepare(`${CLAIM} WHERE claim_number = ?`);
    this.#setPayerNumber = database.prepare('UPDATE claim SET payer_number = ? WHERE claim_number = ?');
  }

  /** As `ClaimLedger.claims` says. */
  page(filter: ClaimFilter, after: number, limit: number): Page<ClaimRow> {
    const { text, values } = where(conditionsOf(filter));
    // The plus keeps the index of claim numbers out: refused claims all stand together in it.
    const decided =
      filter.isAccepted === undefined ? '' : `AND +claim_number IS ${filter.isAccepted ? 'NOT ' : ''}NULL`;
    // The partial index is used for its own words only.
    const numbered = filter.payerNumber === undefined ? '' : "AND payer_number <> ''";
    const rows = this.#database
      .prepare<unknown[], StoredClaim>(`${CLAIM} WHERE ${text} ${decided} ${numbered} AND id > ? ORDER BY id LIMIT ?`)
      .all(...values, after, limit + 1);
    return pageOf(rows.map(toClaim), limit, (row) => row.id);
  }

  /** As `ClaimLedger.claim` says. */
  find(claimNumber: string): ClaimRow | undefined {
    const stored = this.#byNumber.get(claimNumber);
    return stored === undefined ? undefined : toClaim(stored);
  }

  /** As `ClaimLedger.recordPayerNumbers` says; inside one operation. */
  recordPayerNumbers(numbers: Parameters<ClaimLedger['recordPayerNumbers']>[0]): void {
    for (const { claimNumber, payerNumber } of numbers) {
      if (this.#setPayerNumber.run(payerNumber, claimNumber).changes === 0) throw unknown(claimNumber);
    }
  }

  /** A registered claim. Raises GatewayError `claim-unknown` (exit code 2). */
  require(claimNumber: string): ClaimRow {
    const found = this.find(claimNumber);
    if (found === undefined) throw unknown(claimNumber);
    return found;
  }
}

/** Services that reach into the days asked for: they end on the first or later, and begin on the last or earlier. */
function conditionsOf(filter: ClaimFilter): Record<string, string | number | undefined> {
  const { usage } = filter;
  return {
    submission_id: filter.submissionId,
    interchange_index: filter.interchange,
    group_index: filter.group,
    set_index: filter.set,
    claim_number: filter.claimNumber,
    payer_number: filter.payerNumber,
    submitter_claim_id: filter.submitterClaimId,
    member_id: filter.memberId,
    location: filter.location,
    partner_id: filter.partnerId,
    kind: filter.kind,
    // `unknown` never reached the domain; asking for it finds nothing.
    environment: usage === undefined ? undefined : { P: 'production', T: 'test', unknown: '' }[usage],
    'service_to >=': filter.serviceFrom,
    'service_from <=': filter.serviceTo,
    'received_at >=': filter.from,
    'received_at <': filter.to,
  };
}

function unknown(claimNumber: string): GatewayError {
  return misuse(
    'claim-unknown',
    'keep what the claim system says of a claim',
    'No claim is registered under this number',
    claimNumber,
    'Claim numbers look like C1000000042; "x12gw claims list" shows them. Nothing of the list was kept.',
    2,
  );
}

function toClaim({ body, verdict, contentRemovedAt, ...row }: StoredClaim): ClaimRow {
  const claim = { ...JSON.parse(body), ...row, verdict: JSON.parse(verdict) };
  return contentRemovedAt === '' ? claim : { ...claim, contentRemovedAt };
}
