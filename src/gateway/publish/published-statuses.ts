import { createReadStream } from 'node:fs';
import type { InterchangeHeader, UsageIndicator } from '../../envelope/outcome.js';
import type { CompiledGuide } from '../../guides/compiled.js';
import type { ClaimStatusReport } from '../../store/claim-status-values.js';
import type { ClaimFilter, Ledger } from '../../store/ledger.js';
import type { SubmissionRow } from '../../store/rows.js';
import type { Clock } from '../../support/clock.js';
import { readToldStatuses, type ToldStatus } from '../../transactions/277/claim-statuses.js';
import { UnitReader } from '../../validate/unit-reader.js';

/** What statuses are taken from a published 277 with. */
export interface PublishedStatusParts {
  readonly ledger: Pick<Ledger, 'sets' | 'claim' | 'claims' | 'recordClaimStatuses'>;
  readonly guide: (guideId: string) => CompiledGuide;
  readonly clock: Clock;
  /** Makes a path of the ledger absolute. */
  readonly inside: (relativePath: string) => string;
}

/** What one 277 said of claims: how many it names, and of these the ones whose status is kept, and those not known here. */
export interface StatusCounts {
  readonly claims: number;
  readonly kept: number;
  readonly unknown: number;
}

/** Statuses in one commit, sets and claims asked for at once, bytes read at once. */
const BATCH = 500;
const ROWS_AT_ONCE = 100;
const READ_SIZE = 64 * 1024;
/** Categories that speak of the inquiry and not of the claim: the search found nothing (D), its errors (E) (code source 507). */
const OF_THE_INQUIRY = /^[DE]/;

/**
 * Keeps what a published 277 (005010X212) says of claims that are registered here, in the environment of the interchange;
 * what is known already is passed over, so that it may be done again after a crash. Memory holds one batch and one unit.
 * Raises what ledger and disk raise.
 */
export async function recordPublishedStatuses(
  parts: PublishedStatusParts,
  submission: SubmissionRow,
  interchange: number,
  { usage, delimiters }: Pick<InterchangeHeader, 'usage' | 'delimiters'>,
): Promise<StatusCounts> {
  const { ledger, clock, inside } = parts;
  let [claims, kept, unknown] = [0, 0, 0];
  let told: ToldStatus[] = [];
  const record = async (batch: readonly ToldStatus[]): Promise<void> => {
    const reports: ClaimStatusReport[] = [];
    for (const one of batch) {
      claims++;
      const named = claimNamed(ledger, usage, one);
      if (named === undefined) unknown++;
      else if (!OF_THE_INQUIRY.test(one.status.category)) reports.push({ ...one.status, ...named });
    }
    kept += reports.length;
    const source = `277 of ${submission.number}`;
    if (reports.length > 0) await ledger.recordClaimStatuses(reports, { source, now: clock.now().toISOString() });
  };
  for (const set of allSets(ledger, submission.id, interchange)) {
    const reader = new UnitReader(parts.guide(set.guideId), delimiters, set.byteStart, (unit) => {
      told.push(...readToldStatuses(unit));
    });
    const range = { start: set.byteStart, end: set.byteEnd - 1, highWaterMark: READ_SIZE };
    for await (const chunk of createReadStream(inside(submission.originalPath), range)) {
      reader.push(chunk);
      while (told.length >= BATCH) {
        await record(told.slice(0, BATCH));
        told = told.slice(BATCH);
      }
    }
    reader.end();
  }
  for (; told.length > 0; told = told.slice(BATCH)) await record(told.slice(0, BATCH));
  return { claims, kept, unknown };
}

function* allSets(ledger: PublishedStatusParts['ledger'], submissionId: number, interchange: number) {
  for (let after: number | undefined = 0; after !== undefined; ) {
    const { rows, next } = ledger.sets(submissionId, interchange, after, ROWS_AT_ONCE);
    yield* rows;
    after = next;
  }
}

/**
 * The claim that is meant: by REF*1K with our number or the payer's, else by REF*EJ with its provider, the newest of
 * these. A number of our form that is not registered names no claim, whatever else is told.
 */
function claimNamed(
  ledger: PublishedStatusParts['ledger'],
  usage: UsageIndicator,
  { claimNumber, isNumberOurs, submitterClaimId, provider }: ToldStatus,
): Pick<ClaimStatusReport, 'claimNumber' | 'payerNumber'> | undefined {
  const environment = usage === 'P' ? 'production' : 'test';
  const ours = ledger.claim(claimNumber.toUpperCase());
  if (ours?.environment === environment)
    return { claimNumber: claimNumber.toUpperCase(), payerNumber: ours.payerNumber };
  if (ours !== undefined || isNumberOurs) return undefined;
  const byPayerNumber = claimNumber === '' ? undefined : newest(ledger, { payerNumber: claimNumber, usage });
  if (byPayerNumber !== undefined) return { claimNumber: byPayerNumber, payerNumber: claimNumber };
  const { npi, id } = provider;
  if (submitterClaimId === '' || (npi === '' && id === '')) return undefined;
  const bySubmitter = newest(ledger, { submitterClaimId, usage }, (claim) =>
    npi === '' ? claim.location === id : claim.npi === npi,
  );
  return bySubmitter === undefined ? undefined : { claimNumber: bySubmitter, payerNumber: claimNumber };
}

/** Number of the newest registered claim that fits. */
function newest(
  ledger: PublishedStatusParts['ledger'],
  filter: ClaimFilter,
  fits: (claim: { readonly npi: string; readonly location: string }) => boolean = () => true,
): string | undefined {
  let found: string | undefined;
  for (let after: number | undefined = 0; after !== undefined; ) {
    const { rows, next } = ledger.claims({ ...filter, isAccepted: true }, after, ROWS_AT_ONCE);
    for (const { verdict, billingProviderNpi: npi, billingProviderLocation: location } of rows) {
      if (verdict.accepted && fits({ npi, location })) found = verdict.claimNumber;
    }
    after = next;
  }
  return found;
}
