import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exampleInterchange } from '../../src/guides/instance-interchange.js';
import { findingsOf, schemas } from '../support/units.js';
import {
  OTHER,
  PLAIN,
  PROFESSIONAL,
  professionalSet,
  ReceivedSet,
  type SubscriberShape,
  segmentsIn,
  setIn,
} from './claim-sets.js';

const subscriber: fc.Arbitrary<SubscriberShape> = fc.oneof(
  fc.record({ own: fc.integer({ min: 1, max: 3 }), patients: fc.constant([]) }),
  fc.record({
    own: fc.constant(0),
    patients: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 3 }),
  }),
);
const providers = fc.array(fc.array(subscriber, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 });

const claimIds = (segments: readonly string[]): string[] =>
  segments.filter((one) => one.startsWith('CLM*')).map((one) => one.split('*')[1]!);
const isCounted = (one: string): boolean => /^(HL|SE)\*/.test(one);

describe('the X12 file of a hand-off', () => {
  it('holds the accepted claims alone, and always follows the guide', async () => {
    const verdicts = fc.array(fc.boolean(), { minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(providers, verdicts, fc.boolean(), fc.integer({ min: 1, max: 400 }), async (...given) => {
        const [shape, accepted, isOther, chunk] = given;
        const hand = isOther ? OTHER : PLAIN;
        const sent = professionalSet(shape);
        // At least one claim: without one there is no hand-off.
        const isAccepted = (unit: number): boolean => unit === 0 || accepted[unit % accepted.length]!;
        const received = new ReceivedSet(sent, isAccepted, hand);
        const set = setIn(await received.x12(chunk), hand);
        expect(findingsOf([PROFESSIONAL], set)).toEqual([]);
        const wanted = received.claims.filter(({ verdict }) => verdict.accepted);
        expect(claimIds(set)).toEqual(wanted.map(({ submitterClaimId }) => submitterClaimId));
        // What is kept, in its order and as it was sent: only HL and SE count anew.
        let from = 0;
        for (const one of set.filter((segment) => !isCounted(segment))) {
          from = sent.indexOf(one, from) + 1;
          expect(from).toBeGreaterThan(0);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is the set as sent, byte for byte, when every claim was accepted', async () => {
    const sent = professionalSet([
      [
        { own: 2, patients: [] },
        { own: 0, patients: [1, 2] },
      ],
    ]).map((one) => one.replace(/^SE\*(\d+)/, 'SE*0$1').replace('HL*1**', 'HL*01**'));
    const received = new ReceivedSet(sent, () => true, OTHER);
    const { file, handoff } = received;
    const set = file.subarray(handoff.byteStart, handoff.byteEnd).toString('latin1');
    expect(await received.x12()).toContain(set);
  });

  it('keeps sender, receiver and separators, and has control numbers and counts of its own', async () => {
    const sent = professionalSet([[{ own: 2, patients: [] }]]);
    const [isa, gs, st, ...rest] = segmentsIn(await new ReceivedSet(sent, (unit) => unit === 1, OTHER).x12(), OTHER);
    expect(isa).toBe(
      'ISA*00*          *00*          *ZZ*PRCLINIC01     *ZZ*NLHP00042      *261104*0800*{*00501*000000007*0*P*:',
    );
    expect(gs).toBe('GS*HC*PRCLINIC01*NLHP00042*20261104*0800*7*X*005010X222A1');
    expect(st).toBe('ST*837*0042*005010X222A1');
    expect(rest.slice(-3)).toEqual([`SE*${sent.length - 8}*0042`, 'GE*1*7', 'IEA*1*000000007']);
  });

  it('numbers levels anew, and tells a subscriber that its patients are gone', async () => {
    const shape = [
      [{ own: 1, patients: [] }],
      [
        { own: 0, patients: [1, 1] },
        { own: 1, patients: [1] },
      ],
    ];
    // Claims in order: subscriber 1; patients 1 and 2; then subscriber 3 and its patient.
    const set = setIn(await new ReceivedSet(professionalSet(shape), (unit) => unit === 2 || unit === 3).x12());
    expect(set.filter((one) => one.startsWith('HL*'))).toEqual([
      'HL*1**20*1',
      'HL*2*1*22*1',
      'HL*3*2*23*0',
      'HL*4*1*22*0',
    ]);
    expect(claimIds(set)).toEqual(['PRC-3', 'PRC-4']);
  });

  it.each(['005010X222A1-837P', '005010X224A2-837D'])(
    'holds the whole of each claim of a set that uses all of %s',
    async (guideId) => {
      const guide = schemas.guide(guideId);
      const sent = setIn([...exampleInterchange(guide, schemas, { kind: 'maximal', repeats: 2 })].join(''));
      const all = new ReceivedSet(sent, () => true, PLAIN, guideId);
      expect(all.claims.length).toBeGreaterThan(2);
      const last = all.claims.length - 1;
      const text = await new ReceivedSet(sent, (unit) => unit === last, PLAIN, guideId).x12();
      const { byteStart, byteEnd } = all.claims[last]!;
      expect(text).toContain(all.file.toString('latin1', byteStart, byteEnd));
      expect(claimIds(setIn(text))).toHaveLength(1);
      expect(setIn(text).at(-1)).toBe(`SE*${setIn(text).length}*0001`);
    },
  );

  it('is refused when the file does not hold the claims that the ledger knows', async () => {
    const received = new ReceivedSet(professionalSet([[{ own: 2, patients: [] }]]), () => true);
    const at = received.claims[1]!.byteStart;
    received.file.write('XXX', at, 'latin1');
    await expect(received.x12()).rejects.toMatchObject({ code: 'handoff-original-differs', subject: 'H1000000007' });
  });
});
