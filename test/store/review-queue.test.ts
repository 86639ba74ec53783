import { describe, expect, it } from 'vitest';
import type { PriorAuthorization, PriorAuthorizationStatus } from '../../src/domain/prior-authorization/model.js';
import type { Ledger, PriorAuthorizationRow, QueuePosition } from '../../src/store/ledger.js';
import { change, paWith, serviceLine, submitted } from './life-material.js';
import { daysLater, LOCATION, NOW, newLedger } from './material.js';

const numbered = (sequence: number) => String(1_000_000_000 + sequence);
const sequenceOf = ({ trackingNumber }: PriorAuthorizationRow) => Number(trackingNumber) - 1_000_000_000;

function due(
  sequence: number,
  dueAt: string,
  status: PriorAuthorizationStatus = 'ready-for-review',
): PriorAuthorization {
  const deadline = {
    clock: dueAt === '' ? 'none' : 'standard',
    dueAt,
    outerLimitAt: '',
    firstAnswerDueAt: '',
  } as const;
  return paWith({ trackingNumber: numbered(sequence), status, deadline });
}

function walk(ledger: Ledger, limit: number, filter: Parameters<Ledger['reviewQueue']>[0] = {}): number[] {
  const found: number[] = [];
  let after: QueuePosition | undefined;
  do {
    const page = ledger.reviewQueue(filter, after, limit);
    expect(page.rows.length).toBeLessThanOrEqual(limit);
    found.push(...page.rows.map(sequenceOf));
    after = page.next;
  } while (after !== undefined);
  return found;
}

describe('the review queue', () => {
  it('holds what is open in order of its due time, each once, whatever the page', async () => {
    const ledger = newLedger();
    await submitted(ledger, [
      due(1, daysLater(7)),
      due(2, daysLater(3), 'in-review'),
      due(3, daysLater(7), 'deferred'),
      due(4, daysLater(1), 'adjudicated'),
      due(5, daysLater(5), 'additional-information-received'),
      due(6, daysLater(1), 'void'),
      due(7, ''),
    ]);
    for (const limit of [1, 2, 5, 10]) expect(walk(ledger, limit)).toEqual([7, 2, 5, 1, 3]);
    expect(walk(ledger, 10, { dueBefore: daysLater(5) })).toEqual([7, 2]);
    expect(walk(ledger, 10, { status: 'deferred' })).toEqual([3]);
    expect(walk(ledger, 10, { status: 'adjudicated' })).toEqual([]);
  });

  it('follows each change', async () => {
    const ledger = newLedger();
    await submitted(ledger, [due(1, daysLater(7)), due(2, daysLater(3))]);
    const taken = { status: 'in-review', reviewer: 'ann' } as const;
    await ledger.changePriorAuthorization(
      change(numbered(1), { to: () => ({ ...taken, ...pick(due(1, daysLater(2))) }) }),
    );
    expect(walk(ledger, 10)).toEqual([1, 2]);
    expect(walk(ledger, 10, { reviewer: 'ann' })).toEqual([1]);
    expect(walk(ledger, 10, { reviewer: '' })).toEqual([2]);
    await ledger.changePriorAuthorization(change(numbered(1), { to: () => ({ status: 'adjudicated' }) }));
    expect(walk(ledger, 10)).toEqual([2]);
  });
});

describe('lists of prior authorizations', () => {
  it('are narrowed by every field of the filter, in the queue as elsewhere', async () => {
    const ledger = newLedger();
    const { member, requestingProvider } = paWith({}).request;
    const { id } = await submitted(ledger, [
      paWith({ trackingNumber: numbered(1), reviewer: 'ann', receivedAt: NOW }),
      paWith({ trackingNumber: numbered(2), classification: 'request-to-expedite', receivedAt: daysLater(1) }),
      paWith({ trackingNumber: numbered(3), receivedAt: daysLater(2) }, { assignment: 'therapy' }),
      paWith({ trackingNumber: numbered(4) }, { member: { ...member, memberId: 'M2' } }),
      paWith({ trackingNumber: numbered(5) }, { requestingProvider: { ...requestingProvider, location: 'X' } }),
    ]);
    const cases = [
      [{ reviewer: 'ann' }, [1]],
      [{ classification: 'request-to-expedite' }, [2]],
      [{ assignment: 'therapy' }, [3]],
      [{ memberId: 'M2' }, [4]],
      [{ location: LOCATION.id, memberId: 'M1' }, [1, 2, 3]],
      [{ location: 'X' }, [5]],
      [{ from: daysLater(1) }, [2, 3]],
      [{ from: daysLater(1), to: daysLater(2) }, [2]],
      [{ usage: 'T' }, []],
      [{ submissionId: id + 1 }, []],
    ] as const;
    for (const [filter, expected] of cases) {
      expect(ledger.priorAuthorizations(filter, 0, 10).rows.map(sequenceOf)).toEqual(expected);
      expect(walk(ledger, 10, filter)).toEqual(expected);
    }
  });

  it('of those decided hold production ones of which a line was decided in the time asked for', async () => {
    const ledger = newLedger();
    const decision = {
      outcome: 'denied',
      authorizedUnits: '',
      unitBasis: '',
      authorizedFrom: '',
      authorizedTo: '',
      authorizedProcedureCode: '',
      authorizedModifiers: [],
      authorizedDeliveryPattern: '',
      reasons: ['0F'],
      message: '',
      cause: '',
      duplicateOf: '',
      decidedBy: 'ann',
    } as const;
    const decided = (sequence: number, decidedAt: string, environment: 'production' | 'test' = 'production') =>
      paWith(
        {
          trackingNumber: numbered(sequence),
          status: 'adjudicated',
          decidedAt,
          lines: [serviceLine({ status: 'denied', decision: { ...decision, decidedAt } })],
        },
        { environment },
      );
    await submitted(ledger, [decided(1, daysLater(1)), decided(2, daysLater(2)), decided(3, daysLater(3)), due(4, '')]);
    await submitted(ledger, [decided(8, daysLater(2), 'test')]);
    const between = { from: daysLater(1), to: daysLater(3) };
    const page = ledger.decidedPriorAuthorizations(between, 0, 1);
    expect(page.rows.map(sequenceOf)).toEqual([1]);
    expect(ledger.decidedPriorAuthorizations(between, page.next!, 5).rows.map(sequenceOf)).toEqual([2]);
  });
});

function pick({ deadline }: PriorAuthorization): Pick<PriorAuthorization, 'deadline'> {
  return { deadline };
}
