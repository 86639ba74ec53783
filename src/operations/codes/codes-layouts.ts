import { csvRows } from './codes-csv.js';
import type { CodeLayout } from './codes-layout-names.js';
import type { HcpcsRecords, SourceRow } from './codes-rows.js';
import { type CodeSource, linesOf } from './codes-source.js';

/** CMS order file: order number 1-5, code 7-13, valid for billing 15, short description 17-76, long 78-. */
const ORDER_LINE = /^\d{5} [A-Z0-9]{3,7} +[01](?: |$)/;
/** CMS HCPCS record layout: code 1-5, sequence 6-10, record id 11, descriptions from 12. */
const HCPCS_LINE = /^[A-Z0-9 ]{5}[0-9 ]{5}[3478]./;
const CODES_LINE = /^([A-Z0-9]{3,7})[ \t]+(\S.*)$/;
/** Order files and HCPCS files are told from others by most of their first lines. */
const MOST = 0.8;

/** The layout a file seems to have: by its first lines, for ICD lists also by the list. */
export function layoutOf(list: string, head: readonly string[]): CodeLayout {
  const lines = head.filter((line) => line.trim() !== '').slice(0, -1);
  const sample = lines.length === 0 ? head : lines;
  const fits = (pattern: RegExp) => sample.filter((line) => pattern.test(line)).length >= sample.length * MOST;
  if (fits(ORDER_LINE)) return 'icd-order';
  if (fits(HCPCS_LINE)) return 'hcpcs';
  if (list.startsWith('icd-') && fits(CODES_LINE)) return 'icd-codes';
  return 'csv';
}

/** The rows of a file in a layout, in its order. Raises GatewayError `code-file-unreadable` for broken CSV. */
export function sourceRows(layout: CodeLayout, source: CodeSource, list: string): AsyncIterable<SourceRow> {
  // One HCPCS file holds the procedure codes and the level II modifiers.
  const records = list === 'modifier' ? HCPCS_MODIFIERS : HCPCS_PROCEDURES;
  switch (layout) {
    case 'icd-codes':
      return byLine(source, codesLine);
    case 'icd-order':
      return byLine(source, orderLine);
    case 'hcpcs':
      return byLine(source, (line, text) => hcpcsLine(line, text, records));
    default:
      return csvRows(source, records);
  }
}

/** Record ids of the procedure codes, and of the level II modifiers. */
const HCPCS_PROCEDURES: HcpcsRecords = { first: '3', more: '4' };
const HCPCS_MODIFIERS: HcpcsRecords = { first: '7', more: '8' };

type LineReader = (line: number, text: string) => SourceRow | undefined;

async function* byLine(source: CodeSource, read: LineReader): AsyncGenerator<SourceRow> {
  for await (const { line, text } of linesOf(source)) {
    const row = read(line, text);
    if (row !== undefined) yield row;
  }
}

function codesLine(line: number, text: string): SourceRow {
  const [, code, meaning] = CODES_LINE.exec(text) ?? [];
  if (code === undefined || meaning === undefined) return { line, problem: 'the line is not a code and a description' };
  return { line, code, meaning: meaning.trim(), from: '', to: '' };
}

function orderLine(line: number, text: string): SourceRow | undefined {
  if (!ORDER_LINE.test(text)) return { line, problem: 'the line is not one of a CMS order file' };
  // Headings group codes and may not be billed.
  if (text[14] === '0') return undefined;
  if (text[14] !== '1') return { line, problem: 'column 15 says neither 0 nor 1 (valid for billing)' };
  const meaning = text.slice(77).trim() || text.slice(16, 76).trim();
  return { line, code: text.slice(6, 13).trim(), meaning, from: '', to: '' };
}

function hcpcsLine(line: number, text: string, records: HcpcsRecords): SourceRow | undefined {
  if (!HCPCS_LINE.test(text)) return { line, problem: 'the line is not one of a CMS HCPCS file' };
  const meaning = text.slice(11, 91).trim();
  if (text[10] === records.more) return { line, more: meaning };
  if (text[10] !== records.first) return undefined;
  return {
    line,
    code: text.slice(0, 5).trim(),
    meaning,
    from: text.slice(268, 276).trim(),
    to: text.slice(284, 292).trim(),
  };
}
