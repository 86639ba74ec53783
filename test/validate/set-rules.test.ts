import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY, type FindingPolicy } from '../../src/findings/policy.js';
import { compiledGuide } from '../../src/guides/compiled-guides.js';
import { compileRules } from '../../src/rules/compile.js';
import type { Rule } from '../../src/rules/rule.js';
import { type SetValidation, SetValidator } from '../../src/validate/set-validator.js';
import { OUTBOUND_DELIMITERS } from '../../src/x12/delimiters.js';
import { Tokenizer } from '../../src/x12/tokenizer.js';
import { CLAIM, claimSet, LINE, NO_LISTS, PROFESSIONAL, ruleOf } from '../rules/rules-support.js';
import { schemas } from '../support/units.js';

const total = ruleOf({ id: 'total', snip: 3, then: 'CLM02 = 100', parameters: { total: 'CLM02' } });
const billing = ruleOf({ id: 'billing', snip: 4, scope: '2010AA', then: "N402 = 'MA'", at: 'N402' });

/** One set under rules and a policy. */
function validated(
  segments: readonly string[],
  rules: readonly Rule[],
  changes: Partial<FindingPolicy> = {},
  findingsCap = 1000,
): SetValidation {
  const program = compileRules(compiledGuide(schemas, PROFESSIONAL), rules, NO_LISTS);
  const validator = new SetValidator(
    {
      compiled: (id) => compiledGuide(schemas, id),
      findings: schemas.findings,
      segmentDirectory: schemas.segmentDirectory,
      rules: () => program,
    },
    { policy: { ...DEFAULT_POLICY, ...changes }, findingsCap },
  );
  validator.begin([PROFESSIONAL], OUTBOUND_DELIMITERS, 20260105);
  const nothing = (): void => {};
  const segment = validator.segment.bind(validator);
  const tokenizer = new Tokenizer({ header: nothing, segment, stray: nothing, oversize: nothing, cut: nothing });
  tokenizer.continueInside(OUTBOUND_DELIMITERS, 0);
  tokenizer.push(Buffer.from(`${segments.join('~')}~`, 'latin1'));
  tokenizer.end();
  return validator.end();
}

const claims = (...totals: readonly string[]) =>
  claimSet(...totals.map((total, at) => [`CLM*C${at}*${total}***11:B:1*Y*A*Y*Y`, CLAIM[1]!, ...LINE]));

describe('a set under rules', () => {
  it('counts its units and refuses those whose rules are broken', () => {
    const { units, refusals, findings } = validated(claims('100', '7', '8', '100', '9'), [total]);
    expect(units).toBe(5);
    expect(refusals).toEqual([
      { code: 'total', from: 1, to: 3 },
      { code: 'total', from: 4, to: 5 },
    ]);
    expect(findings[0]).toMatchObject({
      code: 'total',
      scope: 'element',
      snip: 3,
      severity: 'reject',
      carrier: 'application',
      value: '7',
      parameters: { total: '7', element: 'CLM02', segment: 'CLM', loop: '2300' },
      place: { segmentId: 'CLM', element: 2, dataElement: '782', loopPath: '2000A/2000B/2300' },
      businessUnit: { name: 'CLM01', value: 'C1' },
    });
  });

  it('refuses all claims of a billing provider that is at fault, which is no fault of one claim', () => {
    const segments = claims('100', '100').map((one) =>
      one.startsWith('N4*TOWN*MA*021010001') ? 'N4*TOWN*NY*100010001' : one,
    );
    const { refusals, findings } = validated(segments, [billing]);
    expect(refusals).toEqual([{ code: 'billing', from: 0, to: 2 }]);
    expect(findings[0]?.businessUnit).toBeUndefined();
  });

  it('puts a type into the 999, warns, or is silent as the policy has it', () => {
    const segments = claims('7');
    const of = (treatment: '999' | 'warn' | 'off') => {
      const { findings, refusals } = validated(segments, [total], { snip: { ...DEFAULT_POLICY.snip, 3: treatment } });
      return [findings.map(({ severity, carrier }) => [severity, carrier]), refusals];
    };
    expect(of('999')).toEqual([[['reject', undefined]], []]);
    expect(of('warn')).toEqual([[['warn', undefined]], []]);
    expect(of('off')).toEqual([[], []]);
  });

  it('takes single rules otherwise than their type', () => {
    const warned = validated(claims('7'), [total], { severities: { total: 'warn' } });
    expect(warned.findings.map(({ severity }) => severity)).toEqual(['warn']);
    expect(warned.refusals).toEqual([]);
    const refused = validated(claims('7'), [{ ...total, severity: 'warn' }], { severities: { total: 'reject' } });
    expect(refused.refusals).toEqual([{ code: 'total', from: 0, to: 1 }]);
  });

  it('treats types 1 and 2 by the policy too', () => {
    const segments = claims('100').map((one) => one.replace('DMG*D8*19800229*F', 'DMG*D8*19800231*F'));
    const snip = (treatment: 'warn' | 'off') => ({ ...DEFAULT_POLICY.snip, 1: treatment, 2: treatment });
    expect(validated(segments, []).findings.map(({ code, severity }) => [code, severity])).toEqual([
      ['element-date-invalid', 'reject'],
    ]);
    expect(validated(segments, [], { snip: snip('warn') }).findings.map(({ severity }) => severity)).toEqual(['warn']);
    expect(validated(segments, [], { snip: snip('off') })).toMatchObject({ findings: [], findingsTotal: 0 });
  });

  it('keeps so many findings and no more, but refuses every unit', () => {
    const odd = Array.from({ length: 20 }, (_, at) => (at % 2 === 0 ? '100' : '7'));
    const { findings, findingsTotal, refusals } = validated(claims(...odd), [total], {}, 3);
    expect(findings).toHaveLength(3);
    expect(findingsTotal).toBe(10);
    expect(refusals).toHaveLength(10);
  });

  it('without rules has units and no refusals', () => {
    expect(validated(claims('1', '2'), [])).toMatchObject({ units: 2, refusals: [], findings: [] });
  });
});
