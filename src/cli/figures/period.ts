import { DateTime } from 'luxon';
import { GatewayError } from '../../support/errors.js';
import { localDay } from '../../support/wall-clock.js';
import { dayBegins } from '../local-time.js';

/** Days of receipt that are counted, both included, with the instants they begin and end at. */
export interface Period {
  readonly from: string;
  readonly to: string;
  /** Instants, `ends` excluded. */
  readonly begins: string;
  readonly ends: string;
}

/**
 * The days that `--from` and `--to` name in the payer's time zone; without them from the first of this month, or of
 * `months` months before, to today. Raises GatewayError `day-invalid`, `period-reversed` (exit code 2).
 */
export function periodOf(
  options: { readonly from?: string; readonly to?: string },
  now: Date,
  timeZone: string,
  months = 0,
): Period {
  const today = localDay(now, timeZone);
  const first = DateTime.fromISO(today, { zone: timeZone }).startOf('month').minus({ months }).toISODate() ?? today;
  const { from = first, to = today } = options;
  const begins = dayBegins('--from', from, timeZone)!;
  const ends = dayBegins('--to', to, timeZone, 1)!;
  if (begins < ends) return { from, to, begins, ends };
  throw new GatewayError('--from comes after --to', {
    code: 'period-reversed',
    operation: 'read the command line',
    hint: 'Swap the two, or leave --to out for today.',
    exitCode: 2,
  });
}
