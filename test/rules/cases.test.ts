import { describe, expect, it } from 'vitest';
import { baseOf, briefly, casesOf, edited, findingsOf, suites } from './case-files.js';

describe.each(suites())('the rules of $name', (suite) => {
  const cases = casesOf(suite);
  const bases = [...new Set(['base.x12', ...Object.values(cases).map((one) => one.base ?? 'base.x12')])];

  it.each(bases)('find nothing in %s', async (name) => {
    expect((await findingsOf(suite, baseOf(suite, name))).map(briefly)).toEqual([]);
  });

  it('are the ones that cases are written for', () => {
    const ids = suite.rules.map((rule) => rule.id);
    expect(Object.keys(cases).filter((id) => !ids.includes(id))).toEqual([]);
  });

  it.each(suite.rules.map((rule) => [rule.id, rule] as const))('%s', async (id, rule) => {
    const { passes = [], fails = [], base, times = 1 } = cases[id] ?? {};
    expect(passes.length, `${id} needs a passing case`).toBeGreaterThan(0);
    expect(fails.length, `${id} needs a failing case`).toBeGreaterThan(0);
    const segments = baseOf(suite, base);
    for (const [at, edits] of passes.entries()) {
      const findings = await findingsOf(suite, edited(segments, edits), rule);
      expect(findings.filter(({ code }) => code === id).map(briefly), `passing case ${at + 1}`).toEqual([]);
    }
    for (const [at, edits] of fails.entries()) {
      const findings = await findingsOf(suite, edited(segments, edits), rule);
      const name = `failing case ${at + 1}: ${findings.map(briefly).join('; ')}`;
      expect(findings.filter(({ code }) => code === id).length, name).toBe(times);
      expect(findings.filter(({ code, severity }) => code !== id && severity === 'reject').map(briefly), name).toEqual(
        [],
      );
    }
  });
});
