import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  attachmentNumberOf,
  claimNumberOf,
  paNumberOf,
  paNumberSkip,
  trackingNumberOf,
} from '../../src/domain/numbers.js';

const sequence = fc.integer({ min: 1, max: 999_999_999 });

describe('numbers of ours', () => {
  it('of production and test never meet', () => {
    fc.assert(
      fc.property(sequence, sequence, (production, test) => {
        for (const numberOf of [trackingNumberOf, attachmentNumberOf, claimNumberOf]) {
          expect(numberOf(production, 'production')).not.toBe(numberOf(test, 'test'));
        }
      }),
    );
  });

  it('have one form each', () => {
    expect(trackingNumberOf(42, 'production')).toBe('1000000042');
    expect(trackingNumberOf(999_999_999, 'test')).toBe('9999999999');
    expect(attachmentNumberOf(42, 'production')).toBe('CN1000000042');
    expect(claimNumberOf(42, 'test')).toBe('C9000000042');
  });

  it('are never cut when the range is used up: that is an error that says what to do', () => {
    expect(() => trackingNumberOf(1_000_000_000, 'production')).toThrowError(
      expect.objectContaining({ code: 'number-range-exhausted', exitCode: 3 }),
    );
    expect(() => claimNumberOf(0, 'production')).toThrow(RangeError);
  });
});

describe('a PA number', () => {
  it('says year and day of the decision, and in test that it is one', () => {
    expect(paNumberOf(1, '2026-01-05', 'production')).toBe('P260053334');
    expect(paNumberOf(1, '2028-12-31', 'test')).toBe('TESTP283663334');
  });

  it('has four symbols that nobody takes for one another', () => {
    fc.assert(
      fc.property(sequence, (one) => {
        expect(paNumberOf(one, '2026-07-31', 'production')).toMatch(/^P26212[^\W_0O1IL2Z5S8BUV]{4}$/);
      }),
    );
  });

  it('is given once: the next 279,840 decisions of the day have others', () => {
    fc.assert(
      fc.property(sequence, fc.integer({ min: 1, max: 279_840 }), (one, further) => {
        expect(paNumberOf(one, '2026-07-31', 'production')).not.toBe(
          paNumberOf(one + further, '2026-07-31', 'production'),
        );
      }),
    );
  });

  it('is not made of what is no day or no sequence number', () => {
    expect(() => paNumberOf(1, '2026-02-29', 'production')).toThrow(RangeError);
    expect(() => paNumberOf(1, '2026-2-1', 'production')).toThrow(RangeError);
    expect(() => paNumberOf(0, '2026-02-01', 'production')).toThrow(RangeError);
  });
});

describe('PA numbers left out after a restore', () => {
  it('are at least as many as asked for, and keep the same day’s numbers on both sides apart', () => {
    const day = '2026-11-02';
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000_000 }), fc.integer({ min: 0, max: 100_000 }), (least, given) => {
        const skip = paNumberSkip(least);
        expect(skip).toBeGreaterThanOrEqual(least);
        expect(paNumberOf(1 + skip, day, 'production')).not.toBe(paNumberOf(1 + given, day, 'production'));
      }),
    );
    expect(paNumberSkip(0)).toBe(0);
  });
});
