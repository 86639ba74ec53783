import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareDecimals, halfOf, isPositiveDecimal } from '../../src/domain/units.js';

const decimals = fc
  .tuple(fc.integer({ min: 0, max: 999_999 }), fc.integer({ min: 0, max: 999 }))
  .filter(([whole, thousandths]) => whole + thousandths > 0)
  .map(([whole, thousandths]) => `${whole}.${String(thousandths).padStart(3, '0')}`);

describe('units', () => {
  it('are positive decimals', () => {
    expect(['3', '2.5', '.5', '3.', '0.01'].filter(isPositiveDecimal)).toHaveLength(5);
    expect(['', '0', '0.0', '-1', '1e3', '1,5', '.', ' 3'].filter(isPositiveDecimal)).toEqual([]);
  });

  it('are compared by value, exactly', () => {
    expect(compareDecimals('3', '3.00')).toBe(0);
    expect(compareDecimals('.5', '0.50')).toBe(0);
    expect(compareDecimals('9007199254740993', '9007199254740992')).toBe(1);
    fc.assert(
      fc.property(decimals, decimals, (one, other) => {
        expect(compareDecimals(one, other)).toBe(Math.sign(Number(one) - Number(other)));
      }),
    );
  });

  it('are halved to something less that is still positive', () => {
    expect(['3', '2', '1', '0.5', '.25', '10.0'].map(halfOf)).toEqual(['1', '1', '0.5', '0.25', '0.125', '5']);
    fc.assert(
      fc.property(decimals, (text) => {
        expect(isPositiveDecimal(halfOf(text))).toBe(true);
        expect(compareDecimals(halfOf(text), text)).toBe(-1);
      }),
    );
  });
});
