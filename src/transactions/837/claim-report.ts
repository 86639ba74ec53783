import { AmountSum } from '../../domain/claims/amount.js';
import type { ClaimRefusal, DecidedClaim } from '../../domain/claims/model.js';
import { printable, type ReportHead, reportHead } from '../report-head.js';

/** In words a biller understands; the code stands beside it. */
const REASONS: Readonly<Record<string, string>> = Object.freeze({
  'billing-provider-not-linked':
    'The billing provider is not linked to you. Ask its primary user to link you, then send the claim again.',
});

/**
 * The claim report of one 837 set as plain text, piece by piece, so that a set of any size needs no list of its claims.
 * It goes to the submitter alone and therefore shows the submitter's own claim ids (CLM01). Totals are exact. No claim
 * in it is a promise of payment.
 */
export function* claimReport(head: ReportHead, claims: Iterable<DecidedClaim>): Generator<string> {
  yield `${reportHead('CLAIM REPORT', head).join('\n')}\n`;
  yield `${row('Claim', 'Your claim id', 'Charge', 'Result')}\n`;
  const accepted = new Tally();
  const rejected = new Tally();
  for (const { unit, claim, verdict } of claims) {
    (verdict.accepted ? accepted : rejected).add(claim.totalCharge);
    const number = String(unit + 1);
    if (verdict.accepted) {
      yield `${row(number, claim.submitterClaimId, claim.totalCharge, `accepted as ${verdict.claimNumber}`)}\n`;
      continue;
    }
    const reasons = [verdict, ...(verdict.others ?? [])];
    const statuses = [...new Set(reasons.map(statusOf))].join(' ');
    yield `${row(number, claim.submitterClaimId, claim.totalCharge, `REJECTED ${statuses}`)}\n`;
    for (const reason of reasons) for (const line of explanationOf(reason)) yield `        ${line}\n`;
  }
  yield `\nAccepted: ${accepted}\nRejected: ${rejected}\n`;
  if (head.isTest) yield '\nThis was a test. No claim of it will be processed.\n';
  else yield '\nAn accepted claim has been registered. That is no promise of payment.\n';
}

/** `A8:496:85`; without an entity `A7:178`. */
function statusOf({ category, status, entity }: ClaimRefusal): string {
  return [category, status, entity].filter((part) => part !== '').join(':');
}

/** What is wrong and how to mend it, a line each. */
function explanationOf({ reason, message, mend }: ClaimRefusal): readonly string[] {
  if (message === undefined) return [REASONS[reason] ?? reason];
  return [`${printable(message)} (${reason})`, ...(mend === undefined ? [] : [`To mend it: ${printable(mend)}`])];
}

/** How many claims, and what they charge together. */
class Tally {
  #count = 0;
  readonly #charge = new AmountSum();

  add(charge: string): void {
    this.#count++;
    this.#charge.add(charge);
  }

  toString(): string {
    const unreadable = this.#charge.unreadable === 0 ? '' : `, without ${this.#charge.unreadable} unreadable charges`;
    return `${this.#count} ${this.#count === 1 ? 'claim' : 'claims'}, total charge ${this.#charge}${unreadable}`;
  }
}

function row(number: string, id: string, charge: string, result: string): string {
  return `${number.padStart(6)}  ${printable(id).padEnd(38)}  ${printable(charge).padStart(14)}  ${result}`;
}
