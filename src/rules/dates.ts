import { isCalendarDay } from '../support/calendar.js';

const MINUS = 0x2d;

/** The day of eight digits as CCYYMMDD; NaN when they are no calendar day. */
export function dayAt(bytes: Uint8Array, start: number): number {
  let day = 0;
  for (let i = start; i < start + 8; i++) {
    const digit = bytes[i]! - 0x30;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    day = day * 10 + digit;
  }
  return isDay(day) ? day : Number.NaN;
}

/** The first day of a value of format D8, RD8 or DT (data element 1250), told by its length; NaN for anything else. */
export function firstDay(bytes: Uint8Array, start: number, end: number): number {
  return hasDay(bytes, start, end) ? dayAt(bytes, start) : Number.NaN;
}

/** The last day of a period (RD8), or the day of a D8 or DT; NaN for anything else. */
export function lastDay(bytes: Uint8Array, start: number, end: number): number {
  if (!hasDay(bytes, start, end)) return Number.NaN;
  return dayAt(bytes, end - start === 17 ? start + 9 : start);
}

function hasDay(bytes: Uint8Array, start: number, end: number): boolean {
  const length = end - start;
  return length === 8 || length === 12 || length === 14 || (length === 17 && bytes[start + 8] === MINUS);
}

/** Days since 1970-01-01 of a day CCYYMMDD. */
export function daysSince1970(day: number): number {
  return Date.UTC(Math.floor(day / 10_000), (Math.floor(day / 100) % 100) - 1, day % 100) / 86_400_000;
}

/** Whole years from `birth` to `day` (both CCYYMMDD). */
export function yearsBetween(birth: number, day: number): number {
  return Math.floor((day - birth) / 10_000);
}

function isDay(day: number): boolean {
  const year = Math.floor(day / 10_000);
  return year >= 1000 && isCalendarDay(year, Math.floor(day / 100) % 100, day % 100);
}
