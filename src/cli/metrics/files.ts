import { stringify } from 'csv-stringify/sync';
import type { Ledger } from '../../store/ledger.js';
import type { MetricRow } from './figures.js';
import { servicesInNeed } from './services.js';

/** The figures of a year as CSV, one row each: `year,figure,title,count,of,percent,hours`. */
export function metricsCsv(year: number, rows: readonly MetricRow[]): Buffer[] {
  const columns = ['year', 'figure', 'title', 'count', 'of', 'percent', 'hours'];
  return [
    Buffer.from(
      stringify(
        rows.map((row) => ({ year, ...row })),
        { header: true, columns },
      ),
    ),
  ];
}

/**
 * The services that need a prior authorization as CSV: `from,to,reviewed_by`. A text that a spreadsheet would take for a
 * formula is written so that it does not.
 */
export function servicesCsv(ledger: Pick<Ledger, 'services'>): Buffer[] {
  const rows = [...servicesInNeed(ledger)].map(({ from, to, reviewedBy }) => ({ from, to, reviewed_by: reviewedBy }));
  const options = { header: true, columns: ['from', 'to', 'reviewed_by'], escape_formulas: true };
  return [Buffer.from(stringify(rows, options))];
}
