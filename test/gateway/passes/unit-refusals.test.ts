import { describe, expect, it } from 'vitest';
import { type Finding, FindingCatalogue, type FindingKind, type UnitRefusal } from '../../../src/findings/finding.js';
import { type KeptFindings, unitRefusals } from '../../../src/gateway/passes/unit-refusals.js';

const kind = (code: string): FindingKind => ({
  code,
  scope: 'element',
  acknowledgment: 'I12',
  severity: 'reject',
  snip: 3,
  title: `Title of ${code}`,
  message: `The total is {total}, says ${code}.`,
  mend: 'Send {total}.',
  source: 'a test',
  claimStatus: 'A7:178',
});
const catalogue = new FindingCatalogue([kind('total'), kind('provider')]);

function finding(code: string, byteOffset: number, total: number, changes: Partial<Finding> = {}): Finding {
  const place = { byteOffset, byteLength: 10, segmentPosition: 5, segmentId: 'CLM', loopPath: '2300' };
  return { ...catalogue.make(code, { place, parameters: { total }, carrier: 'application' }), ...changes };
}

/** Units of a hundred bytes each, from byte 1000 on. */
const unit = (index: number) => ({ index, byteStart: 1_000 + 100 * index, byteEnd: 1_100 + 100 * index });

function messages(refusals: readonly UnitRefusal[], kept: KeptFindings, index: number): string[] {
  return unitRefusals({ refusals }, () => kept, catalogue)(unit(index)).map(({ message }) => message);
}

const whole = (...findings: Finding[]): KeptFindings => ({ findings, total: findings.length });

describe('the reasons for which a unit was refused', () => {
  it('are told in the words of the findings that stand in it', () => {
    const refusals = [
      { code: 'total', from: 1, to: 2 },
      { code: 'total', from: 2, to: 3 },
    ];
    const kept = whole(finding('total', 1_120, 7), finding('total', 1_210, 8), finding('total', 1_260, 9));
    expect(messages(refusals, kept, 0)).toEqual([]);
    expect(messages(refusals, kept, 1)).toEqual(['The total is 7, says total.']);
    expect(messages(refusals, kept, 2)).toEqual(['The total is 8, says total.', 'The total is 9, says total.']);
  });

  it('come with what answers need of the rule, and the place', () => {
    const [reason] = unitRefusals(
      { refusals: [{ code: 'total', from: 1, to: 2 }] },
      () => whole(finding('total', 1_120, 7)),
      catalogue,
    )(unit(1));
    expect(reason).toMatchObject({ code: 'total', snip: 3, claimStatus: 'A7:178', mend: 'Send 7.', byteOffset: 1_120 });
  });

  it('are those of the level above when the fault lies there', () => {
    const refusals = [
      { code: 'provider', from: 0, to: 2 },
      { code: 'provider', from: 2, to: 4 },
    ];
    const gap = 50;
    const kept = whole(finding('provider', 900, 1), finding('provider', 1_200 + gap / 2, 2));
    const reasonsOf = unitRefusals({ refusals }, () => kept, catalogue);
    const below = { index: 3, byteStart: 1_300 + gap, byteEnd: 1_400 + gap };
    expect(reasonsOf(unit(1)).map(({ message }) => message)).toEqual(['The total is 1, says provider.']);
    expect(reasonsOf(below).map(({ message }) => message)).toEqual(['The total is 2, says provider.']);
  });

  it('belong to the unit that ends where something is missing', () => {
    const missing = finding('total', 1_200, 5);
    const kept = whole({ ...missing, place: { ...missing.place, byteLength: 0 } });
    const refusals = [{ code: 'total', from: 1, to: 3 }];
    const reasonsOf = unitRefusals({ refusals }, () => kept, catalogue);
    expect(reasonsOf(unit(1))[0]?.message).toBe('The total is 5, says total.');
  });

  it('are told in general when the finding was not kept, never in the words of another one', () => {
    const kept = { findings: [finding('total', 1_020, 7)], total: 4_000 };
    const refusals = [{ code: 'total', from: 0, to: 4_000 }];
    expect(messages(refusals, kept, 0)).toEqual(['The total is 7, says total.']);
    const [general] = messages(refusals, kept, 3_999);
    expect(general).toBe('Title of total.');
  });

  it('are not mixed with warnings and what the 999 says of the same rule', () => {
    const { carrier: _carrier, ...told } = finding('total', 1_020, 1);
    const kept = whole(told, finding('total', 1_030, 2, { severity: 'warn' }), finding('total', 1_040, 3));
    expect(messages([{ code: 'total', from: 0, to: 1 }], kept, 0)).toEqual(['The total is 3, says total.']);
  });

  it('asks for findings only when a unit is refused', () => {
    const never = () => {
      throw new Error('asked');
    };
    const reasonsOf = unitRefusals({ refusals: [{ code: 'total', from: 5, to: 6 }] }, never, catalogue);
    expect(reasonsOf(unit(0))).toEqual([]);
    expect(() => reasonsOf(unit(5))).toThrow('asked');
  });
});
