/** What the digits of 80840, which stand before an NPI in its check, add to the Luhn sum (45 CFR 162.406, ISO 7812). */
const PREFIX_SUM = 24;
const NPI_LENGTH = 10;

/** True for ten digits whose last is the check digit: Luhn over 80840 and the NPI (45 CFR 162.406). */
export function isNpi(text: string): boolean {
  return /^\d{10}$/.test(text) && isNpiAt(Buffer.from(text, 'latin1'), 0, NPI_LENGTH);
}

/** The same of the bytes `start` to `end` (exclusive), without making a string. */
export function isNpiAt(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start === NPI_LENGTH && luhnSum(bytes, start, end) % 10 === 0;
}

/** The NPI of these nine digits: they and their check digit. */
export function npiOf(nineDigits: string): string {
  const bytes = Buffer.from(nineDigits, 'latin1');
  return `${nineDigits}${(10 - (luhnSum(bytes, 0, bytes.length) % 10)) % 10}`;
}

/** Luhn sum of 80840 and the digits, of which the first, third and so on count double; NaN when one is no digit. */
function luhnSum(bytes: Uint8Array, start: number, end: number): number {
  let sum = PREFIX_SUM;
  for (let at = start; at < end; at++) {
    const digit = bytes[at]! - 0x30;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    const doubled = digit * 2;
    sum += (at - start) % 2 === 0 ? (doubled > 9 ? doubled - 9 : doubled) : digit;
  }
  return sum;
}
