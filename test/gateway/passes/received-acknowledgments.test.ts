import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addPartner } from '../../deliver/material.js';
import { Installation, numbered, pendedRequests } from '../installation.js';

let installation: Installation;
let files = 100;
/** ISA13 and GS06 of the 278 response to two requests of S00000001, which lies in the outbox. */
let number: number;

beforeEach(async () => {
  installation = await new Installation().prepare();
  installation.drop('requests.x12', numbered(pendedRequests(), 501));
  await installation.runOnce();
  const sent = readFileSync(join(installation.outbox, 'S00000001.278.x12'), 'latin1');
  number = Number(/^ISA(?:\*[^*]*){12}\*(\d{9})/.exec(sent)![1]);
  expect(Number(/~GS(?:\*[^*]*){5}\*(\d+)/.exec(sent)![1])).toBe(number);
});
afterEach(() => installation.remove());

/** Receives an interchange of the partner with these segments; `usage` as ISA15, `groups` as IEA01. */
async function receive(body: string, groups: number, usage = 'T'): Promise<void> {
  const controlNumber = String(++files).padStart(9, '0');
  const [isa = ''] = numbered(pendedRequests(), files).split('~');
  const header = isa.replace(/\*1\*T\*:$/, `*0*${usage}*:`);
  installation.drop(`${files}.x12`, `${header}~${body}IEA*${groups}*${controlNumber}~`);
  await installation.runOnce();
}

const nine = (digits: number) => String(digits).padStart(9, '0');
const ta1 = (about: number, says = 'A*000') => `TA1*${nine(about)}*260105*1201*${says}~`;
/** A group of one 999 about a group of ours. */
const group = (about: number | string, sets: string, ak9: string, kind = 'HI') =>
  `GS*FA*PRCLINIC01*PAYER*20260105*1200*7*X*005010X231A1~ST*999*0001*005010X231A1~AK1*${kind}*${about}*005010X217~${sets}` +
  `AK9*${ak9}~SE*${sets.split('~').length + 3}*0001~GE*1*7~`;

const kept = (state?: 'matched' | 'refused' | 'exception') =>
  installation.withLedger((ledger) => ledger.acknowledgments(state, 0, 100).rows);

describe('what a partner acknowledges', () => {
  it('is matched to what it was sent, and never acknowledged by us', async () => {
    const before = installation.outboxNames();
    await receive(ta1(number), 0);
    await receive(group(number, 'AK2*278*0001~IK5*A~', 'A*1*1*1'), 1);
    const rows = await kept('matched');
    expect(rows).toMatchObject([
      { kind: 'ta1', code: 'A', submissionNumber: 'S00000002', answerSubmission: 'S00000001', answerType: '278' },
      { kind: '999', code: 'A', submissionNumber: 'S00000003', answerSubmission: 'S00000001', reason: '' },
    ]);
    expect(installation.outboxNames()).toEqual(before);
    await installation.withLedger((ledger) => {
      expect(ledger.submission({ id: 3 })).toMatchObject({ state: 'applied', disposition: 'acknowledgments' });
      expect(ledger.reconcile()).toEqual([]);
      const events = ledger.trace('S00000001').filter(({ what }) => what === 'acknowledgment matched');
      expect(events.map(({ details }) => details.with)).toEqual(['S00000002', 'S00000003']);
      expect(ledger.check()).toEqual([]);
    });
  });

  it('is work for a person when it is a refusal, until somebody settles it', async () => {
    await receive(ta1(number, 'R*024'), 0);
    await receive(group(number, 'AK2*278*0001~IK5*R*5~', 'R*1*1*0*5'), 1);
    expect(await kept()).toMatchObject([
      { state: 'refused', code: 'R', notes: ['024'] },
      { state: 'refused', code: 'R', sets: [{ number: '0001', code: 'R', notes: ['5'] }] },
    ]);
    await installation.withLedger(async (ledger) => {
      expect(ledger.reconcile().map(({ kind }) => kind)).toEqual(['acknowledgment-refused', 'acknowledgment-refused']);
      const question = { now: '9', lettersBefore: '9', documentsBefore: '9', most: 10 };
      expect(ledger.attention(question).map(({ kind, subject }) => [kind, subject])).toEqual(
        Array(2).fill(['acknowledgment-refused', installation.partner]),
      );
      await ledger.settleAcknowledgment(1, 'they mended it', 'ann', '2026-11-02T12:00:00.000Z');
      await ledger.settleAcknowledgment(2, '', 'ann', '2026-11-02T12:00:00.000Z');
      await expect(ledger.settleAcknowledgment(2, '', 'bob', '9')).rejects.toMatchObject({ exitCode: 2 });
      expect([...ledger.acknowledgments(undefined, 0, 9).rows, ...ledger.reconcile()]).toEqual([]);
    });
    expect(await kept('refused')).toMatchObject([{ settledBy: 'ann', note: 'they mended it' }, { settledBy: 'ann' }]);
  });

  it('is an exception when it fits nothing that partner was sent', async () => {
    await receive(ta1(999) + ta1(0) + ta1(number, 'Z*000'), 0);
    await receive(group(number, 'AK2*278*0099~IK5*R~', 'R*1*1*0'), 1);
    await receive(group(number, '', 'R*1*1*0', 'HC'), 1);
    await receive(ta1(number), 0, 'P');
    expect((await kept('exception')).map(({ reason, answerType }) => [reason, answerType])).toEqual([
      ['number-unknown', ''],
      ['damaged', ''],
      ['damaged', ''],
      ['set-unknown', ''],
      ['other-kind', ''],
      ['usage-differs', ''],
    ]);
    expect(await kept('matched')).toEqual([]);
  });

  it('is an exception when only another partner was sent it', async () => {
    const other = 'ridgetop';
    await installation.withLedger((ledger) => addPartner(ledger, installation.partner, other));
    const [isa = ''] = numbered(pendedRequests(), 9).split('~');
    const header = isa.replace('PRCLINIC01', 'RTCLINIC02').replace(/\*1\*T\*:$/, '*0*T*:');
    const { inbox } = installation.folder.partner(other);
    mkdirSync(inbox, { recursive: true });
    writeFileSync(join(inbox, 'a.x12'), `${header}~${ta1(number)}IEA*0*000000009~`);
    await installation.runOnce();
    expect(await kept()).toMatchObject([
      { partnerId: other, reason: 'number-of-another-partner', answerSubmission: '' },
    ]);
  });

  it('is kept once when the file comes twice or its reading is repeated', async () => {
    const body = ta1(number);
    await receive(body, 0);
    files--;
    await receive(body, 0);
    expect(await kept('matched')).toHaveLength(1);
    await installation.withLedger(async (ledger) => {
      const [interchange] = ledger.interchangesWithAcknowledgments(2);
      const [row] = ledger.acknowledgments('matched', 0, 1).rows;
      const again = { ...row!, code: 'R', isTaken: false, isDamaged: false, group: '' };
      const sequence = { ourId: installation.configuration.payer.id, partnerId: installation.partner };
      const batch = { interchange: interchange!, position: 0, acknowledgments: [again], sequence, now: '9' };
      await ledger.recordAcknowledgments(batch);
      expect(ledger.acknowledgments('matched', 0, 9).rows).toEqual([row]);
    });
  });
});
