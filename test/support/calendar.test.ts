import { describe, expect, it } from 'vitest';
import { isCalendarDay } from '../../src/support/calendar.js';

describe('the calendar', () => {
  it('has the days that JavaScript’s calendar has, over four centuries', () => {
    const wrong: string[] = [];
    for (let year = 1900; year <= 2300; year++) {
      for (let month = 0; month <= 13; month++) {
        for (const day of [0, 1, 28, 29, 30, 31, 32]) {
          const date = new Date(Date.UTC(year, month - 1, day));
          const real = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
          if (isCalendarDay(year, month, day) !== real) wrong.push(`${year}-${month}-${day}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  it('has no day of what is no number', () => {
    expect(isCalendarDay(2026, Number.NaN, 1)).toBe(false);
    expect(isCalendarDay(2026, 1, Number.NaN)).toBe(false);
  });
});
