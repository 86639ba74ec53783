import { describe, expect, it } from 'vitest';
import { ATTEMPT, NOW, newLedger, receipt, received } from './material.js';

describe('recording a receipt', () => {
  it('gives a submission its number and finds it again by id, number and arrival', async () => {
    const ledger = newLedger();
    const row = await ledger.recordReceipt(receipt({ arrivalId: 'a-1' }));
    expect(row).toMatchObject({ id: 1, number: 'S00000001', state: 'received', disposition: '', attempts: 0 });
    expect(ledger.submission({ number: 'S00000001' })).toEqual(row);
    expect(ledger.submission({ arrivalId: 'a-1' })).toEqual(row);
    expect(ledger.submission({ id: 2 })).toBeUndefined();
    expect(ledger.submission({ number: 'S1; DROP' })).toBeUndefined();
  });

  it('gives the first row again when an arrival is recorded twice', async () => {
    const ledger = newLedger();
    const first = await ledger.recordReceipt(receipt({ arrivalId: 'a-1' }));
    const second = await ledger.recordReceipt(receipt({ arrivalId: 'a-1', bytes: 7 }));
    expect(second).toEqual(first);
    expect(ledger.counts().submissions).toBe(1);
  });

  it('of several files at once records all, and none when one cannot be', async () => {
    const ledger = newLedger();
    const rows = await ledger.recordReceipts([receipt(), receipt()]);
    expect(rows.map((row) => row.id)).toEqual([1, 2]);
    const broken = receipt({ sha256: null as unknown as string });
    await expect(ledger.recordReceipts([receipt(), broken])).rejects.toThrow();
    expect(ledger.counts().submissions).toBe(2);
  });

  it('lists what is unfinished, oldest first', async () => {
    const ledger = newLedger();
    const rows = await Promise.all([1, 2, 3].map(() => ledger.recordReceipt(receipt())));
    await ledger.quarantine(rows[1]!.id, 'died', [], NOW, '2031-03-01');
    expect(ledger.unfinished().map((row) => row.id)).toEqual([1, 3]);
  });
});

describe('attempts', () => {
  it('are counted before they begin', async () => {
    const ledger = newLedger();
    const { id } = await ledger.recordReceipt(receipt());
    expect(await ledger.beginAttempt(id, ATTEMPT)).toBe(1);
    expect(await ledger.beginAttempt(id, ATTEMPT)).toBe(2);
    expect(ledger.submission({ id })).toMatchObject({ attempts: 2, failures: 0 });
  });

  it('count as failures only when they ran alone, and once however often it is told', async () => {
    const ledger = newLedger();
    const { id } = await received(ledger);
    expect(await ledger.failAttempt(id, 1, 'killed', NOW)).toBe(0);
    await ledger.beginAttempt(id, { ...ATTEMPT, alone: true });
    expect(await ledger.failAttempt(id, 2, 'killed', NOW)).toBe(1);
    expect(await ledger.failAttempt(id, 2, 'killed', NOW)).toBe(1);
  });

  it('that rest end without a failure; what is said first about an end stands', async () => {
    const ledger = newLedger();
    const { id } = await ledger.recordReceipt(receipt());
    for (const number of [1, 2, 3]) await ledger.beginAttempt(id, { ...ATTEMPT, alone: number < 3 });
    await ledger.restAttempt(id, 1, NOW);
    await ledger.failAttempt(id, 2, 'killed', NOW);
    await ledger.restAttempt(id, 2, NOW);
    expect([1, 2, 3].map((number) => ledger.attemptEnd(id, number))).toEqual(['rested', 'failed', 'open']);
    expect(ledger.submission({ id })).toMatchObject({ attempts: 3, failures: 1 });
  });

  it('that do not exist cannot fail, rest or be asked about', async () => {
    const ledger = newLedger();
    const { id } = await received(ledger);
    await expect(ledger.restAttempt(id, 9, NOW)).rejects.toMatchObject({ code: 'attempt-unknown' });
    expect(() => ledger.attemptEnd(id, 9)).toThrow(expect.objectContaining({ code: 'attempt-unknown' }));
    await expect(ledger.failAttempt(id, 9, 'killed', NOW)).rejects.toMatchObject({ code: 'attempt-unknown' });
  });

  it('cannot begin on a submission that is in quarantine or unknown', async () => {
    const ledger = newLedger();
    const { id } = await received(ledger);
    await ledger.quarantine(id, 'died', [], NOW, '2031-03-01');
    await expect(ledger.beginAttempt(id, ATTEMPT)).rejects.toMatchObject({ code: 'submission-not-received' });
    await expect(ledger.beginAttempt(99, ATTEMPT)).rejects.toMatchObject({ code: 'submission-unknown' });
  });
});
