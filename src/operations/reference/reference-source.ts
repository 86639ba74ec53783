import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { GatewayError } from '../../support/errors.js';
import {
  type FoundFile,
  findFile,
  type ImportKind,
  otherThanText,
  requireUnchanged,
  unreadableFile,
} from '../import-guards.js';

/** Imports of reference files, for `import-guards.ts`. */
export const REFERENCE_IMPORT: ImportKind = {
  unreadable: 'reference-file-unreadable',
  running: 'reference-import-running',
  operation: 'import a reference file',
  subject: 'a reference file',
};

/** One record of a CSV file. */
export interface CsvRecord {
  /** Line on which it ends, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

const LONGEST_RECORD = 64 * 1024;
const LINE_FEED = 0x0a;
const AS_CSV = 'Export it again as CSV in UTF-8 with commas between the columns ("CSV UTF-8").';

/**
 * The records of a CSV file in UTF-8, one at a time, with or without a byte order mark; empty ones are left out. `digest`
 * gives the SHA-256 (hex) of the file once all were read. Raises GatewayError `reference-file-unreadable` (exit code 2)
 * that says what the file is when it cannot be read as one: absent, empty, binary, of another encoding, with quotes that
 * do not close, changed while it was read.
 */
export function readCsv(path: string): { readonly records: AsyncIterable<CsvRecord>; digest(): string } {
  const before = findFile(REFERENCE_IMPORT, path, AS_CSV);
  const hash = createHash('sha256');
  return {
    records: records(path, before, (chunk) => hash.update(chunk)),
    digest: () => hash.digest('hex'),
  };
}

async function* records(
  path: string,
  before: FoundFile,
  onBytes: (chunk: Buffer) => void,
): AsyncGenerator<CsvRecord, void, void> {
  const parser = Readable.from(textBlocks(path, onBytes)).compose(
    parse({
      info: true,
      bom: true,
      trim: true,
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      max_record_size: LONGEST_RECORD,
    }),
  );
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      yield { line: info.lines, cells: record };
    }
  } catch (error) {
    if (error instanceof CsvError) {
      const line = typeof error.lines === 'number' ? ` in line ${error.lines}` : '';
      const hint = 'A quote within a cell is written twice, and the cell stands in quotes. Mend that line.';
      throw unreadable(path, `its quotes do not fit${line}`, hint);
    }
    if (error instanceof GatewayError) throw error;
    throw unreadable(path, 'it cannot be read', 'Look at its permissions and the disk.', error);
  }
  requireUnchanged(REFERENCE_IMPORT, path, before);
}

/** The file's text in blocks of whole lines. */
async function* textBlocks(path: string, onBytes: (chunk: Buffer) => void): AsyncGenerator<string> {
  let rest: Buffer = Buffer.alloc(0);
  let line = 1;
  let isFirst = true;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    if (isFirst) requireText(path, chunk);
    isFirst = false;
    onBytes(chunk);
    const end = chunk.lastIndexOf(LINE_FEED);
    const block = Buffer.concat([rest, chunk.subarray(0, end + 1)]);
    rest = end < 0 ? Buffer.concat([rest, chunk]) : chunk.subarray(end + 1);
    if (rest.length > 2 * LONGEST_RECORD) throw unreadable(path, 'it has a line of more than 128 KB', AS_CSV);
    if (end < 0) continue;
    yield utf8Text(path, block, line);
    line += lineFeeds(block);
  }
  if (rest.length > 0) yield utf8Text(path, rest, line);
}

function utf8Text(path: string, block: Buffer, firstLine: number): string {
  if (block.includes(0)) throw unreadable(path, 'it is not a text file', AS_CSV);
  if (isUtf8(block)) return block.toString('utf8');
  let line = firstLine;
  for (let from = 0; from < block.length; line++) {
    const end = block.indexOf(LINE_FEED, from);
    if (!isUtf8(block.subarray(from, end < 0 ? block.length : end))) break;
    from = end < 0 ? block.length : end + 1;
  }
  throw unreadable(path, `line ${line} is not UTF-8; it may be Windows or Latin-1 text`, AS_CSV);
}

function lineFeeds(block: Buffer): number {
  let count = 0;
  for (let at = block.indexOf(LINE_FEED); at >= 0; at = block.indexOf(LINE_FEED, at + 1)) count++;
  return count;
}

function requireText(path: string, beginning: Buffer): void {
  const other = otherThanText(beginning, AS_CSV);
  if (other !== undefined) throw unreadable(path, other.what, AS_CSV);
  if (beginning.toString('latin1', 0, 3) === 'ISA') {
    throw unreadable(path, 'it is an X12 file', `Hand it in with "x12gw submit". ${AS_CSV}`);
  }
}

/** The error of a file that is no reference file; see `unreadableFile`. */
export function unreadable(path: string, what: string, hint: string, cause?: unknown): GatewayError {
  return unreadableFile(REFERENCE_IMPORT, path, what, hint, cause);
}
