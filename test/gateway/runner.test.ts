import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { submitFiles } from '../../src/gateway/submit.js';
import { addPartner } from '../deliver/material.js';
import { caseInput, Installation, numbered, until } from './installation.js';

let installation: Installation;

beforeEach(async () => {
  installation = await new Installation().prepare();
});
afterEach(() => installation.remove());

describe('the runner', () => {
  it('is one for each data directory; a second names the first and ends with code 3', async () => {
    // Left by a command that wrote the ledger anew and was killed.
    const leftover = `${installation.folder.ledgerFile}.rekeyed`;
    writeFileSync(leftover, 'half a ledger');
    const running = await installation.start();
    await expect(installation.start()).rejects.toMatchObject({
      code: 'runner-already-running',
      exitCode: 3,
      message: expect.stringContaining(`process ${process.pid} on ${hostname()}`),
    });
    await running.stop();
    expect(existsSync(leftover)).toBe(false);
    await (await installation.start()).stop();
  });

  it('ends what is under way when it is stopped, and goes on with the rest at the next start', async () => {
    for (let at = 1; at <= 40; at++) installation.drop(`${at}.x12`, numbered(caseInput('278-clean'), at));
    let verdicts = 0;
    const running = await installation.start({
      observe: (step) => {
        if (step === 'verdict') verdicts++;
      },
    });
    await until(() => verdicts > 0);
    await running.stop();
    await installation.withLedger((ledger) => {
      for (const submission of ledger.unfinished()) expect(submission.attempts).toBe(0);
    });
    await installation.runOnce();
    await installation.withLedger((ledger) => {
      for (let id = 1; id <= 40; id++)
        expect(ledger.submission({ id })).toMatchObject({ disposition: 'accepted', attempts: 1 });
    });
  });

  it('notices a partner that is added while it runs', async () => {
    const running = await installation.start();
    const { partner, folder } = installation;
    await installation.withLedger((ledger) => addPartner(ledger, partner, 'ridgetop'));
    await until(() => existsSync(folder.partner('ridgetop').inbox));
    writeFileSync(`${folder.partner('ridgetop').inbox}/empty.x12`, '');
    await until(() => existsSync(`${folder.partner('ridgetop').outbox}/S00000001.report.txt`));
    await running.stop();
  });
});

/** Records so many files without working on them. */
async function record(files: number): Promise<void> {
  const paths = Array.from({ length: files }, (_, at) => join(installation.root, `waiting-${at}.x12`));
  for (const [at, path] of paths.entries()) writeFileSync(path, numbered(caseInput('278-clean'), at + 1), 'latin1');
  await submitFiles(installation.configuration, paths, { ...submitting(), waitSeconds: 0 });
}

const submitting = () => ({ ...installation.options(), partner: installation.partner, actor: 'clerk' });
const judged = () =>
  installation.withLedger((ledger) => ledger.submissions({ state: 'applied' }, 0, 10_000).rows.map((row) => row.id));

describe('a runner that only empties what is there', () => {
  it('ends after the files in hand when it is stopped', async () => {
    await record(150);
    const running = await installation.start({ once: true });
    await new Promise((resolve) => setTimeout(resolve, 50));
    const since = Date.now();
    await running.stop();
    expect(Date.now() - since).toBeLessThan(6_000);
    expect((await judged()).length).toBeLessThan(100);
    await installation.runOnce();
    expect(await judged()).toHaveLength(150);
    expect(installation.outboxNames().filter((name) => name.includes('.999.'))).toHaveLength(150);
  }, 60_000);

  it('takes nothing more from an inbox when it is stopped', async () => {
    for (let at = 1; at <= 150; at++) installation.drop(`${at}.x12`, numbered(caseInput('278-clean'), at));
    const running = await installation.start({
      once: true,
      observe: (step) => {
        if (step === 'received') void running.stop();
      },
    });
    await running.finished;
    expect(readdirSync(installation.inbox).length).toBeGreaterThan(100);
    await installation.runOnce();
    expect(await judged()).toHaveLength(150);
  }, 60_000);

  it('for a submit works on its own files first, and gives up when its time is over', async () => {
    await record(600);
    const mine = join(installation.root, 'mine.x12');
    writeFileSync(mine, numbered(caseInput('278-clean'), 999), 'latin1');
    const since = Date.now();
    const { submissions } = await submitFiles(installation.configuration, [mine], { ...submitting(), waitSeconds: 1 });
    expect(Date.now() - since).toBeLessThan(8_000);
    expect(submissions).toMatchObject([{ disposition: 'accepted', state: 'applied' }]);
    expect((await judged()).length).toBeLessThan(601);
  }, 60_000);
});

describe('one partner’s folders', () => {
  const other = 'ridgetop';
  const inTheWay = () => {
    const { outbox } = installation.folder.partner(other);
    rmSync(outbox, { recursive: true, force: true });
    mkdirSync(join(outbox, '..'), { recursive: true });
    writeFileSync(outbox, 'not a folder');
  };

  it('that take nothing do not fail a run, and hold up nobody else', async () => {
    await installation.withLedger((ledger) => addPartner(ledger, installation.partner, other));
    inTheWay();
    const { inbox } = installation.folder.partner(other);
    mkdirSync(inbox, { recursive: true });
    for (let at = 0; at < 20; at++) writeFileSync(join(inbox, `${at}.x12`), '');
    installation.drop('good.x12', caseInput('278-clean'));
    await installation.runOnce();
    expect(installation.outboxNames().some((name) => name.includes('.999.'))).toBe(true);
    const told = installation.log.lines.filter((line) => line.includes('answer not delivered'));
    expect(told).toHaveLength(1);
    expect(told[0]).toContain('"level":"warn"');
    rmSync(installation.folder.partner(other).outbox);
    await installation.runOnce();
    expect(readdirSync(installation.folder.partner(other).outbox)).toHaveLength(20);
  });

  it('that cannot be made do not keep the files of others from being taken', async () => {
    await installation.withLedger((ledger) => addPartner(ledger, installation.partner, other));
    writeFileSync(join(installation.folder.partners, other), 'not a folder');
    installation.drop('good.x12', caseInput('278-clean'));
    await installation.runOnce();
    expect(await judged()).toEqual([1]);
  });
});
