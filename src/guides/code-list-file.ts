import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { GatewayError, systemErrorCode } from '../support/errors.js';
import { type CodeRecords, type CodeRow, OPEN_END, OPEN_START, packRows, recordLength, sortRows } from './code-list.js';

/** One import that went into a list. */
export interface CodeListImport {
  /** ISO instant. */
  readonly at: string;
  /** Operating system user. */
  readonly actor: string;
  /** Name of the operator's file, without its folder. */
  readonly file: string;
  /** Hex digest of that file. */
  readonly sha256: string;
  /** How it was read: `icd-codes`, `icd-order`, `hcpcs` or `csv`. */
  readonly layout: string;
  /** Codes and periods taken from it. */
  readonly rows: number;
  /** Rows left out because they were wrong. */
  readonly skipped: number;
  /** The day this edition begins, CCYYMMDD; '' when it replaced everything before. */
  readonly from: string;
}

/** What a list says of itself; the first line of its file, as JSON. */
export interface CodeListHeader {
  /** Of the file's form; another program's file has another. */
  readonly format: 'x12gw-code-list-1';
  readonly id: string;
  readonly name: string;
  readonly closed: boolean;
  /** Of the records that follow. */
  readonly width: number;
  readonly records: number;
  /** Distinct codes. */
  readonly codes: number;
  /** Hex digest of the records: what verdicts depend on. */
  readonly sha256: string;
  /** Newest last. */
  readonly imports: readonly CodeListImport[];
}

/** Imports that a header remembers; a list is renewed a few times a year. */
const MOST_IMPORTS = 100;
/** More than the longest header. */
const HEADER_READ = 256 * 1024;

/** Where an imported list stands in the installation's folder of code lists. */
export function codeListFileName(id: string): string {
  return `${id}.codes`;
}

/** The id in such a name; undefined for any other file. */
export function codeListIdOf(fileName: string): string | undefined {
  return /^([a-z][a-z0-9-]*)\.codes$/.exec(fileName)?.[1];
}

/**
 * The file of a list: a line of JSON, the records, and a line of meaning (UTF-8) for each record. People can read it;
 * workers read no further than the records.
 */
export function codeListFile(
  facts: Pick<CodeListHeader, 'id' | 'name' | 'closed' | 'imports'>,
  rows: readonly CodeRow[],
): { readonly header: CodeListHeader; readonly chunks: readonly Uint8Array[] } {
  const sorted = sortRows(rows);
  const { width, bytes } = packRows(sorted);
  const { id, name, closed } = facts;
  const header: CodeListHeader = {
    format: 'x12gw-code-list-1',
    id,
    name,
    closed,
    width,
    records: sorted.length,
    codes: new Set(sorted.map(({ code }) => code)).size,
    sha256: digestOf(bytes),
    imports: facts.imports.slice(-MOST_IMPORTS),
  };
  const meanings = sorted.map(({ meaning }) => `${meaning.replace(/\s+/g, ' ').trim()}\n`).join('');
  return { header, chunks: [Buffer.from(`${JSON.stringify(header)}\n`), bytes, Buffer.from(meanings)] };
}

/**
 * Reads what a list says of itself, and its records when they are wanted; undefined when there is no such file.
 * Raises GatewayError `code-list-damaged` for a file that is none of ours, is cut off or was changed.
 */
export function readCodeListFile(
  path: string,
  want: 'header' | 'records',
): { readonly header: CodeListHeader; readonly records: CodeRecords } | undefined {
  let handle: number;
  try {
    handle = openSync(path, 'r');
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined;
    throw damaged(path, 'it cannot be opened', error);
  }
  try {
    const { header, end } = readHeader(handle, path);
    const bytes = Buffer.alloc(want === 'header' ? 0 : header.records * recordLength(header.width));
    if (readFully(handle, bytes, end) < bytes.length) throw damaged(path, 'it is cut off');
    if (want === 'records' && digestOf(bytes) !== header.sha256) throw damaged(path, 'its codes were changed');
    return { header, records: { width: header.width, bytes } };
  } catch (error) {
    throw error instanceof GatewayError ? error : damaged(path, 'it cannot be read', error);
  } finally {
    closeSync(handle);
  }
}

/** All rows with their meanings; empty when there is no such file. Raises what `readCodeListFile` raises. */
export function readCodeRows(path: string): CodeRow[] {
  const file = readCodeListFile(path, 'records');
  if (file === undefined) return [];
  const { header, records } = file;
  const length = recordLength(header.width);
  const text = Buffer.from(records.bytes).toString('latin1');
  const content = readFileSync(path);
  const meanings = content
    .subarray(content.indexOf('\n') + 1 + records.bytes.length)
    .toString('utf8')
    .split('\n');
  return Array.from({ length: header.records }, (_, record) => {
    const start = record * length;
    const dates = start + header.width + 1;
    return {
      code: text.slice(start, start + header.width).trimEnd(),
      from: Number(text.slice(dates, dates + 8)),
      to: Number(text.slice(dates + 9, dates + 17)),
      meaning: meanings[record] ?? '',
    };
  });
}

/** A day as people write it in these files: CCYYMMDD, '' where a period is open. */
export function dayText(day: number): string {
  return day === OPEN_START || day === OPEN_END ? '' : String(day);
}

function readHeader(handle: number, path: string): { readonly header: CodeListHeader; readonly end: number } {
  const beginning = Buffer.alloc(HEADER_READ);
  const line = beginning.subarray(0, readFully(handle, beginning, 0));
  const end = line.indexOf('\n');
  if (end < 0) throw damaged(path, 'it does not begin as a code list');
  let header: Partial<CodeListHeader> | null;
  try {
    header = JSON.parse(line.subarray(0, end).toString('utf8'));
  } catch (error) {
    throw damaged(path, 'it does not begin as a code list', error);
  }
  if (!isHeader(header)) throw damaged(path, 'it is of another form');
  return { header, end: end + 1 };
}

function isHeader(header: Partial<CodeListHeader> | null): header is CodeListHeader {
  return (
    header?.format === 'x12gw-code-list-1' &&
    typeof header.id === 'string' &&
    Number.isSafeInteger(header.width) &&
    Number.isSafeInteger(header.records) &&
    Array.isArray(header.imports)
  );
}

function readFully(handle: number, bytes: Uint8Array, position: number): number {
  let filled = 0;
  while (filled < bytes.length) {
    const read = readSync(handle, bytes, filled, bytes.length - filled, position + filled);
    if (read === 0) break;
    filled += read;
  }
  return filled;
}

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function damaged(path: string, what: string, cause?: unknown): GatewayError {
  return new GatewayError(`The code list ${path} is damaged: ${what}`, {
    code: 'code-list-damaged',
    operation: 'read a code list',
    subject: path,
    hint: 'Import the list again with "x12gw codes import", or restore the file from the backup.',
    exitCode: 3,
    ...(cause === undefined ? {} : { cause }),
  });
}
