import { beforeEach, describe, expect, it } from 'vitest';
import type { ReferenceKind } from '../../../src/domain/reference.js';
import { ReferenceBench, ROWS } from './reference-material.js';

let bench: ReferenceBench;
beforeEach(() => {
  bench = new ReferenceBench();
});

/** A wrong row, the column that is told, and a word of how to mend it. */
const WRONG: readonly [string, ReferenceKind, string, string, string][] = [
  ['a location of another form', 'providers', ROWS.providers.replace('110012345A', '11001234'), 'location', 'form'],
  ['a wrong check digit', 'providers', ROWS.providers.replace('1234567893', '1234567894'), 'npi', 'check digit'],
  ['a nameless provider', 'providers', ROWS.providers.replace('Harbor Clinic', ''), 'name', 'fill it in'],
  ['a taxonomy that is none', 'providers', ROWS.providers.replace('207Q00000X', '207Q'), 'taxonomies', 'nine'],
  ['a state that is none', 'providers', ROWS.providers.replace(',MA,', ',XX,'), 'state', 'two letters'],
  [
    'an assignment nobody has',
    'providers',
    ROWS.providers.replace('OX|', 'ZZ|'),
    'entitled_assignments',
    'home-health',
  ],
  ['a postal code that lost its zero', 'providers', ROWS.providers.replace('02108', '2108'), 'postal_code', 'five'],
  ['no member id', 'members', ROWS.members.replace('100000000001', ''), 'member_id', 'fill it in'],
  ['a birth date that is none', 'members', ROWS.members.replace('1990-02-28', '1990-02-30'), 'birth_date', 'calendar'],
  ['a birth date in the future', 'members', ROWS.members.replace('1990-02-28', '2031-03-02'), 'birth_date', 'future'],
  ['a birth date long ago', 'members', ROWS.members.replace('1990-02-28', '1190-02-28'), 'birth_date', 'year'],
  ['a gender that is none', 'members', ROWS.members.replace(',F,', ',Q,'), 'gender', 'F, M or U'],
  [
    'eligibility that ends first',
    'members',
    ROWS.members.replace('01-01,,', '01-01,2029-12-31,'),
    'eligible_to',
    'before',
  ],
  ['neither yes nor no', 'members', ROWS.members.replace(/yes$/, 'maybe'), 'case_management', 'yes nor no'],
  ['a range the wrong way round', 'services', 'E0447,E0424,yes,no,', 'to', 'swap'],
  ['a range of different lengths', 'services', 'E042,E0447,yes,no,', 'to', 'same length'],
  ['a code with a dot', 'services', 'E04.24,,yes,no,', 'from', 'dot'],
  ['a need that is not told', 'services', 'E0424,,,no,', 'needs_authorization', 'fill it in'],
  ['too few cells', 'services', 'E0424,yes', '', 'cells'],
  ['a comma without quotes', 'services', 'E0424,,yes,no,Smith, Jones', '', 'quotes'],
];

describe('a row of a reference file', () => {
  it.each(WRONG)('is refused for %s', async (_, kind, row, column, words) => {
    const result = await bench.rows(kind, row);
    expect(result).toMatchObject({ outcome: 'bad-rows', problemCount: 1, problems: [{ line: 2, column }] });
    expect(result.problems[0]!.problem).toContain(words);
  });

  it('is told with every column that is wrong', async () => {
    const { problems } = await bench.rows('members', ',,,1990-13-01,Q,,,XX,1,,,');
    expect(problems.map(({ column }) => column).sort()).toEqual(
      ['birth_date', 'gender', 'last_name', 'member_id', 'postal_code', 'state'].sort(),
    );
  });

  it('is never quoted', async () => {
    const canary = 'CANARY7';
    const cells = Array.from({ length: 12 }, () => canary).join(',');
    const result = await bench.rows('members', cells, cells);
    expect(result.problemCount).toBeGreaterThan(3);
    expect(JSON.stringify(result)).not.toContain(canary);
  });

  it('that is there twice is told with the line of the first', async () => {
    const { problems } = await bench.rows('members', ROWS.members, ROWS.members.replace('Ann', 'Bea'));
    expect(problems).toEqual([
      { line: 3, column: 'member_id', problem: 'is the same as in line 2; keep one of the rows' },
    ]);
  });

  it('may be of a member whose id the payer would not give, or who has no address: that warns', async () => {
    const rows = ['M1,Doe,Ann,1990-01-01,,,,,,,,', 'M2,Doe,Bea,1990-01-01,,,,,,,,'];
    expect(await bench.rows('members', ...rows)).toMatchObject({
      outcome: 'imported',
      warnings: [
        { column: 'member_id', count: 2, firstLine: 2 },
        { column: 'address_1', count: 2, firstLine: 2 },
      ],
    });
  });

  it('says when a spreadsheet has rounded an id', async () => {
    const { problems } = await bench.rows('providers', ROWS.providers.replace('110012345A', '1.10012E+08'));
    expect(problems[0]!.problem).toContain('spreadsheet');
  });

  it('may be of a provider without an NPI', async () => {
    const atypical = ROWS.providers.replace('1234567893', '');
    expect(await bench.rows('providers', atypical)).toMatchObject({ outcome: 'imported' });
    expect(bench.ledger.reference.provider('110012345A')).toMatchObject({ npi: '' });
  });
});

describe('ranges of services', () => {
  it.each([
    ['lie side by side', ['A0100,A0200,yes,no,', 'A0201,A0300,yes,no,']],
    ['lie in one another', ['A0100,A0900,yes,no,', 'A0200,A0300,no,no,', 'A0300,A0300,yes,no,', 'A0250,A0260,yes,no,']],
    ['have codes of other lengths', ['A0100,A0900,yes,no,', '0100,0300,yes,no,']],
  ])('may %s', async (_, rows) => {
    expect(await bench.rows('services', ...rows)).toMatchObject({ outcome: 'imported' });
  });

  it('may not overlap in part, since neither is the narrower', async () => {
    const rows = ['A0100,A0300,yes,no,', 'A0400,A0500,yes,no,', 'A0200,A0350,no,no,'];
    const { problems } = await bench.rows('services', ...rows);
    expect(problems).toMatchObject([{ line: 4, column: 'from' }]);
    expect(problems[0]!.problem).toContain('line 2');
  });
});
