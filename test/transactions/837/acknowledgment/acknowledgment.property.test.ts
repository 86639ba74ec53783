import fc from 'fast-check';
import { X12Interchange, X12Parser } from 'node-x12';
import { expect, it } from 'vitest';
import type { DecidedClaim } from '../../../../src/domain/claims/model.js';
import { acknowledged, decided, faults, PINERIDGE, refusal, segments } from './acknowledging.js';

const charge = fc.tuple(fc.nat(999_999), fc.constantFrom('', '.5', '.05', '.99')).map(([whole, part]) => whole + part);

const claim = fc.record({
  charge,
  provider: fc.constantFrom('1887004129', '1600003036'),
  kind: fc.constantFrom('professional' as const, 'institutional' as const, 'dental' as const),
  statuses: fc.array(fc.constantFrom('A7:164:IL', 'A7:178', 'A6:21', 'A8:156', 'A7:562:82', 'A7:454', 'A3:24:41'), {
    maxLength: 5,
  }),
  line: fc.constantFrom(undefined, 1, 2),
  isNotLinked: fc.boolean(),
  days: fc.constantFrom(['2025-03-01', '2025-03-01'], ['2025-03-01', '2025-03-09'], ['', '']),
  text: fc.string({ minLength: 1, maxLength: 60, unit: 'binary-ascii' }),
});

const line = {
  number: 1,
  procedureQualifier: 'HC',
  procedureCode: '99213',
  modifiers: [],
  revenueCode: '0450',
  charge: '10.50',
  unitCode: 'UN',
  units: '2.50',
  serviceFrom: '2025-03-01',
  serviceTo: '2025-03-01',
  controlNumber: '1',
  priorAuthorizationNumber: '',
};

function decide(value: typeof claim extends fc.Arbitrary<infer Value> ? Value : never, unit: number): DecidedClaim {
  const { provider, statuses, days } = value;
  const at = value.line === undefined ? {} : { line: value.line };
  const own = statuses.map((status) => refusal(status, at));
  const level = value.isNotLinked ? [refusal('A8:496:85', { level: 'provider' })] : [];
  const changes = {
    totalCharge: value.charge,
    kind: value.kind,
    submitterClaimId: value.text,
    intermediaryClaimId: value.text,
    billingProvider: { ...PINERIDGE, id: provider },
    serviceFrom: days[0]!,
    serviceTo: days[1]!,
    lines: [line],
  };
  return decided(unit, changes, ...level, ...own);
}

/** Hundredths, exactly. */
function cents(text: string): number {
  return Math.round(Number(text) * 100);
}

it('every claim acknowledgment follows its guide and rules, and balances with the 837 it answers', () => {
  fc.assert(
    fc.property(fc.array(claim, { minLength: 1, maxLength: 12 }), (values) => {
      const claims = values.map(decide);
      const text = acknowledged(claims);
      expect(faults(text)).toEqual([]);
      const set = segments(text);
      const [receiver, ...providers] = set.join('~').split(/~HL\*\d+\*2\*19\*/);
      const total = (part: string, name: RegExp) => [...part.matchAll(name)].map(([, value]) => value!);
      const sum = (texts: readonly string[]) => texts.reduce((all, one) => all + cents(one), 0);
      const charged = sum(values.map((value) => value.charge));
      expect(sum(total(receiver!, /~STC\*[^*]*\*\d*\*WQ\*([\d.]+)/g))).toBe(charged);
      expect(sum(total(receiver!, /~AMT\*Y[UY]\*([\d.]+)/g))).toBe(charged);
      expect(sum(total(receiver!, /~QTY\*(?:90|AA)\*(\d+)/g))).toBe(claims.length * 100);
      expect(sum(total(receiver!, /~QTY\*90\*(\d+)/g)) / 100).toBe(claims.filter((one) => one.verdict.accepted).length);
      const below = providers.join('~');
      expect(sum(total(below, /~AMT\*Y[UY]\*([\d.]+)/g))).toBe(charged);
      expect(sum(total(below, /~QTY\*Q[AC]\*(\d+)/g))).toBe(claims.length * 100);
      const levels = set.filter((segment) => segment.startsWith('HL*')).map((segment) => Number(segment.split('*')[1]));
      expect(levels).toEqual(levels.map((_level, at) => at + 1));
      expect(set.at(-1)).toBe(`SE*${set.length}*0001`);
    }),
    { numRuns: 60 },
  );
});

it('an independent reader, strict, reads the same segments', () => {
  fc.assert(
    fc.property(fc.array(claim, { minLength: 1, maxLength: 4 }), (values) => {
      const text = acknowledged(values.map(decide));
      const interchange = new X12Parser(true).parse(text);
      if (!(interchange instanceof X12Interchange)) throw new TypeError('more than one interchange');
      const [group] = interchange.functionalGroups;
      expect(group?.header.valueOf(1)).toBe('HN');
      const read = group!.transactions[0]!.segments.map((segment) => segment.tag);
      expect(read).toEqual(
        segments(text)
          .slice(1, -1)
          .map((segment) => segment.split('*')[0]),
      );
    }),
    { numRuns: 20 },
  );
});
