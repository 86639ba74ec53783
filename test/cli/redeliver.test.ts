import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startGateway } from '../../src/gateway/runner.js';
import { openDatabase } from '../../src/store/sqlite/driver.js';
import { KeptLog, SOURCE_WORKER, until } from '../gateway/installation.js';
import { NOW, receive } from './command-line.js';
import { ReviewLine } from './review-line.js';

let line: ReviewLine;
/** A file that was answered: its 999 and 278 response lie in store and outbox. */
beforeEach(async () => {
  line = await new ReviewLine().prepare();
  await line.submit();
});
afterEach(() => line.remove());

const outbox = (name: string) => join(line.configuration.dataDirectory, 'partners/demo-provider/outbox', name);
const state = (type: string) =>
  line.withLedger(async (ledger) => ledger.answersOf(1).find((one) => one.type === type)!.state);
const tallied = () =>
  line.withLedger(async (ledger) => {
    const rows = ledger.tallies().filter(({ name, first }) => name === 'answer' && first === '999');
    return Object.fromEntries(rows.map(({ second, count }) => [second, count]));
  });
/** One more turn of a gateway that leaves the inboxes alone. */
const turn = async () => {
  const options = { logger: new KeptLog(), worker: SOURCE_WORKER, clock: { now: () => line.now }, once: true };
  await (await startGateway(line.configuration, options)).finished;
};

describe('redeliver', () => {
  it('puts what was taken away into the outbox again, same name and bytes, and into the download store', async () => {
    const before = readFileSync(outbox('S00000001.999.x12'), 'latin1');
    rmSync(outbox('S00000001.999.x12'));
    await turn();
    expect(await state('999')).toBe('picked_up');
    const [found] = await line.documents('downloads', 'downloads', '--submission', 'S1', '--type', '999');
    rmSync(found!.file as string);

    expect(await line.documents('redeliver', 'redeliver', 's1.999')).toEqual([
      {
        submission: 'S00000001',
        type: '999',
        file: 'S00000001.999.x12',
        partner: 'demo-provider',
        state: 'delivered',
        outcome: 'delivered',
        isHeld: false,
      },
    ]);
    expect(readFileSync(outbox('S00000001.999.x12'), 'latin1')).toBe(before);
    expect(readFileSync(found!.file as string, 'latin1')).toBe(before);
  });

  it('counts the pick-up that follows, and keeps the times of the first one', async () => {
    const first = line.now.toISOString();
    rmSync(outbox('S00000001.999.x12'));
    await turn();
    line.now = new Date('2026-11-03T09:00:00.000Z');
    expect((await line.run('redeliver', 'S1', '--type', '999')).code).toBe(0);
    rmSync(outbox('S00000001.999.x12'));
    line.now = new Date('2026-11-03T10:00:00.000Z');
    await turn();
    expect(await tallied()).toEqual({ stored: 1, written: 1, delivered: 1, picked_up: 2, redelivered: 1 });
    const events = await line.documents('trace', 'trace', 'S1');
    const of999 = events.filter(({ subject, what }) => subject === 'S00000001.999' && what !== 'answer stored');
    expect(of999.map(({ at, what }) => [at, what])).toEqual([
      [first, 'answer written'],
      [first, 'answer delivered'],
      [first, 'answer picked up'],
      ['2026-11-03T09:00:00.000Z', 'answer asked for again'],
      ['2026-11-03T09:00:00.000Z', 'answer delivered again'],
      ['2026-11-03T10:00:00.000Z', 'answer picked up again'],
    ]);
  });

  it('is audited with who asked', async () => {
    await line.run('redeliver', 'S00000001.278.x12');
    const { dataDirectory } = line.configuration;
    const database = openDatabase(join(dataDirectory, 'ledger/ledger.db'), { readonly: true });
    const entry = database
      .prepare<[], Record<string, string>>("SELECT * FROM audit WHERE action = 'redeliver-answer'")
      .get();
    database.close();
    expect(entry).toMatchObject({ subject: 'S00000001' });
    expect(JSON.parse(entry!.details!)).toEqual({ type: '278', ordinal: 1, partner: 'demo-provider' });
    expect(entry!.actor).not.toBe('');
  });

  it('takes a path in the download store, and a file for all its answers', async () => {
    const files = (await line.documents('downloads', 'downloads', '--submission', 'S1')).map(({ file }) => file);
    expect(await line.documents('redeliver', 'redeliver', files[0] as string)).toHaveLength(1);
    expect(await line.documents('redeliver', 'redeliver', 'S1')).toHaveLength(files.length);
  });

  it('is done by the gateway that runs, although its rounds have passed these answers', async () => {
    const options = { logger: new KeptLog(), worker: SOURCE_WORKER };
    const running = await startGateway(line.configuration, options);
    try {
      rmSync(outbox('S00000001.999.x12'));
      await until(async () => (await state('999')) === 'picked_up');
      const told = await line.run('redeliver', 'S1.999');
      expect(told.code).toBe(0);
      expect(told.stdout).toContain('the gateway puts it into the outbox with its next round');
      await until(() => existsSync(outbox('S00000001.999.x12')));
      await until(async () => (await state('999')) === 'delivered');
      rmSync(outbox('S00000001.999.x12'));
      await until(async () => (await state('999')) === 'picked_up');
    } finally {
      await running.stop();
    }
  });

  it('waits for a partner that is held, and says so', async () => {
    rmSync(outbox('S00000001.999.x12'));
    await line.run('partner', 'hold', 'demo-provider');
    const told = await line.run('redeliver', 'S1.999');
    expect(told.stdout).toContain('partner release-hold demo-provider');
    expect(existsSync(outbox('S00000001.999.x12'))).toBe(false);
    const again = await line.run('redeliver', 'S1.999');
    expect(again.code).toBe(1);
    expect(again.stdout).toContain('has not been delivered yet and comes by itself');
    await line.run('partner', 'release-hold', 'demo-provider');
    await turn();
    expect(existsSync(outbox('S00000001.999.x12'))).toBe(true);
  });

  it('keeps the promise when the outbox takes nothing at that moment', async () => {
    const folder = join(line.configuration.dataDirectory, 'partners/demo-provider/outbox');
    renameSync(folder, `${folder}.aside`);
    writeFileSync(folder, 'in the way');
    expect((await line.run('redeliver', 'S1.999')).stdout).toContain('is asked for');
    rmSync(folder);
    renameSync(`${folder}.aside`, folder);
    await turn();
    expect(existsSync(outbox('S00000001.999.x12'))).toBe(true);
  });

  it('refuses letters and what the store alone gets, and says what to do', async () => {
    await line.withLedger(async (ledger) => {
      const { id } = await receive(ledger);
      const attempt = await ledger.beginAttempt(id, { now: NOW, alone: false, digests: {} });
      const location = { id: '110012345A', providerId: '110012345', serviceLocation: 'A' };
      const draft = { location, usage: 'P', interchange: -1, controlNumber: 0, content: Buffer.from('x') } as const;
      await ledger.completeExamination({
        submissionId: id,
        attempt,
        disposition: 'rejected',
        findings: [],
        answers: [
          { ...draft, type: 'letter', extension: 'pdf', target: 'letters' },
          { ...draft, type: 'report', extension: 'txt', target: 'store' },
        ],
        now: NOW,
        folderDate: '2026-11-02',
      });
    });
    const told = await line.documents('redeliver', 'redeliver', 'S2');
    expect(told.map(({ outcome, refusal }) => [outcome, refusal])).toEqual([
      ['refused', 'letter'],
      ['refused', 'store-only'],
    ]);
    const { code, stdout } = await line.run('redeliver', 'S2');
    expect(code).toBe(1);
    expect(stdout).toContain('ask whoever mails letters');
    expect(stdout).toContain('x12gw downloads --get DIR');
  });

  it('refuses what has no outbox any more', async () => {
    // Nothing of a partner that is removed may still be undecided or on its way.
    await line.withLedger(async (ledger) => {
      for (const { trackingNumber } of ledger.priorAuthorizations({}, 0, 10).rows)
        await line.carry(trackingNumber, { kind: 'void' });
    });
    await turn();
    await line.withLedger((ledger) =>
      ledger.changePartners([{ kind: 'remove', partnerId: 'demo-provider' }], 'ann', NOW),
    );
    const told = await line.documents('redeliver', 'redeliver', 'S1.999');
    expect(told).toMatchObject([{ outcome: 'refused', refusal: 'partner-removed', state: 'delivered' }]);
  });

  it('exits 1 for a file or answer nobody knows', async () => {
    for (const name of ['S77', 'S1.835', 'nonsense']) expect((await line.run('redeliver', name)).code).toBe(1);
  });
});
