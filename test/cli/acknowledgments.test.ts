import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CommandLine, NOW, receive } from './command-line.js';

let line: CommandLine;
/** A file of the demo partner with a TA1 for a number that it was never sent, and a damaged one. */
beforeEach(async () => {
  line = new CommandLine();
  await line.run('init', 'gateway', '--demo');
  await line.withLedger(async (ledger) => {
    const { id } = await receive(ledger);
    const ta1 = { kind: 'ta1', group: '', sets: [], setsRefused: 0 } as const;
    await ledger.recordAcknowledgments({
      interchange: { submissionId: id, index: 0, usage: 'P' },
      position: 0,
      acknowledgments: [
        { ...ta1, controlNumber: 7, code: 'A', notes: ['000'], isTaken: true, isDamaged: false },
        { ...ta1, controlNumber: 0, code: '', notes: [], isTaken: false, isDamaged: true },
      ],
      sequence: { ourId: 'PAYER', partnerId: 'demo-provider' },
      now: NOW,
    });
  });
});
afterEach(() => line.remove());

const list = (...argv: string[]) => line.documents('acknowledgments-list', 'acknowledgments', 'list', ...argv);

describe('x12gw acknowledgments', () => {
  it('lists what waits for a person, until it is settled', async () => {
    expect(await list()).toMatchObject([
      { id: 1, state: 'exception', reason: 'number-unknown', controlNumber: 7, code: 'A' },
      { id: 2, state: 'exception', reason: 'damaged', controlNumber: 0 },
    ]);
    expect((await line.run('acknowledgments', 'list')).stdout).toMatch(
      /demo-provider +ta1 +7 +A 000 +exception: number-unknown/,
    );
    const settled = await line.documents(
      'acknowledgments-settle',
      'acknowledgments',
      'settle',
      '1',
      '--note',
      'asked them',
    );
    expect(settled).toEqual([{ id: 1, settled: true }]);
    expect((await list()).map(({ id }) => id)).toEqual([2]);
    expect(await list('--state', 'exception')).toMatchObject([
      { id: 1, note: 'asked them', settledAt: NOW },
      { id: 2 },
    ]);
    expect(await list('--state', 'refused')).toEqual([]);
    expect((await line.documents('reconcile', 'reconcile')).map(({ kind }) => kind)).toContain(
      'acknowledgment-exception',
    );
  });

  it('exits 2 when there is nothing to settle under a number', async () => {
    for (const id of ['9', 'x']) expect((await line.run('acknowledgments', 'settle', id)).code).toBe(2);
    await line.run('acknowledgments', 'settle', '2');
    expect((await line.run('acknowledgments', 'settle', '2')).code).toBe(2);
  });

  it('says so when nothing waits', async () => {
    for (const id of ['1', '2']) await line.run('acknowledgments', 'settle', id);
    const { code, stderr } = await line.run('acknowledgments', 'list');
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining('No acknowledgment waits') });
  });

  it('lists what is overdue, until somebody waives it', async () => {
    const overdue = () => line.documents('acknowledgments-overdue', 'acknowledgments', 'overdue');
    expect(await overdue()).toEqual([]);
    expect((await line.run('partner', 'set', 'demo-provider', '--option', 'expectAcknowledgment=999:1h')).code).toBe(2);
    await line.run('partner', 'set', 'demo-provider', '--option', 'expectAcknowledgment=278:1d,835:2h');
    expect((await line.run('partner', 'show', 'demo-provider')).stdout).toContain(
      'expectAcknowledgment: 278:24h,835:2h',
    );
    await line.withLedger(async (ledger) => {
      const { id: submissionId } = await receive(ledger, '20261102T143000000-0123456789cd');
      const attempt = await ledger.beginAttempt(submissionId, { now: NOW, alone: false, digests: {} });
      const { location } = ledger.partner('demo-provider')!;
      await ledger.completeExamination({
        ...{ submissionId, attempt, disposition: 'accepted', findings: [], now: NOW, folderDate: '2026-11-02' },
        answers: [
          {
            type: '835',
            extension: 'x12',
            location,
            usage: 'P',
            interchange: 0,
            controlNumber: 0,
            content: Buffer.from('x'),
          },
        ],
      });
      await ledger.moveAnswer(ledger.answersOf(submissionId)[0]!.id, 'delivered', NOW);
    });
    expect(await overdue()).toEqual([]);
    line.now = new Date('2026-11-02T16:30:01.000Z');
    expect(await overdue()).toMatchObject([{ partner: 'demo-provider', type: '835', file: 'S00000002.835.x12' }]);
    expect((await line.run('acknowledgments', 'overdue')).stdout).toMatch(/demo-provider +S00000002\.835\.x12/);
    const waived = ['acknowledgments', 'waive', 's2.835', '--note', 'they have it'];
    expect(await line.documents('acknowledgments-waive', ...waived)).toEqual([{ answer: 's2.835', waived: true }]);
    expect(await overdue()).toEqual([]);
    expect((await line.run(...waived)).code).toBe(2);
  });
});
