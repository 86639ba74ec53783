import type { ReferenceKind } from '../../domain/reference.js';
import { type CsvRecord, unreadable } from './reference-source.js';

/** One column of a reference file, as docs/reference-files.md describes it. */
export interface ReferenceColumn {
  /** As documented; a header may write it in any case, with spaces, hyphens or nothing instead of the underscores. */
  readonly name: string;
  /** The header must have it. Whether a cell may be empty is for the row's check to say. */
  readonly isRequired: boolean;
}

const ADDRESS = ['address_1', 'address_2', 'city', 'state', 'postal_code'];

/** The columns of each kind of reference file, in the order of the documentation. */
export const REFERENCE_COLUMNS: Readonly<Record<ReferenceKind, readonly ReferenceColumn[]>> = {
  providers: columns(['location', 'npi', 'name'], ['taxonomies', 'provider_type', ...ADDRESS, 'entitled_assignments']),
  members: columns(
    ['member_id', 'last_name', 'first_name', 'birth_date'],
    ['middle_name', 'gender', ...ADDRESS, 'eligible_from', 'eligible_to', 'case_management', 'managed_care'],
  ),
  authorizations: columns(
    ['number', 'member_id', 'location', 'procedures'],
    ['line', 'modifiers', 'from', 'to', 'units'],
  ),
  services: columns(['from', 'needs_authorization'], ['to', 'drug', 'reviewed_by']),
};

/** Where the columns of a file are, and what is wrong with its header. */
export interface HeaderReading {
  /** Place of each column that is there, from 0, by its documented name. */
  readonly places: ReadonlyMap<string, number>;
  /** Documented names. */
  readonly missing: readonly string[];
  readonly doubled: readonly string[];
  /** Titles that are no column of this kind: these are not read. Not to be shown while a column is missing: it may be data. */
  readonly unknown: readonly string[];
}

/** Finds the columns of a kind of file in its header row. */
export function readHeader(wanted: readonly ReferenceColumn[], titles: readonly string[]): HeaderReading {
  const known = new Map(wanted.map(({ name }) => [plain(name), name]));
  const places = new Map<string, number>();
  const doubled: string[] = [];
  const unknown: string[] = [];
  for (const [place, title] of titles.entries()) {
    const name = known.get(plain(title));
    if (name === undefined && title !== '') unknown.push(title.slice(0, 40));
    else if (name === undefined) continue;
    else if (places.has(name)) doubled.push(name);
    else places.set(name, place);
  }
  const missing = wanted.filter(({ name, isRequired }) => isRequired && !places.has(name));
  return { places, missing: missing.map(({ name }) => name), doubled, unknown };
}

/**
 * As `readHeader`, for a header that must be right: GatewayError `reference-file-unreadable` (exit code 2) that names what
 * is missing or there twice. `kind`: what the rows are about.
 */
export function requireHeader(
  file: string,
  kind: string,
  wanted: readonly ReferenceColumn[],
  { cells }: CsvRecord,
): HeaderReading {
  const header = readHeader(wanted, cells);
  const names = wanted.map(({ name }) => name).join(', ');
  const separator = /[;\t|]/.exec(cells.join(','))?.[0];
  if (header.missing.length > 0 && separator !== undefined) {
    const word = { ';': 'semicolons', '\t': 'tabs' }[separator] ?? `"${separator}"`;
    throw unreadable(file, `its columns are separated by ${word}`, 'Export it again with commas.');
  }
  if (header.missing.length > 0) {
    const what = `its first row has no column ${header.missing.join(', ')}`;
    throw unreadable(file, what, `A file of ${kind} begins with a row of column names. There are: ${names}.`);
  }
  if (header.doubled.length > 0) {
    throw unreadable(file, `it has the column ${header.doubled.join(', ')} twice`, 'Remove or rename one of them.');
  }
  return header;
}

/** The columns of a kind of file, those it must have first. */
export function columns(required: readonly string[], optional: readonly string[]): readonly ReferenceColumn[] {
  return [
    ...required.map((name) => ({ name, isRequired: true })),
    ...optional.map((name) => ({ name, isRequired: false })),
  ];
}

function plain(title: string): string {
  return title.toLowerCase().replace(/[^a-z0-9]/g, '');
}
