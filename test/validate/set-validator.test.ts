import { describe, expect, it } from 'vitest';
import { compiledGuide } from '../../src/guides/compiled-guides.js';
import { defaultSchemasRoot, loadSchemas } from '../../src/guides/load.js';
import { SetValidator } from '../../src/validate/set-validator.js';
import { type TokenHandler, Tokenizer } from '../../src/x12/tokenizer.js';

const schemas = loadSchemas(defaultSchemasRoot());
const delimiters = { element: 0x2a, repetition: 0x5e, component: 0x3a, segment: 0x7e };
const REQUEST = ['005010X217-278-request', '005010X217-278-response'];
const PROFESSIONAL = ['005010X222A1-837P'];

/** Validates one set given as segments and returns `position segment[-element[-component]] code acknowledgment`. */
function findingsOf(guideIds: readonly string[], segments: readonly string[], chunk = 1 << 20): string[] {
  const validator = new SetValidator({
    compiled: (id) => compiledGuide(schemas, id),
    findings: schemas.findings,
    segmentDirectory: schemas.segmentDirectory,
  });
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
  const bytes = Buffer.from(`${segments.join('~')}~`, 'latin1');
  for (let at = 0; at < bytes.length; at += chunk) tokenizer.push(bytes.subarray(at, at + chunk));
  tokenizer.end();
  return validator.end().findings.map((finding) => {
    const { place } = finding;
    const element = place.element === undefined ? '' : `-${place.element}`;
    const component = place.component === undefined ? '' : `-${place.component}`;
    const warning = finding.severity === 'warn' ? ' (warn)' : '';
    return `${place.segmentPosition} ${place.segmentId}${element}${component} ${finding.code} ${finding.acknowledgment}${warning}`;
  });
}

const REQUEST_SET = `ST*278*0001*005010X217
BHT*0007*13*PRC261103001*20261103*0915
HL*1**20*1
NM1*X3*2*NORTHLAKE HEALTH PLAN*****PI*NLHP00042
HL*2*1*21*1
NM1*1P*2*PINERIDGE CLINIC*****XX*1887004129
HL*3*2*22*1
NM1*IL*1*OAKES*MARTA****MI*NL700100201
DMG*D8*19710415*F
HL*4*3*EV*1
TRN*1*PRC-EV-0001*9PRCLINIC1
UM*HS*I*3*11:B
DTP*AAH*D8*20261116
HI*ABK:M1711
HL*5*4*SS*0
DTP*472*D8*20261116
SV1*HC:20610*150*UN*1
SE*18*0001`.split('\n');

const CLAIM_SET = `ST*837*0001*005010X222A1
BHT*0019*00*PRCB261104*20261104*0800*CH
NM1*41*2*PINERIDGE CLINIC*****46*PRCLINIC01
PER*IC*BILLING DESK*TE*5555550142
NM1*40*2*NORTHLAKE HEALTH PLAN*****46*NLHP00042
HL*1**20*1
NM1*85*2*PINERIDGE CLINIC*****XX*1887004129
N3*14 ORCHARD WAY
N4*MILLBROOK*OH*440010001
REF*EI*990000142
HL*2*1*22*0
SBR*P*18*******CI
NM1*IL*1*OAKES*MARTA****MI*NL700100201
N3*7 MAPLE CT
N4*MILLBROOK*OH*44001
DMG*D8*19710415*F
NM1*PR*2*NORTHLAKE HEALTH PLAN*****PI*NLHP00042
CLM*PRC-C-9001*100***11:B:1*Y*A*Y*Y
HI*ABK:M1711
LX*1
SV1*HC:99213*100*UN*1***1
DTP*472*D8*20261028
SE*23*0001`.split('\n');

/** The set with one segment replaced, removed (undefined) or with others put in before it. */
function changed(set: readonly string[], at: string, ...replacement: string[]): string[] {
  const index = set.findIndex((segment) => segment.startsWith(at));
  if (index < 0) throw new Error(`no ${at}`);
  return [...set.slice(0, index), ...replacement, ...set.slice(index + 1)];
}

describe('a set that follows its guide', () => {
  it('has no findings', () => {
    expect(findingsOf(REQUEST, REQUEST_SET)).toEqual([]);
    expect(findingsOf(PROFESSIONAL, CLAIM_SET)).toEqual([]);
  });

  it('gives the same findings whatever the chunks are', () => {
    const faulty = changed(changed(CLAIM_SET, 'SBR', 'SBR*X*18*******CI'), 'LX*1');
    const whole = findingsOf(PROFESSIONAL, faulty);
    expect(whole.length).toBeGreaterThan(1);
    for (const chunk of [1, 2, 3, 7, 50, 51, 113]) expect(findingsOf(PROFESSIONAL, faulty, chunk)).toEqual(whole);
  });
});

describe('the guide is told by its second segment', () => {
  it('takes a BHT02 of 11 as a response', () => {
    const response = changed(REQUEST_SET, 'BHT', 'BHT*0007*11*PRC261103001*20261103*0915*18');
    // A response answers: its patient event needs no service loop, and this one lacks nothing else.
    expect(findingsOf(REQUEST, response).filter((line) => line.includes('BHT'))).toEqual([]);
  });

  it('reports a BHT02 of neither', () => {
    expect(findingsOf(REQUEST, changed(REQUEST_SET, 'BHT', 'BHT*0007*99*PRC261103001*20261103*0915'))).toEqual([
      '2 BHT-2 element-code-invalid 7',
    ]);
  });
});

describe('one cause is one finding', () => {
  const cases: readonly [string, readonly string[], readonly string[], readonly string[]][] = [
    ['a missing required segment', REQUEST, changed(REQUEST_SET, 'UM'), ['12 UM segment-missing 3']],
    [
      'a required segment that came late is out of order, not missing too',
      REQUEST,
      changed(changed(REQUEST_SET, 'UM'), 'HI', 'HI*ABK:M1711', 'UM*HS*I*3*11:B'),
      ['14 UM segment-out-of-order 7'],
    ],
    [
      'a missing loop start, not each segment of the loop',
      PROFESSIONAL,
      changed(CLAIM_SET, 'NM1*IL'),
      ['13 NM1 segment-missing 3'],
    ],
    [
      'a missing HL level',
      REQUEST,
      changed(changed(changed(REQUEST_SET, 'HL*3'), 'HL*4', 'HL*3*2*EV*1'), 'HL*5', 'HL*4*3*SS*0'),
      ['7 HL segment-missing 3'],
    ],
    [
      'a segment X12 does not know',
      REQUEST,
      changed(REQUEST_SET, 'UM', 'UM*HS*I*3*11:B', 'XXX*1'),
      ['13 XXX set-segment-unrecognized 5'],
    ],
    [
      'a segment whose id has lost the separator behind it',
      REQUEST,
      changed(REQUEST_SET, 'UM', 'UM*HS*I*3*11:B', 'N31 SAMPLE STREET'),
      ['13  set-segment-id-malformed 5'],
    ],
    [
      'a segment of X12 that this set never has',
      REQUEST,
      changed(REQUEST_SET, 'UM', 'UM*HS*I*3*11:B', 'SBR*P*18'),
      ['13 SBR segment-not-in-set 6'],
    ],
    [
      'a segment X12 allows here and the guide does not',
      REQUEST,
      changed(REQUEST_SET, 'UM', 'UM*HS*I*3*11:B', 'HCR*A1*1'),
      ['13 HCR segment-not-used I4'],
    ],
    [
      'too many of a segment, once',
      REQUEST,
      changed(REQUEST_SET, 'UM', 'UM*HS*I*3*11:B', 'UM*HS*I*3*11:B', 'UM*HS*I*3*11:B'),
      ['13 UM segment-repeat-exceeded 5'],
    ],
    [
      'a wrong hierarchical number',
      REQUEST,
      changed(REQUEST_SET, 'HL*5', 'HL*7*4*SS*0'),
      ['15 HL-1 hierarchy-number I12'],
    ],
    [
      'a wrong hierarchical parent',
      REQUEST,
      changed(REQUEST_SET, 'HL*5', 'HL*5*3*SS*0'),
      ['15 HL-2 hierarchy-parent I12'],
    ],
    ['a line number out of count', PROFESSIONAL, changed(CLAIM_SET, 'LX*1', 'LX*2'), ['20 LX-1 line-number I12']],
    [
      'no patient event at all',
      REQUEST,
      [...REQUEST_SET.slice(0, 6), 'HL*3*2*22*0', ...REQUEST_SET.slice(7, 9), 'SE*10*0001'],
      ['7 HL-4 element-code-not-in-guide I6 (warn)', '10 HL loop-missing I7'],
    ],
    ['a missing element', REQUEST, changed(REQUEST_SET, 'TRN', 'TRN*1**9PRCLINIC1'), ['11 TRN-2 element-missing 1']],
    [
      'an element the segment does not have',
      REQUEST,
      changed(REQUEST_SET, 'DTP*AAH', 'DTP*AAH*D8*20261116*X'),
      ['13 DTP-4 element-surplus 3'],
    ],
    [
      'an element the guide does not use',
      PROFESSIONAL,
      changed(CLAIM_SET, 'CLM', 'CLM*PRC-C-9001*100*X**11:B:1*Y*A*Y*Y'),
      ['18 CLM-3 element-not-used I10'],
    ],
    [
      'too short and too long',
      REQUEST,
      changed(REQUEST_SET, 'TRN', 'TRN*1*PRC*9PRC'),
      ['11 TRN-3 element-too-short 4'],
    ],
    [
      'a code X12 does not know',
      REQUEST,
      changed(REQUEST_SET, 'DMG', 'DMG*D8*19710415*Z'),
      ['9 DMG-3 element-code-invalid 7'],
    ],
    [
      'a code X12 knows and the guide does not',
      PROFESSIONAL,
      changed(CLAIM_SET, 'BHT', 'BHT*0007*00*A*20261104*0800*CH'),
      ['2 BHT-1 element-code-not-in-guide I6'],
    ],
    [
      'a date that is none',
      REQUEST,
      changed(REQUEST_SET, 'DTP*472', 'DTP*472*D8*20260230'),
      ['16 DTP-3 element-date-invalid 8'],
    ],
    [
      'a time that is none',
      REQUEST,
      changed(REQUEST_SET, 'BHT', 'BHT*0007*13*A*20261103*2461'),
      ['2 BHT-5 element-time-invalid 9'],
    ],
    [
      'an amount that is none',
      PROFESSIONAL,
      changed(CLAIM_SET, 'CLM', 'CLM*PRC-C-9001*1OO***11:B:1*Y*A*Y*Y'),
      ['18 CLM-2 element-not-numeric 6'],
    ],
    [
      'a pair of which one is missing',
      PROFESSIONAL,
      changed(CLAIM_SET, 'PER', 'PER*IC*BILLING DESK*TE*5555550142*EX'),
      ['4 PER-6 element-condition-missing 2'],
    ],
    [
      'a component too many',
      REQUEST,
      changed(REQUEST_SET, 'UM', 'UM*HS*I*3*11:B::2'),
      ['12 UM-4-4 component-surplus 13'],
    ],
    ['a missing component', REQUEST, changed(REQUEST_SET, 'HI', 'HI*ABK'), ['14 HI-1-2 element-missing 1']],
    [
      'a repetition where none may be',
      REQUEST,
      changed(REQUEST_SET, 'TRN', 'TRN*1*A^B*9PRCLINIC1'),
      ['11 TRN-2 element-repetitions-exceeded 12'],
    ],
    [
      'a character outside the sets',
      REQUEST,
      changed(REQUEST_SET, 'NM1*IL', 'NM1*IL*1*OAK\u00e9S*MARTA****MI*NL700100201'),
      ['8 NM1-3 element-character-invalid 6'],
    ],
    [
      'a required value of spaces',
      REQUEST,
      changed(REQUEST_SET, 'BHT', 'BHT*0007*13* *20261103*0915'),
      ['2 BHT-3 element-missing 1'],
    ],
    [
      'an optional value of spaces',
      REQUEST,
      changed(REQUEST_SET, 'NM1*IL', 'NM1*IL*1*OAKES*  ****MI*NL700100201'),
      ['8 NM1-4 element-too-short 4'],
    ],
    ['a negative line number', PROFESSIONAL, changed(CLAIM_SET, 'LX*1', 'LX*-1'), ['20 LX-1 line-number I12']],
    [
      'a qualifier no place has, not one segment too many',
      PROFESSIONAL,
      changed(CLAIM_SET, 'REF*EI', 'REF*EI*990000142', 'REF*QQ*1'),
      ['11 REF-1 element-code-not-in-guide I6'],
    ],
    [
      'a missing qualifier',
      PROFESSIONAL,
      changed(CLAIM_SET, 'REF*EI', 'REF*EI*990000142', 'REF**1'),
      ['11 REF-1 element-missing 1'],
    ],
    [
      'a loop start with a qualifier no place has, not its whole loop',
      PROFESSIONAL,
      changed(CLAIM_SET, 'HI*ABK', 'HI*ABK:M1711', 'NM1*QQ*1*SOMEBODY', 'N3*1 ROAD', 'N4*MILLBROOK*OH*44001'),
      ['20 NM1-1 element-code-invalid 7'],
    ],
  ];
  for (const [name, guideIds, set, expected] of cases) {
    it(name, () => expect(findingsOf(guideIds, set)).toEqual(expected));
  }
});

describe('what is only inferred', () => {
  it('warns and does not reject', () => {
    // NM108 of 2010A lists 24, 34, 46, PI and XV, worked out without a source; XX is a value X12 knows.
    const set = changed(REQUEST_SET, 'NM1*X3', 'NM1*X3*2*NORTHLAKE HEALTH PLAN*****XX*1887004129');
    expect(findingsOf(REQUEST, set)).toEqual(['4 NM1-8 element-code-not-in-guide I6 (warn)']);
  });
});
