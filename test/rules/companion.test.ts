import { describe, expect, it } from 'vitest';
import { compiledGuide } from '../../src/guides/compiled-guides.js';
import { companionRules, isInForce } from '../../src/rules/companion.js';
import type { CompanionChange, CompanionGuide } from '../../src/rules/rule.js';
import { schemas } from '../support/units.js';
import { CLAIM, claimSet, LINE, PROFESSIONAL, RuleTrial, ruleOf } from './rules-support.js';

type Demand = CompanionChange extends infer Change ? Partial<Change> : never;

function companion(...changes: readonly object[]): CompanionGuide {
  const { id, severity, certainty, title, message, mend, source } = ruleOf({});
  const wording = { id, severity, certainty, title, message, mend, source };
  return {
    guide: PROFESSIONAL,
    version: '1',
    title: 'Invented',
    source: 'a test',
    changes: changes.map((change) => ({ ...wording, ...change }) as CompanionChange),
    rules: [],
  };
}

const expanded = (...changes: readonly object[]) =>
  companionRules(companion(...changes), compiledGuide(schemas, PROFESSIONAL));

const faults = (change: Demand | object, ...claims: readonly (readonly string[])[]) =>
  new RuleTrial(expanded(change))
    .faults(claimSet(...claims))
    .map(({ segmentPosition, element }) => [segmentPosition, element]);

describe('a change of a companion guide', () => {
  const whole = [...CLAIM, ...LINE];

  it('requires an element, a segment or a loop', () => {
    expect(faults({ require: '2300/CLM02' }, whole)).toEqual([]);
    expect(faults({ require: '2300/CLM20' }, whole)).toEqual([[18, 20]]);
    expect(faults({ require: '2300/REF[G1]' }, whole)).toEqual([[19, 0]]);
    expect(faults({ require: '2310B' }, whole)).toEqual([[19, 0]]);
    expect(faults({ require: '2310B' }, [...CLAIM, 'NM1*82*1*DOC*A****XX*1234567893', ...LINE])).toEqual([]);
  });

  it('forbids them', () => {
    expect(faults({ forbid: '2300/CLM02' }, whole)).toEqual([[18, 2]]);
    expect(faults({ forbid: '2300/HI' }, whole)).toEqual([[19, 0]]);
    expect(faults({ forbid: '2400' }, whole)).toEqual([[20, 0]]);
    expect(faults({ forbid: '2310B' }, whole)).toEqual([]);
  });

  it('holds only where its condition does', () => {
    expect(faults({ require: '2300/REF[G1]', when: "CLM05-1 = '21'" }, whole)).toEqual([]);
    expect(faults({ require: '2300/REF[G1]', when: "CLM05-1 = '11'" }, whole)).toHaveLength(1);
  });

  it('leaves only some codes, lengths and forms', () => {
    expect(faults({ codes: '2300/CLM05-1', values: ['11', '12'] }, whole)).toEqual([]);
    expect(faults({ codes: '2300/CLM05-1', values: ['21'] }, whole)).toEqual([[18, 5]]);
    expect(faults({ length: '2010BA/NM109', minimum: 2, maximum: 2 }, whole)).toEqual([]);
    expect(faults({ length: '2010BA/NM109', minimum: 3 }, whole)).toEqual([[13, 9]]);
    expect(faults({ length: '2010BA/NM109', maximum: 1 }, whole)).toEqual([[13, 9]]);
    expect(faults({ pattern: '2300/HI*-2', matches: '[A-L].*' }, whole)).toEqual([[19, 1]]);
    expect(faults({ pattern: 'BHT06', matches: 'CH' }, whole)).toEqual([]);
  });

  it('limits how often something comes', () => {
    expect(faults({ most: '2400', count: 1 }, whole)).toEqual([]);
    expect(faults({ most: '2400', count: 1 }, [...whole, ...LINE])).toHaveLength(1);
    expect(faults({ most: '2300/HI', count: 1 }, whole)).toEqual([]);
  });

  it('carries codes that fit its place, and the wording it was given', () => {
    const codeOf = (change: object) => expanded(change)[0]?.acknowledgment;
    expect(codeOf({ require: '2300/CLM20' })).toBe('I9');
    expect(codeOf({ require: '2300/PWK' })).toBe('I6');
    expect(codeOf({ require: '2310B' })).toBe('I7');
    expect(codeOf({ forbid: '2300/CLM20' })).toBe('I10');
    expect(codeOf({ forbid: '2300/CLM20', when: 'CLM02 > 0' })).toBe('I13');
    expect(codeOf({ forbid: '2300/PWK' })).toBe('I4');
    expect(codeOf({ length: '2300/CLM01', maximum: 20 })).toBe('5');
    expect(codeOf({ length: '2300/CLM01', minimum: 2 })).toBe('4');
    expect(expanded({ require: '2310B', title: 'No rendering provider' })[0]).toMatchObject({
      snip: 7,
      title: 'No rendering provider',
    });
  });

  it('of a loop below several loops is judged in each of them', () => {
    expect(expanded({ forbid: '2300' }).map((rule) => rule.scope)).toEqual(['2000B', '2000C']);
  });

  it.each([
    [{ require: 'value' }, 'must begin with a loop'],
    [{ require: '9999' }, 'no loop 9999'],
    [{ codes: '2300/PWK', values: ['1'] }, 'names no element'],
    [{ length: '2300/CLM01' }, 'needs a minimum or a maximum'],
    [{ codes: '2300/CLM01', values: ["O'Neil"] }, 'apostrophe'],
  ])('%j is refused', (change, message) => {
    expect(() => expanded(change)).toThrow(message);
  });
});

describe('an edition', () => {
  it('counts from its first to its last day, and always when the day is not known', () => {
    const edition = { from: '20260101', to: '20261231' };
    expect([20251231, 20260101, 20261231, 20270101, 0].map((day) => isInForce(edition, day))).toEqual([
      false,
      true,
      true,
      false,
      true,
    ]);
    expect(isInForce({}, 20260101)).toBe(true);
  });
});
