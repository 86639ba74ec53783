import { describe, expect, it } from 'vitest';
import type { DocumentSettlement, Ledger } from '../../src/store/ledger.js';
import { applied, arrival, change, entry, LETTER, paWith, submitted } from './life-material.js';
import { daysLater, draft, FOLDER_DATE, NOW, newLedger, priorAuthorization, received, SEQUENCE } from './material.js';

const NUMBER = '1000000001';
const UNMATCHED = arrival({ state: 'unmatched', trackingNumber: '', controlNumber: '' });

type Built = ReturnType<DocumentSettlement['build']>;

function settlement(submissionId: number, build: DocumentSettlement['build'], attempt = 1): DocumentSettlement {
  return { submissionId, attempt, ourId: SEQUENCE.ourId, now: daysLater(1), folderDate: FOLDER_DATE, build };
}

/** A settlement that takes the PA one version on, with a report. */
function matched(transaction: Parameters<DocumentSettlement['build']>[0]): Built {
  const pa = transaction.findPriorAuthorization('production', { trackingNumber: NUMBER })!;
  return {
    disposition: 'accepted',
    documents: [arrival()],
    change: {
      priorAuthorization: { ...pa, version: pa.version + 1, updateReceivedAt: NOW },
      history: [entry({ actor: 'acme', channel: 'folder', event: 'attach' })],
      letters: [LETTER],
    },
    answers: [draft({ type: 'report', extension: 'txt', interchange: -1 })],
  };
}

async function withDocument(): Promise<{ ledger: Ledger; id: number }> {
  const ledger = newLedger();
  await submitted(ledger, [priorAuthorization()], { conversation: { channel: '278', body: { kept: 1 } } });
  const { id } = await received(ledger, { channel: 'attachments' });
  return { ledger, id };
}

describe('settling a document', () => {
  it('ends its submission with the change of its PA, the arrival and the report', async () => {
    const { ledger, id } = await withDocument();
    expect(ledger.unfinished().map((row) => row.id)).toEqual([id]);
    const row = await ledger.settleDocument(settlement(id, matched));
    expect(row).toMatchObject({ state: 'applied', disposition: 'accepted', finishedAt: daysLater(1) });
    expect(ledger.unfinished()).toEqual([]);
    expect(ledger.priorAuthorization(NUMBER)).toMatchObject({
      row: { version: 2, updateReceivedAt: NOW },
      history: [{ event: 'submit' }, { event: 'attach', channel: 'folder' }],
    });
    expect(ledger.documents({ submissionId: id }, 0, 9).rows).toMatchObject([
      { ...arrival(), environment: 'production', partnerId: 'acme', receivedAt: NOW },
    ]);
    expect(ledger.answersOf(id)).toMatchObject([{ type: 'report', interchange: -1 }]);
    expect(ledger.letters({ trackingNumber: NUMBER }, 0, 9).rows).toHaveLength(1);
    expect(ledger.check()).toEqual([]);
  });

  it('again, after a restart, changes nothing', async () => {
    const { ledger, id } = await withDocument();
    const row = await ledger.settleDocument(settlement(id, matched));
    expect(await ledger.settleDocument(settlement(id, matched))).toEqual(row);
    expect(ledger.counts()).toMatchObject({ documents: 1, letters: 1 });
  });

  it('reads the conversation of the PA and takes control numbers of the sender’s sequence', async () => {
    const { ledger, id } = await withDocument();
    const seen: unknown[] = [];
    await ledger.settleDocument(
      settlement(id, (transaction) => {
        seen.push(transaction.conversationOf(NUMBER)?.body, transaction.conversationOf('1000000009'));
        const answers = [draft({ type: '824', interchange: -1, controlNumber: transaction.nextControlNumber() })];
        return { disposition: 'rejected', documents: [UNMATCHED], answers };
      }),
    );
    expect(seen).toEqual([{ kept: 1 }, undefined]);
    expect(ledger.answersOf(id)).toMatchObject([{ type: '824', controlNumber: 2 }]);
    expect(ledger.check()).toEqual([]);
  });

  it('is open to the newest attempt at a document that was received, and to no other file', async () => {
    const { ledger, id } = await withDocument();
    await ledger.beginAttempt(id, { now: NOW, alone: true, digests: {} });
    await expect(ledger.settleDocument(settlement(id, matched))).rejects.toMatchObject({ code: 'attempt-overtaken' });
    await ledger.quarantine(id, 'died', [], NOW, FOLDER_DATE);
    const quarantined = ledger.settleDocument(settlement(id, matched, 2));
    await expect(quarantined).rejects.toMatchObject({ code: 'submission-not-received' });
    const file = await received(ledger);
    const other = ledger.settleDocument(settlement(file.id, matched));
    await expect(other).rejects.toMatchObject({ code: 'submission-not-a-document' });
    expect(ledger.priorAuthorization(NUMBER)!.row.version).toBe(1);
  });

  it('that fails leaves the document as it was received', async () => {
    const { ledger, id } = await withDocument();
    const failing = settlement(id, (transaction) => {
      transaction.nextControlNumber();
      return matched(transaction);
    });
    await expect(ledger.settleDocument(failing)).rejects.toMatchObject({ code: 'control-numbers-differ' });
    expect(ledger.submission({ id })).toMatchObject({ state: 'received', disposition: '' });
    expect(ledger.documents({}, 0, 9).rows).toEqual([]);
  });
});

describe('documents', () => {
  it('that come with units are stored with what became of each', async () => {
    const ledger = newLedger();
    const { id } = await applied(ledger, [
      { kind: 'refused', unit: 0, reason: 'document-unmatched', documents: [UNMATCHED] },
      { kind: 'answered', unit: 1, reason: 'inquiry' },
    ]);
    const [row] = ledger.documents({ state: 'unmatched' }, 0, 9).rows;
    expect(row).toEqual({
      ...UNMATCHED,
      id: 1,
      removedAt: '',
      environment: 'production',
      submissionId: id,
      partnerId: 'acme',
      receivedAt: NOW,
    });
    expect(ledger.document(1)).toEqual(row);
    expect(ledger.document(2)).toBeUndefined();
    expect(ledger.refusedUnits(id)).toBe(1);
    expect(ledger.check()).toEqual([]);
  });

  it('are asked for by state, PA and file, in pages', async () => {
    const ledger = newLedger();
    await submitted(ledger, [priorAuthorization()]);
    const { id } = await applied(ledger, [
      { kind: 'refused', unit: 0, reason: 'x', documents: [UNMATCHED, arrival(), arrival()] },
    ]);
    const page = ledger.documents({ trackingNumber: NUMBER, state: 'matched' }, 0, 1);
    expect(page.rows.map((row) => row.id)).toEqual([2]);
    expect(ledger.documents({ trackingNumber: NUMBER }, page.next!, 1)).toMatchObject({ rows: [{ id: 3 }] });
    expect(ledger.documents({ trackingNumber: '' }, 0, 9).rows).toEqual([]);
    expect(ledger.documents({ submissionId: id, state: 'unmatched' }, 0, 9).rows.map((row) => row.id)).toEqual([1]);
  });

  it('are known while they wait or belong to a PA, and not once refused', async () => {
    const ledger = newLedger();
    const of = (letter: string) => ({ ...arrival().document, sha256: letter.repeat(64) });
    const attachment = {
      controlNumber: 'CN1000000001',
      reportType: '77',
      transmission: 'EL',
      externalReference: '',
      description: '',
      lineNumber: 0,
      state: 'uploaded' as const,
      at: NOW,
      answers: '',
      document: of('a'),
    };
    await submitted(ledger, [paWith({ attachments: [attachment] })]);
    await applied(ledger, [
      {
        kind: 'refused',
        unit: 0,
        reason: 'x',
        documents: [
          { ...UNMATCHED, document: of('b') },
          { ...UNMATCHED, document: of('c'), state: 'refused', reason: 'too-large' },
        ],
      },
    ]);
    expect(['a', 'b', 'c', 'd'].map((letter) => ledger.isDocumentKnown(letter.repeat(64)))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it('that fit nothing are owed a place until somebody attaches them', async () => {
    const ledger = newLedger();
    await submitted(ledger, [priorAuthorization()]);
    const { number } = await applied(ledger, [{ kind: 'refused', unit: 0, reason: 'x', documents: [UNMATCHED] }]);
    const owed = () => ledger.reconcile().filter(({ kind }) => kind.startsWith('document'));
    expect(owed()).toEqual([{ kind: 'document-unmatched', subject: `${number} document 1`, since: NOW }]);
    await ledger.changePriorAuthorization(change(NUMBER, { with: { documents: [arrival()] } }));
    expect(owed()).toEqual([]);
  });

  it('that waited are given their place once, and belong to its environment', async () => {
    const ledger = newLedger();
    await submitted(ledger, [paWith({ trackingNumber: '9000000001' }, { environment: 'test' })]);
    await applied(ledger, [{ kind: 'refused', unit: 0, reason: 'x', documents: [UNMATCHED] }]);
    const give = change('9000000001', { with: { settlesDocument: { id: 1, controlNumber: 'CN9000000001' } } });
    expect(await ledger.changePriorAuthorization(give)).toMatchObject({ kind: 'changed' });
    expect(ledger.documents({ trackingNumber: '9000000001' }, 0, 9).rows).toMatchObject([
      { id: 1, state: 'matched', controlNumber: 'CN9000000001', environment: 'test' },
    ]);
    await expect(ledger.changePriorAuthorization(give)).rejects.toMatchObject({ code: 'document-settled' });
    expect(ledger.priorAuthorization('9000000001')!.row.version).toBe(2);
    expect(ledger.check()).toEqual([]);
  });

  it('of a test file are never given to a production PA', async () => {
    const ledger = newLedger();
    await submitted(ledger, [priorAuthorization()]);
    await applied(ledger, [{ kind: 'refused', unit: 0, reason: 'x', documents: [UNMATCHED] }], 'T');
    const give = change(NUMBER, { with: { settlesDocument: { id: 1, controlNumber: '' } } });
    await expect(ledger.changePriorAuthorization(give)).rejects.toMatchObject({ code: 'environment-differs' });
    expect(ledger.documents({ state: 'unmatched' }, 0, 9).rows).toHaveLength(1);
  });
});
