import { describe, expect, it } from 'vitest';
import type { Ledger } from '../../src/store/ledger.js';
import { applied, arrival, change, entry, LETTER, paWith, serviceLine, submitted } from './life-material.js';
import { daysLater, draft, FOLDER_DATE, NOW, newLedger, received, SEQUENCE } from './material.js';

const NUMBER = '1000000001';
const OTHER = '1000000002';
const trace = (number: string) => ({ number, originator: '1999999999', originatorDivision: '' });

const attachment = {
  controlNumber: 'CN1000000001',
  reportType: '77',
  transmission: 'EL',
  externalReference: 'MY-DOC-7',
  description: '',
  lineNumber: 0,
  state: 'announced' as const,
  at: NOW,
  answers: '',
};

function first() {
  return paWith(
    {
      trackingNumber: NUMBER,
      paNumber: 'P000000001',
      attachments: [attachment],
      lines: [serviceLine({ traces: [trace('LINE-TRACE')] })],
    },
    { submitterTransactionId: 'BATCH-9', traces: [trace('EVENT-TRACE')] },
  );
}

/** Two PAs in one file; a document for the first, a decision on each, a letter about the first, picked up. */
async function wholeLife(): Promise<Ledger> {
  const ledger = newLedger();
  await submitted(ledger, [first(), paWith({ trackingNumber: OTHER }, { submitterTransactionId: 'BATCH-9' })]);
  const { id } = await received(ledger, { channel: 'attachments', receivedAt: daysLater(1) });
  await ledger.settleDocument({
    submissionId: id,
    attempt: 1,
    ourId: SEQUENCE.ourId,
    now: daysLater(2),
    folderDate: FOLDER_DATE,
    build: (transaction) => {
      const pa = transaction.findPriorAuthorization('production', { trackingNumber: NUMBER })!;
      return {
        disposition: 'accepted',
        documents: [arrival()],
        change: {
          priorAuthorization: { ...pa, version: pa.version + 1 },
          history: [entry({ at: daysLater(2), channel: 'folder', event: 'attach' })],
          letters: [],
        },
        answers: [],
      };
    },
  });
  for (const [number, day] of [
    [NUMBER, 3],
    [OTHER, 4],
  ] as const) {
    const at = daysLater(day);
    await ledger.changePriorAuthorization(
      change(number, {
        now: at,
        with: {
          history: [entry({ at, event: 'finish' })],
          answers: [draft({ type: '278' })],
          letters: number === NUMBER ? [LETTER] : [],
        },
      }),
    );
  }
  await ledger.storeLetter(1, { answers: [draft({ type: 'notice', extension: 'pdf' })] }, daysLater(5), FOLDER_DATE);
  for (const answer of ledger.answersInState('stored', 0, 9)) {
    await ledger.moveAnswer(answer.id, 'written', daysLater(6));
    await ledger.moveAnswer(answer.id, 'delivered', daysLater(6));
    if (answer.type !== '999') await ledger.moveAnswer(answer.id, 'picked_up', daysLater(7));
  }
  return ledger;
}

const LIFE = [
  'S00000001 received',
  'S00000001 interchange decided',
  'S00000001 units applied',
  'S00000001.999 answer stored',
  'S00000001 finished',
  '1000000001 submit',
  'S00000002 received',
  '1000000001 document arrived',
  'S00000002 finished',
  '1000000001 attach',
  'S00000001.278 answer stored',
  '1000000001 finish',
  '1000000001 letter due',
  'S00000001.notice answer stored',
  '1000000001 letter made',
  'S00000001.999 answer written',
  'S00000001.999 answer delivered',
  'S00000001.278 answer written',
  'S00000001.278 answer delivered',
  'S00000001.notice answer written',
  'S00000001.notice answer delivered',
  'S00000001.278 answer picked up',
  'S00000001.notice answer picked up',
];

/** Attempts are left out: the document's is stamped before the document came. */
function told(ledger: Ledger, id: string): string[] {
  return ledger
    .trace(id)
    .filter(({ what }) => !what.startsWith('attempt'))
    .map(({ subject, what }) => `${subject} ${what}`);
}

describe('the timeline of a prior authorization', () => {
  it('goes from its file to the decision and the pick-up, without what concerns others in its file', async () => {
    const ledger = await wholeLife();
    expect(told(ledger, NUMBER)).toEqual(LIFE);
    expect(JSON.stringify(ledger.trace(NUMBER))).not.toMatch(/DOE|MY-DOC-7|batch\.edi/);
  });

  it.each(['P000000001', 'EVENT-TRACE', 'LINE-TRACE', 'CN1000000001', 'MY-DOC-7'])('is found by %s', async (id) => {
    expect(told(await wholeLife(), id)).toEqual(LIFE);
  });

  it('of a number that several have tells of each, and of their file once', async () => {
    const ledger = await wholeLife();
    const lines = told(ledger, 'BATCH-9');
    expect(lines).toEqual(expect.arrayContaining(LIFE));
    expect(lines.filter((line) => line === '1000000002 finish')).toHaveLength(1);
    expect(lines.filter((line) => line === 'S00000001 received')).toHaveLength(1);
    expect(lines.filter((line) => line === 'S00000001.278 answer stored')).toHaveLength(2);
    expect(lines).toHaveLength(LIFE.length + 6);
  });

  it('counts its own units alone, and has those of a later file that changed it', async () => {
    const ledger = newLedger();
    await submitted(ledger, [first(), paWith({ trackingNumber: OTHER })]);
    const pa = { ...first(), version: 2 };
    const later = await applied(ledger, [
      { kind: 'prior-authorization', unit: 0, priorAuthorization: pa, isNew: false, history: [] },
    ]);
    const subjects = ledger.trace(NUMBER).filter(({ what }) => what === 'units applied');
    expect(subjects.map(({ subject }) => subject)).toEqual(['S00000001', later.number]);
    expect(ledger.trace(OTHER).some(({ subject }) => subject === later.number)).toBe(false);
  });
});

describe('the timeline of a file', () => {
  it('tells of every answer that was made for it later, and of its documents', async () => {
    const ledger = await wholeLife();
    const made = told(ledger, 'S00000001').filter((line) => line.endsWith('stored'));
    expect(made).toEqual([
      'S00000001.999 answer stored',
      'S00000001.278 answer stored',
      'S00000001.278 answer stored',
      'S00000001.notice answer stored',
    ]);
    expect(told(ledger, 'S00000002')).toContain('1000000001 document arrived');
  });
});
