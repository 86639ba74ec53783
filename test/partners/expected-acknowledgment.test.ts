import { describe, expect, it } from 'vitest';
import { acknowledgmentTimes, acknowledgmentTimesText } from '../../src/partners/expected-acknowledgment.js';

describe('the times a partner is given', () => {
  it('are hours by type, read from hours or days and kept in one form', () => {
    const times = acknowledgmentTimes('835:24h, 278:2d')!;
    expect([...times]).toEqual([
      ['835', 24],
      ['278', 48],
    ]);
    expect(acknowledgmentTimesText(times)).toBe('278:48h,835:24h');
    expect(acknowledgmentTimesText(acknowledgmentTimes('off')!)).toBe('off');
  });

  it.each(['', '835', '835:0h', '835:24', '999:24h', '835:24h,835:2d', '835:367d', '835:24h,', 'on'])(
    'are none in "%s"',
    (text) => {
      expect(acknowledgmentTimes(text)).toBeUndefined();
    },
  );
});
