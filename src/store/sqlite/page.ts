import type { Page } from '../ledger.js';

/** Makes a page of rows that were read with one more than `limit`: the one more says that there is a next page. */
export function pageOf<Row>(rows: readonly Row[], limit: number, keyOf: (row: Row) => number): Page<Row> {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { rows: page, next: rows.length > limit && last !== undefined ? keyOf(last) : undefined };
}

/**
 * A WHERE text for the conditions whose value is given, joined by AND, `1` when there is none. Keys are column names of
 * ours, with a comparison where it is not equality (`folder_date >=`); values are bound, never written into the text.
 */
export function where(conditions: Readonly<Record<string, string | number | undefined>>): {
  readonly text: string;
  readonly values: readonly (string | number)[];
} {
  const given = Object.entries(conditions).filter(([, value]) => value !== undefined) as [string, string | number][];
  const terms = given.map(([column]) => (column.includes(' ') ? `${column} ?` : `${column} = ?`));
  return { text: terms.length === 0 ? '1' : terms.join(' AND '), values: given.map(([, value]) => value) };
}
