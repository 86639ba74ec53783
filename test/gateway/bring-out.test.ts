import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startGateway } from '../../src/gateway/runner.js';
import { ReviewLine } from '../cli/review-line.js';
import { KeptLog, SOURCE_WORKER, until } from './installation.js';

let line: ReviewLine;
let number: string;
beforeEach(async () => {
  line = await new ReviewLine().prepare();
  number = (await line.submit())[0]!;
  await line.run('pa', 'take', number);
});
afterEach(() => line.remove());

const decide = () => line.run('pa', 'decide', number, '--approve');
const answersLeft = () => line.withLedger(async (ledger) => ledger.answersInState('stored', 0, 10).length);

describe('the answers of a command', () => {
  it('are in the download store and the outbox when it ends and no gateway runs', async () => {
    expect((await decide()).code).toBe(0);
    expect(line.responses()).toHaveLength(2);
    expect(line.downloads('notice').map((path) => path.split('.').at(-1))).toEqual(['pdf', 'txt']);
    expect(await answersLeft()).toBe(0);
    const delivered = await line.withLedger(async (ledger) => ledger.answersInState('delivered', 0, 100));
    expect(delivered.map(({ type }) => type)).toContain('278');
  });

  it('are left to the gateway that runs, which brings each out once', async () => {
    const options = { logger: new KeptLog(), worker: SOURCE_WORKER };
    const running = await startGateway(line.configuration, options);
    try {
      expect((await decide()).code).toBe(0);
      await until(() => line.responses().length === 2 && line.downloads('notice').length === 2);
      await until(async () => (await answersLeft()) === 0);
    } finally {
      await running.stop();
    }
    const letters = await line.withLedger(async (ledger) => ledger.letters({ trackingNumber: number }, 0, 10).rows);
    expect(letters.filter(({ recipient }) => recipient === 'provider')).toMatchObject([{ state: 'made' }]);
    expect(line.downloads('notice')).toHaveLength(2);
  });

  it('wait when they cannot be written, and the command stands', async () => {
    line.now = new Date('2026-11-03T14:30:00Z');
    const folder = join(line.configuration.dataDirectory, 'downloads', '110012345', 'A', 'production', '2026-11-03');
    writeFileSync(folder, 'in the way');
    expect((await decide()).code).toBe(0);
    expect((await line.row(number)).status).toBe('adjudicated');
    expect(await answersLeft()).toBeGreaterThan(0);
    expect(line.responses()).toHaveLength(1);

    rmSync(folder);
    const options = { logger: new KeptLog(), worker: SOURCE_WORKER, clock: { now: () => line.now }, once: true };
    await (await startGateway(line.configuration, options)).finished;
    expect(await answersLeft()).toBe(0);
    expect(line.responses()).toHaveLength(2);
  });
});
