import { describe, expect, it } from 'vitest';
import { compiledGuide } from '../../src/guides/compiled-guides.js';
import { loopsOf } from '../../src/rules/paths.js';
import { UnitRefusals } from '../../src/validate/unit-refusals.js';
import { schemas } from '../support/units.js';

const guide = compiledGuide(schemas, '005010X222A1-837P');
const loop = (id: string) => loopsOf(guide, id)[0]!;
const [A, AA, B, CLAIM, LINE, SUBMITTER] = ['2000A', '2010AA', '2000B', '2300', '2400', '1000A'].map(loop) as [
  number,
  number,
  number,
  number,
  number,
  number,
];

function started(): UnitRefusals {
  const refusals = new UnitRefusals();
  refusals.begin(guide);
  return refusals;
}

/** One claim, with what is refused while it is open. */
function claim(refusals: UnitRefusals, ...faults: readonly [string, number][]): void {
  refusals.opened(CLAIM);
  for (const [code, at] of faults) refusals.refuse(code, at, -1);
  refusals.closed(CLAIM);
}

describe('the open unit', () => {
  it('is counted from 0 in the set, and is none outside units', () => {
    const refusals = started();
    expect(refusals.current).toBe(-1);
    claim(refusals);
    refusals.opened(CLAIM);
    refusals.opened(LINE);
    expect(refusals.current).toBe(1);
    refusals.closed(LINE);
    expect(refusals.current).toBe(1);
    refusals.closed(CLAIM);
    expect(refusals.current).toBe(-1);
  });
});

describe('units refused', () => {
  it('are the one that a fault lies in', () => {
    const refusals = started();
    claim(refusals);
    claim(refusals, ['a', LINE], ['b', CLAIM]);
    claim(refusals);
    expect(refusals.take()).toEqual({
      units: 3,
      refusals: [
        { code: 'a', from: 1, to: 2 },
        { code: 'b', from: 1, to: 2 },
      ],
    });
  });

  it('are all below the occurrence of a loop that holds them, earlier and later ones', () => {
    const refusals = started();
    refusals.opened(A);
    claim(refusals);
    refusals.closed(A);
    refusals.opened(A);
    refusals.opened(AA);
    refusals.refuse('provider', AA, -1);
    refusals.closed(AA);
    refusals.opened(B);
    claim(refusals);
    refusals.refuse('subscriber', B, -1);
    claim(refusals);
    refusals.closed(B);
    refusals.opened(B);
    claim(refusals);
    refusals.closed(B);
    refusals.closed(A);
    refusals.opened(A);
    claim(refusals);
    refusals.closed(A);
    expect(refusals.take().refusals).toEqual([
      { code: 'subscriber', from: 1, to: 3 },
      { code: 'provider', from: 1, to: 4 },
    ]);
  });

  it('are all of the set for a fault outside', () => {
    const refusals = started();
    refusals.refuse('submitter', SUBMITTER, -1);
    claim(refusals);
    claim(refusals);
    expect(refusals.take()).toEqual({ units: 2, refusals: [{ code: 'submitter', from: 0, to: 2 }] });
  });

  it('are told by number where a rule of the whole set names one', () => {
    const refusals = started();
    claim(refusals);
    claim(refusals);
    refusals.refuse('twice', 0, 1);
    expect(refusals.take().refusals).toEqual([{ code: 'twice', from: 1, to: 2 }]);
  });

  it('that follow each other are one interval', () => {
    const refusals = started();
    for (let at = 0; at < 5000; at++) claim(refusals, ['same', CLAIM], ['same', LINE]);
    claim(refusals);
    claim(refusals, ['same', CLAIM]);
    expect(refusals.take().refusals).toEqual([
      { code: 'same', from: 0, to: 5000 },
      { code: 'same', from: 5001, to: 5002 },
    ]);
  });

  it('are none where a loop that holds units has none, and where a set was cut off those read so far', () => {
    const refusals = started();
    refusals.opened(A);
    refusals.refuse('empty', A, -1);
    refusals.closed(A);
    refusals.opened(A);
    claim(refusals);
    refusals.refuse('open', A, -1);
    expect(refusals.take()).toEqual({ units: 1, refusals: [{ code: 'open', from: 0, to: 1 }] });
  });

  it('are the set itself where the guide has no units', () => {
    const refusals = new UnitRefusals();
    refusals.begin(compiledGuide(schemas, '005010X217-278-request'));
    refusals.refuse('any', 0, -1);
    const { units, refusals: refused } = refusals.take();
    expect(units).toBe(1);
    expect(refused).toEqual([{ code: 'any', from: 0, to: 1 }]);
  });

  it('of one set say nothing of the next', () => {
    const refusals = started();
    refusals.refuse('a', SUBMITTER, -1);
    claim(refusals, ['b', CLAIM]);
    refusals.take();
    refusals.begin(guide);
    claim(refusals);
    expect(refusals.take()).toEqual({ units: 1, refusals: [] });
  });
});
