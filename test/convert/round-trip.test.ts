import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exampleInterchange } from '../../src/guides/instance-interchange.js';
import type { Delimiters } from '../../src/x12/delimiters.js';
import { isStrictHeader } from '../../src/x12/header.js';
import { CLAIMS, claimsWith, ISA, interchangeOf } from './files.js';
import { type AnyLine, jsonOf, linesOf, schemas, x12Of } from './round-trip.js';

const casesFolder = join(import.meta.dirname, '../../fixtures/cases');
/** Those whose ISA is readable whatever becomes of the rest. */
const cases = readdirSync(casesFolder)
  .map((name) => readFileSync(join(casesFolder, name, 'input.x12'), 'latin1'))
  .filter((text) => isStrictHeader(Buffer.from(text, 'latin1'), 0));

const DELIMITERS: readonly Delimiters[] = [
  { element: 0x2a, repetition: 0x5e, component: 0x3a, segment: 0x7e },
  { element: 0x7c, repetition: 0x21, component: 0x3e, segment: 0x0a },
  { element: 0x1d, repetition: 0x1f, component: 0x1c, segment: 0x1e },
  { element: 0x2b, repetition: 0x5b, component: 0x5d, segment: 0x0d },
  { element: 0x5c, repetition: 0x22, component: 0x27, segment: 0x25 },
];

/** Both ways, in pieces of these sizes. */
function expectSame(x12: string, forth = 1 << 20, back = 1 << 20): void {
  expect(x12Of(jsonOf(x12, forth), back)).toBe(x12);
}

describe('X12 to JSON and back is the same file', () => {
  it.each(schemas.guideIndex.map(({ id }) => id))('for instances of %s, whatever the delimiters', (id) => {
    const guide = schemas.guide(id);
    for (const [at, delimiters] of DELIMITERS.entries()) {
      const kind = (['minimal', 'maximal', 'mixed'] as const)[at % 3]!;
      const pieces = [...exampleInterchange(guide, schemas, { kind, seed: at, sets: 2, delimiters, repeats: 1 })];
      // The fourth of them ends segments with CR and lines with LF; the second has LF as the terminator itself.
      const lineEnd = ['\r\n', '', '', '\n', '\n'][at]!;
      const x12 = pieces.map((piece) => piece + lineEnd).join('');
      const json = jsonOf(x12);
      expect(x12Of(json)).toBe(x12);
      expect(json).not.toContain('"unplaced"');
      expect(json).not.toContain('"late"');
    }
  });

  it('for generated damage: segments moved, bytes overwritten, the file cut, in chunks of any size', () => {
    const byte = fc.oneof(fc.constantFrom(...'*:^~\n\r IES'.split('').map((one) => one.charCodeAt(0))), fc.nat(255));
    const damaged = fc
      .record({
        file: fc.constantFrom(...cases, interchangeOf(CLAIMS), interchangeOf(CLAIMS, '\r\n')),
        moves: fc.array(fc.tuple(fc.nat(), fc.nat(), fc.constantFrom('drop', 'double', 'swap')), { maxLength: 5 }),
        bytes: fc.array(fc.tuple(fc.nat(), byte), { maxLength: 8 }),
        cut: fc.option(fc.nat()),
        tail: fc.constantFrom('', '\n', '\0\0\x1a', 'ISA', interchangeOf(CLAIMS), 'garbage', '  \r\n'),
      })
      .map(({ file, moves, bytes, cut, tail }) => {
        const segments = file.slice(106).split('~');
        for (const [a, b, kind] of moves) {
          const at = a % segments.length;
          const other = b % segments.length;
          if (kind === 'drop') segments.splice(at, 1);
          else if (kind === 'double') segments.splice(other, 0, segments[at] ?? '');
          else [segments[at], segments[other]] = [segments[other] ?? '', segments[at] ?? ''];
        }
        const text = Buffer.from(file.slice(0, 106) + segments.join('~'), 'latin1');
        // The first ISA stays, so that there is an interchange at all.
        for (const [at, value] of bytes) text[106 + (at % Math.max(1, text.length - 106))] = value;
        const whole = text.toString('latin1');
        return whole.slice(0, cut === null ? whole.length : 106 + (cut % whole.length)) + tail;
      });
    const size = fc.integer({ min: 1, max: 300 });
    fc.assert(
      fc.property(damaged, size, size, (x12, forth, back) => {
        const json = jsonOf(x12);
        expect(jsonOf(x12, forth)).toBe(json);
        expect(x12Of(json, back)).toBe(x12);
      }),
      { numRuns: 300 },
    );
  });

  it('for any bytes in the data', () => {
    const value = fc
      .array(fc.nat(255), { maxLength: 40 })
      .map((bytes) => String.fromCharCode(...bytes))
      .map((text) => text.replace(/^ISA/, 'XSA'));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(value, value, value), { maxLength: 5 }),
        fc.integer({ min: 1, max: 200 }),
        (rows, size) => {
          const segments = rows.map((row) => `NTE*${row.join('*')}`);
          expectSame(interchangeOf(claimsWith('HI', ...segments)), size, size);
        },
      ),
      { numRuns: 200 },
    );
  });

  it.each([
    ['a byte order mark', `\xef\xbb\xbf${interchangeOf(CLAIMS)}`],
    ['filler before, between and behind', `\r\n ${interchangeOf(CLAIMS, '\n')} \0\0${interchangeOf(CLAIMS)}\x1a`],
    ['two interchanges with other delimiters', interchangeOf(CLAIMS) + interchangeOf(CLAIMS).replaceAll('~', "'")],
    ['garbage between', `${interchangeOf(CLAIMS)}what is this?${interchangeOf(CLAIMS)}`],
    ['line breaks here and there', interchangeOf(CLAIMS).replace('~BHT', '~\n\nBHT').replace('~SE', '~\rSE')],
    [
      'an ISA with an id that is too short',
      interchangeOf(claimsWith('ISA', ISA.replace('EXAMPLESENDER  ', 'EXAMPLESENDER'))),
    ],
    ['a terminator that cannot be one', interchangeOf(CLAIMS).replaceAll('~', 'A')],
    ['no repetition separator', interchangeOf(claimsWith('ISA', ISA.replace('*^*00501', '*U*00401')))],
    ['an unreadable header first', `ISA*00*broken~\n${interchangeOf(CLAIMS)}`],
    ['empty segments', interchangeOf(claimsWith('HI', '', '', 'HI'))],
    ['a segment without an id', interchangeOf(claimsWith('HI', '*A*B'))],
    ['a segment id that looks like elements', interchangeOf(claimsWith('HI', 'A:B^C*1', '__proto__*1', 'A1*01*2'))],
    ['a TA1', interchangeOf([ISA, 'TA1*000000007*261102*1430*A*000', 'IEA*0*000000001'])],
  ])('with %s', (_name, x12) => {
    expectSame(x12);
    expectSame(x12, 1, 1);
  });

  it.each([
    ['no IEA', CLAIMS.slice(0, -1)],
    ['no GE and IEA', CLAIMS.slice(0, -2)],
    ['no SE', claimsWith('SE*')],
    ['nothing but an ISA and a segment', [ISA, 'ZZZ']],
    ['an ST outside any group', [ISA, 'ST*837*0001', 'SE*2*0001', 'IEA*0*000000001']],
    ['segments between the sets', claimsWith('SE*', 'SE*37*0001', 'NM1*41*2*X', 'SE*1*1')],
    ['wrong counts and numbers', [...CLAIMS.slice(0, -3), 'SE*9*0002', 'GE*A*7', 'IEA*5*000000009']],
    ['counts with zeros in front', [...CLAIMS.slice(0, -3), 'SE*0037*0001', 'GE*01*1', 'IEA*00001*000000001']],
    ['a group in a group', claimsWith('SE*', 'SE*37*0001', 'GS*HC*A*B*20261102*1430*2*X*005010X222A1')],
    ['a set header twice', claimsWith('ST*', 'ST*837*0001*005010X222A1', 'ST*837*0002*005010X222A1')],
  ])('with a broken envelope: %s', (_name, segments) => {
    expectSame(interchangeOf(segments));
    expectSame(interchangeOf(segments, '\n'), 7, 7);
    expectSame(interchangeOf(segments).slice(0, -1), 7, 7);
  });

  it('with binary data that holds delimiters, and binary data that lies about its length', () => {
    const binary = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte)).join('');
    const x12 = interchangeOf(
      claimsWith('HI', `BIN*256*${binary}`, `BDS*ASC*256*${binary}`, 'BIN*2*ABCDEF', 'BIN*AB*CD'),
    );
    for (const size of [1, 50, 1 << 20]) expectSame(x12, size, size);
    const [unit] = linesOf(jsonOf(x12)).filter(({ kind }) => kind === 'unit');
    const [first, second, third] = unit.children.filter((child: AnyLine) => child.binary !== undefined);
    expect(Buffer.from(first.binary, 'base64').toString('latin1')).toBe(binary);
    expect(second.elements).toEqual({ BDS01: 'ASC', BDS02: '256', BDS03: '' });
    expect(third.mismatch).toEqual(['BIN01']);
  });
});
