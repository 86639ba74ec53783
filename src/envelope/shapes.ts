import { OUTBOUND_DELIMITERS } from '../x12/delimiters.js';

/** Shapes of the values that envelope segments hold. Pure questions about text; no finding is made here. */

const { element, repetition, component, segment } = OUTBOUND_DELIMITERS;

/** True for `minimum` to `maximum` digits and nothing else: an unsigned N0. */
export function isDigits(text: string, minimum: number, maximum: number): boolean {
  return text.length >= minimum && text.length <= maximum && /^[0-9]+$/.test(text);
}

/**
 * True when an acknowledgment can repeat the value in an element of that size: right length, legal characters that are
 * not delimiters of ours, no space at either end. What cannot be repeated is reported one level up (X12 RFI 55).
 */
export function isEchoable(text: string, minimum: number, maximum: number): boolean {
  if (text.length < minimum || text.length > maximum || text[0] === ' ' || text.at(-1) === ' ') return false;
  for (let i = 0; i < text.length; i++) {
    const byte = text.charCodeAt(i);
    if (byte < 0x20 || byte > 0x7e || byte === element || byte === repetition) return false;
    if (byte === component || byte === segment) return false;
  }
  return true;
}

/** True for capital letters and digits alone, as in every segment id, set id and functional identifier. */
export function isIdentifier(text: string, minimum: number, maximum: number): boolean {
  return text.length >= minimum && text.length <= maximum && /^[A-Z0-9]+$/.test(text);
}

const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** True for a real day written CCYYMMDD. */
export function isLongDate(text: string): boolean {
  if (!isDigits(text, 8, 8)) return false;
  const year = Number(text.slice(0, 4));
  const month = Number(text.slice(4, 6));
  const day = Number(text.slice(6, 8));
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = month === 2 && isLeap ? 29 : (DAYS_IN_MONTH[month - 1] ?? 0);
  return day >= 1 && day <= days;
}

/** True for a real day written YYMMDD, read as a day of 2000 to 2099. */
export function isShortDate(text: string): boolean {
  return isDigits(text, 6, 6) && isLongDate(`20${text}`);
}

/** True for HHMM, and with `longest` 8 also for HHMMSS, HHMMSSD and HHMMSSDD (data element 337). */
export function isTime(text: string, longest: 4 | 8): boolean {
  if (!isDigits(text, 4, longest) || text.length === 5) return false;
  return text.slice(0, 2) < '24' && text.slice(2, 4) < '60' && (text.length === 4 || text.slice(4, 6) < '60');
}
