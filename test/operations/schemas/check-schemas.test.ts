import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultSchemasRoot } from '../../../src/guides/load.js';
import { readOwnSchemas } from '../../../src/guides/schema-files.js';
import { checkOwnSchemas } from '../../../src/operations/schemas/check-schemas.js';
import { companion, NEEDS_ORIGINAL, PROFESSIONAL, writeFiles } from '../../support/own-schemas.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'x12gw-schemas-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function problemsOf(files: Readonly<Record<string, unknown>>) {
  writeFiles(folder, files);
  return checkOwnSchemas(defaultSchemasRoot(), readOwnSchemas(folder, '')!);
}

const shipped = (name: string) => JSON.parse(readFileSync(join(defaultSchemasRoot(), name), 'utf8'));
const COMPANION = `payers/plan/companion/${PROFESSIONAL}.json`;
const GUIDE = 'guides/005010X231A1-999.json';

describe('own schemas without fault', () => {
  it('are a companion guide, a replaced guide, a new guide and new rules', () => {
    const guide = { ...shipped(GUIDE), id: '005010X999-mine', guide: '005010X999' };
    const rules = shipped(`rules/${PROFESSIONAL}.json`);
    expect(
      problemsOf({
        [COMPANION]: companion(),
        [GUIDE]: { ...shipped(GUIDE), title: 'Mine' },
        'guides/005010X999-mine.json': guide,
        [`rules/${PROFESSIONAL}.json`]: { ...rules, rules: rules.rules.slice(1) },
        'README.txt': 'not looked at',
      }),
    ).toEqual([]);
  });

  it('are two editions of which one ends before the other begins', () => {
    const later = `payers/plan/companion/${PROFESSIONAL}.2027.json`;
    expect(
      problemsOf({ [COMPANION]: companion({ to: '20261231' }), [later]: companion({ from: '20270101' }) }),
    ).toEqual([]);
  });
});

describe('a payer’s own checks of claims', () => {
  const claims = shipped('payers/neutral/claims.json');
  const problemsWith = (change: object) => problemsOf({ 'payers/plan/claims.json': { ...claims, ...change } });

  it('are checked by their form: checks that are none, statuses, and what may not be let pass', () => {
    expect(problemsWith({})).toEqual([]);
    const [linked, ...others] = claims.checks;
    expect(problemsWith({ checks: [linked, { ...others[0], id: 'weather' }] })).toMatchObject([
      { place: 'checks[1].id', problem: expect.stringContaining('must be one of') },
    ]);
    expect(problemsWith({ checks: [linked, { ...others[0], claimStatus: 'A7' }] })).toMatchObject([
      { place: 'checks[1].claimStatus', problem: expect.stringContaining('category, status') },
    ]);
    expect(problemsWith({ checks: [{ ...linked, severity: 'off' }] })).toMatchObject([{ place: 'checks[0].severity' }]);
    expect(problemsWith({ checks: others })).not.toEqual([]);
  });
});

describe('wording of one’s own', () => {
  it('is checked by its form: the reasons of refused requests and the statuses of claims', () => {
    const wording = shipped('request-problems.json');
    expect(
      problemsOf({ 'request-problems.json': wording, 'claim-statuses.json': shipped('claim-statuses.json') }),
    ).toEqual([]);
    const problems = { ...wording.problems, 'lines:missing': { wording: 'Nothing is asked for.' } };
    expect(problemsOf({ 'request-problems.json': { ...wording, problems } })).toMatchObject([
      { place: 'problems.lines:missing', problem: expect.stringContaining('mend') },
    ]);
  });
});

/** Lists in lists, so many. */
const nested = (depth: number) => `{"children":${'['.repeat(depth)}${']'.repeat(depth)}}`;
const SLOW = { require: undefined, pattern: '1000A/NM109', matches: '([0-9]+)+[A-Z]' };

describe('docs/rules.md', () => {
  const text = readFileSync(join(defaultSchemasRoot(), '..', 'docs', 'rules.md'), 'utf8');
  const documents = [...text.matchAll(/^( *)```json\n([\s\S]*?)^\1```/gm)].map(([, , json]) => JSON.parse(json!));

  it('shows a companion guide that is sound as it stands', () => {
    const guide = documents.find((document) => document.guide === PROFESSIONAL);
    expect(guide).toMatchObject({ changes: [{}], rules: [{}] });
    expect(problemsOf({ [COMPANION]: guide })).toEqual([]);
  });

  it('shows a rule as it ships', () => {
    const rule = documents.find(({ id }) => id === '837p-claim-total-not-line-sum');
    expect(shipped(`rules/${PROFESSIONAL}.json`).rules).toContainEqual(rule);
  });
});

describe('the check of own schemas names file and place of', () => {
  const change = (changes: Readonly<Record<string, unknown>>) =>
    companion({ changes: [{ ...NEEDS_ORIGINAL, ...changes }] });

  it.each<[string, string, unknown, { place: string; problem: string }]>([
    ['a file that is not JSON', COMPANION, '{ "guide": ', { place: '', problem: 'not JSON' }],
    ['a file nothing reads', 'companion/mine.json', {}, { place: '', problem: 'nothing reads' }],
    ['a guide nested without end', GUIDE, nested(1500), { place: '', problem: 'nested deeper than 100' }],
    ['a pattern that takes long', COMPANION, change(SLOW), { place: NEEDS_ORIGINAL.id, problem: 'too many ways' }],
    ['an index', 'guides/index.json', [], { place: '', problem: 'nothing reads' }],
    ['a code list', 'codes/country.json', {}, { place: '', problem: 'nothing reads' }],
    ['envelope rules without their members', 'payers/plan/envelope.json', {}, { place: '', problem: 'senderIdRule' }],
    ['a member that is missing', COMPANION, change({ mend: undefined }), { place: 'changes[0]', problem: '"mend"' }],
    ['a member without meaning', COMPANION, companion({ form: '' }), { place: '', problem: '"form" has no meaning' }],
    ['a choice there is not', COMPANION, change({ severity: 'no' }), { place: 'changes[0].severity', problem: 'warn' }],
    [
      'another guide than the name says',
      COMPANION,
      companion({ guide: '005010X223A2-837I' }),
      { place: 'guide', problem: 'says otherwise' },
    ],
    [
      'a path the guide does not have',
      COMPANION,
      change({ require: '2300/ZZZ' }),
      { place: NEEDS_ORIGINAL.id, problem: 'no segment ZZZ' },
    ],
    [
      'an id that is taken',
      COMPANION,
      change({ id: 'element-too-long' }),
      { place: 'element-too-long', problem: 'findings.json' },
    ],
    ['a guide there is not', 'payers/plan/companion/nothing.json', companion(), { place: '', problem: '"nothing"' }],
    [
      'two changes of one id',
      COMPANION,
      companion({ changes: [NEEDS_ORIGINAL, { ...NEEDS_ORIGINAL, require: '2300/PWK' }] }),
      { place: NEEDS_ORIGINAL.id, problem: 'more than once' },
    ],
    [
      'a message that is no sentence',
      COMPANION,
      change({ message: 'The plan asks for it' }),
      { place: 'changes[0].message', problem: 'must be a sentence that ends with a period' },
    ],
    [
      'days in the wrong order',
      COMPANION,
      companion({ from: '20270101', to: '20260101' }),
      { place: 'to', problem: 'before it begins' },
    ],
    [
      'another id than the name says',
      'guides/005010X231A1-mine.json',
      { ...shipped(GUIDE), id: '005010X231A1-other' },
      { place: 'id', problem: '"005010X231A1-other"' },
    ],
    [
      'a guide that nothing tells from another',
      'guides/005010X231A1-mine.json',
      { ...shipped(GUIDE), id: '005010X231A1-mine' },
      { place: '', problem: 'nothing tells it from' },
    ],
  ])('%s', (_, file, content, expected) => {
    const [problem, ...more] = problemsOf({ [file]: content });
    expect(problem).toMatchObject({ file, place: expected.place });
    expect(problem?.problem).toContain(expected.problem);
    expect(more).toEqual([]);
  });

  it('a fault deep in a guide', () => {
    const guide = shipped(GUIDE);
    guide.children[1].elements[0].element = '9999';
    const [problem] = problemsOf({ [GUIDE]: guide });
    expect(problem).toMatchObject({ file: GUIDE });
    expect(`${problem?.place} ${problem?.problem}`).toContain('9999');
  });

  it('rules and companion guides, shipped ones too, that no longer fit a guide of the operator', () => {
    const guide = shipped(`guides/${PROFESSIONAL}.json`);
    const text = JSON.stringify(guide).replaceAll('"2310B"', '"2310X"');
    const files = problemsOf({ [`guides/${PROFESSIONAL}.json`]: text }).map(({ file }) => file);
    expect(files).toContain(`rules/${PROFESSIONAL}.json`);
  });

  it('more faults of form in one file than fit a hand', () => {
    const faulty = Array.from({ length: 25 }, (_, index) => ({
      ...NEEDS_ORIGINAL,
      id: `plan-${index}`,
      mend: 'No period',
    }));
    const problems = problemsOf({ [COMPANION]: companion({ changes: faulty }) });
    expect(problems.map(({ place }) => place)).toEqual(faulty.map((_, index) => `changes[${index}].mend`));
  });

  it('an id in companion guides of two guides of one overlay', () => {
    const institutional = '005010X223A2-837I';
    const other = `payers/plan/companion/${institutional}.json`;
    const problems = problemsOf({ [COMPANION]: companion(), [other]: companion({ guide: institutional }) });
    expect(problems).toMatchObject([{ place: NEEDS_ORIGINAL.id }]);
    expect(problems[0]?.problem).toContain('the id is used in');
  });

  it('editions that are in force at once', () => {
    const later = `payers/plan/companion/${PROFESSIONAL}.2027.json`;
    const [problem, ...more] = problemsOf({ [COMPANION]: companion(), [later]: companion({ from: '20270101' }) });
    expect(problem?.problem).toContain('in force on days');
    expect(more).toEqual([]);
  });

  it('every file at once', () => {
    const files = problemsOf({ 'rules/a.json': '{', [COMPANION]: '[', 'x.json': '{}' }).map(({ file }) => file);
    expect(files).toEqual([COMPANION, 'rules/a.json', 'x.json']);
  });
});
