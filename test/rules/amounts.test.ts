import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addAmounts, amountOfText, amountText, compareAmounts } from '../../src/rules/amounts.js';

describe('an amount', () => {
  it('adds cents without a rest', () => {
    expect(amountText(addAmounts(amountOfText('0.1'), amountOfText('0.2')))).toBe('0.3');
  });

  it.each(['', '-', '.', '1.2.3', '1e3', '12A', '+1', '1-'])('is not what %j writes', (text) => {
    expect(amountOfText(text)).toBeNaN();
  });

  it('is the same with and without zeros that say nothing', () => {
    expect(compareAmounts(amountOfText('0100.50'), amountOfText('100.5'))).toBe(0);
    expect(compareAmounts(amountOfText('-0'), amountOfText('0'))).toBe(0);
  });

  it('stays exact beyond what a number holds', () => {
    const sum = addAmounts(amountOfText('999999999999999999'), amountOfText('0.000000000000000001'));
    expect(amountText(sum)).toBe('999999999999999999.000000000000000001');
    expect(compareAmounts(sum, amountOfText('999999999999999999'))).toBeGreaterThan(0);
    expect(amountText(addAmounts(sum, amountOfText('-999999999999999999')))).toBe('0.000000000000000001');
  });

  it('adds as whole numbers of its smallest part do', () => {
    const decimal = fc.tuple(fc.bigInt(-(10n ** 17n), 10n ** 17n), fc.integer({ min: 0, max: 9 }));
    const written = ([units, places]: [bigint, number]) => {
      const digits = (units < 0n ? -units : units).toString().padStart(places + 1, '0');
      const at = digits.length - places;
      return `${units < 0n ? '-' : ''}${digits.slice(0, at)}${places === 0 ? '' : `.${digits.slice(at)}`}`;
    };
    fc.assert(
      fc.property(fc.array(decimal, { maxLength: 6 }), (parts) => {
        const sum = parts.map(written).map(amountOfText).reduce(addAmounts, 0);
        const exact = parts.reduce((total, [units, places]) => total + units * 10n ** BigInt(18 - places), 0n);
        expect(compareAmounts(sum, exact)).toBe(0);
      }),
    );
  });
});
