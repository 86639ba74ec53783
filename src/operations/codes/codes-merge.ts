import { type CodeRow, sortRows } from '../../guides/code-list.js';

/**
 * A list from the day a new edition begins: before that day the old rows stand, from it on the new edition alone. A code
 * in both goes on without a gap, one that is gone ends the day before, a new one begins on the day, or on the earlier
 * first day its publisher states.
 *
 * @param from First day of the edition, CCYYMMDD.
 */
export function mergeEdition(old: readonly CodeRow[], edition: readonly CodeRow[], from: number): CodeRow[] {
  const dayBefore = previousDay(from);
  const past = old.filter((row) => row.from < from).map((row) => (row.to >= from ? { ...row, to: dayBefore } : row));
  const known = new Set(past.map(({ code }) => code));
  const merged: CodeRow[] = [];
  const begun = edition.flatMap((row) => {
    if (!known.has(row.code) && row.from > 0) return [row];
    return row.to < from ? [] : [{ ...row, from: Math.max(row.from, from) }];
  });
  for (const row of sortRows([...past, ...begun])) {
    const last = merged.at(-1);
    const goesOn = last !== undefined && last.code === row.code && last.to === dayBefore && row.from === from;
    if (goesOn) merged[merged.length - 1] = { ...row, from: last.from };
    else merged.push(row);
  }
  return merged;
}

/** Codes that are valid on a day. */
export function codesInForce(rows: readonly CodeRow[], day: number): ReadonlySet<string> {
  return new Set(rows.filter((row) => row.from <= day && day <= row.to).map(({ code }) => code));
}

/** The day before, CCYYMMDD. */
function previousDay(day: number): number {
  const date = new Date(Date.UTC(Math.floor(day / 10_000), (Math.floor(day / 100) % 100) - 1, (day % 100) - 1));
  return date.getUTCFullYear() * 10_000 + (date.getUTCMonth() + 1) * 100 + date.getUTCDate();
}
