import type { ClaimVerdictLine } from '../domain/application.js';
import { AmountSum } from '../domain/claims/amount.js';
import { printable, wrap } from './layout.js';

/** What a claim report says of the set it is about. */
export interface ClaimsReportHeading {
  readonly payerName: string;
  readonly submissionNumber: string;
  /** When the file was received and when the report was made, as text in the payer's time zone. */
  readonly receivedAt: string;
  readonly reportedAt: string;
  readonly usage: 'T' | 'P';
  /** ISA13, GS06 and ST02 as received. */
  readonly interchangeControlNumber: string;
  readonly groupControlNumber: string;
  readonly setControlNumber: string;
}

const WIDTHS = [6, 38, 14, 10] as const;

/**
 * The claim report for one accepted 837 set: each claim with the submitter's own claim number (CLM01), its charge, and
 * either our claim number or why it was refused; then the totals. It goes to the submitter's mailbox, who needs the
 * claim numbers to match them, so they are not masked. Plain text, LF, one part for each claim, so that a large set is
 * never held as a whole.
 */
export function* renderClaimsReport(
  heading: ClaimsReportHeading,
  claims: Iterable<ClaimVerdictLine>,
): Generator<string, void, undefined> {
  const title = 'Claim report: accepted and rejected claims';
  yield `${[
    heading.payerName,
    title,
    '='.repeat(title.length),
    '',
    `Tracking number: ${heading.submissionNumber}`,
    `Received:        ${heading.receivedAt}`,
    `Report made:     ${heading.reportedAt}`,
    `Use:             ${heading.usage === 'T' ? 'test, no claim of this file will be paid' : 'production'}`,
    `Interchange:     ${printable(heading.interchangeControlNumber)}`,
    `Group:           ${printable(heading.groupControlNumber)}`,
    `Transaction set: ${printable(heading.setControlNumber)}`,
    '',
    row('No.', 'Your claim number (CLM01)', 'Charge', 'Verdict', 'Our claim number, or the reason'),
    row('-'.repeat(5), '-'.repeat(37), '-'.repeat(13), '-'.repeat(9), '-'.repeat(31)),
  ].join('\n')}\n`;
  const accepted = { count: 0, charges: new AmountSum() };
  const rejected = { count: 0, charges: new AmountSum() };
  for (const claim of claims) {
    const { verdict } = claim;
    const tally = verdict.accepted ? accepted : rejected;
    tally.count++;
    tally.charges.add(claim.totalCharge);
    const result = verdict.accepted
      ? verdict.claimNumber
      : `${statusCodes(verdict.category, verdict.status, verdict.entity)} ${printable(verdict.reason)}`;
    const name = verdict.accepted ? 'accepted' : 'REJECTED';
    const charge = printable(claim.totalCharge).padStart(WIDTHS[2] - 1);
    yield `${row(String(claim.unit + 1), printable(claim.submitterClaimId), charge, name, result)}\n`;
  }
  const total = (label: string, tally: { count: number; charges: AmountSum }): string =>
    `${label.padEnd(10)}${String(tally.count).padStart(9)} claims, charges ${tally.charges.toString()}`;
  const lines = ['', total('Accepted:', accepted), total('Rejected:', rejected), ''];
  if (rejected.count > 0) {
    lines.push(
      ...wrap(
        'Rejected claims were not taken in. Correct each one and send it again in a new file; do not send the accepted claims of this file again.',
        '',
      ),
    );
  }
  lines.push(...wrap('Accepted means taken in for processing. It does not say that the claim will be paid.', ''));
  yield `${lines.join('\n')}\n`;
}

/** `A8:496:85`: claim status category, status and entity as a 277CA writes them (STC01). */
function statusCodes(category: string, status: string, entity: string): string {
  return [category, status, entity].filter((code) => code !== '').join(':');
}

function row(...columns: readonly string[]): string {
  return columns
    .map((column, at) => (at < WIDTHS.length ? `${column.padEnd(WIDTHS[at]! - 1)} ` : column))
    .join('')
    .trimEnd();
}
