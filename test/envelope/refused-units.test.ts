import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countRefusedUnits, RefusedUnits } from '../../src/envelope/refused-units.js';
import type { UnitRefusal } from '../../src/findings/finding.js';

const refusal = (code: string, from: number, to = from + 1): UnitRefusal => ({ code, from, to });

describe('the refused units of a set', () => {
  it('are those of every interval that holds them, by each code once', () => {
    const refused = new RefusedUnits([
      refusal('provider', 0, 5_000),
      refusal('total', 3),
      refusal('total', 3),
      refusal('total', 7),
    ]);
    expect(refused.codesOf(3)).toEqual(['provider', 'total']);
    expect(refused.codesOf(4)).toEqual(['provider']);
    expect(refused.codesOf(5_000)).toEqual([]);
  });

  it('are counted once, however many codes refuse them', () => {
    expect(countRefusedUnits([])).toBe(0);
    expect(countRefusedUnits([refusal('a', 0, 4), refusal('b', 1, 3), refusal('b', 2, 6), refusal('a', 9)])).toBe(7);
  });

  it('are the same as by looking at every interval', () => {
    const intervals = fc.array(
      fc.record({ code: fc.constantFrom('a', 'b', 'c'), from: fc.nat(30), length: fc.integer({ min: 1, max: 9 }) }),
    );
    fc.assert(
      fc.property(intervals, (drawn) => {
        const refusals = drawn
          .map(({ code, from, length }) => refusal(code, from, from + length))
          .sort((a, b) => a.from - b.from);
        const refused = new RefusedUnits(refusals);
        const units = Array.from({ length: 41 }, (_, unit) => unit);
        const holding = (unit: number) => refusals.filter(({ from, to }) => from <= unit && unit < to);
        for (const unit of units) {
          const codes = new Set(holding(unit).map(({ code }) => code));
          expect(new Set(refused.codesOf(unit))).toEqual(codes);
        }
        expect(countRefusedUnits(refusals)).toBe(units.filter((unit) => holding(unit).length > 0).length);
      }),
    );
  });
});
