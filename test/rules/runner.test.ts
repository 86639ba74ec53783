import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Rule } from '../../src/rules/rule.js';
import { CLAIM, claimSet, LINE, NO_LISTS, PROFESSIONAL, RuleTrial, ruleOf } from './rules-support.js';

const line = (amount: string) => ['LX*1', `SV1*HC:99213*${amount}*UN*1***1`, 'DTP*472*D8*20260102'];

/** How often a rule is broken by a set. */
function broken(changes: Parameters<typeof ruleOf>[0], segments: readonly string[]): number {
  return new RuleTrial([ruleOf(changes)]).faults(segments).length;
}

describe('a rule', () => {
  it('fires when its condition is surely true and its demand surely false', () => {
    const rule = { when: "CLM05-3 = '1'", then: 'CLM02 = sum(2400/SV102)' };
    expect(broken(rule, claimSet([...CLAIM, ...line('60'), ...line('40.00')]))).toBe(0);
    expect(broken(rule, claimSet([...CLAIM, ...line('60'), ...line('40.01')]))).toBe(1);
    expect(broken({ ...rule, when: "CLM05-3 = '7'" }, claimSet([...CLAIM, ...line('60')]))).toBe(0);
  });

  it('stands at its place, with the value and the trigger', () => {
    const rule = ruleOf({
      then: "CLM05-1 = '12'",
      at: 'CLM05-1',
      trigger: '2000B/SBR09',
      parameters: { sum: 'CLM02' },
    });
    const [fault] = new RuleTrial([rule]).faults(claimSet([...CLAIM, ...LINE]));
    expect(fault).toMatchObject({
      segmentPosition: 18,
      element: 5,
      component: 1,
      value: '11',
      isProtected: false,
      parameters: { sum: '100' },
      trigger: { segmentId: 'SBR', segmentPosition: 12, element: 9 },
      unit: 0,
    });
  });

  it('stands at the segment when its element was not sent, and behind the start of the loop when the segment was not', () => {
    const [element] = new RuleTrial([ruleOf({ then: 'exists(CLM20)', at: 'CLM20' })]).faults(claimSet(CLAIM));
    expect(element).toMatchObject({ segmentPosition: 18, element: 20, value: undefined, elementLength: 0 });
    expect(element?.byteLength).toBeGreaterThan(0);
    const missing = ruleOf({ then: 'exists(REF[F8])', at: 'REF[F8]', acknowledgment: 'I6' });
    expect(new RuleTrial([missing]).faults(claimSet(CLAIM))[0]).toMatchObject({
      segmentPosition: 19,
      byteLength: 0,
      element: 0,
    });
    const inside = ruleOf({ then: 'exists(2310B/PRV)', at: '2310B/PRV', acknowledgment: 'I6' });
    const rendering = claimSet([...CLAIM, 'NM1*82*1*DOC*A****XX*1234567893', ...LINE]);
    expect(new RuleTrial([inside]).faults(rendering)[0]).toMatchObject({ segmentPosition: 21 });
    expect(new RuleTrial([inside]).faults(claimSet([...CLAIM, ...LINE]))[0]).toMatchObject({ segmentPosition: 19 });
  });

  it('is judged whether or not another rule demands the opposite of the same segment', () => {
    const sent = ruleOf({ id: 'sent', then: 'exists(REF[F8])', at: 'REF[F8]', acknowledgment: 'I6' });
    const unsent = ruleOf({ id: 'unsent', then: 'not exists(REF[F8])', at: 'REF[F8]', acknowledgment: 'I6' });
    const trial = new RuleTrial([sent, unsent]);
    expect(trial.faults(claimSet([...CLAIM, ...LINE])).map(({ rule }) => rule)).toEqual([0]);
    expect(trial.faults(claimSet([...CLAIM, 'REF*F8*X', ...LINE])).map(({ rule }) => rule)).toEqual([1]);
  });

  it('stands at the value at fault when the claims before it had a good one', () => {
    const rule = ruleOf({ then: "CLM05-1 in ('11', '12')", at: 'CLM05-1' });
    const claims = [CLAIM, CLAIM, ['CLM*C3*100***99:B:1*Y*A*Y*Y'], CLAIM].map((claim) => [...claim, ...LINE]);
    const faults = new RuleTrial([rule]).faults(claimSet(...claims));
    expect(faults).toMatchObject([{ element: 5, component: 1, elementLength: 2, value: '99' }]);
  });

  it('is judged in each place its loop has in the guide', () => {
    const rule = ruleOf({ then: 'CLM02 > 100' });
    const ofPatient = [
      'HL*3*2*23*0',
      'PAT*19',
      'NM1*QC*1*CHILD*SAMPLE',
      'N3*1 X',
      'N4*TOWN*MA*02101',
      'DMG*D8*20150101*F',
    ];
    const segments = claimSet([...CLAIM, ...LINE], [...ofPatient, ...CLAIM, ...LINE]).map((one) =>
      one === 'HL*2*1*22*0' ? 'HL*2*1*22*1' : one,
    );
    expect(new RuleTrial([rule]).faults(segments)).toHaveLength(2);
  });

  it('is left out where a path cannot be reached, and refused when no place reaches it', () => {
    expect(() => new RuleTrial([ruleOf({ then: "2010CA/NM101 = 'QC'" })])).not.toThrow();
    expect(() => new RuleTrial([ruleOf({ then: 'exists(2300/ZZZ)' })])).toThrow('there is no segment ZZZ');
    expect(() => new RuleTrial([ruleOf({ scope: '9999' })])).toThrow('the guide has no loop 9999');
  });

  it('of the whole set may look at every loop', () => {
    const rule = { scope: '', then: 'count(2300) <= 1 and count(2300/2400) > 0', at: 'BHT03' };
    expect(() => broken(rule, claimSet(CLAIM))).toThrow(RangeError);
    const counted = { scope: '', then: 'count(2300) <= 1', at: 'BHT03' };
    expect(broken(counted, claimSet(CLAIM))).toBe(0);
    expect(broken(counted, claimSet(CLAIM, CLAIM))).toBe(1);
  });

  it('is broken alike whatever stood in the set before', () => {
    const trial = new RuleTrial([ruleOf({ then: 'CLM02 = sum(2400/SV102)' })]);
    expect(trial.faults(claimSet([...CLAIM, ...line('1')]))).toHaveLength(1);
    expect(trial.faults(claimSet([...CLAIM, ...line('100')]))).toHaveLength(0);
    expect(trial.faults(claimSet([...CLAIM, ...line('1')]))).toHaveLength(1);
  });
});

describe('three values', () => {
  const segments = claimSet([...CLAIM, ...LINE]);

  it.each([
    ['what was not sent is unknown', "CLM20 = '1'", false],
    ['and so is its opposite', "not CLM20 = '1'", false],
    ['not equal needs a value', "CLM20 != '1'", false],
    ['not in needs a value', "CLM20 not in ('1')", false],
    ['unknown and false is false', "CLM20 = '1' and CLM02 = 7", true],
    ['unknown and true is unknown', "CLM20 = '1' and CLM02 = 100", false],
    ['unknown or false is unknown', "CLM20 = '1' or CLM02 = 7", false],
    ['unknown or true is true', "CLM20 = '1' or CLM02 = 100", false],
    ['a sum of nothing is unknown', 'sum(AMT[F5]02) = 1', false],
    ['a total of nothing is 0', 'total(AMT[F5]02) = 1', true],
    ['a missing segment does not exist', 'exists(AMT[F5])', true],
    ['a count of nothing is 0', 'count(AMT[F5]) = 1', true],
  ])('%s', (_, then, isBroken) => {
    expect(broken({ then }, segments)).toBe(isBroken ? 1 : 0);
  });

  it('makes a malformed number unknown', () => {
    const bad = segments.map((segment) => segment.replace('*100***11', '*ten***11'));
    expect(broken({ then: 'CLM02 = 7' }, bad)).toBe(0);
    expect(broken({ then: 'CLM02 = sum(2400/SV102)' }, bad)).toBe(0);
  });
});

describe('values', () => {
  it('compare as numbers where the guide has numbers, else as text', () => {
    const segments = claimSet(['CLM*007*100.00***11:B:1*Y*A*Y*Y', ...CLAIM.slice(1), ...LINE]);
    expect(broken({ then: 'CLM02 = 100' }, segments)).toBe(0);
    expect(broken({ then: "CLM02 = '100'" }, segments)).toBe(0);
    expect(broken({ then: "CLM02 in ('100', '7')" }, segments)).toBe(0);
    expect(broken({ then: "CLM01 = '7'" }, segments)).toBe(1);
    expect(broken({ then: "CLM01 < '1'" }, segments)).toBe(0);
  });

  it('make a test true when any does, and all() when every one does', () => {
    const segments = claimSet([...CLAIM, ...line('60'), ...line('40')]);
    expect(broken({ then: '2400/SV102 = 40' }, segments)).toBe(0);
    expect(broken({ then: '2400/SV102 != 40' }, segments)).toBe(1);
    expect(broken({ then: 'all(2400/SV102 = 40)' }, segments)).toBe(1);
    expect(broken({ then: 'all(2400/SV102 > 39)' }, segments)).toBe(0);
  });

  it('of one claim are gone when the next begins', () => {
    const rule = { then: 'not exists(REF[F8])', at: 'REF[F8]', acknowledgment: 'I9' };
    expect(broken(rule, claimSet([...CLAIM, 'REF*F8*1'], CLAIM))).toBe(1);
    expect(broken({ then: "2010BA/NM109 = 'M1'" }, claimSet(CLAIM, CLAIM))).toBe(0);
  });

  it('come from the element whose own qualifier fits', () => {
    const segments = claimSet(['CLM*C1*100***11:B:1*Y*A*Y*Y', 'HI*ABK:M175*ABF:E118*BF:25000', ...LINE]);
    expect(broken({ then: "all(HI[ABF]*-2 = 'E118')" }, segments)).toBe(0);
    expect(broken({ then: "all(HI[ABF,BF]*-2 = 'E118')" }, segments)).toBe(1);
    expect(broken({ then: 'exists(HI[ABK]01-2)' }, segments)).toBe(0);
    expect(broken({ then: 'count(HI*-2) = 3' }, segments)).toBe(0);
  });

  it('outside all loops are reached from everywhere', () => {
    expect(broken({ then: "BHT06 = 'CH'" }, claimSet(CLAIM))).toBe(0);
    expect(broken({ then: "BHT06 = 'RP'" }, claimSet(CLAIM))).toBe(1);
  });

  it('are cut at the separators of their interchange', () => {
    const delimiters = { element: 0x7c, repetition: 0x21, component: 0x3e, segment: 0x0a };
    const segments = claimSet([...CLAIM, ...LINE]).map((one) => one.replaceAll('*', '|').replaceAll(':', '>'));
    const rule = ruleOf({ then: "CLM05-3 = '1' and 2400/SV101-2 = '99213'" });
    expect(new RuleTrial([rule], NO_LISTS, PROFESSIONAL, delimiters).faults(segments)).toEqual([]);
  });
});

describe('a rule with each', () => {
  const segments = claimSet(['CLM*C1*100***11:B:1*Y*A*Y*Y', 'HI*ABK:M175*ABF:BAD*BF:BAD2', ...LINE]);

  it('is judged for each value and stands there', () => {
    const rule = ruleOf({
      each: 'HI*-2',
      at: undefined,
      then: "matches(value, '[A-Z][0-9]+')",
      parameters: { kind: 'this-1' },
    });
    const faults = new RuleTrial([rule]).faults(segments);
    expect(faults.map((fault) => [fault.element, fault.component, fault.value, fault.parameters])).toEqual([
      [2, 2, 'BAD', { kind: 'ABF' }],
      [3, 2, 'BAD2', { kind: 'BF' }],
    ]);
  });

  it('blames a value each time it comes', () => {
    const rule = ruleOf({ each: 'HI*-2', at: undefined, then: "matches(value, 'M[0-9]+')" });
    const trial = new RuleTrial([rule]);
    const claim = ['CLM*C1*100***11:B:1*Y*A*Y*Y', 'HI*ABK:BAD*ABF:M175*ABF:BAD', ...LINE];
    const found = trial.faults(claimSet(claim, claim)).map(({ element, value }) => [element, value]);
    const once = [
      [1, 'BAD'],
      [3, 'BAD'],
    ];
    expect(found).toEqual([...once, ...once]);
  });

  it('gives the same answer at once and when its loop closes', () => {
    const local = { each: 'HI*-2', at: undefined, then: "this-1 = 'ABK'" };
    const later = { ...local, when: 'CLM02 > 0' };
    const places = (changes: Parameters<typeof ruleOf>[0]) =>
      new RuleTrial([ruleOf(changes)])
        .faults(segments)
        .map(({ element, elementOffset, elementLength, value, segmentPosition, unit }) => [
          element,
          elementOffset,
          elementLength,
          value,
          segmentPosition,
          unit,
        ]);
    expect(places(later)).toEqual(places(local));
    expect(places(local)).toHaveLength(2);
  });

  it('may stand at another element of its segment', () => {
    const rule = ruleOf({
      each: 'PWK02',
      when: "value = 'EL'",
      then: 'exists(this/PWK06)',
      at: 'this/PWK06',
      trigger: 'this/PWK02',
      acknowledgment: 'I9',
    });
    const [fault] = new RuleTrial([rule]).faults(claimSet([CLAIM[0]!, 'PWK*OZ*EL', ...CLAIM.slice(1), ...LINE]));
    expect(fault).toMatchObject({
      segmentPosition: 19,
      element: 6,
      value: undefined,
      trigger: { segmentId: 'PWK', segmentPosition: 19, element: 2 },
    });
  });

  it('tries several paths', () => {
    const changes = { scope: '2320', each: 'CAS03, CAS06', at: undefined, then: 'value != 0' };
    const other = ['SBR*S*18*******CI', 'CAS*PR*1*0**2*5', 'OI***Y***Y', 'NM1*IL*1*X*Y****MI*1', 'NM1*PR*2*P*****PI*2'];
    expect(
      new RuleTrial([ruleOf(changes)]).faults(claimSet([...CLAIM, ...other, ...LINE])).map((one) => one.element),
    ).toEqual([3]);
  });
});

describe('evaluation', () => {
  it('never throws, whatever the segments hold', () => {
    const rules: Rule[] = [
      ruleOf({ id: 'a', then: 'CLM02 = sum(2400/SV102) and days(DTP[435]03, DTP[096]03) >= 0' }),
      ruleOf({ id: 'b', each: 'HI*-2', at: undefined, then: "matches(value, '[A-Z].*') and this-1 in ('ABK')" }),
      ruleOf({ id: 'c', scope: '2400', then: 'npi(2310B/NM109) and isperiodordered(DTP[472]03)', at: 'SV101-2' }),
      ruleOf({ id: 'd', scope: '', then: 'distinct(2300/CLM01) and greatest(2300/CLM02) < 10', at: '2300/CLM01' }),
      ruleOf({ id: 'e', then: 'totalwhere(2430/SVD01 = 2010BB/NM109, 2430/SVD02) = CLM02' }),
    ];
    const trial = new RuleTrial(rules);
    const pieces = [...claimSet([...CLAIM, ...LINE, 'SVD*P1*5*HC:99213**1'])];
    const segment = fc.oneof(
      fc.constantFrom(...pieces),
      fc.tuple(fc.constantFrom(...pieces), fc.string({ unit: 'binary-ascii', maxLength: 20 })).map(([one, text]) => {
        return one.slice(0, 4) + text.replaceAll('~', '');
      }),
    );
    fc.assert(
      fc.property(fc.array(segment, { maxLength: 40 }), (segments) => {
        trial.faults(['ST*837*0001', ...segments]);
      }),
      { numRuns: 200 },
    );
  });
});
