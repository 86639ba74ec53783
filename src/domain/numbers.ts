import { isCalendarDay } from '../support/calendar.js';
import { GatewayError } from '../support/errors.js';
import type { Environment } from './environment.js';

/** Largest sequence number a ten-digit number of ours can hold after its leading digit. */
const LARGEST_SEQUENCE = 999_999_999;

/**
 * Ten digits for the nth number of an environment: production numbers begin with 1, test numbers with 9, so the two
 * ranges never meet, whatever the sequences do. `sequence` counts from 1.
 * Throws GatewayError `number-range-exhausted` past 999,999,999 and RangeError for anything that is no sequence number.
 */
export function tenDigits(sequence: number, environment: Environment): string {
  if (!Number.isInteger(sequence) || sequence < 1) throw new RangeError('A sequence number is a whole number from 1');
  if (sequence > LARGEST_SEQUENCE) {
    throw new GatewayError('Every number of this kind has been given out', {
      code: 'number-range-exhausted',
      operation: 'issue a number',
      hint: 'Archive this installation and continue with a new ledger.',
      exitCode: 3,
    });
  }
  return `${environment === 'production' ? '1' : '9'}${String(sequence).padStart(9, '0')}`;
}

/** PA tracking number: ten digits, `1000000001` in production, `9000000001` in test. */
export function trackingNumberOf(sequence: number, environment: Environment): string {
  return tenDigits(sequence, environment);
}

/** Control number of a PA attachment: `CN` and ten digits. */
export function attachmentNumberOf(sequence: number, environment: Environment): string {
  return `CN${tenDigits(sequence, environment)}`;
}

/** Claim number: `C` and ten digits. */
export function claimNumberOf(sequence: number, environment: Environment): string {
  return `C${tenDigits(sequence, environment)}`;
}

/** True for a text that has the form of a claim number. */
export function isClaimNumber(text: string): boolean {
  return /^C\d{10}$/i.test(text);
}

/** Letters and digits that nobody takes for one another in print or by telephone: no 0 O, 1 I L, 2 Z, 5 S, 8 B, U V. */
const CLEAR_SYMBOLS = '34679ACDEFGHJKMNPQRTWXY';

/** Symbols at the end of a PA number. */
const PA_SYMBOLS = 4;

/**
 * PA number: `P`, year and day of the decision as YYDDD, and four letters or digits that count the numbers given out:
 * `P260053336`. Those of a test begin with `TEST`. `sequence` counts from 1, `day` is the day of the decision where the
 * payer is, yyyy-mm-dd. Two sequence numbers of one day give the same number only when they lie a multiple of 279,841
 * apart. Throws RangeError for anything that is no sequence number or no day.
 */
export function paNumberOf(sequence: number, day: string, environment: Environment): string {
  if (!Number.isSafeInteger(sequence) || sequence < 1)
    throw new RangeError('A sequence number is a whole number from 1');
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day)?.map(Number) ?? [];
  if (!isCalendarDay(year!, month!, date!)) throw new RangeError('A day is a day of the calendar, yyyy-mm-dd');
  const dayOfYear = (Date.UTC(year!, month! - 1, date!) - Date.UTC(year!, 0, 1)) / 86_400_000 + 1;
  let symbols = '';
  for (let rest = sequence; symbols.length < PA_SYMBOLS; rest = Math.floor(rest / CLEAR_SYMBOLS.length)) {
    symbols = CLEAR_SYMBOLS.charAt(rest % CLEAR_SYMBOLS.length) + symbols;
  }
  return `${environment === 'test' ? 'TEST' : ''}P${day.slice(2, 4)}${String(dayOfYear).padStart(3, '0')}${symbols}`;
}

/** How many PA numbers a day has before they come round. */
const PA_NUMBERS_A_DAY = CLEAR_SYMBOLS.length ** PA_SYMBOLS;

/**
 * How many PA numbers to leave out, at least `least` (0: none), so that those given out on the same day on either side of
 * the gap do not meet: half a turn beside a whole number of turns.
 */
export function paNumberSkip(least: number): number {
  if (least === 0) return 0;
  const half = Math.floor(PA_NUMBERS_A_DAY / 2);
  return Math.ceil(Math.max(0, least - half) / PA_NUMBERS_A_DAY) * PA_NUMBERS_A_DAY + half;
}
