import { AmountSum } from '../../domain/claims/amount.js';
import type { ClaimRefusal, ClaimRemark, DecidedClaim } from '../../domain/claims/model.js';
import { printable, type ReportHead, reportHead } from '../report-head.js';

type Accepted = Extract<DecidedClaim['verdict'], { readonly accepted: true }>;

/** Most earlier claims named beside one that seems to repeat them. */
const MOST_NAMED = 3;

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
      yield `${row(number, claim.submitterClaimId, claim.totalCharge, acceptanceOf(verdict))}\n`;
      for (const remark of verdict.remarks ?? []) for (const line of explanationOf(remark)) yield `        ${line}\n`;
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

/** The claim's number, and which earlier claim it replaces or voids and seems to repeat. */
function acceptanceOf({ claimNumber, replaces, possibleDuplicates = [], remarks = [] }: Accepted): string {
  const parts = [`accepted as ${claimNumber}`];
  if (replaces !== undefined) parts.push(`about ${replaces}`);
  if (possibleDuplicates.length > 0) parts.push(`may repeat ${possibleDuplicates.slice(0, MOST_NAMED).join(' ')}`);
  if (remarks.length > 0) parts.push('PLEASE CHECK');
  return parts.join(', ');
}

/** What is wrong or odd and how to mend it, a line each; `line 2:` when it is about one line of the claim. */
function explanationOf({ reason, message, mend, line }: ClaimRefusal | ClaimRemark): readonly string[] {
  const place = line === undefined ? '' : `Line ${line}: `;
  if (message === undefined) return [`${place}${reason}`];
  return [
    `${place}${printable(message)} (${reason})`,
    ...(mend === undefined ? [] : [`To mend it: ${printable(mend)}`]),
  ];
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
