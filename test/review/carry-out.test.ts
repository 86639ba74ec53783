import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { carryOut } from '../../src/review/carry-out.js';
import type { Order } from '../../src/review/desk.js';
import { openLedger } from '../../src/store/sqlite/open.js';
import { ReviewLine, twoLineRequest } from '../cli/review-line.js';

let line: ReviewLine;
let number: string;

/** A fresh request for each test, since what happens to one cannot be undone. */
let files = 200;
beforeAll(async () => {
  line = await new ReviewLine().prepare();
});
afterAll(() => line.remove());

async function request(options: Parameters<typeof twoLineRequest>[1] = {}): Promise<string> {
  number = (await line.submit(twoLineRequest(++files, options))).at(-1)!;
  return number;
}

const order = (command: Order['command'], change: Partial<Order> = {}): Order => ({
  number,
  command,
  actor: 'anna',
  channel: 'command',
  ...change,
});

const nextControlNumber = () =>
  line.withLedger(async (ledger) => ledger.peekControlNumber(line.configuration.payer.id, 'demo-provider'));

const carry = (command: Order['command'], change: Partial<Order> = {}) =>
  line.withLedger((ledger) => carryOut(line.desk(ledger), order(command, change)));

describe('a command on a prior authorization', () => {
  it('that nobody knows, that is not possible or that is refused changes nothing and takes no number', async () => {
    await request();
    const before = await line.withLedger(async (ledger) => ledger.priorAuthorization(number));
    const control = await nextControlNumber();
    expect(await carry({ kind: 'take' }, { number: '1999999999' })).toEqual({ kind: 'unknown' });
    expect(await carry({ kind: 'release' })).toMatchObject({
      kind: 'not-possible',
      status: 'ready-for-review',
      event: 'release',
      possible: expect.arrayContaining(['take']),
    });
    expect(await carry({ kind: 'reclassify', to: 'standard' })).toEqual({
      kind: 'refused',
      problems: [{ problem: 'already-standard', line: 0 }],
    });
    expect(await carry({ kind: 'take' }, { expectedVersion: 7 })).toMatchObject({
      kind: 'version-differs',
      row: { version: 1 },
    });
    expect(await line.withLedger(async (ledger) => ledger.priorAuthorization(number))).toEqual(before);
    expect(await nextControlNumber()).toBe(control);
  });

  it('is carried out for one of two reviewers who give it at the same moment', async () => {
    await request();
    const path = join(line.configuration.dataDirectory, 'ledger', 'ledger.db');
    const ledgers = [openLedger(path), openLedger(path)];
    const results = await Promise.all(
      ledgers.map((ledger, at) =>
        carryOut(line.desk(ledger), order({ kind: 'take' }, { actor: ['anna', 'bert'][at]!, expectedVersion: 1 })),
      ),
    );
    for (const ledger of ledgers) ledger.close();
    expect(results.map(({ kind }) => kind).sort()).toEqual(['done', 'version-differs']);
    const winner = results.findIndex(({ kind }) => kind === 'done');
    expect(results[1 - winner]).toMatchObject({ row: { version: 2, reviewer: ['anna', 'bert'][winner] } });
    const { history } = (await line.withLedger(async (ledger) => ledger.priorAuthorization(number)))!;
    expect(history.filter(({ event }) => event === 'take')).toHaveLength(1);
  });

  it('withdraws for the provider while nobody reviews it, and the answer says cancelled', async () => {
    await request();
    const result = await carry({ kind: 'void' }, { actor: 'demo-provider', channel: 'portal' });
    expect(result).toMatchObject({
      kind: 'done',
      row: { status: 'cancelled-by-provider' },
      answers: [{ type: '278' }],
    });
    const [answer] = result.kind === 'done' ? result.answers : [];
    const text = await line.withLedger(async (ledger) =>
      Buffer.from(ledger.answerBytes(answer!.id)!).toString('latin1'),
    );
    expect(text).toContain('HCR*C');
    expect(answer).toMatchObject({ partnerId: 'demo-provider', usage: 'P', location: { id: '110012345A' } });
  });

  it('leaves what another reviewer has taken alone', async () => {
    await request();
    await carry({ kind: 'take' }, { actor: 'bert' });
    const approval = { kind: 'decide', decisions: [{ lineNumber: 1, outcome: 'approved' }] } as const;
    expect(await carry(approval)).toEqual({ kind: 'refused', problems: [{ problem: 'not-yours', line: 0 }] });
    expect(await carry(approval, { actor: 'bert' })).toMatchObject({ kind: 'done', answers: [] });
  });

  it('tells the requester of a request to expedite that is treated as standard, without its urgency', async () => {
    await request({ urgent: true });
    const before = await line.row(number);
    expect(before.deadline.clock).toBe('expedite');
    const result = await carry({ kind: 'reclassify', to: 'standard' });
    expect(result).toMatchObject({
      kind: 'done',
      row: { deadline: { clock: 'standard' } },
      answers: [{ type: '278' }],
    });
    const [answer] = result.kind === 'done' ? result.answers : [];
    const text = await line.withLedger(async (ledger) =>
      Buffer.from(ledger.answerBytes(answer!.id)!).toString('latin1'),
    );
    expect(text).not.toContain('12:B**U');
  });

  it('answers the latest request of the PA, in the interchange of none but the file it came in', async () => {
    await request();
    const revised = twoLineRequest(++files)
      .replace('UM*HS*I*12*12:B~', `UM*HS*S*12*12:B~REF*NT*${number}~`)
      .replace('DEMO-0001', 'DEMO-0009')
      .replace(/SE\*(\d+)\*/, (_, count) => `SE*${Number(count) + 1}*`);
    await line.submit(revised);
    expect((await line.row(number)).version).toBe(2);
    await carry({ kind: 'take' });
    const decisions = [1, 2].map((lineNumber) => ({ lineNumber, outcome: 'approved' as const }));
    const result = await carry({ kind: 'decide', decisions });
    const [answer] = result.kind === 'done' ? result.answers : [];
    expect(answer).toMatchObject({ interchange: -1, submissionId: (await line.row(number)).submissionId });
    const text = await line.withLedger(async (ledger) =>
      Buffer.from(ledger.answerBytes(answer!.id)!).toString('latin1'),
    );
    expect(text).toContain('BHT*0007*11*DEMO-0009*');
    expect(text).toContain('HCR*A1*P');
  });
});
