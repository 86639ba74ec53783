import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { CodeSet } from '../../src/guides/types.js';
import { explainCode, explanationText } from '../../src/report/explain.js';
import { kinds } from './catalogue.js';

const folder = new URL('../../schemas/codes/', import.meta.url);
const lists = readdirSync(folder)
  .filter((name) => name !== 'external.json')
  .map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as CodeSet);

/** The elements or lists that explanations of a query come from. */
function sources(query: string): string[] {
  return explainCode(query, lists, kinds).map((explanation) =>
    explanation.kind === 'list-code'
      ? explanation.list.id
      : explanation.kind === 'finding'
        ? explanation.finding.code
        : `${explanation.element} ${explanation.code}`,
  );
}

describe('explaining a code', () => {
  it('finds a note code of the TA1 without being told where it is from', () => {
    expect(sources('006')).toEqual(['TA105 006']);
    const text = explanationText(explainCode('006', lists, kinds));
    expect(text).toContain('sender-id-invalid');
    expect(text).toContain('sender-not-this-partner');
    expect(text).toContain('To mend it: Put your registered id at the left of ISA06');
  });

  it('lists every acknowledgment list that has an ambiguous code', () => {
    expect(sources('5')).toEqual(['AK905 5', 'IK502 5', 'IK304 5', 'IK403 5']);
    expect(sources('R')).toEqual(['TA104 R', 'AK901 R', 'IK501 R']);
  });

  it('takes the element in front, in any of the usual notations', () => {
    for (const query of ['IK403:7', 'ik403 7', 'IK4*7', '621=7', '  IK403  7 '])
      expect(sources(query)).toEqual(['IK403 7']);
    expect(sources('AK905 5')).toEqual(['AK905 5']);
    expect(sources('IK504 I5')).toEqual(['IK502 I5']);
  });

  it('explains a finding by its name', () => {
    expect(sources('element-too-long')).toEqual(['element-too-long']);
    const text = explanationText(explainCode('element-too-long', lists, kinds));
    expect(text).toContain('element-too-long: Value is too long (reject, IK403 5)');
    expect(text).not.toMatch(/\{\w+\}/);
  });

  it('falls back to the other lists', () => {
    expect(sources('claim-frequency 7')).toEqual(['claim-frequency']);
  });

  it('gives nothing for a code nobody knows', () => {
    for (const query of ['', '   ', '999999', 'IK403:ZZ', 'NOLIST:1', '__proto__']) {
      expect(explainCode(query, lists, kinds)).toEqual([]);
    }
  });

  it('knows every code that findings carry', () => {
    const elements = { interchange: 'TA105', group: 'AK905', set: 'IK502', segment: 'IK304', element: 'IK403' };
    for (const kind of kinds) {
      if (kind.acknowledgment === null || kind.scope === 'file') continue;
      expect(sources(`${elements[kind.scope]} ${kind.acknowledgment}`)).toHaveLength(1);
    }
  });
});
