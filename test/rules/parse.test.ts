import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EVERY } from '../../src/rules/expression.js';
import { parseExpression, parsePath, parsePaths } from '../../src/rules/parse.js';

const parsed = (text: string) => parseExpression(text, 'a-rule');

describe('a path', () => {
  it.each([
    ['2300/CLM05-3', { loop: '2300', segment: 'CLM', element: 5, component: 3 }],
    ['SV102', { loop: '', segment: 'SV1', element: 2, component: 0 }],
    ['HI01-2', { loop: '', segment: 'HI', element: 1, component: 2 }],
    ['N301', { loop: '', segment: 'N3', element: 1, component: 0 }],
    ['2300/REF[F8]', { loop: '2300', segment: 'REF', qualifiers: ['F8'], element: 0 }],
    ['2300/REF[F8]02', { loop: '2300', segment: 'REF', qualifiers: ['F8'], element: 2 }],
    ['HI[ABK, ABF]*-2', { segment: 'HI', qualifiers: ['ABK', 'ABF'], element: EVERY, component: 2 }],
    ['CLM11-*', { segment: 'CLM', element: 11, component: EVERY }],
    ['2010BA', { loop: '2010BA', segment: '' }],
    ['2400', { loop: '2400', segment: '' }],
    ['this/DTP03', { base: 'this', segment: 'DTP', element: 3 }],
    ['this-1', { base: 'this', segment: '', component: 1 }],
    ['value', { base: 'value' }],
  ])('%s is read as what it names', (text, expected) => {
    expect(parsePath(text, 'a-rule')).toMatchObject(expected);
  });

  it('may be one of several', () => {
    expect(parsePaths('CAS02, CAS05', 'a-rule').map((path) => path.element)).toEqual([2, 5]);
    expect(() => parsePath('CAS02, CAS05', 'a-rule')).toThrow('must be one path');
  });
});

describe('an expression', () => {
  it('binds not before and, and before or', () => {
    expect(parsed("not exists(REF) and CLM02 = 1 or CLM01 = 'X'")).toMatchObject({
      kind: 'or',
      terms: [{ kind: 'and', terms: [{ kind: 'not' }, { kind: 'compare' }] }, { kind: 'compare' }],
    });
  });

  it('adds and subtracts from the left', () => {
    expect(parsed('CLM02 = 5 - 2 + 1')).toMatchObject({
      right: { kind: 'add', isMinus: false, left: { kind: 'add', isMinus: true } },
    });
  });

  it('tells four digits as an argument from a number', () => {
    expect(parsed('count(2400) > 2400')).toMatchObject({
      left: { parameters: [{ kind: 'path', loop: '2400' }] },
      right: { kind: 'number', amount: 24_000_000 },
    });
  });

  it('takes lists, negated ones too', () => {
    expect(parsed("CLM05-3 not in ('7', '8')")).toMatchObject({ kind: 'in', isNegated: true, values: ['7', '8'] });
  });

  it('knows the day the file was received', () => {
    expect(parsed('date(DTP03) <= received')).toMatchObject({ right: { kind: 'received' } });
  });

  it.each([
    ['CLM02 >', 8],
    ['CLM02 = = 1', 9],
    ["CLM02 in ('1', )", 16],
    ['exists(CLM02', 13],
    ['CLM02 not 5', 11],
    ['(CLM02 = 1', 11],
    ['CLM02 = 1 CLM03 = 2', 11],
    ["CLM01 = 'open", 9],
    ['', 1],
  ])('%s is refused with the rule and the character', (text, character) => {
    expect(() => parsed(text)).toThrow(RangeError);
    expect(() => parsed(text)).toThrow(new RegExp(`^a-rule: .* at character ${character}$`));
  });

  it('is refused when it is nested too deeply, before the stack ends', () => {
    const deep = `${'('.repeat(5000)}CLM02 = 1${')'.repeat(5000)}`;
    expect(() => parsed(deep)).toThrow('nested too deeply');
  });

  it('is shown around the mistake only when it is long', () => {
    const long = `${'exists(CLM01) and '.repeat(5000)}? ${'and exists(CLM02) '.repeat(5000)}`;
    expect(() => parsed(long)).toThrow(/^a-rule: "\.\.\..* and \? and .*\.\.\." .* at character 90001$/);
    expect(() => parsed(long)).toThrow(/^.{100,200}$/);
  });

  it('is read or refused, whatever it is', () => {
    const pieces = [
      'CLM02',
      '2300/',
      'HI*-2',
      "'a'",
      '(',
      ')',
      ',',
      'and',
      'or',
      'not',
      'in',
      '=',
      '<',
      '+',
      '-',
      ' ',
      '12',
    ];
    const texts = fc.oneof(
      fc.string(),
      fc.array(fc.constantFrom(...pieces), { maxLength: 30 }).map((parts) => parts.join(' ')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        try {
          parsed(text);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
    );
  });
});
