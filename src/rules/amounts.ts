/**
 * An exact decimal. A number counts ten-thousandths and is a safe integer; what does not fit (more places, more digits)
 * is a bigint that counts 10^-18. NaN: not a number. No sum of money is ever held as a binary fraction.
 */
export type Amount = number | bigint;

/** Ten-thousandths in one. */
export const SCALE = 10_000;

const PLACES = 4;
const WIDE_PLACES = 18;
const WIDE_PER_UNIT = 10n ** BigInt(WIDE_PLACES - PLACES);
const MINUS = 0x2d;
const POINT = 0x2e;
/** So many digits, scaled, are always a safe integer. */
const SAFE_DIGITS = 11;

/** The decimal that bytes `start` to `end` write (optional minus, digits, at most one point); NaN when they write none. */
export function amountOf(bytes: Uint8Array, start: number, end: number): Amount {
  const from = bytes[start] === MINUS ? start + 1 : start;
  let units = 0;
  let digits = 0;
  let places = -1;
  for (let i = from; i < end; i++) {
    const byte = bytes[i]!;
    if (byte >= 0x30 && byte <= 0x39) {
      units = units * 10 + byte - 0x30;
      digits++;
      if (places >= 0) places++;
    } else if (byte === POINT && places < 0) places = 0;
    else return Number.NaN;
  }
  if (digits === 0) return Number.NaN;
  const decimals = Math.max(places, 0);
  if (digits > SAFE_DIGITS || decimals > PLACES) return wideAmount(bytes, from, end, decimals, from > start);
  for (let i = decimals; i < PLACES; i++) units *= 10;
  return from > start && units > 0 ? -units : units;
}

/** The same of a text. */
export function amountOfText(text: string): Amount {
  return amountOf(Buffer.from(text, 'latin1'), 0, text.length);
}

function wideAmount(bytes: Uint8Array, from: number, end: number, decimals: number, isNegative: boolean): Amount {
  // Longer than any element of type R or N0 may be: malformed, and not worth a big number.
  if (decimals > WIDE_PLACES || end - from > 40) return Number.NaN;
  let digits = '';
  for (let i = from; i < end; i++) if (bytes[i] !== POINT) digits += String.fromCharCode(bytes[i]!);
  const value = BigInt(digits) * 10n ** BigInt(WIDE_PLACES - decimals);
  return narrow(isNegative ? -value : value);
}

function narrow(value: bigint): Amount {
  const units = value / WIDE_PER_UNIT;
  if (units * WIDE_PER_UNIT !== value) return value;
  const small = Number(units);
  return Number.isSafeInteger(small) ? small : value;
}

function widen(amount: Amount): bigint {
  return typeof amount === 'bigint' ? amount : BigInt(amount) * WIDE_PER_UNIT;
}

/** `left + right`, exactly; NaN when either is. */
export function addAmounts(left: Amount, right: Amount): Amount {
  if (typeof left === 'number' && typeof right === 'number') {
    const sum = left + right;
    if (Number.isSafeInteger(sum) || Number.isNaN(sum)) return sum;
  }
  if (Number.isNaN(left) || Number.isNaN(right)) return Number.NaN;
  return narrow(widen(left) + widen(right));
}

/** `-amount`. */
export function negate(amount: Amount): Amount {
  return -amount;
}

/** Below 0, 0 or above 0 as `left` is less than, equal to or more than `right`. Neither may be NaN. */
export function compareAmounts(left: Amount, right: Amount): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  const difference = widen(left) - widen(right);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** As X12 writes a decimal: no trailing zeros behind the point, `0` before it. */
export function amountText(amount: Amount): string {
  const value = widen(amount);
  const digits = (value < 0n ? -value : value).toString().padStart(WIDE_PLACES + 1, '0');
  const fraction = digits.slice(-WIDE_PLACES).replace(/0+$/, '');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -WIDE_PLACES)}${fraction === '' ? '' : `.${fraction}`}`;
}
