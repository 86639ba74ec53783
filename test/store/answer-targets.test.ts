import { describe, expect, it } from 'vitest';
import { change, LETTER, sentAgain, submitted } from './life-material.js';
import { daysLater, draft, FOLDER_DATE, LOCATION, NOW, newLedger, priorAuthorization } from './material.js';

const NUMBER = '1000000001';

describe('an answer that goes to no mailbox', () => {
  it('is delivered when it is written, lies in nobody’s outbox and waits for no delivery', async () => {
    const ledger = newLedger();
    await submitted(ledger, [priorAuthorization()]);
    const answers = [
      draft({ type: 'notice', target: 'store', partnerId: '' }),
      draft({ type: 'letter', target: 'letters' }),
      draft({ type: '278', partnerId: 'other' }),
    ];
    await ledger.changePriorAuthorization(change(NUMBER, { with: { answers } }));
    for (const { id } of ledger.answersInState('stored', 0, 10)) await ledger.moveAnswer(id, 'written', daysLater(1));
    const types = (state: 'written' | 'delivered') => ledger.answersInState(state, 0, 10).map(({ type }) => type);
    expect(types('written')).toEqual(['999', '278']);
    expect(types('delivered')).toEqual(['notice', 'letter']);
    const inStore = ledger.downloads({ providerId: LOCATION.providerId }, 0, 10).rows;
    expect(inStore.map(({ type }) => type)).toEqual(['999', 'notice', '278']);
    for (const { id } of ledger.answersInState('written', 0, 10))
      await ledger.moveAnswer(id, 'delivered', daysLater(2));
    const inOutbox = (partner: string) => ledger.answersInOutbox(partner, 0, 10).map(({ type }) => type);
    expect([inOutbox('acme'), inOutbox('other'), inOutbox('')]).toEqual([['999'], ['278'], []]);
    expect(ledger.check()).toEqual([]);
  });

  it('is not copied for a file that is sent again, nor is a notice; what answers the file is', async () => {
    const ledger = newLedger();
    const first = await submitted(ledger, [priorAuthorization()], { letters: [LETTER] });
    const answers = [draft({ type: '278' }), draft({ type: 'letter', target: 'letters' })];
    await ledger.changePriorAuthorization(change(NUMBER, { with: { answers } }));
    const notice = draft({ type: 'notice', extension: 'pdf' });
    await ledger.storeLetter(1, { answers: [notice] }, NOW, FOLDER_DATE);
    const again = await sentAgain(ledger, first);
    expect(ledger.answersOf(again.id).map(({ type, copyOf }) => [type, copyOf > 0])).toEqual([
      ['999', true],
      ['278', true],
    ]);
    expect(ledger.check()).toEqual([]);
  });
});
