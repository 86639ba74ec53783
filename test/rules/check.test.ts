import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { compiledGuide } from '../../src/guides/compiled-guides.js';
import { checkRules, type RuleCheckSetting } from '../../src/rules/check.js';
import { loadCompanions } from '../../src/rules/load.js';
import { schemas } from '../support/units.js';
import { suites } from './case-files.js';
import { PROFESSIONAL, ruleOf } from './rules-support.js';

const read = (path: string) =>
  JSON.parse(readFileSync(new URL(`../../schemas/${path}`, import.meta.url), 'utf8')) as object;
const ajv = new Ajv2020({ allErrors: true, strictRequired: false });
ajv.addSchema(read('rules.schema.json'));
const isRuleFile = ajv.getSchema('rules.schema.json')!;
const isCompanion = ajv.compile(read('companion.schema.json'));

function setting(guideId: string, ids: Set<string>, snips: readonly number[]): RuleCheckSetting {
  const { codeSets, externalCodeSets } = schemas;
  const listIds = new Set([...codeSets.keys(), ...externalCodeSets.keys()]);
  return { guide: compiledGuide(schemas, guideId), ids, codeSets, listIds, snips };
}

describe('the shipped rules', () => {
  const ids = new Set(schemas.findingKinds.map((kind) => kind.code));

  it.each(suites())('of $name are well formed', ({ guideId, overlay, rules }) => {
    if (overlay === undefined) {
      const file = read(`rules/${guideId}.json`);
      expect(isRuleFile(file), ajv.errorsText(isRuleFile.errors)).toBe(true);
      expect(file).toMatchObject({ guide: guideId });
    } else {
      for (const companion of loadCompanions(schemas.files, overlay, guideId)) {
        expect(isCompanion(companion), ajv.errorsText(isCompanion.errors)).toBe(true);
        expect(companion.guide).toBe(guideId);
      }
    }
    const snips = overlay === undefined ? [2, 3, 4, 5, 6] : [7];
    expect(checkRules(rules, setting(guideId, ids, snips))).toEqual([]);
  });
});

describe('the checker of rules', () => {
  const problemsOf = (changes: Parameters<typeof ruleOf>[0]) =>
    checkRules([ruleOf(changes)], setting(PROFESSIONAL, new Set(['taken']), [3, 4]));

  it('finds nothing wrong with a good rule', () => {
    expect(problemsOf({})).toEqual([]);
  });

  it('quotes only the ends of a long pattern that is none', () => {
    const [problem] = problemsOf({ then: `matches(CLM01, '(${'A'.repeat(100_000)}')` });
    expect(problem).toMatch(/'\(AAA.*Unterminated group$/);
    expect(problem!.length).toBeLessThan(300);
  });

  it.each<[string, Parameters<typeof ruleOf>[0], string]>([
    ['an id that is taken', { id: 'taken' }, 'used twice'],
    ['an inferred rule that rejects', { certainty: 'inferred' }, 'cannot reject'],
    ['a SNIP type of another file', { snip: 7 }, 'SNIP type 7'],
    ['a mistake in an expression', { then: 'CLM02 >' }, 'at character 8'],
    ['a path that the guide does not have', { then: 'exists(2300/ZZZ01)' }, 'no segment ZZZ'],
    ['a pattern that takes long', { then: "matches(CLM01, '([A-Z]+)+')" }, 'too many ways'],
    ['a pattern that refers back', { then: "all(matches(CLM01, '(A+)B\\1'))" }, 'refers back'],
    ['an unknown function', { then: 'nothing(CLM02)' }, 'no function "nothing"'],
    ['a segment code at an element', { acknowledgment: 'I4' }, 'no code of element-syntax-error'],
    ['an element code at a segment', { at: 'REF[F8]', acknowledgment: 'I12' }, 'no code of segment-syntax-error'],
    ['a placeholder without a parameter', { message: 'It is {size}.' }, '{size}'],
    ['a parameter nobody uses', { parameters: { size: 'CLM02' } }, 'size is not used'],
    ['a parameter that shows a protected value', { message: '{x}', parameters: { x: 'CLM01' } }, 'shows protected'],
    ['a list nobody knows', { then: "code(CLM05-1, 'no-such-list')" }, 'no code list "no-such-list"'],
    ['values outside the scope', { each: '2010AA/N403', then: "value = '1'", at: undefined }, 'outside the scope'],
    ['a path behind the scope', { scope: '2310B', then: 'exists(2400)', at: 'NM109' }, 'stands behind the scope'],
  ])('finds %s', (_, changes, expected) => {
    expect(problemsOf(changes).join('; ')).toContain(expected);
  });
});
