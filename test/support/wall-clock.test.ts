import { describe, expect, it } from 'vitest';
import { localDay, localMinute, wallClock } from '../../src/support/wall-clock.js';

const BOSTON = 'America/New_York';

describe('wallClock', () => {
  it('tells the day and the minute of the zone, in summer and in winter', () => {
    expect(wallClock(new Date('2026-01-15T04:59:59.999Z'), BOSTON)).toEqual({ day: '2026-01-14', time: '23:59' });
    expect(localDay(new Date('2026-07-15T04:00:00Z'), BOSTON)).toBe('2026-07-15');
    expect(localMinute(new Date('2026-07-15T03:59:59.999Z'), BOSTON)).toBe('2026-07-14 23:59');
  });

  it('begins a day at 00:00, not at 24:00', () => {
    expect(localMinute(new Date('2026-11-03T05:00:00Z'), BOSTON)).toBe('2026-11-03 00:00');
  });

  it('refuses a zone that does not exist', () => {
    expect(() => localDay(new Date(0), 'America/Nowhere')).toThrow(RangeError);
  });
});
