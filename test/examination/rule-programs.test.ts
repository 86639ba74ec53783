import { describe, expect, it } from 'vitest';
import { RulePrograms } from '../../src/examination/rule-programs.js';
import { DEFAULT_POLICY, type FindingPolicy } from '../../src/findings/policy.js';
import { openCodeLists } from '../../src/guides/code-list-folder.js';
import { loadRules } from '../../src/rules/load.js';
import { schemas } from '../support/units.js';

const PROFESSIONAL = '005010X222A1-837P';
const lists = openCodeLists(schemas.root);

const idsOf = (overlay: string | undefined, policy: FindingPolicy) =>
  new RulePrograms(schemas, overlay, lists).program(PROFESSIONAL, policy, 20260105)?.rules.map((rule) => rule.id) ?? [];

describe('the rules of a guide', () => {
  it('are compiled once for the same policy, and anew once forgotten', () => {
    const programs = new RulePrograms(schemas, undefined, lists);
    const first = programs.program(PROFESSIONAL, DEFAULT_POLICY, 20260105);
    expect(first).toBeDefined();
    expect(programs.program(PROFESSIONAL, DEFAULT_POLICY, 20260105)).toBe(first);
    expect(programs.program(PROFESSIONAL, { ...DEFAULT_POLICY }, 20260106)).toBe(first);
    programs.forget();
    expect(programs.program(PROFESSIONAL, DEFAULT_POLICY, 20260105)).not.toBe(first);
  });

  it('hold companion guides only with an overlay', () => {
    expect(idsOf(undefined, DEFAULT_POLICY).filter((id) => id.startsWith('masshealth-'))).toEqual([]);
    expect(idsOf('masshealth', DEFAULT_POLICY).filter((id) => id.startsWith('masshealth-'))).not.toEqual([]);
  });

  it('leave out types and rules that are switched off, and take in those that are switched on', () => {
    const rules = loadRules(schemas.files, PROFESSIONAL);
    const balancing = rules.filter((rule) => rule.snip === 3).map((rule) => rule.id);
    const off = idsOf(undefined, { ...DEFAULT_POLICY, snip: { ...DEFAULT_POLICY.snip, 3: 'off' } });
    expect(balancing.length).toBeGreaterThan(0);
    expect(off.filter((id) => balancing.includes(id))).toEqual([]);
    expect(idsOf(undefined, { ...DEFAULT_POLICY, severities: { [balancing[0]!]: 'off' } })).not.toContain(balancing[0]);
    for (const { id } of rules.filter((rule) => rule.severity === 'off')) {
      expect(idsOf(undefined, DEFAULT_POLICY)).not.toContain(id);
      expect(idsOf(undefined, { ...DEFAULT_POLICY, severities: { [id]: 'warn' } })).toContain(id);
    }
  });

  it('are none for what has no guide of its own', () => {
    expect(new RulePrograms(schemas, 'neutral', lists).program('TA1', DEFAULT_POLICY, 0)).toBeUndefined();
  });
});
