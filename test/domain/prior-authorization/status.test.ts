import { describe, expect, it } from 'vitest';
import { amendRequest } from '../../../src/domain/prior-authorization/amend.js';
import type { PriorAuthorizationStatus } from '../../../src/domain/prior-authorization/model.js';
import { possibleEvents, STATE_TABLE, transitionOf } from '../../../src/domain/prior-authorization/status.js';
import { withdrawRequest } from '../../../src/domain/prior-authorization/withdraw.js';
import { factsWith, lineWith, requestWith, submitted } from './requests.js';

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
  it('lets nothing happen after the end', () => {
    for (const status of ['adjudicated', 'cancelled-by-provider', 'void', 'testing'] as const) {
      expect(possibleEvents(status)).toEqual([]);
    }
  });

  it('lets the provider void in Ready for Review and nowhere else', () => {
    const voidable = STATUSES.filter((status) => possibleEvents(status, 'provider').includes('void'));
    expect(voidable).toEqual(['ready-for-review']);
  });

  it('leads to every status, and from each that is not an end to one that is', () => {
    const reached = new Set(STATE_TABLE.map((row) => row.to).filter((status) => status !== undefined));
    expect(STATUSES.filter((status) => !reached.has(status))).toEqual([]);
    for (const start of STATUSES) {
      const seen = new Set<string>([start]);
      for (const status of seen) {
        for (const row of STATE_TABLE) {
          if (row.to !== undefined && (row.from as readonly string[]).includes(status)) seen.add(row.to);
        }
      }
      expect([...seen].some((status) => possibleEvents(status as PriorAuthorizationStatus).length === 0)).toBe(true);
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

describe('withdrawing', () => {
  it('cancels every line and counts a new version', () => {
    const pa = submitted({ lines: [lineWith(), lineWith()] });
    const result = withdrawRequest(pa, '278', { at: new Date('2026-01-13T15:00:00Z'), actor: 'pineridge' });
    expect(result).toMatchObject({
      ok: true,
      priorAuthorization: {
        trackingNumber: pa.trackingNumber,
        status: 'cancelled-by-provider',
        version: 2,
        updatedAt: '2026-01-13T15:00:00.000Z',
        lines: [{ status: 'cancelled-by-provider' }, { status: 'cancelled-by-provider' }],
      },
      history: [
        { channel: '278', event: 'void', details: { from: 'ready-for-review', status: 'cancelled-by-provider' } },
      ],
    });
    expect(pa.status).toBe('ready-for-review');
  });

  it.each(STATUSES.filter((status) => status !== 'ready-for-review'))('is refused when %s', (status) => {
    const pa = { ...submitted(), status };
    expect(withdrawRequest(pa, 'portal', { at: new Date(), actor: 'pineridge' })).toEqual({ ok: false, status });
  });
});

describe('amending', () => {
  it('keeps number and date received, and takes over the new lines', () => {
    const pa = submitted();
    const request = requestWith({ lines: [lineWith({ procedureCode: 'E0149' }), lineWith()] });
    const result = amendRequest(pa, request, factsWith({ at: new Date('2026-01-14T09:00:00Z') }));
    expect(result).toMatchObject({
      kind: 'amended',
      priorAuthorization: {
        trackingNumber: pa.trackingNumber,
        receivedAt: pa.receivedAt,
        status: 'ready-for-review',
        version: 2,
        lines: [
          { number: 1, procedureCode: 'E0149' },
          { number: 2, procedureCode: 'E0143' },
        ],
      },
    });
  });

  it('is checked like a new request', () => {
    const result = amendRequest(submitted(), requestWith({ diagnoses: [] }), factsWith());
    expect(result).toEqual({ kind: 'refused', refusals: [{ field: 'diagnosis', problem: 'missing', line: 0 }] });
  });

  it('is not possible once somebody reviews it', () => {
    const pa = { ...submitted(), status: 'in-review' as const };
    expect(amendRequest(pa, requestWith(), factsWith())).toEqual({ kind: 'not-possible', status: 'in-review' });
  });
});
