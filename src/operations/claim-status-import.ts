import type { ClaimStatusReport } from '../store/claim-status-values.js';
import type { Ledger } from '../store/ledger.js';
import { ReferenceCells, type ReferenceProblem } from './reference/reference-cells.js';
import { columns, type HeaderReading, readHeader, requireHeader } from './reference/reference-columns.js';
import { type CsvRecord, readCsv, unreadable } from './reference/reference-source.js';

/** Columns of a file of claim statuses, as docs/claim-status.md describes them. */
const COLUMNS = columns(
  ['claim_number', 'category', 'status'],
  ['entity', 'effective_on', 'paid_amount', 'finalized_on', 'paid_on', 'payment_number', 'payer_number'],
);

/** How much of a file `isClaimStatusFile` needs at most, in bytes. */
export const HEADER_BYTES = 4_096;

/**
 * True when the first bytes of a file are the header row of a file of claim statuses: text whose first line names the
 * column `claim_number`, whatever it is separated by. What else is wrong with it the import says.
 */
export function isClaimStatusFile(beginning: Buffer): boolean {
  const text = beginning
    .subarray(0, HEADER_BYTES)
    .toString('utf8')
    .replace(/^\uFEFF/, '');
  const [first = ''] = text.trimStart().split(/[\r\n]/, 1);
  return readHeader(COLUMNS, first.split(/[,;\t|]/)).places.has('claim_number');
}

/** Statuses in one commit. */
const BATCH = 500;
/** Problems kept; the others are counted. */
const MOST_PROBLEMS = 100;

/** What became of a file of claim statuses; nothing was kept unless it is `imported`. */
export interface ClaimStatusImport {
  readonly outcome: 'imported' | 'checked' | 'bad-rows';
  readonly rows: number;
  /** Statuses that differ from the latest of their claim. */
  readonly recorded: number;
  /** The first hundred. */
  readonly problems: readonly ReferenceProblem[];
  readonly problemCount: number;
  readonly unknownColumns: readonly string[];
  /** Hex digest of the file. */
  readonly sha256: string;
}

/** What an import works with. */
export interface ClaimStatusImportParts {
  readonly ledger: Pick<Ledger, 'claim' | 'recordClaimStatuses'>;
  /** Claim status category codes (code source 507); undefined: any of their form. */
  readonly categories: ReadonlySet<string> | undefined;
  /** ISO date in the payer's time zone: what a row without `effective_on` counts from. */
  readonly today: string;
  /** ISO instant. */
  readonly now: string;
}

/**
 * Takes what the payer's claim system says of registered claims from a CSV file: every row is checked first, then all are
 * kept, some hundred in a commit; a row that says nothing new is passed over, so that a file may come again, and one whose
 * import was cut off is simply imported again. Memory holds one batch. Raises GatewayError `reference-file-unreadable` (exit
 * code 2) and what the ledger raises.
 */
export async function importClaimStatuses(
  parts: ClaimStatusImportParts,
  file: string,
  { isDryRun }: { readonly isDryRun: boolean },
): Promise<ClaimStatusImport> {
  const checked = await readAll(parts, file, async () => undefined);
  const facts = { ...checked, recorded: 0 };
  if (checked.problemCount > 0) return { outcome: 'bad-rows', ...facts };
  if (isDryRun) return { outcome: 'checked', ...facts };
  let recorded = 0;
  const source = `file ${checked.sha256.slice(0, 16)}`;
  await readAll(parts, file, async (batch) => {
    recorded += await parts.ledger.recordClaimStatuses(batch, { source, now: parts.now });
  });
  return { outcome: 'imported', ...facts, recorded };
}

async function readAll(
  parts: ClaimStatusImportParts,
  file: string,
  take: (batch: readonly ClaimStatusReport[]) => Promise<void>,
): Promise<Omit<ClaimStatusImport, 'outcome' | 'recorded'>> {
  const { records, digest } = readCsv(file);
  const problems: ReferenceProblem[] = [];
  let header: (HeaderReading & { readonly cells: number }) | undefined;
  let batch: ClaimStatusReport[] = [];
  let rows = 0;
  let problemCount = 0;
  for await (const record of records) {
    if (header === undefined) {
      header = { ...requireHeader(file, 'claim statuses', COLUMNS, record), cells: record.cells.length };
      continue;
    }
    rows++;
    const { report, found } = readRow(parts, record, header);
    problemCount += found.length;
    problems.push(...found.slice(0, MOST_PROBLEMS - problems.length));
    if (report !== undefined) batch.push(report);
    if (batch.length === BATCH) {
      await take(batch);
      batch = [];
    }
  }
  if (header === undefined || rows === 0) {
    throw unreadable(file, 'it holds no rows', 'Below the row of column names there is one row for each claim.');
  }
  if (batch.length > 0) await take(batch);
  return { rows, problems, problemCount, unknownColumns: header.unknown, sha256: digest() };
}

function readRow(
  { ledger, categories, today }: ClaimStatusImportParts,
  { line, cells: texts }: CsvRecord,
  header: HeaderReading & { readonly cells: number },
): { readonly report?: ClaimStatusReport; readonly found: readonly ReferenceProblem[] } {
  if (texts.length !== header.cells) {
    const counts = `the row has ${texts.length} cells and the header ${header.cells}`;
    return { found: [{ line, column: '', problem: `${counts}; a cell with a comma in it stands in quotes` }] };
  }
  const cells = new ReferenceCells(line, texts, header.places);
  const category = cells.required('category').toUpperCase();
  if (category !== '' && categories !== undefined && !categories.has(category)) {
    cells.refuse('category', 'is no claim status category code (code source 507), such as F1');
  }
  const amount = 'an amount with at most two decimals and without a sign or thousands';
  const report: ClaimStatusReport = {
    claimNumber: cells.required('claim_number').toUpperCase(),
    category,
    status: cells.formed('status', cells.required('status'), /^\d{1,3}$/, 'a claim status code (code source 508)'),
    entity: cells.formed('entity', cells.text('entity').toUpperCase(), /^[0-9A-Z]{2,3}$/, 'an entity code, such as 85'),
    effectiveOn: cells.date('effective_on') || today,
    paidAmount: cells.formed('paid_amount', cells.text('paid_amount'), /^\d{1,12}(?:\.\d{1,2})?$/, amount),
    finalizedOn: cells.date('finalized_on'),
    paidOn: cells.date('paid_on'),
    paymentNumber: cells.text('payment_number'),
    payerNumber: cells.text('payer_number'),
  };
  if (report.claimNumber !== '' && ledger.claim(report.claimNumber) === undefined) {
    cells.refuse('claim_number', 'is no claim registered here; the hand-off names each claim with its number');
  }
  return cells.problems.length > 0 ? { found: cells.problems } : { report, found: [] };
}
