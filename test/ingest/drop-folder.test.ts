import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { foldersRemembered } from '../../src/files/durable-folder.js';
import { DropFolder } from '../../src/ingest/drop-folder.js';
import { installationId } from '../../src/ingest/installation.js';
import { Intake } from '../../src/ingest/intake.js';
import { concurrencyLimit } from '../../src/ingest/limit.js';
import type { Ledger } from '../../src/store/ledger.js';
import { openLedger } from '../../src/store/sqlite/open.js';
import { caseInput, Installation } from '../gateway/installation.js';

let installation: Installation;
let ledger: Ledger;
let now = Date.parse('2026-01-05T12:00:00Z');
const clock = { now: () => new Date(now) };

beforeEach(async () => {
  installation = await new Installation().prepare();
  ledger = openLedger(installation.folder.ledgerFile);
});
afterEach(async () => {
  ledger.close();
  await installation.remove();
});

/** A drop folder with a quiet time of one second and a long wait of five. */
async function dropFolder(name = installation.folder.installationFile): Promise<DropFolder> {
  const installationName = await installationId(name);
  const { folder, partner, inbox, log } = installation;
  const intake = new Intake({ folder, installation: installationName, ledger, clock, observe: () => undefined });
  return new DropFolder({
    partnerId: partner,
    inbox,
    intake,
    times: { quiet: 1_000, cutOff: 5_000 },
    clock,
    logger: log,
    limit: concurrencyLimit(4),
    onReceived: () => undefined,
  });
}

/** Scans twice with this long between. */
async function settle(folder: DropFolder, milliseconds = 1_000): Promise<void> {
  await folder.scan();
  now += milliseconds;
  await folder.scan();
  await folder.idle();
}

const received = () => ledger.unfinished().map((submission) => submission.senderFileName);

describe('an inbox', () => {
  it('leaves unfinished uploads and dot files alone', async () => {
    const left = ['a.tmp', 'b.PART', 'c.filepart', 'd.writing', '.hidden'];
    for (const name of [...left, 'taken.x12']) installation.drop(name, 'x');
    await settle(await dropFolder());
    expect(received()).toEqual(['taken.x12']);
    expect(readdirSync(installation.inbox).sort()).toEqual(left.sort());
  });

  it('follows no link, opens no pipe, enters no folder, and says so once without a name', async () => {
    writeFileSync(join(installation.root, 'elsewhere'), 'not for us');
    symlinkSync(join(installation.root, 'elsewhere'), join(installation.inbox, 'SECRET-link.x12'));
    mkdirSync(join(installation.inbox, 'SECRET-folder'));
    expect(spawnSync('mkfifo', [join(installation.inbox, 'SECRET-pipe')]).status).toBe(0);
    const folder = await dropFolder();
    await settle(folder);
    await settle(folder);
    expect(received()).toEqual([]);
    expect(readdirSync(installation.inbox)).toHaveLength(3);
    expect(installation.log.lines.filter((line) => line.includes('not-a-regular-file'))).toHaveLength(3);
    expect(installation.log.lines.join()).not.toContain('SECRET');
  });

  it('leaves nothing of a file it took in the memory of the process', async () => {
    const folder = await dropFolder();
    installation.drop('first.x12', 'x');
    await settle(folder);
    const remembered = foldersRemembered();
    for (let at = 0; at < 20; at++) installation.drop(`${at}.x12`, 'x');
    await settle(folder);
    expect(received()).toHaveLength(21);
    expect(foldersRemembered()).toBe(remembered);
  });

  it('waits for a writer that keeps its file open, then takes all of it', async () => {
    const whole = caseInput('278-clean');
    const folder = await dropFolder();
    installation.drop('slow.x12', whole.slice(0, 400));
    await settle(folder, 1_500);
    appendFileSync(join(installation.inbox, 'slow.x12'), whole.slice(400, 900), 'latin1');
    await settle(folder, 4_000);
    expect(received()).toEqual([]);
    appendFileSync(join(installation.inbox, 'slow.x12'), whole.slice(900), 'latin1');
    await settle(folder);
    expect(ledger.unfinished()).toMatchObject([{ senderFileName: 'slow.x12', bytes: whole.length }]);
  });

  it('takes a file that stays cut off after the long wait', async () => {
    installation.drop('cut.x12', caseInput('278-clean').slice(0, 400));
    const folder = await dropFolder();
    await settle(folder, 4_999);
    expect(received()).toEqual([]);
    now += 1;
    await folder.scan();
    await folder.idle();
    expect(received()).toEqual(['cut.x12']);
  });

  it('takes names that are no UTF-8, or hold anything else a file name may', async () => {
    writeFileSync(
      Buffer.concat([Buffer.from(`${installation.inbox}/caf`), Buffer.from([0xe9]), Buffer.from('.x12')]),
      'x',
    );
    installation.drop('line\nbreak and *.x12', 'x');
    await settle(await dropFolder());
    expect(received().sort()).toEqual(['café.x12', 'line\nbreak and *.x12']);
    expect(readdirSync(installation.inbox)).toEqual([]);
  });

  it('with a file nobody may read still has the others taken', async () => {
    installation.drop('locked.x12', 'x');
    installation.drop('open.x12', 'y');
    chmodSync(join(installation.inbox, 'locked.x12'), 0o000);
    await installation.asOrdinaryUser(async () => settle(await dropFolder()));
    expect(received()).toEqual(['open.x12']);
    expect(installation.log.lines.join()).toContain('file-unreadable');
  });

  it('shared by two gateways gives each file to exactly one of them', async () => {
    for (let at = 0; at < 60; at++) installation.drop(`${at}.x12`, `${at}`);
    const one = await dropFolder();
    const other = await dropFolder(join(installation.folder.ledgerFolder, 'installation-2'));
    await one.scan();
    await other.scan();
    now += 1_000;
    await Promise.all([one.scan(), other.scan()]);
    await Promise.all([one.idle(), other.idle()]);
    expect(received().sort()).toEqual(Array.from({ length: 60 }, (_, at) => `${at}.x12`).sort());
    const claimed = installation.folder.partner(installation.partner).claimed;
    expect(readdirSync(claimed, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())).toEqual(
      [],
    );
  });

  it('takes what an earlier process had claimed and not recorded, with its name', async () => {
    const { folder, partner, inbox } = installation;
    installation.drop('left.x12', 'x');
    const id = await installationId(folder.installationFile);
    const claimFolder = folder.claimedFolder(partner, id, '20260105T115900000-0123456789ab');
    mkdirSync(claimFolder, { recursive: true });
    renameSync(join(inbox, 'left.x12'), join(claimFolder, 'left.x12'));
    await settle(await dropFolder());
    expect(ledger.submission({ arrivalId: '20260105T115900000-0123456789ab' })).toMatchObject({
      senderFileName: 'left.x12',
      originalPath: 'originals/2026-01-05/20260105T115900000-0123456789ab.received',
    });
    expect(readdirSync(join(claimFolder, '..'))).toEqual([]);
  });

  it('takes what was written after the copy as a file of its own', async () => {
    const { folder, partner } = installation;
    installation.drop('grows.x12', 'first');
    const id = await installationId(folder.installationFile);
    const intake = new Intake({
      folder,
      installation: id,
      ledger,
      clock,
      observe(step) {
        if (step === 'received') appendFileSync(path, ' and more');
      },
    });
    const claimed = await intake.claim(partner, join(installation.inbox, 'grows.x12'), Buffer.from('grows.x12'));
    const path = claimed!.path;
    await intake.receive(claimed!);
    await settle(await dropFolder());
    expect(ledger.unfinished().map((submission) => submission.bytes)).toEqual([5, 14]);
  });

  it('takes a recorded file that comes back shorter than its copy for what a power cut left, not for a new one', async () => {
    const { folder, partner } = installation;
    installation.drop('whole.x12', 'all its bytes');
    const id = await installationId(folder.installationFile);
    const intake = new Intake({
      folder,
      installation: id,
      ledger,
      clock,
      observe(step) {
        if (step === 'received') writeFileSync(path, '');
      },
    });
    const claimed = await intake.claim(partner, join(installation.inbox, 'whole.x12'), Buffer.from('whole.x12'));
    const path = claimed!.path;
    await intake.receive(claimed!);
    await settle(await dropFolder());
    expect(ledger.unfinished().map((submission) => submission.bytes)).toEqual([13]);
    expect(existsSync(path)).toBe(false);
  });
});
