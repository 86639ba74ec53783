import type { ReferenceKind, ReferenceService } from '../../domain/reference.js';
import type { Ledger } from '../../store/ledger.js';
import { isMuchSmaller, takeImportLock } from '../import-guards.js';
import type { ReferenceProblem, ReferenceRules } from './reference-cells.js';
import { ReferenceChecker, type ReferenceWarning } from './reference-checker.js';
import { REFERENCE_COLUMNS, requireHeader } from './reference-columns.js';
import type { ReferenceRow } from './reference-rows.js';
import { REFERENCE_IMPORT, readCsv, unreadable } from './reference-source.js';

/** What an operator asks for. */
export interface ReferenceImportRequest {
  readonly kind: ReferenceKind;
  /** The CSV file, absolute. */
  readonly file: string;
  /** Check only. */
  readonly isDryRun: boolean;
  /** Take a file that has less than four fifths of the rows of the edition it replaces. */
  readonly allowSmaller: boolean;
  readonly actor: string;
  /** ISO instant. */
  readonly now: string;
  /** Told now and then how many rows were read. */
  readonly onProgress?: (rows: number) => void;
}

/** What became of it; nothing was changed unless it is `imported`. */
export interface ReferenceImportResult {
  /** `checked`: a dry run of a file that would be imported. */
  readonly outcome: 'imported' | 'checked' | 'bad-rows' | 'smaller';
  readonly kind: ReferenceKind;
  /** Rows of the file, wrong ones included. */
  readonly rows: number;
  /** Rows of the edition that was current before, 0 without any. */
  readonly rowsBefore: number;
  /** The new edition, 0 unless imported. */
  readonly edition: number;
  /** The first hundred. */
  readonly problems: readonly ReferenceProblem[];
  readonly problemCount: number;
  /** What is odd and was taken, counted by column and words. */
  readonly warnings: readonly ReferenceWarning[];
  /** Titles of columns that were not read. */
  readonly unknownColumns: readonly string[];
  /** Hex digest of the file. */
  readonly sha256: string;
}

/** What an import works with. `lockFile` lies in the data directory and is used for nothing else. */
export interface ReferenceImportParts {
  readonly ledger: Pick<
    Ledger,
    'beginReference' | 'putReferenceRows' | 'completeReference' | 'dropReference' | 'references'
  >;
  readonly lockFile: string;
  readonly rules: ReferenceRules;
}

const BATCH = 1_000;
const PROGRESS_EVERY = 100_000;
/** How long an import waits for another. */
const LOCK_SECONDS = 3;

/**
 * Loads a reference file in place of the current edition of its kind, all of it or nothing: rows are checked and put into
 * an invisible edition as they are read, a thousand at a time, and one commit at the end makes it current. Memory holds the
 * keys of the rows and one batch. A second import waits three seconds for the first. Raises GatewayError
 * `reference-file-unreadable` (exit code 2), `reference-import-running`, and what the ledger raises (exit code 3); then the
 * old edition stands.
 */
export async function importReference(
  parts: ReferenceImportParts,
  request: ReferenceImportRequest,
): Promise<ReferenceImportResult> {
  const lock = request.isDryRun ? undefined : await takeImportLock(parts.lockFile, REFERENCE_IMPORT, LOCK_SECONDS);
  const loading = new Loading(parts.ledger, request);
  try {
    const result = await load(parts, request, loading);
    if (result.outcome !== 'imported') await loading.drop();
    return result;
  } catch (error) {
    // What made the import fail is what counts; an edition that stays behind is invisible.
    await loading.drop().catch(() => undefined);
    throw error;
  } finally {
    lock?.release();
  }
}

async function load(
  { ledger, rules }: ReferenceImportParts,
  request: ReferenceImportRequest,
  loading: Loading,
): Promise<ReferenceImportResult> {
  const { kind, file, isDryRun, allowSmaller, onProgress } = request;
  const { records, digest } = readCsv(file);
  let checker: ReferenceChecker | undefined;
  let unknownColumns: readonly string[] = [];
  for await (const record of records) {
    if (checker === undefined) {
      const header = requireHeader(file, kind, REFERENCE_COLUMNS[kind], record);
      unknownColumns = header.unknown;
      checker = new ReferenceChecker(kind, rules, header.places, record.cells.length);
      continue;
    }
    const row = checker.check(record);
    // After the first wrong row nothing will be loaded; the others are only checked.
    if (row !== undefined && checker.problemCount === 0) await loading.put(row);
    if (checker.rows % PROGRESS_EVERY === 0) onProgress?.(checker.rows);
  }
  if (checker === undefined || checker.rows === 0) {
    throw unreadable(file, 'it holds no rows', 'Below the row of column names there is one row for each of them.');
  }
  checker.finish();
  const { rows, problems, problemCount, warnings } = checker;
  const rowsBefore = ledger.references().find((edition) => edition.kind === kind)?.rows ?? 0;
  const facts = { kind, rows, rowsBefore, problems, problemCount, warnings, unknownColumns, sha256: digest() };
  if (problemCount > 0) return { outcome: 'bad-rows', edition: 0, ...facts };
  if (isMuchSmaller(rows, rowsBefore) && !allowSmaller) return { outcome: 'smaller', edition: 0, ...facts };
  if (isDryRun) return { outcome: 'checked', edition: 0, ...facts };
  const { edition } = await loading.complete();
  return { outcome: 'imported', edition, ...facts };
}

/** The edition that rows are put into, begun with the first batch; a dry run has none. */
class Loading {
  readonly #ledger: ReferenceImportParts['ledger'];
  readonly #request: ReferenceImportRequest;
  #edition: number | undefined;
  #batch: ReferenceRow[] = [];

  constructor(ledger: ReferenceImportParts['ledger'], request: ReferenceImportRequest) {
    this.#ledger = ledger;
    this.#request = request;
  }

  async put(row: ReferenceRow): Promise<void> {
    if (this.#request.isDryRun) return;
    this.#batch.push(row);
    if (this.#batch.length >= BATCH) await this.#flush();
  }

  async complete() {
    const edition = await this.#flush();
    const completed = await this.#ledger.completeReference(edition, this.#request.now);
    this.#edition = undefined;
    return completed;
  }

  async drop(): Promise<void> {
    if (this.#edition === undefined) return;
    await this.#ledger.dropReference(this.#edition);
    this.#edition = undefined;
  }

  async #flush(): Promise<number> {
    const { kind, actor, now } = this.#request;
    this.#edition ??= await this.#ledger.beginReference(kind, actor, now);
    // The rows are all of the request's kind, which is the edition's.
    if (this.#batch.length > 0) {
      await this.#ledger.putReferenceRows(this.#edition, this.#batch as readonly ReferenceService[]);
    }
    this.#batch = [];
    return this.#edition;
  }
}
