import { DateTime } from 'luxon';
import { GatewayError } from '../support/errors.js';
import { localDay, localMinute } from '../support/wall-clock.js';

/** An ISO instant for people in the payer's time zone, `2026-11-22 14:05`; `-` for ''. */
export function localTime(instant: string, timeZone: string): string {
  return instant === '' ? '-' : localMinute(new Date(instant), timeZone);
}

/** The day of an ISO instant for people in the payer's time zone, `2026-11-22`; `-` for ''. */
export function localDate(instant: string, timeZone: string): string {
  return instant === '' ? '-' : localDay(new Date(instant), timeZone);
}

/**
 * The instant at which a day that an option names begins in the payer's time zone, `daysLater` days on; undefined when the
 * option was left out. Raises GatewayError `day-invalid` (exit code 2) for anything but yyyy-mm-dd.
 */
export function dayBegins(
  option: string,
  day: string | undefined,
  timeZone: string,
  daysLater = 0,
): string | undefined {
  if (day === undefined) return undefined;
  const begins = DateTime.fromISO(day, { zone: timeZone });
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || !begins.isValid) {
    throw new GatewayError(`${option} needs a day as yyyy-mm-dd, such as 2026-11-01`, {
      code: 'day-invalid',
      operation: 'read the command line',
      hint: 'Give year, month and day with hyphens.',
      exitCode: 2,
    });
  }
  return begins.startOf('day').plus({ days: daysLater }).toJSDate().toISOString();
}

/**
 * The instants that `--from` and `--to`, both included, begin and end at in the payer's time zone, `to` excluded; what was
 * left out is left out. Raises GatewayError `day-invalid` (exit code 2).
 */
export function betweenDays(
  days: { readonly from?: string; readonly to?: string },
  timeZone: string,
): { readonly from?: string; readonly to?: string } {
  const from = dayBegins('--from', days.from, timeZone);
  const to = dayBegins('--to', days.to, timeZone, 1);
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

/** The same number of days on, as an ISO instant. */
export function daysAfter(instant: Date, days: number): string {
  return new Date(instant.getTime() + days * 86_400_000).toISOString();
}
