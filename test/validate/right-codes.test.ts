import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/findings/finding.js';
import { compiledGuide } from '../../src/guides/compiled-guides.js';
import { defaultSchemasRoot, loadSchemas } from '../../src/guides/load.js';
import { SetValidator } from '../../src/validate/set-validator.js';
import { type TokenHandler, Tokenizer } from '../../src/x12/tokenizer.js';

const schemas = loadSchemas(defaultSchemasRoot());
const folder = new URL('../../fixtures/right-codes/', import.meta.url);
const delimiters = { element: 0x2a, repetition: 0x5e, component: 0x3a, segment: 0x7e };

interface Case {
  readonly name: string;
  readonly edits: { readonly at: string; readonly replacement: readonly string[] }[];
  readonly finds: string[];
}

interface CaseFile {
  readonly guideIds: readonly string[];
  readonly base: string[];
  readonly cases: Case[];
}

/** Reads a file of `fixtures/right-codes`; its form is told in fixtures/README.md. */
function readCases(file: string): CaseFile {
  const read = { guideIds: [] as string[], base: [] as string[], cases: [] as Case[] };
  for (const line of readFileSync(new URL(file, folder), 'utf8').split('\n')) {
    if (line === '' || line === 'base' || line.startsWith('#')) continue;
    const current = read.cases.at(-1);
    if (line.startsWith('guide ')) read.guideIds.push(...line.slice(6).split(' '));
    else if (line.startsWith('case ')) read.cases.push({ name: line.slice(5), edits: [], finds: [] });
    else if (current === undefined) read.base.push(line);
    else if (line.startsWith('- ')) {
      const [at = '', replacement] = line.slice(2).split(' => ');
      current.edits.push({ at, replacement: replacement === undefined ? [] : replacement.split(' ~ ') });
    } else if (line.startsWith('finds ')) {
      if (line !== 'finds none') current.finds.push(line.slice(6));
    } else throw new Error(`${file}: "${line}"`);
  }
  return read;
}

/** Applies edits in turn: the n-th segment (`#n`, else the first) that begins so is replaced. */
function edited(base: readonly string[], edits: Case['edits']): string[] {
  const segments = [...base];
  for (const { at, replacement } of edits) {
    const [prefix = '', nth = '1'] = at.split('#');
    const places = segments.flatMap((segment, index) => (segment.startsWith(prefix) ? [index] : []));
    const index = places[Number(nth) - 1];
    if (index === undefined) throw new Error(`No segment begins with "${at}"`);
    segments.splice(index, 1, ...replacement);
  }
  return segments;
}

const validator = new SetValidator({
  compiled: (id) => compiledGuide(schemas, id),
  findings: schemas.findings,
  segmentDirectory: schemas.segmentDirectory,
});

function validate(guideIds: readonly string[], segments: readonly string[]) {
  validator.begin(guideIds, delimiters);
  const handler: TokenHandler = {
    header() {},
    segment: (segment) => validator.segment(segment),
    stray() {},
    oversize() {},
    cut() {},
  };
  const tokenizer = new Tokenizer(handler);
  tokenizer.continueInside(delimiters, 0);
  const text = `${segments.join('~')}~`.replace(/\{([0-9A-F]{2})\}/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  tokenizer.push(Buffer.from(text, 'latin1'));
  tokenizer.end();
  return validator.end();
}

/** `14 NM1-1 element-code-invalid 7 2000A/2010AA (warn)`: position, segment, element, code, acknowledgment code, loop. */
function shown({ place, code, acknowledgment, severity }: Finding): string {
  const element = place.element === undefined ? '' : `-${place.element}`;
  const component = place.component === undefined ? '' : `-${place.component}`;
  const repetition = place.repetition === undefined ? '' : `^${place.repetition}`;
  const id = `${place.segmentId === '' ? '-' : place.segmentId}${element}${component}${repetition}`;
  const loop = place.loopPath === '' ? '-' : place.loopPath;
  return `${place.segmentPosition} ${id} ${code} ${acknowledgment} ${loop}${severity === 'warn' ? ' (warn)' : ''}`;
}

/** Position and business unit of each finding, `-` for none. */
function unitsOf(file: string, ...edits: [string, ...string[]][]): string[] {
  const { guideIds, base } = readCases(file);
  const { findings } = validate(
    guideIds,
    edited(
      base,
      edits.map(([at, ...replacement]) => ({ at, replacement })),
    ),
  );
  return findings.map(({ place, businessUnit }) => {
    const unit = businessUnit === undefined ? '-' : `${businessUnit.name} ${businessUnit.value}`;
    return `${place.segmentPosition} ${unit}`;
  });
}

describe('a finding names the business unit it lies in', () => {
  it('of a claim by CLM01, from its CLM on, and none above it or before the next', () => {
    const units = unitsOf(
      '837p.txt',
      ['PER'],
      ['NM1*DN', 'NM1*DN*1*LIND*ASTRID****XX'],
      ['PAT*19', 'PAT*??'],
      ['CLM*CLAIM-B', 'CLM*CLAIM-B*SIXTY***11:B:1*Y*A*Y*Y'],
      ['SBR*P*18*******CI#2', 'SBR*?*18*******CI'],
      ['DTP*472*D8*20261018'],
    );
    expect(units).toEqual(['4 -', '22 CLM01 CLAIM-A', '36 -', '41 CLM01 CLAIM-B', '47 -', '57 CLM01 CLAIM-C']);
  });

  it('never the claim before, when its CLM is missing, empty or misspelt', () => {
    const wrong = ['HI*ABK:S72001A', 'HI*ABK:S72001A:::::::::X'] as [string, string];
    const claim = 'CLAIM-C*300***41:B:1*Y*A*Y*Y';
    const before = ['HL*5*1*22*0', 'CLM*CLAIM-X*1***11:B:1*Y*A*Y*Y', 'HI*ABK:I10', 'LX*1'] as const;
    const second = [...before, 'SV1*HC:99213*1*UN*1***1', 'DTP*472*D8*20261020', 'HL*5*1*22*0'] as [
      string,
      ...string[],
    ];
    expect(unitsOf('837p.txt', second, ['CLM*CLAIM-C'], wrong)).toEqual(['59 -', '59 -']);
    expect(unitsOf('837p.txt', second, ['CLM*CLAIM-C', `CLM**${claim.slice(8)}`], wrong)).toEqual(['59 -', '60 -']);
    expect(unitsOf('837p.txt', second, ['CLM*CLAIM-C', `CLN*${claim}`], wrong)).toEqual([
      '59 CLM01 CLAIM-C',
      '60 CLM01 CLAIM-C',
    ]);
  });

  it('of a claim too many by its own number', () => {
    const one = ['CLM*N*1***11:B:1*Y*A*Y*Y', 'HI*ABK:I10', 'LX*1', 'SV1*HC:99213*1*UN*1***1', 'DTP*472*D8*20261020'];
    const claims = Array.from({ length: 101 }, (_, index) => one.map((text) => text.replace('*N*', `*N${index}*`)));
    const { guideIds, base } = readCases('837p.txt');
    const many = [...base.slice(0, 18), ...claims.flat(), 'SE*1*0001'];
    const { findings } = validate(guideIds, many);
    expect(findings.map(shown)).toEqual(['519 CLM loop-repeat-exceeded 4 2000A/2000B/2300']);
    expect(findings[0]!.businessUnit).toEqual({ name: 'CLM01', value: 'N100' });
  });

  it('cut to 35 characters', () => {
    const long = 'C'.repeat(38);
    const units = unitsOf('837p.txt', ['CLM*CLAIM-C', `CLM*${long}*X***41:B:1*Y*A*Y*Y`]);
    expect(units).toEqual([`54 CLM01 ${long.slice(0, 35)}`]);
  });

  it('of a request by the member id, from the subscriber on', () => {
    const units = unitsOf(
      '278.txt',
      ['N4', 'N4*W*MA*01608'],
      ['DMG', 'DMG*D8*19701312*M'],
      ['UM*HS*I*2', 'UM*??*I*2*22:B'],
    );
    const unit = 'SUBSCRIBER NAME NM109 300400500601';
    expect(units).toEqual(['9 -', `13 ${unit}`, `23 ${unit}`]);
  });

  it('of a payment by its trace', () => {
    const units = unitsOf('835.txt', ['BPR', 'BPR*?*245'], ['CLP*PCN-2', 'CLP*PCN-2*?*200*50**12*CWR-2*11']);
    expect(new Set(units)).toEqual(new Set(['2 -', '21 TRN02 EFT5501']));
  });

  it('of a member by the subscriber number', () => {
    const units = unitsOf(
      '834.txt',
      ['HD*021', 'HD*???**HLT'],
      ['INS*N', 'INS*?*19*021*28*A'],
      ['DMG*D8*2015', 'DMG*D8*X*F'],
    );
    const unit = 'SUBSCRIBER NUMBER REF02 300400500601';
    expect(units).toEqual([`12 ${unit}`, '14 -', `17 ${unit}`]);
  });

  it('of an inquiry by its trace', () => {
    const inquiry = unitsOf(
      '270.txt',
      ['NM1*1P', 'NM1*1P*3*HILL CLINIC*****XX*1730001017'],
      ['DMG*D8*1970', 'DMG*D8*X*M'],
      ['DMG*D8*2015', 'DMG*D8*X*F'],
      ['DMG*D8*1980', 'DMG*D8*X*F'],
    );
    expect(inquiry).toEqual(['6 -', '10 TRN02 T-1', '14 TRN02 T-2', '19 -']);
    const status = unitsOf(
      '276.txt',
      ['DMG*D8*1970', 'DMG*D8*X*M'],
      ['SVC', 'SVC*HC:99213*X*****1'],
      ['HL*5', 'HL*5*3*22*?'],
    );
    expect(status).toEqual(['10 -', '14 TRN02 CLM-1', '16 -']);
  });
});

describe('sets', () => {
  it('may all begin their HL ids with 1', () => {
    const { guideIds, base } = readCases('278.txt');
    expect([1, 2, 3].map(() => validate(guideIds, base).findings)).toEqual([[], [], []]);
  });

  it('each are told once that their component separator is another', () => {
    const { guideIds, base } = readCases('835.txt');
    const other = base.map((segment) => segment.replaceAll(':', '>'));
    const codes = [1, 2].map(() => validate(guideIds, other).findings.map((finding) => finding.code));
    expect(codes).toEqual([['component-separator-differs'], ['component-separator-differs']]);
    expect(validate(guideIds, base).findings).toEqual([]);
  });
});

for (const file of readdirSync(folder)) {
  const { guideIds, base, cases } = readCases(file);
  describe(`${file}: each mistake gets the finding a person would name`, () => {
    it.each(cases)('$name', ({ edits, finds }) => {
      const { findings, findingsTotal } = validate(guideIds, edited(base, edits));
      expect(findings.map(shown)).toEqual(finds);
      expect(findingsTotal).toBe(finds.length);
    });
  });
}
