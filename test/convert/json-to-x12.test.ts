import { describe, expect, it } from 'vitest';
import { JsonToX12, x12OfJson } from '../../src/convert/json-to-x12.js';
import { ConversionRefused } from '../../src/convert/refusal.js';
import { CLAIMS, claimsWith, interchangeOf } from './files.js';
import { type AnyLine, jsonOf, jsonOfLines, linesOf, x12Of } from './round-trip.js';

const json = jsonOf(interchangeOf(CLAIMS));

/** The claims' lines with a change made to the first line of this kind. */
function withChange(kind: string, change: (line: AnyLine) => void): string {
  const lines = linesOf(json);
  change(lines.find((line) => line.kind === kind));
  return jsonOfLines(lines);
}

/** Code and message of the refusal, and what had been written before it. */
function refusalOf(text: string): { readonly code: string; readonly message: string } {
  try {
    x12Of(text);
  } catch (error) {
    if (error instanceof ConversionRefused) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error('It was not refused');
}

describe('edited lines', () => {
  it('are written as they say', () => {
    const edited = withChange('unit', (line) => {
      line.children[0].elements.CLM02 = '99.5';
      line.children[0].elements.CLM05 = ['11', 'B', '7', ''];
      line.children[1].elements.HI03 = { repetitions: ['A', ['B', 'C']] };
    });
    expect(x12Of(edited)).toBe(
      interchangeOf(
        claimsWith('CLM*CLAIM1', 'CLM*CLAIM1*99.5***11:B:7:*Y*A*Y*Y').map((segment, at) =>
          segment === 'HI*ABK:J069' && at < 20 ? 'HI*ABK:J069**A^B:C' : segment,
        ),
      ),
    );
  });

  it('may be written with other delimiters', () => {
    const edited = withChange('interchange', (line) => {
      line.delimiters = { element: '|', component: '>', repetition: '^', segment: '\n' };
      line.elements.ISA16 = '>';
    });
    expect(x12Of(edited)).toBe(interchangeOf(CLAIMS).replaceAll('*', '|').replaceAll(':', '>').replaceAll('~', '\n'));
  });

  it('may come with spaces, CRLF and blank lines, and members nobody knows', () => {
    const edited = linesOf(json).map(
      (line) => `${JSON.stringify({ ...line, note: 'mine' }, null, ' ').replaceAll('\n', '')}\r\n\r\n`,
    );
    expect(x12Of(edited.join(''))).toBe(interchangeOf(CLAIMS));
  });
});

describe('refused with line and place, never with a value', () => {
  const SECRET = 'SECRETNAME';
  const nested = (depth: number): AnyLine =>
    depth === 0 ? [] : [{ loop: 'X', name: '', children: nested(depth - 1) }];

  it.each<[string, string, (line: AnyLine) => void, string, string]>([
    [
      'a delimiter in a value',
      'unit',
      (line) => (line.children[0].elements.CLM01 = `${SECRET}*1`),
      'delimiter-in-data',
      'line 6, 2000A/2000B/2300/CLM01: ',
    ],
    [
      'a delimiter in a component',
      'unit',
      (line) => (line.children[0].elements.CLM05 = ['1', `${SECRET}:`]),
      'delimiter-in-data',
      'line 6, 2000A/2000B/2300/CLM05-2: ',
    ],
    [
      'a terminator in a nested loop',
      'unit',
      (line) => (line.children[2].children[0].elements.LX01 = '~'),
      'delimiter-in-data',
      'line 6, 2000A/2000B/2300/2400/LX01: ',
    ],
    [
      'a character that is no byte',
      'unit',
      (line) => (line.children[0].elements.CLM01 = `${SECRET}\u2019`),
      'not-latin1',
      'line 6, 2000A/2000B/2300/CLM01: ',
    ],
    [
      'a value that is no text',
      'unit',
      (line) => (line.children[0].elements.CLM02 = 100),
      'line-invalid',
      'line 6, 2000A/2000B/2300/CLM02: ',
    ],
    [
      'an element of another segment',
      'unit',
      (line) => (line.children[0].elements.NM101 = 'X'),
      'line-invalid',
      'line 6, 2000A/2000B/2300: ',
    ],
    [
      'an element without a number',
      'unit',
      (line) => (line.children[0].elements.CLM00 = 'X'),
      'line-invalid',
      'line 6, 2000A/2000B/2300: ',
    ],
    [
      'a segment id that begins a line',
      'unit',
      (line) => (line.children[0].segment = '\nCLM'),
      'line-invalid',
      'line 6',
    ],
    [
      'a trailer among the segments',
      'unit',
      (line) => line.children.push({ segment: 'SE', elements: {} }),
      'line-invalid',
      'line 6',
    ],
    ['filler that is data', 'unit', (line) => (line.children[0].after = SECRET), 'line-invalid', 'line 6'],
    [
      'binary data of another length',
      'unit',
      (line) => line.children.push({ segment: 'BIN', elements: { BIN01: '3', BIN02: '' }, binary: 'QQ==' }),
      'binary-length-wrong',
      'line 6',
    ],
    ['loops without end', 'unit', (line) => (line.children = nested(100)), 'line-invalid', 'line 6'],
    ['children that are no list', 'level', (line) => (line.children = {}), 'line-invalid', 'line 4'],
    ['a version of tomorrow', 'interchange', (line) => (line.version = 2), 'version-unknown', 'line 1: '],
    ['an ISA06 that is too short', 'interchange', (line) => (line.elements.ISA06 = SECRET), 'line-invalid', 'line 1: '],
    [
      'delimiters that disagree',
      'interchange',
      (line) => (line.delimiters.component = '>'),
      'line-invalid',
      'line 1: ',
    ],
    ['a kind nobody knows', 'group', (line) => (line.kind = SECRET), 'line-invalid', 'line 2: '],
    ['another segment than the kind says', 'group', (line) => (line.segment = 'ST'), 'line-invalid', 'line 2: '],
    ['a wrong count', 'set-end', (line) => (line.elements.SE01 = '36'), 'trailer-disagrees', 'line 11: SE01'],
    [
      'a wrong control number',
      'group-end',
      (line) => (line.elements.GE02 = SECRET),
      'trailer-disagrees',
      'line 12: GE02',
    ],
    [
      'a control number of another interchange',
      'interchange-end',
      (line) => (line.elements.IEA02 = '1'),
      'trailer-disagrees',
      'line 13: IEA02',
    ],
  ])('%s', (_name, kind, change, code, start) => {
    const refusal = refusalOf(withChange(kind, change));
    expect(refusal.code).toBe(code);
    expect(refusal.message.startsWith(start), refusal.message).toBe(true);
    expect(refusal.message).not.toContain(SECRET);
  });

  it('a segment id that may be a name', () => {
    const edited = withChange('unit', (line) => {
      line.children[0] = { segment: SECRET, elements: { [`${SECRET}01`]: '*' } };
    });
    expect(refusalOf(edited).message).toMatch(/^line 6: the value holds one of the delimiters/);
  });

  const text = json.split('\n');
  it.each([
    ['no JSON', text.with(3, '{"kind":"level","children":[SECRETNAME').join('\n'), 'not-json', 'line 4'],
    ['a list instead of an object', text.with(3, '[]').join('\n'), 'line-invalid', 'line 4'],
    ['a line in the wrong order', text.toSpliced(1, 1).join('\n'), 'line-out-of-order', 'line 2'],
    ['a second interchange inside the first', text.with(1, text[0]!).join('\n'), 'line-out-of-order', 'line 2'],
    ['a set that does not end', text.slice(0, 10).join('\n'), 'trailer-missing', 'line 10'],
    ['an interchange that does not end', text.slice(0, 12).join('\n'), 'trailer-missing', 'line 12'],
    ['nothing', '', 'not-convert-json', 'line 1'],
    ['a line without end', `${' '.repeat(33 * 1024 * 1024)}{}`, 'line-too-long', 'line 1'],
    ['X12', interchangeOf(CLAIMS), 'not-json', 'line 1'],
  ])('%s', (_name, lines, code, start) => {
    const refusal = refusalOf(lines);
    expect(refusal.code).toBe(code);
    expect(refusal.message.startsWith(start), refusal.message).toBe(true);
    expect(refusal.message).not.toContain(SECRET);
  });

  it('bytes that are no UTF-8', () => {
    const conversion = new JsonToX12(() => {});
    expect(() => conversion.push(Buffer.from(json.replace('SPECIMEN', 'SPECIM\xc9N'), 'latin1'))).toThrow(
      'line 8: the line is not UTF-8',
    );
  });
});

describe('counts and control numbers', () => {
  const shorter = (): string => {
    const lines = linesOf(json);
    lines.find(({ kind }) => kind === 'set-end').elements.SE02 = '7';
    return jsonOfLines(lines.filter(({ index }) => index !== 0));
  };

  it('are not repaired in silence', () => {
    expect(refusalOf(shorter())).toMatchObject({ code: 'trailer-disagrees' });
  });

  it('are set right on demand, the headers left as they are', () => {
    expect(x12Of(shorter(), 1 << 20, { renumber: true })).toContain('~SE*32*0001~GE*1*1~IEA*1*000000001~');
  });

  it('stay wrong when the file had them wrong, and are set right on demand', () => {
    const wrong = interchangeOf([...CLAIMS.slice(0, -3), 'SE*9*0002', 'GE*1*1', 'IEA*1*000000001']);
    expect(x12Of(jsonOf(wrong))).toBe(wrong);
    expect(x12Of(jsonOf(wrong), 1 << 20, { renumber: true })).toBe(interchangeOf(CLAIMS));
  });

  it('keep their form when they are right', () => {
    const zeros = interchangeOf([...CLAIMS.slice(0, -3), 'SE*0037*0001', 'GE*01*1', 'IEA*00001*000000001']);
    expect(x12Of(jsonOf(zeros), 1 << 20, { renumber: true })).toBe(zeros);
  });
});

describe('lines that stand for much more X12 than they have bytes', () => {
  /** A claim with so many segments of 60,000 empty elements each. */
  const swollen = (count: number) =>
    withChange('unit', (line) => {
      const segment = { segment: 'NTE', elements: { NTE60000: '' } };
      line.children.push(...Array.from({ length: count }, () => segment));
    });

  it('are refused beyond 64 MiB a line', () => {
    const text = swollen(1200);
    expect(text.length).toBeLessThan(100_000);
    let refusal: unknown;
    try {
      new JsonToX12(() => {}).push(Buffer.from(text));
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toMatchObject({ code: 'line-invalid', message: expect.stringContaining('64 MiB') });
  });

  it('are handed on as they are written when there are many of them', async () => {
    const unit = swollen(20)
      .split('\n')
      .find((one) => one.includes('NTE60000'))!;
    const lines = swollen(20).split('\n');
    lines.splice(lines.indexOf(unit), 0, ...Array.from({ length: 30 }, () => unit));
    let longest = 0;
    let all = 0;
    const reading = async () => {
      for await (const piece of x12OfJson([Buffer.from(lines.join('\n'))])) {
        longest = Math.max(longest, piece.length);
        all += piece.length;
      }
    };
    // The trailer does not count the segments.
    await expect(reading()).rejects.toMatchObject({ code: 'trailer-disagrees' });
    expect(all).toBeGreaterThan(30_000_000);
    expect(longest).toBeLessThan(20_000_000);
  });
});
