import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isEchoable, isLongDate, isShortDate, isTime } from '../../src/envelope/shapes.js';
import { echo } from '../../src/x12/writer.js';

describe('a value an answer can repeat', () => {
  it('is one the writer would leave as it is, without a space in front', () => {
    const text = fc.string({
      maxLength: 12,
      unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
    });
    fc.assert(
      fc.property(text, (value) => {
        const isLeft = value.length >= 4 && echo(value, 9) === value && !value.startsWith(' ');
        expect(isEchoable(value, 4, 9)).toBe(isLeft);
      }),
      { examples: [['0001'], ['00*1'], ['00 1'], ['000 '], [' 001'], ['123456789'], ['1234567890']] },
    );
  });
});

describe('dates and times', () => {
  it.each([
    ['20261103', true],
    ['20261131', false],
    ['20240229', true],
    ['21000229', false],
    ['20261301', false],
    ['2026110', false],
    ['2026110A', false],
  ])('%s as CCYYMMDD', (text, expected) => {
    expect(isLongDate(text)).toBe(expected);
    if (text.startsWith('20')) expect(isShortDate(text.slice(2))).toBe(expected);
  });

  it.each([
    ['0000', true, true],
    ['2359', true, true],
    ['2400', false, false],
    ['1260', false, false],
    ['091530', false, true],
    ['0915301', false, true],
    ['09153012', false, true],
    ['091560', false, false],
    ['09153', false, false],
    ['', false, false],
  ])('%s as a time of four and of up to eight digits', (text, short, long) => {
    expect([isTime(text, 4), isTime(text, 8)]).toEqual([short, long]);
  });
});
