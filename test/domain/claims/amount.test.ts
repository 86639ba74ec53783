import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AmountSum } from '../../../src/domain/claims/amount.js';

function sumOf(...amounts: string[]): AmountSum {
  const sum = new AmountSum();
  for (const amount of amounts) sum.add(amount);
  return sum;
}

describe('a sum of charges', () => {
  it.each([
    [[], '0.00'],
    [['0.1', '0.2'], '0.30'],
    [['100', '.75', '12.5'], '113.25'],
    [['10.00', '-3.205'], '6.795'],
    [['1', '-1.5'], '-0.50'],
    [['9007199254740993', '0.01'], '9007199254740993.01'],
  ])('of %j is %s', (amounts, expected) => {
    expect(String(sumOf(...amounts))).toBe(expected);
  });

  it('of any cents is exact', () => {
    const cents = fc.bigInt({ min: 0n, max: 10n ** 17n });
    fc.assert(
      fc.property(fc.array(cents, { maxLength: 50 }), (values) => {
        const written = values.map((value) => `${value / 100n}.${String(value % 100n).padStart(2, '0')}`);
        const total = values.reduce((sum, value) => sum + value, 0n);
        expect(String(sumOf(...written))).toBe(`${total / 100n}.${String(total % 100n).padStart(2, '0')}`);
      }),
    );
  });

  it('leaves out what is no amount, and says how many', () => {
    const sum = sumOf('12', 'TWELVE', '', '.', '1.2.3');
    expect(String(sum)).toBe('12.00');
    expect(sum.unreadable).toBe(4);
  });
});
