import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deliverToOutboxes } from '../../src/deliver/outbox.js';
import { PickUps } from '../../src/deliver/pick-ups.js';
import { writeStoredAnswers } from '../../src/deliver/write-answers.js';
import { folderIdentity } from '../../src/files/folder-identity.js';
import { checkInstallation } from '../../src/gateway/check-installation.js';
import type { Ledger } from '../../src/store/ledger.js';
import { openLedger } from '../../src/store/sqlite/open.js';
import { systemClock } from '../../src/support/clock.js';
import { Installation, SOURCE_WORKER } from '../gateway/installation.js';
import { addPartner, storeReports } from './material.js';

let installation: Installation;
let ledger: Ledger;
/** Answers read since it was last set to 0, by partner. */
const read = new Map<string, number>();

beforeEach(async () => {
  installation = await new Installation().prepare();
  ledger = openLedger(installation.folder.ledgerFile);
});
afterEach(async () => {
  ledger.close();
  await installation.remove();
});

function parts() {
  return {
    ledger: {
      ...ledger,
      answersInOutbox: (partnerId: string, after: number, limit: number) => {
        const rows = ledger.answersInOutbox(partnerId, after, limit);
        read.set(partnerId, (read.get(partnerId) ?? 0) + rows.length);
        return rows;
      },
    },
    clock: systemClock,
    downloads: installation.folder.downloads,
    letters: installation.folder.letters,
    publishReports: installation.folder.publishReports,
    inside: (path: string) => installation.folder.inside(path),
    outboxOf: (partnerId: string) => installation.folder.partner(partnerId).outbox,
    observe: () => undefined,
    onFailure: () => undefined,
  };
}

async function deliver(partnerId: string, count: number): Promise<void> {
  await storeReports(installation, ledger, partnerId, Array(count).fill('text'));
  await writeStoredAnswers(parts());
  await deliverToOutboxes(parts());
  read.clear();
}

/** Dates an outbox back, as if nothing had changed in it for a while. */
function settle(outbox: string, seconds = 60): void {
  const then = Date.now() / 1_000 - seconds;
  utimesSync(outbox, then, then);
}

describe('a look at the outboxes', () => {
  it('reads nothing of one that has not changed since', async () => {
    await deliver(installation.partner, 5);
    settle(installation.outbox);
    const pickUps = new PickUps(parts());
    await pickUps.look();
    expect(read.get(installation.partner)).toBe(5);
    read.clear();
    expect(await pickUps.look()).toEqual({ done: 0, isComplete: true });
    expect(read.size).toBe(0);
    rmSync(join(installation.outbox, 'S00000001.report.txt'));
    expect(await pickUps.look()).toEqual({ done: 1, isComplete: true });
  });

  it('does not trust a date so fresh that another change may have it too', async () => {
    await deliver(installation.partner, 2);
    const pickUps = new PickUps(parts());
    await pickUps.look();
    rmSync(join(installation.outbox, 'S00000001.report.txt'));
    expect((await pickUps.look()).done).toBe(1);
    rmSync(join(installation.outbox, 'S00000001.report.2.txt'));
    expect((await pickUps.look()).done).toBe(1);
  });

  it('compares each with the answers of its own partner only', async () => {
    await addPartner(ledger, installation.partner, 'ridgetop');
    const theirs = installation.folder.partner('ridgetop').outbox;
    mkdirSync(theirs, { recursive: true });
    await deliver(installation.partner, 7);
    await deliver('ridgetop', 3);
    for (const outbox of [installation.outbox, theirs]) settle(outbox);
    const pickUps = new PickUps(parts());
    await pickUps.look();
    read.clear();
    for (const name of readdirSync(theirs)) rmSync(join(theirs, name));
    expect((await pickUps.look()).done).toBe(3);
    expect([...read.keys()]).toEqual(['ridgetop']);
    expect(ledger.answersInOutbox(installation.partner, 0, 100)).toHaveLength(7);
  });

  it('reads a bounded number of answers however many nobody fetched, and the next goes on there', async () => {
    await deliver(installation.partner, 2_100);
    settle(installation.outbox);
    rmSync(join(installation.outbox, 'S00000001.report.2100.txt'));
    const pickUps = new PickUps(parts());
    expect(await pickUps.look()).toEqual({ done: 0, isComplete: false });
    expect(read.get(installation.partner)).toBe(2_048);
    expect(await pickUps.look()).toEqual({ done: 1, isComplete: true });
    expect(read.get(installation.partner)).toBe(2_100);
  }, 60_000);
});

describe('an outbox that is another folder than the one answers were delivered into', () => {
  const aside = () => `${installation.outbox}.unmounted`;

  /** As when a file system is not mounted: an empty folder stands in its place. */
  async function unmounted(): Promise<{ readonly pickUps: PickUps; readonly troubles: string[] }> {
    await deliver(installation.partner, 3);
    const troubles: string[] = [];
    const pickUps = new PickUps({ ...parts(), onTrouble: (partner, state) => troubles.push(`${partner} ${state}`) });
    await pickUps.look();
    renameSync(installation.outbox, aside());
    mkdirSync(installation.outbox);
    return { pickUps, troubles };
  }
  const waiting = () => ledger.answersInOutbox(installation.partner, 0, 100).length;
  const doctor = async (repair: boolean) =>
    (await checkInstallation(installation.folder, ledger, { repair, actor: 'ann', timeZone: 'UTC' })).filter(
      ({ check }) => check.startsWith('outbox of'),
    );

  it('has nothing counted as picked up until it is back, and then only what is gone', async () => {
    const { pickUps, troubles } = await unmounted();
    expect(await pickUps.look()).toEqual({ done: 0, isComplete: true });
    expect([waiting(), troubles]).toEqual([3, [`${installation.partner} replaced`]]);
    expect(await doctor(false)).toMatchObject([{ hint: expect.stringContaining('Is its file system mounted?') }]);
    rmdirSync(installation.outbox);
    renameSync(aside(), installation.outbox);
    rmSync(join(installation.outbox, 'S00000001.report.txt'));
    expect((await pickUps.look()).done).toBe(1);
    expect(await doctor(false)).toEqual([]);
  });

  it('gets no answer until it is back; those of others go on', async () => {
    await unmounted();
    await addPartner(ledger, installation.partner, 'ridgetop');
    await storeReports(installation, ledger, installation.partner, ['later']);
    await storeReports(installation, ledger, 'ridgetop', ['later']);
    await writeStoredAnswers(parts());
    const failures: unknown[] = [];
    const round = () => deliverToOutboxes({ ...parts(), onFailure: (_answer, error) => void failures.push(error) });
    expect(await round()).toEqual({ done: 1, failed: 1 });
    expect(failures).toMatchObject([{ code: 'outbox-replaced', hint: expect.stringContaining('doctor --repair') }]);
    expect(readdirSync(installation.outbox)).toEqual([]);
    rmdirSync(installation.outbox);
    expect(await round()).toEqual({ done: 0, failed: 1 });
    expect(failures[1]).toMatchObject({ code: 'outbox-missing' });
    expect(existsSync(installation.outbox)).toBe(false);
    renameSync(aside(), installation.outbox);
    expect(await round()).toEqual({ done: 1, failed: 0 });
    expect(readdirSync(installation.outbox)).toHaveLength(4);
  });

  it('is taken for the outbox by doctor --repair: what it lacks is delivered again, and counts from then on', async () => {
    const { pickUps } = await unmounted();
    renameSync(join(aside(), 'S00000001.report.txt'), join(installation.outbox, 'S00000001.report.txt'));
    rmSync(aside(), { recursive: true });
    expect(await doctor(true)).toMatchObject([
      { check: expect.stringContaining('2 answers delivered again'), problem: '' },
    ]);
    expect(await doctor(false)).toEqual([]);
    expect((await pickUps.look()).done).toBe(0);
    await writeStoredAnswers(parts());
    await deliverToOutboxes(parts());
    expect(readdirSync(installation.outbox)).toHaveLength(3);
    for (const name of readdirSync(installation.outbox)) rmSync(join(installation.outbox, name));
    expect((await pickUps.look()).done).toBe(3);
    const { rows } = ledger.auditRows({ actor: 'ann' }, 0, 10);
    expect(rows.map(({ action }) => action)).toEqual(['redeliver-answer', 'redeliver-answer', 'accept-outbox']);
  });

  it('that is missing is made by doctor --repair, with what lay in it', async () => {
    await unmounted();
    rmdirSync(installation.outbox);
    rmSync(aside(), { recursive: true });
    expect(await doctor(false)).toMatchObject([{ problem: 'the outbox is missing' }]);
    await doctor(true);
    await writeStoredAnswers(parts());
    await deliverToOutboxes(parts());
    expect(readdirSync(installation.outbox)).toHaveLength(3);
  });

  it('has nothing counted as picked up after a restore, though its folder may have the same number', async () => {
    await deliver(installation.partner, 3);
    const pickUps = new PickUps(parts());
    await pickUps.look();
    const skip = { numbers: 1, paNumbers: 1, setName: 'set', actor: 'ann', now: new Date().toISOString() };
    await ledger.skipNumbers(skip);
    for (const name of readdirSync(installation.outbox)) rmSync(join(installation.outbox, name));
    expect((await pickUps.look()).done).toBe(0);
    expect(await doctor(true)).toMatchObject([{ check: expect.stringContaining('3 answers delivered again') }]);
  });

  it('is another one when it was removed and made again, whatever inode number it got', async () => {
    await deliver(installation.partner, 3);
    const pickUps = new PickUps(parts());
    await pickUps.look();
    await new Promise((resolve) => setTimeout(resolve, 20));
    rmSync(installation.outbox, { recursive: true });
    mkdirSync(installation.outbox);
    expect((await pickUps.look()).done).toBe(0);
    expect(waiting()).toBe(3);
  });

  it('of one partner that can be no folder does not keep doctor from taking the folder of another', async () => {
    const other = 'zebra';
    await addPartner(ledger, installation.partner, other);
    await deliver(installation.partner, 1);
    await deliver(other, 1);
    rmSync(installation.outbox, { recursive: true });
    symlinkSync(join(installation.root, 'nowhere'), installation.outbox);
    rmSync(installation.folder.partner(other).outbox, { recursive: true });
    const checks = await doctor(true);
    expect(checks.map(({ problem }) => problem)).toEqual([expect.stringContaining('no folder that can be taken'), '']);
    expect(existsSync(installation.folder.partner(other).outbox)).toBe(true);
  });

  it('keeps the birth of the folder when only its inode number was known before', async () => {
    const { partner, outbox } = installation;
    const whole = await folderIdentity(outbox);
    await ledger.keepOutbox(partner, whole.split(' ')[0]!);
    await deliver(partner, 1);
    expect(ledger.outboxFolder(partner)).toBe(whole);
  });

  it.skipIf(!mayMount())('is another one when it is a file system newly mounted in place of one like it', () => {
    const program = [...SOURCE_WORKER.execArgv, join(import.meta.dirname, 'remounted-outbox.ts'), installation.outbox];
    const { stdout, stderr } = spawnSync('unshare', ['-rm', process.execPath, ...program], { encoding: 'utf8' });
    expect(stdout, stderr).toBe('["sound","replaced","replaced"]');
  });
});

function mayMount(): boolean {
  return spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'probe', tmpdir()]).status === 0;
}
