/** Checks of single values as bytes: numbers, dates and times. No strings are made. */

import { isCalendarDay } from '../support/calendar.js';

const MINUS = 0x2d;
const POINT = 0x2e;
const SIX = 0x36;
const EIGHT = 0x38;
const UPPER_D = 0x44;
const UPPER_M = 0x4d;
const UPPER_R = 0x52;
const UPPER_T = 0x54;

/** Digits of a whole number (optionally with a minus sign), or -1 when it is none. N0: sign and point do not count. */
export function wholeNumberDigits(bytes: Uint8Array, start: number, end: number): number {
  const from = bytes[start] === MINUS ? start + 1 : start;
  for (let i = from; i < end; i++) if (bytes[i]! < 0x30 || bytes[i]! > 0x39) return -1;
  return end > from ? end - from : -1;
}

/** Digits of a decimal number with at most one point and an optional minus sign, or -1 when it is none (type R). */
export function decimalDigits(bytes: Uint8Array, start: number, end: number): number {
  let digits = 0;
  let points = 0;
  for (let i = bytes[start] === MINUS ? start + 1 : start; i < end; i++) {
    const byte = bytes[i]!;
    if (byte >= 0x30 && byte <= 0x39) digits++;
    else if (byte === POINT && points === 0) points++;
    else return -1;
  }
  return digits > 0 ? digits : -1;
}

/** True for a real calendar day written CCYYMMDD (8 bytes) or YYMMDD (6 bytes). */
export function isDate(bytes: Uint8Array, start: number, end: number): boolean {
  const length = end - start;
  if (length !== 8 && length !== 6) return false;
  let value = 0;
  for (let i = start; i < end; i++) {
    const digit = bytes[i]! - 0x30;
    if (digit < 0 || digit > 9) return false;
    value = value * 10 + digit;
  }
  const year = Math.floor(value / 10_000) + (length === 8 ? 0 : 2000);
  return isCalendarDay(year, Math.floor(value / 100) % 100, value % 100);
}

/** True for HHMM, HHMMSS, HHMMSSD or HHMMSSDD. */
export function isTime(bytes: Uint8Array, start: number, end: number): boolean {
  const length = end - start;
  if (length !== 4 && (length < 6 || length > 8)) return false;
  if (wholeNumberDigits(bytes, start, end) !== length) return false;
  if (number(bytes, start, start + 2) > 23 || number(bytes, start + 2, start + 4) > 59) return false;
  return length === 4 || number(bytes, start + 4, start + 6) <= 59;
}

/** Format qualifiers of data element 1250 whose values this gateway can check, and how a person writes them. */
export const DATE_FORMATS: Readonly<Record<string, string>> = Object.freeze({
  D6: 'YYMMDD',
  D8: 'CCYYMMDD',
  RD8: 'CCYYMMDD-CCYYMMDD',
  DT: 'CCYYMMDDHHMM',
  TM: 'HHMM',
});

/**
 * The format qualifier (1250) written here, one of DATE_FORMATS; '' for any other. Asked for every date: no text is made.
 */
export function dateFormatAt(bytes: Uint8Array, start: number, end: number): string {
  const length = end - start;
  if (length === 2 && bytes[start] === UPPER_D) {
    switch (bytes[start + 1]) {
      case EIGHT:
        return 'D8';
      case SIX:
        return 'D6';
      case UPPER_T:
        return 'DT';
      default:
        return '';
    }
  }
  if (length === 2) return bytes[start] === UPPER_T && bytes[start + 1] === UPPER_M ? 'TM' : '';
  const isPeriod = length === 3 && bytes[start] === UPPER_R && bytes[start + 1] === UPPER_D;
  return isPeriod && bytes[start + 2] === EIGHT ? 'RD8' : '';
}

/**
 * True when a date time period (data element 1251) fits its format qualifier (1250). A qualifier that is not in
 * DATE_FORMATS is not judged: true.
 */
export function fitsDateFormat(qualifier: string, bytes: Uint8Array, start: number, end: number): boolean {
  const length = end - start;
  switch (qualifier) {
    case 'D6':
      return length === 6 && isDate(bytes, start, end);
    case 'D8':
      return length === 8 && isDate(bytes, start, end);
    case 'RD8':
      return (
        length === 17 && bytes[start + 8] === MINUS && isDate(bytes, start, start + 8) && isDate(bytes, start + 9, end)
      );
    case 'DT':
      return length === 12 && isDate(bytes, start, start + 8) && isTime(bytes, start + 8, end);
    case 'TM':
      return isTime(bytes, start, end);
    default:
      return true;
  }
}

function number(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let i = start; i < end; i++) value = value * 10 + bytes[i]! - 0x30;
  return value;
}
