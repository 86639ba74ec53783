import { describe, expect, it } from 'vitest';
import { dayBegins, localTime } from '../../src/cli/local-time.js';

const BOSTON = 'America/New_York';

describe('times for people', () => {
  it('are those of the payer, in winter and in summer', () => {
    expect(localTime('2026-01-15T04:59:59.999Z', BOSTON)).toBe('2026-01-14 23:59');
    expect(localTime('2026-07-15T03:59:59.999Z', BOSTON)).toBe('2026-07-14 23:59');
    expect(localTime('', BOSTON)).toBe('-');
  });

  it('begin days at the payer’s midnight, also where the clocks change', () => {
    expect(dayBegins('--from', '2026-03-08', BOSTON)).toBe('2026-03-08T05:00:00.000Z');
    expect(dayBegins('--to', '2026-03-08', BOSTON, 1)).toBe('2026-03-09T04:00:00.000Z');
    expect(dayBegins('--from', undefined, BOSTON)).toBeUndefined();
  });

  it.each(['2026-02-30', '20260301', '2026-3-1', 'today', '2026-03-01T00:00'])('refuse %s as a day', (day) => {
    expect(() => dayBegins('--from', day, BOSTON)).toThrow('--from needs a day');
  });
});
