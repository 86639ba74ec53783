import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ControlNumberMemory } from '../../src/envelope/control-number-memory.js';

describe('the memory of control numbers', () => {
  it('compares texts, not numbers', () => {
    const memory = new ControlNumberMemory();
    expect(['0001', '00001', '0001', 'A001', 'a001', 'A001'].map((number) => memory.isRepeated(number))).toEqual([
      false,
      false,
      true,
      false,
      false,
      true,
    ]);
  });

  it('knows a number it met out of order once the count reaches it', () => {
    const memory = new ControlNumberMemory();
    const numbers = ['0001', '0002', '0004', '0003', '0004', '0005', '0001'];
    expect(numbers.map((number) => memory.isRepeated(number))).toEqual([false, false, false, false, true, false, true]);
  });

  it('knows every number of a long count, also across an added digit', () => {
    const memory = new ControlNumberMemory();
    for (let number = 9990; number <= 10010; number++) expect(memory.isRepeated(String(number))).toBe(false);
    for (let number = 9990; number <= 10010; number++) expect(memory.isRepeated(String(number))).toBe(true);
  });

  it('forgets when cleared', () => {
    const memory = new ControlNumberMemory();
    for (const number of ['0001', '0009', 'X001']) memory.isRepeated(number);
    memory.clear();
    for (const number of ['0001', '0009', 'X001']) expect(memory.isRepeated(number)).toBe(false);
  });

  it('agrees with a plain set on any numbers', () => {
    const number = fc.oneof(
      fc.integer({ min: 1, max: 80 }).map((value) => String(value).padStart(4, '0')),
      fc.constantFrom('00001', '000000001', '999999999', 'AB01', '12-4'),
    );
    fc.assert(
      fc.property(fc.array(number, { maxLength: 120 }), (numbers) => {
        const memory = new ControlNumberMemory();
        const seen = new Set<string>();
        for (const text of numbers) {
          expect(memory.isRepeated(text)).toBe(seen.has(text));
          seen.add(text);
        }
      }),
    );
  });
});
