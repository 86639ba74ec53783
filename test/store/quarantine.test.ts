import { describe, expect, it } from 'vitest';
import { ATTEMPT, draft, examined, NOW, newLedger, received } from './material.js';

const REPORT = [draft({ type: 'report', extension: 'txt', interchange: -1 })];

describe('quarantine', () => {
  it('sets a file aside with its report, once', async () => {
    const ledger = newLedger();
    const { id } = await received(ledger);
    await ledger.quarantine(id, 'died three times', REPORT, NOW, '2031-03-01');
    await ledger.quarantine(id, 'died three times', REPORT, NOW, '2031-03-01');
    expect(ledger.submission({ id })).toMatchObject({ state: 'quarantined', disposition: 'quarantined' });
    expect(ledger.answersOf(id)).toHaveLength(1);
  });

  it('released, puts the file back to where it stood and forgets its failures', async () => {
    const ledger = newLedger();
    const { id } = await received(ledger);
    await ledger.beginAttempt(id, { ...ATTEMPT, alone: true });
    await ledger.failAttempt(id, 2, 'killed', NOW);
    await ledger.quarantine(id, 'died', [], NOW, '2031-03-01');
    const row = await ledger.settleQuarantine(id, 'release', 'ann', NOW);
    expect(row).toMatchObject({ state: 'received', disposition: '', failures: 0, attempts: 2 });
    expect(await ledger.settleQuarantine(id, 'release', 'ann', NOW)).toEqual(row);
    expect(await ledger.beginAttempt(id, ATTEMPT)).toBe(3);
  });

  it('of an examined file hides its sets from pass 2 until it is released', async () => {
    const ledger = newLedger();
    const { id } = await examined(ledger);
    await ledger.quarantine(id, 'died', [], NOW, '2031-03-01');
    expect(ledger.pendingSets(id, 10)).toEqual([]);
    expect(await ledger.settleQuarantine(id, 'release', 'ann', NOW)).toMatchObject({
      state: 'examined',
      disposition: 'accepted',
    });
    expect(ledger.pendingSets(id, 10)).toHaveLength(1);
  });

  it('ends with a discard, which is an end', async () => {
    const ledger = newLedger();
    const { id } = await received(ledger);
    await ledger.quarantine(id, 'died', [], NOW, '2031-03-01');
    const row = await ledger.settleQuarantine(id, 'discard', 'ann', NOW);
    expect(row).toMatchObject({ state: 'discarded', disposition: 'discarded', finishedAt: NOW });
    const late = ledger.settleQuarantine(id, 'release', 'ann', NOW);
    await expect(late).rejects.toMatchObject({ code: 'submission-not-quarantined' });
    const again = ledger.quarantine(id, 'died', [], NOW, '2031-03-01');
    await expect(again).rejects.toMatchObject({ code: 'submission-not-received' });
  });

  it('cannot be released once the same bytes were accepted from a later file: they would be applied twice', async () => {
    const ledger = newLedger();
    const first = await examined(ledger);
    await ledger.quarantine(first.id, 'died', [], NOW, '2031-03-01');
    const second = await examined(ledger);
    expect(ledger.pendingSets(second.id, 10)).toHaveLength(1);
    const release = ledger.settleQuarantine(first.id, 'release', 'ann', NOW);
    await expect(release).rejects.toMatchObject({
      code: 'processed-again',
      message: expect.stringContaining('S00000002'),
    });
  });

  it('is told with its reason and who decided in the timeline', async () => {
    const ledger = newLedger();
    const { id, number } = await received(ledger);
    await ledger.quarantine(id, 'died', [], NOW, '2031-03-01');
    await ledger.settleQuarantine(id, 'discard', 'ann', NOW);
    expect(ledger.trace(number)).toEqual(
      expect.arrayContaining([
        { at: NOW, what: 'quarantined', subject: number, details: { reason: 'died' } },
        { at: NOW, what: 'discard', subject: number, details: { actor: 'ann' } },
      ]),
    );
  });
});
