import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import type { HcpcsRecords, SourceRow } from './codes-rows.js';
import { type CodeSource, textOf, unreadable } from './codes-source.js';

/** Titles of columns, lower case without anything but letters and digits; of several the first that is there counts. */
const TITLES = {
  code: ['code', 'hcpc', 'hcpcs', 'hcpcscode'],
  meaning: ['displayname', 'description', 'longdescription', 'meaning', 'shortdescription', 'name', 'title'],
  /** NUCC editions without a display name say it in two columns. */
  classification: ['classification'],
  specialization: ['specialization'],
  from: ['from', 'start', 'startdate', 'effectivedate', 'adddt', 'adddate', 'addeddate', 'codeaddeddate'],
  to: ['to', 'end', 'enddate', 'stop', 'stopdate', 'deactivationdate', 'termdt', 'termdate', 'terminationdate'],
  record: ['recid', 'recordid'],
} as const;
type Column = keyof typeof TITLES;
type Columns = Readonly<Partial<Record<Column, number>>>;

/** A file without titles: code, description, first day, last day. */
const UNTITLED: Columns = { code: 0, meaning: 1, from: 2, to: 3 };
/** CMS puts a notice of some ten rows above the titles. */
const TITLES_WITHIN = 30;

/**
 * Rows of a CSV file, with commas, or with tabs when the first lines hold any. Its titles stand in one of the first
 * thirty rows; without any the columns are code, description, first day, last day. Raises GatewayError
 * `code-file-unreadable` with the line when the quotes do not fit.
 */
export async function* csvRows(source: CodeSource, records: HcpcsRecords): AsyncGenerator<SourceRow> {
  const isTabbed = source.head.some((line) => line.includes('\t'));
  const parser = Readable.from(textOf(source)).compose(
    parse({
      delimiter: isTabbed ? '\t' : ',',
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      max_record_size: 64 * 1024,
    }),
  );
  let columns: Columns | undefined;
  let above: Cells[] = [];
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      const cells: Cells = { line: info.lines, cells: record };
      if (columns !== undefined) yield* rowOf(cells, columns, records);
      else {
        columns = titles(record);
        if (columns !== undefined) continue;
        above.push(cells);
        if (above.length < TITLES_WITHIN) continue;
        columns = UNTITLED;
        for (const one of above) yield* rowOf(one, columns, records);
        above = [];
      }
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error.lines === 'number' ? ` in line ${error.lines}` : '';
    throw unreadable(
      source.path,
      `its quotes or columns do not fit${line}`,
      'Save it as CSV again, or mend that line.',
    );
  }
  if (columns === undefined) for (const one of above) yield* rowOf(one, UNTITLED, records);
}

interface Cells {
  readonly line: number;
  readonly cells: readonly string[];
}

/** Where the columns are, when these cells are titles. */
function titles(cells: readonly string[]): Columns | undefined {
  const names = cells.map((cell) => cell.toLowerCase().replace(/[^a-z0-9]/g, ''));
  const found: Partial<Record<Column, number>> = {};
  for (const column of Object.keys(TITLES) as Column[]) {
    const at = TITLES[column].map((title) => names.indexOf(title)).find((place) => place >= 0);
    if (at !== undefined) found[column] = at;
  }
  return found.code === undefined ? undefined : found;
}

function* rowOf({ line, cells }: Cells, columns: Columns, records: HcpcsRecords): Generator<SourceRow> {
  const cell = (column: Column) => cells[columns[column] ?? -1]?.trim() ?? '';
  const meaning = cell('meaning') || [cell('classification'), cell('specialization')].filter(Boolean).join(' - ');
  if (columns.record !== undefined && cell('record') === records.more) yield { line, more: meaning };
  else if (columns.record === undefined || cell('record') === records.first) {
    yield { line, code: cell('code'), meaning, from: cell('from'), to: cell('to') };
  } else if (!/^[3478]$/.test(cell('record'))) {
    yield { line, problem: 'the column RECID holds no record id of an HCPCS file (3, 4, 7 or 8)' };
  }
}
