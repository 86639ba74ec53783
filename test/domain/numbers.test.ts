import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attachmentNumberOf, claimNumberOf, trackingNumberOf } from '../../src/domain/numbers.js';

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
