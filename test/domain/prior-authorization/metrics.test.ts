import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DecisionMetrics, type MetricsSettings } from '../../../src/domain/prior-authorization/metrics.js';
import type { LineDecision, LineOutcome, PriorAuthorization } from '../../../src/domain/prior-authorization/model.js';
import { lineWith, priorAuthorizationWith, submitted } from '../../support/prior-authorization.js';

const settings: MetricsSettings = {
  year: 2026,
  timeZone: 'America/New_York',
  isDrug: (procedureCode) => procedureCode.startsWith('J'),
};

/** A PA received on 12 January 2026, decided so many minutes later, its lines so. */
function decided(
  outcomes: readonly (LineOutcome | 'drug')[],
  minutes: number,
  changes: Partial<PriorAuthorization> = {},
): PriorAuthorization {
  const { receivedAt } = submitted();
  return priorAuthorizationWith({
    status: 'adjudicated',
    decidedAt: new Date(Date.parse(receivedAt) + minutes * 60_000).toISOString(),
    lines: outcomes.map((outcome, at) => ({
      ...lineWith({ procedureCode: outcome === 'drug' ? 'J0135' : 'E0143' }),
      number: at + 1,
      status: outcome === 'drug' ? 'approved' : outcome,
      decision: { outcome: outcome === 'drug' ? 'approved' : outcome } as LineDecision,
    })),
    ...changes,
  });
}

const figuresOf = (all: readonly PriorAuthorization[], changes: Partial<MetricsSettings> = {}) => {
  const metrics = new DecisionMetrics({ ...settings, ...changes });
  for (const one of all) metrics.add(one);
  return metrics.figures();
};
const appeal = (outcome: 'overturned' | 'upheld' | 'partly-overturned') =>
  ({ outcome, decidedOn: '2026-03-02', reference: '', recordedAt: '', recordedBy: '' }) as const;

describe('the yearly figures', () => {
  it('count what was approved and denied, by class, with mean and median time', () => {
    const figures = figuresOf([
      decided(['approved', 'modified'], 60),
      decided(['approved', 'cancelled'], 120, { deferredAt: '2026-01-12T15:00:00Z' }),
      decided(['denied'], 600),
      decided(['approved'], 30, { classification: 'request-to-expedite' }),
      decided(['denied'], 10, { classification: 'request-to-expedite' }),
    ]);
    expect(figures).toEqual({
      year: 2026,
      standard: {
        approved: { count: 2, of: 3, percent: 66.67 },
        denied: { count: 1, of: 3, percent: 33.33 },
        approvedAfterAppeal: { count: 0, of: 3, percent: 0 },
        meanMinutes: 260,
        medianMinutes: 120,
      },
      expedited: {
        approved: { count: 1, of: 2, percent: 50 },
        denied: { count: 1, of: 2, percent: 50 },
        meanMinutes: 20,
        medianMinutes: 20,
      },
      approvedAfterExtension: { count: 1, of: 5, percent: 20 },
    });
  });

  it('of a year without decisions have no percentages and no times', () => {
    expect(figuresOf([]).standard).toEqual({
      approved: { count: 0, of: 0 },
      denied: { count: 0, of: 0 },
      approvedAfterAppeal: { count: 0, of: 0 },
    });
  });

  it('count a request with certified and denied lines as denied', () => {
    const mixed = [decided(['approved', 'denied'], 5)];
    expect(figuresOf(mixed).standard.denied.count).toBe(1);
    expect(figuresOf([decided(['approved', 'modified'], 5)]).standard.approved.count).toBe(1);
  });

  it('count as approved after appeal what was denied and then granted', () => {
    const all = [
      decided(['denied'], 5, { appeal: appeal('overturned') }),
      decided(['denied'], 5, { appeal: appeal('upheld') }),
      decided(['denied'], 5, { appeal: appeal('partly-overturned') }),
      decided(['modified'], 5, { appeal: appeal('overturned') }),
    ];
    expect(figuresOf(all).standard.approvedAfterAppeal).toEqual({ count: 1, of: 4, percent: 25 });
  });

  it('leave drugs out, and what is no decision of that year in production', () => {
    const metrics = new DecisionMetrics(settings);
    expect(metrics.add(decided(['drug', 'denied'], 5))).toBe(true);
    expect(metrics.figures().standard.denied.count).toBe(1);
    for (const other of [
      decided(['drug'], 5),
      decided(['cancelled'], 5),
      submitted(),
      decided(['approved'], 5, { request: submitted({ environment: 'test' }).request }),
      decided(['approved'], 5, { decidedAt: '2027-01-01T06:00:00Z' }),
      decided(['approved'], 5, { decidedAt: '2026-01-01T04:59:00Z' }),
    ]) {
      expect(metrics.add(other)).toBe(false);
    }
    expect(metrics.add(decided(['approved'], 5, { decidedAt: '2027-01-01T04:59:00Z' }))).toBe(true);
  });

  it('have the median and mean of any number of times', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 30_000 }), { minLength: 1, maxLength: 200 }), (minutes) => {
        const { medianMinutes, meanMinutes } = figuresOf(minutes.map((one) => decided(['approved'], one))).standard;
        const sorted = [...minutes].sort((a, b) => a - b);
        const middle = sorted.length / 2;
        const median = (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
        expect(medianMinutes).toBe(median);
        expect(meanMinutes).toBeCloseTo(minutes.reduce((sum, one) => sum + one, 0) / minutes.length, 6);
      }),
      { numRuns: 30 },
    );
  });
});
