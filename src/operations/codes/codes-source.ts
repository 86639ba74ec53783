import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { TextDecoder } from 'node:util';
import { GatewayError } from '../../support/errors.js';
import { findFile, type ImportKind, otherThanText, unreadableFile } from '../import-guards.js';

/** A publisher's file, looked through once before it is read. */
export interface CodeSource {
  /** Absolute. */
  readonly path: string;
  /** Hex. */
  readonly sha256: string;
  readonly encoding: 'utf-8' | 'windows-1252';
  /** The first lines, to tell the layout by. */
  readonly head: readonly string[];
}

/** Imports of code lists, for `import-guards.ts`. */
export const CODE_IMPORT: ImportKind = {
  unreadable: 'code-file-unreadable',
  running: 'code-import-running',
  operation: 'import a code list',
  subject: 'a code list',
};

/** The largest lists are some tens of megabytes; what is larger is something else. */
const MOST_BYTES = 256 * 1024 * 1024;
const LONGEST_LINE = 64 * 1024;
const HEAD_BYTES = 64 * 1024;
const HEAD_LINES = 40;
const LINE_FEED = 0x0a;

/**
 * Looks through a file: is it text, in which encoding, what is its digest. Constant memory. Raises GatewayError
 * `code-file-unreadable` (exit code 2) that says what the file is when it is no list: absent, empty, a folder, an archive
 * or spreadsheet, UTF-16, X12, binary, larger than 256 MB, or of lines no list has.
 */
export async function lookThrough(path: string): Promise<CodeSource> {
  const { size } = findFile(CODE_IMPORT, path, TEXT_HINT);
  if (size > MOST_BYTES) throw unreadable(path, 'it is larger than 256 MB, as no code list is', TEXT_HINT);
  const hash = createHash('sha256');
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let head = Buffer.alloc(0);
  let isUtf8 = true;
  let line = 0;
  try {
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
      if (head.length === 0) requireText(path, chunk);
      if (head.length < HEAD_BYTES) head = Buffer.concat([head, chunk.subarray(0, HEAD_BYTES)]);
      hash.update(chunk);
      isUtf8 &&= decodes(decoder, chunk);
      line = longestLine(path, chunk, line);
      if (chunk.includes(0)) throw unreadable(path, 'it is not a text file', TEXT_HINT);
    }
  } catch (error) {
    throw error instanceof GatewayError
      ? error
      : unreadable(path, 'it cannot be read', 'Look at its permissions.', error);
  }
  const encoding = isUtf8 && decodes(decoder) ? 'utf-8' : 'windows-1252';
  const lines = new TextDecoder(encoding).decode(head).split(/\r?\n/);
  return { path, sha256: hash.digest('hex'), encoding, head: lines.slice(0, HEAD_LINES) };
}

/** The file's text in pieces. */
export async function* textOf({ path, encoding }: CodeSource): AsyncGenerator<string> {
  // A byte order mark is dropped by the decoder.
  const decoder = new TextDecoder(encoding);
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    yield decoder.decode(chunk, { stream: true });
  }
  yield decoder.decode();
}

/** The file line by line with numbers from 1, line ends taken off; empty ones are left out. */
export async function* linesOf(source: CodeSource): AsyncGenerator<{ readonly line: number; readonly text: string }> {
  let rest = '';
  let line = 0;
  for await (const piece of textOf(source)) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    for (const text of lines) {
      line++;
      if (text.trim() !== '') yield { line, text: text.endsWith('\r') ? text.slice(0, -1) : text };
    }
  }
  if (rest.trim() !== '') yield { line: line + 1, text: rest };
}

/** The error of a file that is no code list; see `unreadableFile`. */
export function unreadable(path: string, what: string, hint: string, cause?: unknown): GatewayError {
  return unreadableFile(CODE_IMPORT, path, what, hint, cause);
}

const TEXT_HINT = 'Import the text or CSV file of the list, as its publisher gives it out.';

function requireText(path: string, beginning: Buffer): void {
  const other = otherThanText(beginning, TEXT_HINT);
  if (other !== undefined) throw unreadable(path, other.what, other.hint);
  if (beginning.toString('latin1', 0, 3) === 'ISA') {
    throw unreadable(path, 'it is an X12 file, no code list', TEXT_HINT);
  }
}

function decodes(decoder: TextDecoder, chunk?: Buffer): boolean {
  try {
    decoder.decode(chunk, { stream: chunk !== undefined });
    return true;
  } catch {
    return false;
  }
}

/** Length of the line that goes on after the chunk. */
function longestLine(path: string, chunk: Buffer, begun: number): number {
  let length = begun;
  let from = 0;
  for (;;) {
    const end = chunk.indexOf(LINE_FEED, from);
    length += (end < 0 ? chunk.length : end) - from;
    if (length > LONGEST_LINE) {
      throw unreadable(path, 'it has a line of more than 64 KB, as no code list has', TEXT_HINT);
    }
    if (end < 0) return length;
    length = 0;
    from = end + 1;
  }
}
