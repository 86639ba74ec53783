import { describe, expect, it } from 'vitest';
import { LETTER, submitted } from './life-material.js';
import { daysLater, draft, FOLDER_DATE, NOW, newLedger, priorAuthorization } from './material.js';

const MEMBER = { ...LETTER, recipient: 'member' as const };
const FILES = [
  draft({ type: 'letter', extension: 'txt', target: 'letters', partnerId: '' }),
  draft({ type: 'letter', extension: 'pdf', target: 'letters', partnerId: '' }),
];

async function withTwoLetters() {
  const ledger = newLedger();
  const file = await submitted(ledger, [priorAuthorization()], { letters: [LETTER, MEMBER] });
  return { ledger, file };
}

describe('letters', () => {
  it('are due with the PA as it stood, oldest first and in pages', async () => {
    const { ledger, file } = await withTwoLetters();
    const { rows, next } = ledger.letters({ state: 'due' }, 0, 1);
    expect(rows).toEqual([
      {
        ...LETTER,
        id: 1,
        trackingNumber: '1000000001',
        environment: 'production',
        submissionId: file.id,
        at: NOW,
        state: 'due',
        madeAt: '',
        priorAuthorization: priorAuthorization(),
      },
    ]);
    expect(ledger.letters({ state: 'due' }, next!, 1).rows).toMatchObject([{ id: 2, recipient: 'member' }]);
    expect(ledger.letters({ trackingNumber: '1000000001' }, 0, 9).rows).toHaveLength(2);
    expect(ledger.letters({ trackingNumber: '1000000002' }, 0, 9).rows).toEqual([]);
  });

  it('are made once: their files are answers of the PA’s submission, and a second time changes nothing', async () => {
    const { ledger, file } = await withTwoLetters();
    await ledger.storeLetter(2, { answers: FILES }, daysLater(1), FOLDER_DATE);
    await ledger.storeLetter(2, { answers: FILES }, daysLater(2), FOLDER_DATE);
    await ledger.storeLetter(2, { needs: 'address' }, daysLater(2), FOLDER_DATE);
    expect(ledger.letters({ state: 'made' }, 0, 9).rows).toMatchObject([{ id: 2, madeAt: daysLater(1) }]);
    const files = ledger.answersOf(file.id).filter(({ type }) => type === 'letter');
    expect(files).toMatchObject([
      { ordinal: 1, extension: 'txt', target: 'letters', partnerId: '', controlNumber: 0 },
      { ordinal: 2, extension: 'pdf', target: 'letters', partnerId: '' },
    ]);
    expect(ledger.check()).toEqual([]);
  });

  it('without an address wait until it is known', async () => {
    const { ledger } = await withTwoLetters();
    await ledger.storeLetter(2, { needs: 'address' }, NOW, FOLDER_DATE);
    expect(ledger.letters({ state: 'needs-address' }, 0, 9).rows).toMatchObject([{ id: 2, madeAt: '' }]);
    await ledger.storeLetter(2, { answers: FILES }, daysLater(3), FOLDER_DATE);
    expect(ledger.letters({ state: 'needs-address' }, 0, 9).rows).toEqual([]);
  });

  it('are owed until they are made', async () => {
    const { ledger } = await withTwoLetters();
    await ledger.storeLetter(2, { needs: 'address' }, NOW, FOLDER_DATE);
    const owed = () => ledger.reconcile().filter(({ kind }) => kind.startsWith('letter'));
    expect(owed()).toEqual([
      { kind: 'letter-not-made', subject: '1000000001 letter 1', since: NOW },
      { kind: 'letter-needs-address', subject: '1000000001 letter 2', since: NOW },
    ]);
    await ledger.storeLetter(1, { answers: [draft({ type: 'notice', extension: 'txt' })] }, NOW, FOLDER_DATE);
    await ledger.storeLetter(2, { answers: FILES }, NOW, FOLDER_DATE);
    expect(owed()).toEqual([]);
  });

  it('that nobody knows, that have no file or that take a control number are refused', async () => {
    const { ledger } = await withTwoLetters();
    const store = (id: number, answers: typeof FILES) => ledger.storeLetter(id, { answers }, NOW, FOLDER_DATE);
    await expect(store(9, FILES)).rejects.toMatchObject({ code: 'letter-unknown' });
    await expect(store(1, [])).rejects.toMatchObject({ code: 'letter-without-files' });
    await expect(store(1, [draft({ controlNumber: 3 })])).rejects.toMatchObject({ code: 'control-numbers-differ' });
    expect(ledger.letters({ state: 'due' }, 0, 9).rows).toHaveLength(2);
  });
});
