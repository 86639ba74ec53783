import { describe, expect, it } from 'vitest';
import type { PriorAuthorizationStatus } from '../../../src/domain/prior-authorization/model.js';
import { possibleEvents, STATE_TABLE, transitionOf } from '../../../src/domain/prior-authorization/status.js';

const STATUSES: readonly PriorAuthorizationStatus[] = [
  'in-process',
  'ready-for-review',
  'in-review',
  'deferred',
  'additional-information-received',
  'adjudicated',
  'cancelled-by-provider',
  'void',
  'testing',
];

describe('the state table', () => {
  it('lets nothing happen after the end, but that an appeal is recorded', () => {
    for (const status of ['cancelled-by-provider', 'void'] as const) expect(possibleEvents(status)).toEqual([]);
    expect(possibleEvents('adjudicated')).toEqual(['record-appeal']);
  });

  it('lets the provider void in Ready for Review and in test, and nowhere else', () => {
    const voidable = STATUSES.filter((status) => possibleEvents(status, 'provider').includes('void'));
    expect(voidable).toEqual(['ready-for-review', 'testing']);
  });

  it('lets nobody review a test', () => {
    expect(possibleEvents('testing', 'reviewer')).toEqual([]);
    expect(STATE_TABLE.filter((row) => row.from.includes('testing') && row.notice !== 'none')).toEqual([]);
  });

  it('leads to every status, and from each that is not an end to one that is', () => {
    const ends = ['adjudicated', 'cancelled-by-provider', 'void'];
    const reached = new Set(STATE_TABLE.map((row) => row.to).filter((status) => status !== undefined));
    expect(STATUSES.filter((status) => !reached.has(status))).toEqual([]);
    for (const start of STATUSES) {
      const seen = new Set<string>([start]);
      for (const status of seen) {
        for (const row of STATE_TABLE) {
          if (row.to !== undefined && (row.from as readonly string[]).includes(status)) seen.add(row.to);
        }
      }
      expect(ends.some((end) => seen.has(end))).toBe(true);
    }
  });

  it('never names the same event of the same actor twice for a status', () => {
    const keys = STATE_TABLE.flatMap((row) => row.from.map((from) => `${from} ${row.event} ${row.actor}`));
    expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
  });

  it('says what comes of an event', () => {
    expect(transitionOf('in-review', 'defer', 'reviewer')).toMatchObject({
      to: 'deferred',
      lineTo: 'deferred',
      notice: 'deferral',
    });
    expect(transitionOf('in-review', 'finish', 'system')).toMatchObject({ to: 'adjudicated', notice: 'decision' });
    expect(transitionOf('deferred', 'void', 'provider')).toBeUndefined();
  });
});
