import { describe, expect, it } from 'vitest';
import { CLAIMS, claimsWith, ISA, interchangeOf } from './files.js';
import { type AnyLine, jsonOf, linesOf, x12Of } from './round-trip.js';

const linesOfSegments = (segments: readonly string[], lineEnd = '') =>
  linesOf(jsonOf(interchangeOf(segments, lineEnd)));
const units = (lines: readonly AnyLine[]) => lines.filter(({ kind }) => kind === 'unit');

/** Every segment below, in order, as its id and its first element. */
function segmentsBelow(item: AnyLine): string[] {
  if (item.children !== undefined) return item.children.flatMap(segmentsBelow);
  return [`${item.segment} ${Object.values(item.elements)[0]}`];
}

describe('the lines of a claims file', () => {
  const lines = linesOfSegments(CLAIMS);

  it('are headers, levels, units and trailers in the order of the file', () => {
    expect(lines.map(({ kind, path }) => (path === undefined ? kind : `${kind} ${path}`))).toEqual([
      'interchange',
      'group',
      'set',
      'level 2000A',
      'level 2000A/2000B',
      'unit 2000A/2000B/2300',
      'unit 2000A/2000B/2300',
      'level 2000A/2000B',
      'level 2000A/2000B/2000C',
      'unit 2000A/2000B/2000C/2300',
      'set-end',
      'group-end',
      'interchange-end',
    ]);
  });

  it('give each unit the numbers of the levels it inherits, and each level once', () => {
    expect(units(lines).map(({ index, levels }) => ({ index, levels }))).toEqual([
      { index: 0, levels: [1, 2] },
      { index: 1, levels: [1, 2] },
      { index: 2, levels: [1, 3, 4] },
    ]);
    const levels = lines.filter(({ kind }) => kind === 'level');
    expect(levels.map(({ level, parent }) => [level, parent])).toEqual([
      [1, 0],
      [2, 1],
      [3, 1],
      [4, 3],
    ]);
  });

  it('name loops and segments as the guide does', () => {
    const [unit] = units(lines);
    expect(unit.name).toBe('Claim Information');
    const line = unit.children.find((child: AnyLine) => child.loop === '2400');
    expect(line.name).toBe('Service Line Number');
    expect(line.children.map(({ segment }: AnyLine) => segment)).toEqual(['LX', 'SV1', 'DTP']);
  });

  it('name elements, and structure composites', () => {
    const [claim, diagnosis] = units(lines)[1].children;
    expect(claim.elements).toEqual({
      CLM01: 'CLAIM2',
      CLM02: '100',
      CLM05: ['11', 'B', '1'],
      CLM06: 'Y',
      CLM07: 'A',
      CLM08: 'Y',
      CLM09: 'Y',
    });
    expect(diagnosis.elements).toEqual({ HI01: ['ABK', 'J069'], HI02: ['ABF', 'R05'] });
  });

  it('give a composite of one component the same type as any other', () => {
    const service = units(lines)[0].children[2].children[1];
    expect(service.elements.SV107).toEqual(['1']);
  });

  it('say where each line begins in set and file', () => {
    const [unit] = units(lines);
    expect(unit.position).toBe(15);
    expect(interchangeOf(CLAIMS).slice(unit.byteOffset, unit.byteOffset + 10)).toBe('CLM*CLAIM1');
  });

  it('are plain ASCII, and keep bytes that are no UTF-8', () => {
    const x12 = interchangeOf(claimsWith('NM1*QC', 'NM1*QC*1*SPECIM\xc9N*CARA\xff"\\'));
    const json = jsonOf(x12);
    expect(json).toMatch(/^[\n\x20-\x7e]*$/);
    expect(json).toContain('SPECIM\\u00c9N');
    expect(x12Of(json)).toBe(x12);
  });
});

describe('structure', () => {
  it('has repetitions where the guide lets an element repeat, or where one was sent', () => {
    const set = linesOfSegments([
      ISA,
      'GS*HS*A*B*20261102*1430*1*X*005010X279A1',
      'ST*270*0001*005010X279A1',
      'BHT*0022*13*X*20261102*1430',
      'ZZZ*A^B:C^',
      'SE*4*0001',
      'GE*1*1',
      'IEA*1*000000001',
    ]).find(({ kind }) => kind === 'set');
    expect(set.children[1]).toEqual({
      segment: 'ZZZ',
      elements: { ZZZ01: { repetitions: ['A', ['B', 'C'], ''] } },
      unplaced: true,
    });
  });

  it('keeps empty elements at the end, by naming the last', () => {
    const x12 = interchangeOf(claimsWith('PAT', 'PAT*19***'));
    const level = linesOf(jsonOf(x12)).find(({ level }) => level === 4);
    expect(level.children[1].elements).toEqual({ PAT01: '19', PAT04: '' });
    expect(x12Of(jsonOf(x12))).toBe(x12);
  });

  it('names more elements than a reader keeps places of', () => {
    const long = `ZZZ${'*AB'.repeat(300)}`;
    const x12 = interchangeOf(claimsWith('PAT', long));
    const level = linesOf(jsonOf(x12)).find(({ level }) => level === 4);
    expect(level.children[1].elements.ZZZ300).toBe('AB');
    expect(x12Of(jsonOf(x12))).toBe(x12);
  });

  it('marks what the guide cannot place, and what came late, where it stands', () => {
    const lines = linesOfSegments(claimsWith('HI', 'XYZ*1', 'HI*ABK:J069', 'DTP*431*D8*20261020'));
    const marked = units(lines)[0].children.filter((child: AnyLine) => child.unplaced || child.late !== undefined);
    expect(marked.map(({ segment, unplaced, late }: AnyLine) => [segment, unplaced, late])).toEqual([
      ['XYZ', true, undefined],
      ['DTP', undefined, '2000A/2000B/2300'],
    ]);
    const stood = ['CLM CLAIM1', 'XYZ 1', 'HI ABK,J069', 'DTP 431', 'LX 1', 'SV1 HC,99213', 'DTP 472'];
    expect(segmentsBelow(units(lines)[0])).toEqual(stood);
  });

  it('is a flat list of segments with the names of X12 where no guide is known', () => {
    const flat = linesOfSegments(CLAIMS.map((segment) => segment.replace('005010X222A1', '005010X999')));
    const set = flat.find(({ kind }) => kind === 'set');
    expect(set.guide).toBeNull();
    expect(set.children).toHaveLength(35);
    expect(set.children[0].segment).toBe('BHT');
    expect(set.children.some((child: AnyLine) => 'unplaced' in child)).toBe(false);
  });

  it('tells a request from a response by the second segment', () => {
    const guides = ['13', '11'].map((purpose) => {
      const lines = linesOfSegments([
        ISA,
        'GS*HI*A*B*20261102*1430*1*X*005010X217',
        'ST*278*0001*005010X217',
        `BHT*0007*${purpose}*X*20261102*1430`,
        'SE*3*0001',
        'GE*1*1',
        'IEA*1*000000001',
      ]);
      return lines.find(({ kind }) => kind === 'set').guide;
    });
    expect(guides).toEqual(['005010X217-278-request', '005010X217-278-response']);
  });
});

describe('memory', () => {
  it('holds no set whole: a long set without a guide, and one long level, come in many lines', () => {
    const many = Array.from({ length: 20_000 }, (_, at) => `ZZZ*${at}*SOME DATA`);
    for (const version of ['005010X999', '005010X222A1']) {
      const x12 = interchangeOf(claimsWith('PAT', ...many)).replaceAll('005010X222A1', version);
      const json = jsonOf(x12);
      expect(Math.max(...json.split('\n').map((line) => line.length))).toBeLessThan(70_000);
      expect(x12Of(json)).toBe(x12);
    }
  });

  it('keeps a long claim on one line, and ends the line of one that never ends', () => {
    const pieces = (notes: number) => {
      const x12 = interchangeOf(CLAIMS).replace('~HI', `~${'NTE*ADD*NOTE~'.repeat(notes)}HI`);
      return units(linesOf(jsonOf(x12))).filter(({ index }) => index === 0);
    };
    expect(pieces(2000)).toHaveLength(1);
    const long = pieces(80_000);
    expect(long.length).toBeGreaterThan(1);
    expect(long.map(({ continued }) => continued)).toEqual([undefined, ...long.slice(1).map(() => true)]);
  });

  it('refuses more than it may hold', () => {
    const between = '\n'.repeat(17 * 1024 * 1024);
    const x12 = `${interchangeOf(CLAIMS)}${between}${interchangeOf(CLAIMS)}`;
    expect(() => jsonOf(x12)).toThrow(/^byte \d+: more than 16 MiB/);
    expect(() => jsonOf(x12, 1 << 24)).toThrow(/^byte \d+: more than 16 MiB/);
  });
});

describe('what is no X12', () => {
  it.each([
    ['an empty file', '', 'the file is empty'],
    ['text', 'Dear Sir or Madam', 'the file holds no readable ISA'],
    ['an archive', `PK\x03\x04${interchangeOf(CLAIMS)}`, 'the file holds no readable ISA'],
  ])('is refused: %s', (_name, file, message) => {
    expect(() => jsonOf(file)).toThrow(message);
  });
});
