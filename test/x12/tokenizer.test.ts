import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CharacterClass } from '../../src/x12/character-class.js';
import { ELEMENTS_KEPT, packTag } from '../../src/x12/segment-view.js';
import { Tokenizer } from '../../src/x12/tokenizer.js';
import { bytesOf, isa, type Token, tokensOf } from './tokens.js';

const FILE = `${isa()}GS*HI*110012345A*PAYER01*20261103*0915*101*X*005010X217~\r\nST*278*0001*005010X217~HI*ABK:M1711^ABF:M5416~SE*3*0001~GE*1*101~IEA*1*000000101~\r\n`;

const segmentsOf = (tokens: readonly Token[]) => tokens.filter((token) => token.is === 'segment');
const idsOf = (tokens: readonly Token[]) => segmentsOf(tokens).map((token) => token.id);

describe('an ordinary interchange', () => {
  it('becomes one header and its segments, each where it stands in the file', () => {
    const tokens = tokensOf(bytesOf(FILE));
    expect(tokens[0]).toMatchObject({ is: 'header', header: { form: 'strict', byteOffset: 0, byteLength: 106 } });
    expect(idsOf(tokens)).toEqual(['GS', 'ST', 'HI', 'SE', 'GE', 'IEA']);
    for (const segment of segmentsOf(tokens)) {
      expect(FILE.slice(segment.at, segment.at + segment.bytes)).toBe([segment.id, ...segment.elements].join('*'));
      expect(FILE[segment.at + segment.bytes]).toBe('~');
      expect(segment.tag).toBe(packTag(segment.id));
    }
    expect(tokens.filter((token) => token.is === 'stray' || token.is === 'cut')).toEqual([]);
  });

  it('is read from one array that is filled again and again', () => {
    const whole = bytesOf(FILE);
    const ids: string[] = [];
    const tokenizer = new Tokenizer({
      header() {},
      segment: (view) => void ids.push(view.id),
      stray() {},
      oversize() {},
      cut() {},
    });
    const buffer = new Uint8Array(7);
    for (let at = 0; at < whole.length; at += 7) {
      const part = whole.subarray(at, at + 7);
      if (part.length < 7) tokenizer.push(part);
      else {
        buffer.set(part);
        tokenizer.push(buffer);
      }
    }
    tokenizer.end();
    expect(ids).toEqual(['GS', 'ST', 'HI', 'SE', 'GE', 'IEA']);
  });

  it('tells what kinds of characters an element holds', () => {
    const [, , hi] = segmentsOf(tokensOf(bytesOf(FILE)));
    const { upper, digit, component, repetition } = CharacterClass;
    // Component and repetition separators are cut out of the element by whoever needs them; here they are only seen.
    expect(hi?.elements).toEqual(['ABK:M1711^ABF:M5416']);
    expect(hi?.classes[1]).toBe(upper | digit | component | repetition);
  });

  it('takes a line feed as terminator, and as filler when it is not', () => {
    const lines = `${isa({ end: '\n' })}TA1*000000001*261103*0915*A*000\nIEA*0*000000101\n`;
    expect(idsOf(tokensOf(bytesOf(lines)))).toEqual(['TA1', 'IEA']);
    const carriageReturns = lines.replaceAll('\n', '\r').replace('TA1', '\nTA1');
    expect(idsOf(tokensOf(bytesOf(carriageReturns)))).toEqual(['TA1', 'IEA']);
  });

  it('does not take an id with a NUL in front for the id behind it', () => {
    const [segment] = segmentsOf(tokensOf(bytesOf(`${isa()}\0ST*837~IEA*0*000000101~`)));
    expect(segment?.tag).toBe(-1);
  });

  it('reads the delimiters of each interchange anew', () => {
    const second = `${isa({ control: '000000102', end: "'", component: '>' }).replaceAll('*', '|')}IEA|0|000000102'`;
    const tokens = tokensOf(bytesOf(FILE + second));
    const headers = tokens.filter((token) => token.is === 'header');
    expect(
      headers.map(({ header }) => String.fromCharCode(header.delimiters.element, header.delimiters.segment)),
    ).toEqual(['*~', "|'"]);
    expect(segmentsOf(tokens).at(-1)).toMatchObject({ id: 'IEA', elements: ['0', '000000102'] });
  });

  it('counts elements it keeps no place for', () => {
    const many = `${isa()}REF${'*A'.repeat(400)}~IEA*0*000000101~`;
    const [ref] = segmentsOf(tokensOf(bytesOf(many)));
    expect(ref?.elements).toHaveLength(400);
    expect(ref?.elements.slice(0, ELEMENTS_KEPT).every((element) => element === 'A')).toBe(true);
  });

  it('gives ids that are empty or too long no packed id', () => {
    const odd = `${isa()}~SMITH*1~ISAAC*2~IEA*0*000000101~`;
    expect(segmentsOf(tokensOf(bytesOf(odd))).map(({ id, tag }) => [id, tag])).toEqual([
      ['', -1],
      ['SMITH', -1],
      ['ISAAC', -1],
      ['IEA', packTag('IEA')],
    ]);
  });
});

describe('what stands between and around interchanges', () => {
  it('passes over filler and reports anything else once', () => {
    const tokens = tokensOf(bytesOf(`\r\n ${FILE}\x1a\x00junk I junk${FILE}trailing`));
    expect(tokens.filter((token) => token.is === 'stray')).toEqual([
      { is: 'stray', kind: 'other', at: FILE.length + 5, bytes: 11 },
      { is: 'stray', kind: 'other', at: FILE.length * 2 + 16, bytes: 8 },
    ]);
    expect(tokens.filter((token) => token.is === 'header')).toHaveLength(2);
  });

  it('opens a new interchange at an ISA that stands before the IEA', () => {
    const cut = FILE.slice(0, FILE.indexOf('SE*'));
    const tokens = tokensOf(bytesOf(cut + FILE));
    expect(tokens.map((token) => (token.is === 'segment' ? token.id : token.is))).toEqual([
      'header',
      'GS',
      'ST',
      'HI',
      'header',
      'GS',
      'ST',
      'HI',
      'SE',
      'GE',
      'IEA',
    ]);
  });

  it('does not take a segment that merely begins with ISA for a header', () => {
    const text = `${isa()}ISA*JONES~IEA*0*000000101~`;
    expect(idsOf(tokensOf(bytesOf(text)))).toEqual(['ISA', 'IEA']);
  });

  it.each([
    ['a UTF-8 byte order mark', `\xef\xbb\xbf${FILE}`, { is: 'stray', kind: 'byte-order-mark', at: 0, bytes: 3 }],
    ['UTF-16 with a mark', '\xff\xfeI\0S\0A\0', { is: 'stray', kind: 'utf-16', at: 0, bytes: 8 }],
    ['UTF-16 without a mark', 'I\0S\0A\0*\0', { is: 'stray', kind: 'utf-16', at: 0, bytes: 8 }],
    ['a zip file', 'PK\x03\x04whatever', { is: 'stray', kind: 'archive', at: 0, bytes: 12 }],
    ['a gzip file', '\x1f\x8b\x08\x00', { is: 'stray', kind: 'archive', at: 0, bytes: 4 }],
    ['text', 'Dear sir', { is: 'stray', kind: 'other', at: 0, bytes: 8 }],
  ])('recognizes %s at the start', (_what, text, expected) => {
    expect(tokensOf(bytesOf(text))[0]).toEqual(expected);
  });

  it.each([
    ['zip', `PK\x03\x04${'x'.repeat(26)}name.x12`],
    ['tar', `name.x12${'\0'.repeat(249)}ustar${'\0'.repeat(250)}`],
  ])('does not take X12 out of a %s that stores it as it is', (_what, front) => {
    const bytes = bytesOf(`${front}${FILE}`);
    const expected = [{ is: 'stray', kind: 'archive', at: 0, bytes: bytes.length }];
    expect(tokensOf(bytes)).toEqual(expected);
    expect(tokensOf(bytes, [7])).toEqual(expected);
  });

  it('reports nothing for an empty file or one of blanks', () => {
    expect(tokensOf(bytesOf(''))).toEqual([]);
    expect(tokensOf(bytesOf(' \r\n\r\n'))).toEqual([]);
  });
});

describe('damage', () => {
  it('says where the input ended inside a segment', () => {
    const text = FILE.slice(0, FILE.indexOf('SE*') + 4);
    expect(tokensOf(bytesOf(text)).at(-1)).toEqual({ is: 'cut', at: FILE.indexOf('SE*'), bytes: 4 });
  });

  it('finds an ISA in the middle of a segment that was cut off', () => {
    const cut = FILE.slice(0, FILE.indexOf('M5416'));
    const tokens = tokensOf(bytesOf(cut + FILE));
    expect(tokens[3]).toEqual({ is: 'cut', at: FILE.indexOf('HI*ABK'), bytes: cut.length - FILE.indexOf('HI*ABK') });
    expect(tokens.slice(4).map((token) => (token.is === 'segment' ? token.id : token.is))).toEqual([
      'header',
      ...['GS', 'ST', 'HI', 'SE', 'GE', 'IEA'],
    ]);
  });

  it('gives a segment up that never ends, and finds the next interchange even inside it', () => {
    const text = `${isa()}GS*HI*${'A'.repeat(3000)}${FILE}`;
    const tokens = tokensOf(bytesOf(text), [1 << 20], { maximumSegment: 1000 });
    expect(tokens.slice(1, 3)).toEqual([
      { is: 'oversize', at: 106 },
      { is: 'stray', kind: 'other', at: 106, bytes: 3006 },
    ]);
    expect(idsOf(tokens)).toEqual(['GS', 'ST', 'HI', 'SE', 'GE', 'IEA']);
  });

  it('accepts a segment of exactly the largest size', () => {
    const segment = `REF*${'A'.repeat(96)}`;
    const text = bytesOf(`${isa()}${segment}~IEA*0*000000101~`);
    expect(idsOf(tokensOf(text, [7], { maximumSegment: 100 }))).toEqual(['REF', 'IEA']);
    expect(tokensOf(text, [7], { maximumSegment: 99 })[1]).toEqual({ is: 'oversize', at: 106 });
  });
});

describe('binary segments', () => {
  const withBinary = (segment: string) => bytesOf(`${isa()}${segment}~SE*1*0001~IEA*0*000000101~`);

  it.each([
    ['BIN*7*ab~c*\r\n', ['7', ''], 6],
    ['BDS*A*7*ab~c*\r\n', ['A', '7', ''], 8],
    ['BIN*0*', ['0', ''], 6],
  ])('counts the data of %j instead of scanning it', (segment, elements, dataAt) => {
    const length = Number(elements.at(-2));
    expect(segmentsOf(tokensOf(withBinary(segment)))[0]).toMatchObject({
      at: 106,
      bytes: dataAt + length,
      elements,
      binary: { at: 106 + dataAt, length, complete: true },
    });
    expect(idsOf(tokensOf(withBinary(segment)))).toHaveLength(3);
  });

  it('keeps what stands before the data while the data comes in other chunks', () => {
    const text = withBinary(`BIN*5000*${'~'.repeat(5000)}`);
    for (const size of [400, 1000, 4000]) {
      const [binary] = segmentsOf(tokensOf(text, [size]));
      expect(binary).toMatchObject({ id: 'BIN', elements: ['5000', ''] });
    }
  });

  it('passes data far larger than a segment may be', () => {
    const tokens = tokensOf(withBinary(`BIN*5000*${'~'.repeat(5000)}`), [64], { maximumSegment: 200 });
    expect(idsOf(tokens)).toEqual(['BIN', 'SE', 'IEA']);
  });

  it('goes on at the next terminator when the length was too small', () => {
    const tokens = tokensOf(withBinary('BIN*2*abcdef'));
    expect(segmentsOf(tokens)[0]).toMatchObject({ bytes: 12, binary: { length: 6, complete: false } });
    expect(idsOf(tokens)).toEqual(['BIN', 'SE', 'IEA']);
  });

  it('says that the input ended inside the data, however short the file', () => {
    const text = `${isa()}BIN*50*abc`;
    for (const size of [1, 50, 1000]) {
      expect(tokensOf(bytesOf(text), [size]).at(-1)).toEqual({ is: 'cut', at: 106, bytes: 10 });
    }
  });

  it('says how much of the data was there when the input ended inside, nothing more when only the terminator lacks', () => {
    const told: unknown[] = [];
    for (const data of ['abc', 'abcd']) {
      const nothing = () => undefined;
      const cut = (_at: number, _bytes: number, binary?: unknown) => void told.push(binary);
      const handler = { header: nothing, segment: nothing, stray: nothing, oversize: nothing, cut };
      const tokenizer = new Tokenizer(handler);
      tokenizer.push(bytesOf(`${isa()}BDS*ASC*4*${data}`));
      tokenizer.end();
    }
    expect(told).toEqual([{ segment: 'BDS', expected: 4, found: 3 }, undefined]);
  });

  it('reads a binary segment without a usable length as an ordinary one', () => {
    const tokens = tokensOf(withBinary('BIN*x*abc'));
    expect(segmentsOf(tokens)[0]).toMatchObject({ id: 'BIN', elements: ['x', 'abc'] });
    expect(idsOf(tokensOf(withBinary('BIN**abc')))).toEqual(['BIN', 'SE', 'IEA']);
    expect(idsOf(tokensOf(withBinary(`BIN*${'0'.repeat(90)}1*abc`)))).toEqual(['BIN', 'SE', 'IEA']);
  });
});

describe('the header', () => {
  const headerOf = (text: string) => {
    const token = tokensOf(bytesOf(text)).find((candidate) => candidate.is === 'header');
    return token?.is === 'header' ? token.header : undefined;
  };
  const short = isa().replace('110012345A     *', '110012345A    *');

  it('gives its 16 elements as sent', () => {
    expect(headerOf(FILE)?.elements).toEqual([
      ...['00', '          ', '00', '          ', 'ZZ', '110012345A     ', 'ZZ', 'PAYER01        '],
      ...['261103', '0915', '^', '00501', '000000101', '0', 'T', ':'],
    ]);
  });

  it('is read tolerantly when one element has the wrong length', () => {
    expect(headerOf(`${short}GS*HI~`)).toMatchObject({ form: 'tolerant', byteLength: 105 });
    expect(headerOf(`${short}\r\nTA1*1~`)?.delimiters).toEqual({
      element: 42,
      repetition: 94,
      component: 58,
      segment: 126,
    });
    expect(headerOf(`${isa().replace('PAYER01 ', 'PAYER01           ')}IEA*0~`)?.form).toBe('tolerant');
  });

  it.each([
    ['the next segment is none that may follow', `${short}ST*278~`],
    ['the control number is not nine digits', `${short.replace('000000101', '00000101')}GS*HI~`],
    ['an element is missing', `${isa().replace('*00*', '*')}GS*HI~`],
    ['the file ends in it', isa().slice(0, 60)],
  ])('is unreadable when %s', (_why, text) => {
    expect(headerOf(text)?.form).toBe('unreadable');
  });

  it('defines no repetition separator before release 00402 or with a letter', () => {
    expect(headerOf(isa({ repetition: 'U' }))?.delimiters.repetition).toBe(0);
    expect(headerOf(isa().replace('00501', '00401'))?.delimiters.repetition).toBe(0);
    expect(headerOf(isa({ repetition: ':' }))?.delimiters.repetition).toBe(0);
  });
});

/** Pieces that files are made of, whole and damaged. */
const piece = fc.oneof(
  fc.constantFrom(
    FILE,
    isa(),
    isa({ end: '\n' }),
    isa({ end: 'R' }),
    isa().replace('110012345A     *', '110012345A    *'),
    'GS*HI*A*B~',
    'ST*278*0001~',
    'BIN*5*a~b*c~',
    'BIN*3*abcdef~',
    'BDS*A*4*~~~~~',
    'BIN*90*x~',
    'IEA*0*000000101~',
    'ISA*',
    'ISA',
    '\r\n',
    'I',
    `REF*${'9'.repeat(300)}~`,
  ),
  fc.string({ maxLength: 12, unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)) }),
);
const anyFile = fc.array(piece, { maxLength: 8 }).map((pieces) => bytesOf(pieces.join('')));

describe('chunks', () => {
  it('never change what is reported: an ordinary file in pieces of every size', () => {
    const file = bytesOf(`${FILE}${FILE.replace('HI*ABK', 'BIN*5*a~b*c~BIN*2*abcd~HI*ABK')}`);
    const whole = tokensOf(file);
    for (let size = 1; size <= file.length; size++) expect(tokensOf(file, [size])).toEqual(whole);
  });

  it('never change what is reported: any file, any pieces', () => {
    fc.assert(
      fc.property(
        anyFile,
        fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 20 }),
        (file, sizes) => {
          const options = { maximumSegment: 256 };
          expect(tokensOf(file, sizes, options)).toEqual(tokensOf(file, [1 << 20], options));
        },
      ),
      { numRuns: 400 },
    );
  });

  it('are all consumed in the end', () => {
    fc.assert(
      fc.property(anyFile, (file) => {
        const nothing = () => {};
        const tokenizer = new Tokenizer({
          header: nothing,
          segment: nothing,
          stray: nothing,
          oversize: nothing,
          cut: nothing,
        });
        tokenizer.push(file);
        expect(tokenizer.offset).toBeLessThanOrEqual(file.length);
        tokenizer.end();
        expect(tokenizer.offset).toBe(file.length);
      }),
    );
  });
});
