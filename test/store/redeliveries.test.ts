import { describe, expect, it } from 'vitest';
import type { Ledger } from '../../src/store/ledger.js';
import { examined, NOW, newLedger } from './material.js';

const LATER = '2031-03-02T09:00:00.000Z';

/** A file whose 999 was brought to this state. */
async function answered(
  state: 'stored' | 'written' | 'delivered' | 'picked_up',
): Promise<{ ledger: Ledger; id: number }> {
  const ledger = newLedger();
  const submission = await examined(ledger);
  const { id } = ledger.answersOf(submission.id)[0]!;
  for (const step of ['written', 'delivered', 'picked_up'] as const) {
    if (ledger.answersOf(submission.id)[0]!.state === state) break;
    await ledger.moveAnswer(id, step, NOW);
  }
  return { ledger, id };
}

describe('an answer that is asked for again', () => {
  it('goes its way from the ledger on, and rounds are told how far to go back', async () => {
    const { ledger, id } = await answered('picked_up');
    expect(ledger.redeliveriesAsked(0)).toEqual({ last: 0, firstAnswer: 0 });
    await ledger.redeliverAnswers([id], 'ann', LATER);
    expect(ledger.answersInState('stored', 0, 9)).toMatchObject([{ id, redeliveredAt: LATER }]);
    expect(ledger.redeliveriesAsked(0)).toEqual({ last: 1, firstAnswer: id });
    expect(ledger.redeliveriesAsked(1)).toEqual({ last: 1, firstAnswer: 0 });
    expect(ledger.reconcile().at(-1)).toMatchObject({ kind: 'answer-not-written', since: LATER });
    expect(ledger.check()).toEqual([]);
  });

  it('is not lost to a pick-up that is noticed too late', async () => {
    const { ledger, id } = await answered('delivered');
    await ledger.redeliverAnswers([id], 'ann', LATER);
    await ledger.moveAnswer(id, 'picked_up', LATER);
    expect(ledger.answersInState('stored', 0, 9)).toHaveLength(1);
  });

  it('counts the first pick-up as such when it was never taken before', async () => {
    const { ledger, id } = await answered('delivered');
    await ledger.redeliverAnswers([id], 'ann', NOW);
    for (const step of ['written', 'delivered', 'picked_up'] as const) await ledger.moveAnswer(id, step, LATER);
    const events = ledger.trace('S00000001').filter(({ at }) => at === LATER);
    expect(events.map(({ what }) => what)).toEqual(['answer picked up', 'answer delivered again']);
  });

  it('must have been delivered: none of several is touched when one was not', async () => {
    for (const state of ['stored', 'written'] as const) {
      const { ledger, id } = await answered(state);
      await expect(ledger.redeliverAnswers([id], 'ann', LATER)).rejects.toMatchObject({ code: 'answer-not-delivered' });
      await expect(ledger.redeliverAnswers([99], 'ann', LATER)).rejects.toMatchObject({ code: 'answer-unknown' });
      expect(ledger.redeliveriesAsked(0).last).toBe(0);
    }
    const { ledger, id } = await answered('delivered');
    await expect(ledger.redeliverAnswers([id, id], 'ann', LATER)).rejects.toMatchObject({
      code: 'answer-not-delivered',
    });
    expect(ledger.answersInState('delivered', 0, 9)).toHaveLength(1);
  });
});
