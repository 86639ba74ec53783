import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { CodeSet } from '../../src/guides/types.js';
import { explainCode, explanationText } from '../../src/report/explain.js';
import { generalWording } from '../../src/report/general-wording.js';
import { AAA_BY_PROBLEM } from '../../src/transactions/278/refusals.js';
import { kinds } from './catalogue.js';

const folder = new URL('../../schemas/codes/', import.meta.url);
const lists = readdirSync(folder)
  .filter((name) => name !== 'external.json')
  .map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as CodeSet);

/** The elements or lists that explanations of a query come from. */
function sources(query: string): string[] {
  return explainCode(query, lists, kinds).map((explanation) => {
    if ('list' in explanation) return explanation.list.id;
    if ('finding' in explanation) return explanation.finding.code;
    if ('check' in explanation) return explanation.check.id;
    return 'element' in explanation ? `${explanation.element} ${explanation.code}` : explanation.code;
  });
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
    expect(text).toContain('element-too-long: Value is too long (reject, SNIP type 1)');
    expect(text).toContain('Answered: IK403 5 in the 999');
    expect(text).not.toMatch(/\{\w+\}/);
  });

  it('finds the status of a set or group as well as its error codes', () => {
    expect(sources('IK5:R')).toEqual(['IK501 R']);
    expect(sources('IK501 R')).toEqual(['IK501 R']);
    expect(sources('IK5:5')).toEqual(['IK502 5']);
    expect(sources('AK9 P')).toEqual(['AK901 P']);
    expect(sources('TA1 A')).toEqual(['TA104 A']);
  });

  it('lists all codes of an element that is named alone', () => {
    expect(sources('IK403')).toEqual(['element-syntax-error']);
    const text = explanationText(explainCode('ik403', lists, kinds));
    expect(text).toContain('IK403 (');
    for (const { code } of lists.find(({ id }) => id === 'element-syntax-error')!.codes) {
      expect(text).toMatch(new RegExp(`^  ${code} +\\w`, 'm'));
    }
    expect(sources('IK5')).toEqual(['set-acknowledgment', 'set-syntax-error']);
    expect(sources('AAA03')).toEqual(['reject-reason']);
  });

  it('explains what stands in an answer to a request, and in a claim report', () => {
    expect(explanationText(explainCode('HCR01:A4', lists, kinds))).toMatch(/^HCR01 A4 .*\n.*Pending/);
    expect(explanationText(explainCode('aaa04 c', lists, kinds))).toContain('Correct the request and send it again');
    expect(sources('AAA03 72')).toEqual(['reject-reason']);
    expect(explanationText(explainCode('A8:496:85', lists, kinds))).toContain('billing provider');
  });

  it('has a meaning for every reason and follow-up this gateway refuses a request with', () => {
    for (const [, reason, followUp] of Object.values(AAA_BY_PROBLEM)) {
      expect(sources(`AAA03 ${reason}`)).toEqual(['reject-reason']);
      expect(sources(`AAA04 ${followUp}`)).toEqual(['follow-up-action']);
    }
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

describe('a finding in general', () => {
  it.each(kinds.map((kind) => [kind.code, kind] as const))('is worded without a value of any one: %s', (_, kind) => {
    for (const wording of [kind.message, kind.mend]) {
      const general = generalWording(wording);
      expect(general).not.toMatch(/[{}<>]/);
      expect(general).not.toMatch(/ {2}| [.,]|\(\)|""/);
      expect(general).toMatch(/^[A-Z]/);
    }
  });

  it('reads as a sentence', () => {
    expect(generalWording('Set HL04 of level {expected} to 1, or let HL02 here name the right parent.')).toBe(
      'Set HL04 of the parent level to 1, or let HL02 here name the right parent.',
    );
    expect(generalWording('{element} ({name}) has {length} characters, but may have at most {maximum}.')).toBe(
      'The element has more characters than it may have.',
    );
    expect(generalWording('A wording to come names {novelty}.')).toBe('A wording to come names (novelty).');
  });
});
