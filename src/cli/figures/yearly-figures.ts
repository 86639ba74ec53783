import type { DecisionFigures, Share } from '../../domain/prior-authorization/metrics.js';

/** One figure, as the table and the CSV file show it. Texts are '' where a figure has no such part. */
export interface MetricRow {
  /** Stable name for the CSV file. */
  readonly figure: string;
  readonly title: string;
  readonly count: string;
  readonly of: string;
  /** With its unit: `12.50 %`, `53.2 hours`; `-` when nothing was decided. */
  readonly value: string;
  readonly percent: string;
  readonly hours: string;
}

/** The published figures one by one, in the order of the rule (42 CFR 438.210(f), 440.230(e)). */
export function metricRows({ standard, expedited, approvedAfterExtension }: DecisionFigures): readonly MetricRow[] {
  return [
    shareRow('standard_approved', 'Standard, approved', standard.approved),
    shareRow('standard_denied', 'Standard, denied', standard.denied),
    shareRow('standard_approved_after_appeal', 'Standard, approved after appeal', standard.approvedAfterAppeal),
    shareRow('approved_after_extension', 'Time extended, and approved', approvedAfterExtension),
    shareRow('expedited_approved', 'Expedited, approved', expedited.approved),
    shareRow('expedited_denied', 'Expedited, denied', expedited.denied),
    timeRow('standard_mean_time', 'Standard, mean time to the decision', standard.meanMinutes),
    timeRow('standard_median_time', 'Standard, median time to the decision', standard.medianMinutes),
    timeRow('expedited_mean_time', 'Expedited, mean time to the decision', expedited.meanMinutes),
    timeRow('expedited_median_time', 'Expedited, median time to the decision', expedited.medianMinutes),
  ];
}

/** What the figures mean, to stand under them; lines of at most 120 characters. */
export const METRIC_DEFINITIONS: readonly string[] = [
  "Year: of the decision, in the payer's time zone. Production only; cancelled, withdrawn and void requests are no",
  'decisions. Lines for drugs are left out, and a request for drugs alone is not counted.',
  'Approved: every line that counts was approved, as requested or modified. Denied: any line was denied.',
  'Expedited: treated as a request to expedite when it was decided; limit 72 hours after receipt.',
  'Standard: limit 7 calendar days after the day of receipt (42 CFR 438.210 and 440.230, from 1 January 2026).',
  'Approved after appeal: denied, and a fair hearing overturned it, as recorded by "pa appeal-outcome".',
  'Time extended: it was deferred at least once, of either class. Time: from receipt to the last line decided.',
  'Published yearly by 31 March, the first time in 2026 (CMS-0057-F).',
];

function shareRow(figure: string, title: string, { count, of, percent }: Share): MetricRow {
  const text = percent === undefined ? '' : percent.toFixed(2);
  const value = text === '' ? '-' : `${text} %`;
  return { figure, title, count: String(count), of: String(of), value, percent: text, hours: '' };
}

function timeRow(figure: string, title: string, minutes: number | undefined): MetricRow {
  const hours = minutes === undefined ? '' : (minutes / 60).toFixed(1);
  const days = minutes === undefined ? '' : (minutes / 1_440).toFixed(1);
  const value = hours === '' ? '-' : `${hours} hours (${days} days)`;
  return { figure, title, count: '', of: '', value, percent: '', hours };
}
