import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Audit } from '../../src/store/sqlite/audit.js';
import { openDatabase } from '../../src/store/sqlite/driver.js';
import { arrival, change, entry, LETTER, paWith, submitted } from './life-material.js';
import { draft, NOW, newLedger, priorAuthorization, SEQUENCE, temporaryFolder } from './material.js';

const NUMBER = '1000000001';

function auditOf(path: string): unknown[] {
  const database = openDatabase(path, { readonly: true });
  const entries = new Audit(database).of(NUMBER);
  database.close();
  return entries;
}

describe('changing a prior authorization', () => {
  it('stores change, history, answers, letters, documents and audit in one commit', async () => {
    const path = join(temporaryFolder(), 'ledger.db');
    const ledger = newLedger(path);
    const file = await submitted(ledger, [priorAuthorization()]);
    const outcome = await ledger.changePriorAuthorization({
      ...change(NUMBER),
      build: (current, _conversation, transaction) => {
        const { submissionId: _submission, partnerId: _partner, ...pa } = current;
        const paNumber = `P${transaction.nextNumber('pa-number', 'production')}`;
        return {
          priorAuthorization: { ...pa, version: 2, status: 'adjudicated', paNumber, decidedAt: NOW },
          history: [entry({ event: 'approve-line', details: { line: 1 } }), entry({ channel: 'gateway' })],
          answers: [draft({ type: '278', controlNumber: transaction.nextControlNumber() })],
          letters: [LETTER],
          documents: [arrival()],
        };
      },
    });
    expect(outcome).toMatchObject({
      kind: 'changed',
      row: { paNumber: 'P1', version: 2, submissionId: file.id, partnerId: 'acme' },
      answers: [{ submissionId: file.id, type: '278', ordinal: 1, controlNumber: 2, state: 'stored' }],
    });
    expect(ledger.priorAuthorization('P1')).toMatchObject({
      row: { status: 'adjudicated' },
      history: [{ event: 'submit' }, { event: 'approve-line' }, { channel: 'gateway' }],
    });
    expect(ledger.letters({}, 0, 9).rows).toMatchObject([{ ...LETTER, state: 'due', trackingNumber: NUMBER }]);
    expect(ledger.documents({}, 0, 9).rows).toMatchObject([{ ...arrival(), submissionId: file.id, partnerId: 'acme' }]);
    expect(auditOf(path)).toEqual([
      { at: NOW, actor: 'ann', action: 'pa approve-line', subject: NUMBER, details: { line: 1 } },
    ]);
    expect(ledger.check()).toEqual([]);
  });

  it('gives every number back when it is refused, and changes nothing', async () => {
    const ledger = newLedger();
    await submitted(ledger, [priorAuthorization()]);
    const before = ledger.priorAuthorization(NUMBER);
    const taken: number[] = [];
    const refusing = () =>
      ledger.changePriorAuthorization({
        ...change(NUMBER),
        build: (_current, _conversation, transaction) => {
          taken.push(transaction.nextNumber('pa-number', 'production'), transaction.nextControlNumber());
          return { refused: 'line-decided' };
        },
      });
    expect(await refusing()).toEqual({ kind: 'refused', refused: 'line-decided', row: before!.row });
    await refusing();
    expect(taken).toEqual([1, 2, 1, 2]);
    expect(ledger.priorAuthorization(NUMBER)).toEqual(before);
    expect(ledger.peekControlNumber(SEQUENCE.ourId, SEQUENCE.partnerId)).toBe(2);
  });

  it('of a number nobody has is unknown, and is not built', async () => {
    const ledger = newLedger();
    const build = () => {
      throw new Error('built');
    };
    expect(await ledger.changePriorAuthorization({ ...change('1999999999'), build })).toEqual({ kind: 'unknown' });
  });

  it('whose answers do not carry the numbers taken for them is undone whole', async () => {
    const ledger = newLedger();
    await submitted(ledger, [priorAuthorization()]);
    const wrong = change(NUMBER, { with: { answers: [draft({ controlNumber: 9 })], letters: [LETTER] } });
    await expect(ledger.changePriorAuthorization(wrong)).rejects.toMatchObject({ code: 'control-numbers-differ' });
    expect(ledger.priorAuthorization(NUMBER)!.row.version).toBe(1);
    expect(ledger.letters({}, 0, 9).rows).toEqual([]);
  });

  it('must be to a later version of the same one', async () => {
    const ledger = newLedger();
    await submitted(ledger, [priorAuthorization(), priorAuthorization({ trackingNumber: '1000000002' })]);
    const same = ledger.changePriorAuthorization(change(NUMBER, { to: () => ({ version: 1 }) }));
    await expect(same).rejects.toMatchObject({ code: 'prior-authorization-version' });
    const other = ledger.changePriorAuthorization(change(NUMBER, { to: () => ({ trackingNumber: '1000000002' }) }));
    await expect(other).rejects.toMatchObject({ code: 'change-of-another' });
  });

  it('by two people at once through two connections is done once; the second is told how it stands', async () => {
    const path = join(temporaryFolder(), 'ledger.db');
    const [ledger, other] = [newLedger(path), newLedger(path)];
    await submitted(ledger, [priorAuthorization()]);
    const take = (reviewer: string) =>
      change(NUMBER, { expectedVersion: 1, to: () => ({ status: 'in-review' as const, reviewer }) });
    const outcomes = await Promise.all([
      ledger.changePriorAuthorization(take('ann')),
      other.changePriorAuthorization(take('bob')),
    ]);
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['changed', 'version-differs']);
    const winner = ledger.priorAuthorization(NUMBER)!.row;
    expect(outcomes.find(({ kind }) => kind === 'version-differs')).toEqual({ kind: 'version-differs', row: winner });
    expect(winner.version).toBe(2);
    expect(other.priorAuthorization(NUMBER)!.history).toHaveLength(2);
  });

  it('is given the newest conversation with the interchange it came in', async () => {
    const ledger = newLedger();
    const file = await submitted(ledger, [priorAuthorization()], {
      conversation: { channel: '278', body: { trace: ['T1'] } },
    });
    const seen: unknown[] = [];
    await ledger.changePriorAuthorization(change(NUMBER, { seen: (conversation) => seen.push(conversation) }));
    await submitted(ledger, [priorAuthorization({ trackingNumber: '1000000002' })]);
    await ledger.changePriorAuthorization(change('1000000002', { seen: (conversation) => seen.push(conversation) }));
    expect(seen).toEqual([
      { channel: '278', body: { trace: ['T1'] }, submissionId: file.id, interchange: 0 },
      undefined,
    ]);
  });

  it('adds answers of the same type under the next ordinal', async () => {
    const ledger = newLedger();
    await submitted(ledger, [priorAuthorization()]);
    for (const ordinal of [1, 2]) {
      const outcome = await ledger.changePriorAuthorization(
        change(NUMBER, { with: { answers: [draft({ type: '278' })] } }),
      );
      expect(outcome).toMatchObject({ answers: [{ ordinal }] });
    }
  });

  it('writes the audit entry it is given, and none for what the gateway does by itself', async () => {
    const path = join(temporaryFolder(), 'ledger.db');
    const ledger = newLedger(path);
    await submitted(ledger, [paWith({})]);
    const audit = { at: NOW, actor: 'ann', action: 'pa decide', subject: NUMBER, details: { lines: 2 } };
    await ledger.changePriorAuthorization(change(NUMBER, { with: { audit } }));
    await ledger.changePriorAuthorization(change(NUMBER, { with: { history: [entry({ channel: 'gateway' })] } }));
    expect(auditOf(path)).toEqual([audit]);
  });
});
