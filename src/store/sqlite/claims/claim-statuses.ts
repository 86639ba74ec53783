import type { ClaimOnFile, ClaimQuestion, ClaimStatus } from '../../../domain/claims/status.js';
import type { ClaimStatusLedger, ClaimStatusRow } from '../../claim-status-values.js';
import type { Database, Statement } from '../driver.js';
import { where } from '../page.js';
import type { ClaimQuestions } from './claim-questions.js';

const STATUS = `category, status, entity, effective_on AS effectiveOn, paid_amount AS paidAmount,
  finalized_on AS finalizedOn, paid_on AS paidOn, payment_number AS paymentNumber`;

interface StoredClaim {
  readonly id: number;
  readonly receivedAt: string;
  readonly payerNumber: string;
  readonly body: string;
  readonly verdict: string;
}

/** What the payer's claim system said of claims, and claims with it as an inquiry finds them. */
export class ClaimStatuses {
  readonly #database: Database;
  readonly #claims: ClaimQuestions;
  readonly #insert: Statement;
  readonly #latest: Statement<[number], ClaimStatus>;
  readonly #of: Statement<[number], ClaimStatusRow>;

  constructor(database: Database, claims: ClaimQuestions) {
    this.#database = database;
    this.#claims = claims;
    this.#insert = database.prepare(`
      INSERT INTO claim_status (claim_id, at, source, category, status, entity, effective_on, paid_amount, finalized_on,
        paid_on, payment_number)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
    this.#latest = database.prepare(`SELECT ${STATUS} FROM claim_status WHERE claim_id = ? ORDER BY id DESC LIMIT 1`);
    this.#of = database.prepare(`SELECT at, source, ${STATUS} FROM claim_status WHERE claim_id = ? ORDER BY id`);
  }

  /** As `ClaimStatusLedger.recordClaimStatuses` says; inside one operation. */
  record(
    reports: Parameters<ClaimStatusLedger['recordClaimStatuses']>[0],
    { source, now }: Parameters<ClaimStatusLedger['recordClaimStatuses']>[1],
  ): number {
    this.#claims.recordPayerNumbers(reports.filter(({ payerNumber }) => payerNumber !== ''));
    let recorded = 0;
    for (const report of reports) {
      const { id } = this.#claims.require(report.claimNumber);
      const { category, status, entity, effectiveOn, paidAmount, finalizedOn, paidOn, paymentNumber } = report;
      const values = [category, status, entity, effectiveOn, paidAmount, finalizedOn, paidOn, paymentNumber];
      const latest = this.#latest.get(id);
      if (latest !== undefined && Object.values(latest).join('\n') === values.join('\n')) continue;
      this.#insert.run(id, now, source, ...values);
      recorded++;
    }
    return recorded;
  }

  /** As `ClaimStatusLedger.claimStatuses` says. */
  of(claimNumber: string): readonly ClaimStatusRow[] {
    const claim = this.#claims.find(claimNumber);
    return claim === undefined ? [] : this.#of.all(claim.id);
  }

  /** As `DomainTransaction.findClaims` says. */
  find(question: ClaimQuestion, limit: number): readonly ClaimOnFile[] {
    const rows = [...new Set(question.locations)].flatMap((location) => this.#ofLocation(question, location, limit));
    const newestFirst = rows.sort((one, other) => other.id - one.id).slice(0, limit);
    return newestFirst.map(({ id, receivedAt, payerNumber, body, verdict }) => {
      const latest = this.#latest.get(id);
      const claim = { claim: JSON.parse(body), verdict: JSON.parse(verdict), receivedAt, payerNumber };
      return latest === undefined ? claim : { ...claim, latest };
    });
  }

  #ofLocation(question: ClaimQuestion, location: string, limit: number): readonly StoredClaim[] {
    const { environment, memberId, claimNumber, submitterClaimId, from, to } = question;
    const { text, values } = where({
      member_id: memberId,
      location,
      environment,
      content_removed_at: '',
      submitter_claim_id: submitterClaimId,
      'service_to >=': from,
      'service_from <=': to,
    });
    const numbered = claimNumber === undefined ? '' : 'AND (claim_number = ? OR payer_number = ?)';
    const numbers = claimNumber === undefined ? [] : [claimNumber, claimNumber];
    return this.#database
      .prepare<unknown[], StoredClaim>(
        `SELECT id, received_at AS receivedAt, payer_number AS payerNumber, body, verdict
         FROM claim INDEXED BY claim_by_member WHERE ${text} ${numbered} ORDER BY id DESC LIMIT ?`,
      )
      .all(...values, ...numbers, limit);
  }
}
