import { describe, expect, it } from 'vitest';
import type { DomainTransaction, InquiryQuery } from '../../src/domain/application.js';
import type { Attachment, PriorAuthorization } from '../../src/domain/prior-authorization/model.js';
import type { Ledger } from '../../src/store/ledger.js';
import { change, nextFile, paWith, serviceLine, submitted } from './life-material.js';
import { FOLDER_DATE, LOCATION, NOW, newLedger, SEQUENCE } from './material.js';

/** Asks inside the transaction of a batch, as a handler does. */
async function ask<Answer>(ledger: Ledger, question: (transaction: DomainTransaction) => Answer): Promise<Answer> {
  const { id } = await nextFile(ledger);
  let answer: Answer;
  await ledger.applyBatch({
    set: ledger.pendingSets(id, 1)[0]!,
    sequence: SEQUENCE,
    now: NOW,
    folderDate: FOLDER_DATE,
    firstUnit: 0,
    isLast: true,
    build: (transaction) => {
      answer = question(transaction);
      return { results: [], answers: [] };
    },
  });
  return answer!;
}

const numbered = (sequence: number, digit = '1') => `${digit}${String(sequence).padStart(9, '0')}`;

/** One after another, in the order of their numbers. */
async function withPriorAuthorizations(all: readonly PriorAuthorization[]): Promise<Ledger> {
  const ledger = newLedger();
  for (const pa of all) await submitted(ledger, [pa]);
  return ledger;
}

describe('possible duplicates', () => {
  const query = {
    environment: 'production',
    memberId: 'M1',
    location: LOCATION.id,
    lines: [{ procedureCode: '97110', from: '2031-04-15', to: '2031-05-15' }],
    except: '',
  } as const;
  const pa = (sequence: number, change: Partial<PriorAuthorization> = {}, line = {}) =>
    paWith({ trackingNumber: numbered(sequence), lines: [serviceLine(line)], ...change });

  it('ask for the same procedure on overlapping days, oldest first', async () => {
    const ledger = await withPriorAuthorizations([
      pa(2),
      pa(1, { status: 'adjudicated' }, { status: 'denied' }),
      pa(3, {}, { procedureCode: '97112' }),
      pa(4, {}, { requestedFrom: '2031-05-16', requestedTo: '2031-06-01' }),
      pa(5, {}, { requestedFrom: '2031-05-15', requestedTo: '' }),
    ]);
    const found = await ask(ledger, (transaction) => transaction.possibleDuplicates(query));
    expect(found).toEqual([numbered(2), numbered(1), numbered(5)]);
    const except = await ask(ledger, (transaction) =>
      transaction.possibleDuplicates({ ...query, except: numbered(2) }),
    );
    expect(except).toEqual([numbered(1), numbered(5)]);
  });

  it('are not those void, withdrawn or cancelled, of another member, provider or environment', async () => {
    const ledger = await withPriorAuthorizations([
      pa(1, { status: 'void' }),
      pa(2, { status: 'cancelled-by-provider' }),
      pa(3, {}, { status: 'cancelled' }),
      paWith({ trackingNumber: numbered(4), lines: [serviceLine()] }, { member: { ...member(), memberId: 'M2' } }),
      paWith({ trackingNumber: numbered(5), lines: [serviceLine()] }, { requestingProvider: provider('110099999A') }),
      paWith({ trackingNumber: numbered(1, '9'), lines: [serviceLine()] }, { environment: 'test' }),
    ]);
    expect(await ask(ledger, (transaction) => transaction.possibleDuplicates(query))).toEqual([]);
  });

  it('take the dates of the event where a line has none, and a date nobody gave bounds nothing', async () => {
    const dateless = { requestedFrom: '', requestedTo: '' };
    const lines = [serviceLine(dateless)];
    const ledger = await withPriorAuthorizations([
      paWith({ trackingNumber: numbered(1), lines }, { eventFrom: '2031-06-01', eventTo: '2031-06-30' }),
      paWith({ trackingNumber: numbered(2), lines }),
    ]);
    expect(await ask(ledger, (transaction) => transaction.possibleDuplicates(query))).toEqual([numbered(2)]);
    const open = { ...query, lines: [{ procedureCode: '97110', from: '2031-05-20', to: '' }] };
    const found = await ask(ledger, (transaction) => transaction.possibleDuplicates(open));
    expect(found).toEqual([numbered(1), numbered(2)]);
  });

  it('stop counting when their lines change, and are none of a member nobody knows', async () => {
    const ledger = await withPriorAuthorizations([pa(1)]);
    await ledger.changePriorAuthorization(
      change(numbered(1), { to: () => ({ lines: [serviceLine({ status: 'cancelled-by-provider' })] }) }),
    );
    expect(await ask(ledger, (transaction) => transaction.possibleDuplicates(query))).toEqual([]);
    const nobody = { ...query, memberId: '' };
    expect(await ask(ledger, (transaction) => transaction.possibleDuplicates(nobody))).toEqual([]);
  });

  it('are at most twenty', async () => {
    const ledger = newLedger();
    await submitted(
      ledger,
      Array.from({ length: 25 }, (_, at) => pa(at + 1)),
    );
    const found = await ask(ledger, (transaction) => transaction.possibleDuplicates(query));
    expect(found).toEqual(Array.from({ length: 20 }, (_, at) => numbered(at + 1)));
  });
});

describe('attachment entries', () => {
  const attachment = (controlNumber: string, externalReference: string): Attachment => ({
    controlNumber,
    reportType: '77',
    transmission: 'EL',
    externalReference,
    description: '',
    lineNumber: 0,
    state: 'announced',
    at: NOW,
    answers: '',
  });

  it('are found by our number, and by the sender’s with the partner that sent it', async () => {
    const ledger = await withPriorAuthorizations([
      paWith({ trackingNumber: numbered(1), attachments: [attachment('CN1', 'DOC'), attachment('CN2', 'DOC')] }),
      paWith({ trackingNumber: numbered(2), attachments: [attachment('CN3', 'DOC')] }),
    ]);
    const found = await ask(ledger, (transaction) => [
      transaction.findAttachments('production', { controlNumber: 'CN2' }),
      transaction.findAttachments('production', { externalReference: 'DOC', partnerId: 'acme' }),
      transaction.findAttachments('production', { externalReference: 'DOC', partnerId: 'other' }),
      transaction.findAttachments('test', { controlNumber: 'CN2' }),
      transaction.findAttachments('production', { controlNumber: '' }),
    ]);
    expect(found).toEqual([
      [{ trackingNumber: numbered(1), controlNumber: 'CN2' }],
      [
        { trackingNumber: numbered(1), controlNumber: 'CN1' },
        { trackingNumber: numbered(1), controlNumber: 'CN2' },
        { trackingNumber: numbered(2), controlNumber: 'CN3' },
      ],
      [],
      [],
      [],
    ]);
  });

  it('that an amendment took away are not found any more', async () => {
    const ledger = await withPriorAuthorizations([
      paWith({ trackingNumber: numbered(1), attachments: [attachment('CN1', 'DOC')] }),
    ]);
    await ledger.changePriorAuthorization(
      change(numbered(1), { to: () => ({ attachments: [attachment('CN2', 'NEW')] }) }),
    );
    const by = (controlNumber: string) =>
      ask(ledger, (transaction) => transaction.findAttachments('production', { controlNumber }).length);
    expect([await by('CN1'), await by('CN2')]).toEqual([0, 1]);
  });
});

describe('an inquiry', () => {
  it('finds a provider’s own PAs, newest first, narrowed by what is given', async () => {
    const other = '110099999A';
    const ledger = await withPriorAuthorizations([
      paWith({ trackingNumber: numbered(1), receivedAt: '2031-02-28T23:59:59.000Z' }),
      paWith({ trackingNumber: numbered(2), status: 'adjudicated' }, { requestingProvider: provider(other) }),
      paWith({ trackingNumber: numbered(3) }, { member: { ...member(), memberId: 'M2' }, assignment: 'therapy' }),
      paWith({ trackingNumber: numbered(4) }, { requestingProvider: provider('110000000Z') }),
    ]);
    const found = (query: Partial<InquiryQuery>, limit = 10) =>
      ask(ledger, (transaction) =>
        transaction
          .inquire({ environment: 'production', locations: [LOCATION.id, other], ...query }, limit)
          .map(({ trackingNumber }) => Number(trackingNumber.slice(1))),
      );
    expect(await found({})).toEqual([3, 2, 1]);
    expect(await found({}, 2)).toEqual([3, 2]);
    expect(await found({ locations: [] })).toEqual([]);
    expect(await found({ locations: [other, other] })).toEqual([2]);
    expect(await found({ memberId: 'M2' })).toEqual([3]);
    expect(await found({ status: 'adjudicated' })).toEqual([2]);
    expect(await found({ assignment: 'therapy' })).toEqual([3]);
    expect(await found({ to: '2031-02-28' })).toEqual([1]);
    expect(await found({ from: '2031-03-01', to: '2031-03-01' })).toEqual([3, 2]);
    expect(await found({ environment: 'test' })).toEqual([]);
  });
});

function member() {
  return paWith({}).request.member;
}

function provider(location: string) {
  return { ...paWith({}).request.requestingProvider, location };
}
