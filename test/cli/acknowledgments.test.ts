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
});
