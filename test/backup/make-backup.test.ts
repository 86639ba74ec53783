import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkSet } from '../../src/backup/check-set.js';
import { checkInstallation } from '../../src/gateway/check-installation.js';
import { openDatabase } from '../../src/store/sqlite/driver.js';
import { takeExclusiveLock } from '../../src/store/sqlite/exclusive-lock.js';
import { openLedger } from '../../src/store/sqlite/open.js';
import { Installation, numbered, pendedRequests, until } from '../gateway/installation.js';
import { SmallDisk } from '../support/small-disk.js';
import { BackupBench, contentOf, toldBy } from './backup-bench.js';

let bench: BackupBench;

beforeEach(async () => {
  bench = await new BackupBench().prepare();
});
afterEach(() => bench.remove());

const fileIn = (set: string, path: string) => join(set, 'files', path);
/** The one copy of a received file, relative to the data directory. */
const original = () => [...contentOf(bench.folder.root).keys()].find((path) => path.startsWith('originals/'))!;

describe('a backup of a gateway that works', () => {
  it('holds a file for everything its ledger names, and restored tells what had been told', async () => {
    const running = await bench.start();
    for (let number = 1; number <= 2; number++) bench.drop(`a${number}.x12`, numbered(pendedRequests(), 100 + number));
    await until(() => bench.outboxNames().length > 0);
    const sets = [];
    for (let round = 0; round < 2; round++) {
      for (let number = 1; number <= 2; number++) {
        bench.drop(`b${round}${number}.x12`, numbered(pendedRequests(), 200 + 10 * round + number));
      }
      sets.push(await bench.backup());
    }
    await until(() => bench.withLedger((ledger) => ledger.submissions({}, 0, 100).rows.length === 6));
    await until(() => bench.withLedger((ledger) => ledger.unfinished().length === 0));
    await running.stop();
    const live = toldBy(bench.folder.ledgerFile);

    for (const [at, set] of sets.entries()) {
      expect(set.problems).toEqual([]);
      const { folder } = await bench.restore(set.folder, `restored${at}`);
      const restored = toldBy(folder.ledgerFile);
      expect(restored.problems).toEqual([]);
      // The earlier is part of the later, byte for byte.
      for (const answer of restored.answers) expect(live.answers).toContainEqual(answer);
      for (const pa of restored.authorizations) expect(live.authorizations).toContainEqual(pa);
    }
    expect(toldBy(join(bench.root, 'restored1/ledger/ledger.db')).answers.length).toBeGreaterThan(0);
  });

  it('restored goes on where it was, with numbers nobody has seen', async () => {
    bench.drop('one.x12', pendedRequests());
    await bench.runOnce();
    const { folder: set } = await bench.backup();
    // What the lost installation did after its backup.
    bench.drop('lost.x12', numbered(pendedRequests(), 555));
    await bench.runOnce();
    const lost = toldBy(bench.folder.ledgerFile);

    const { folder } = await bench.restore(set);
    const next = new Installation({ dataDirectory: folder.root, payer: bench.configuration.payer });
    // As "x12gw restore" does.
    const ledger = openLedger(folder.ledgerFile);
    await checkInstallation(folder, ledger, { repair: true, timeZone: 'UTC' });
    ledger.close();
    try {
      mkdirSync(folder.partner(bench.partner).inbox, { recursive: true });
      writeFileSync(join(folder.partner(bench.partner).inbox, 'again.x12'), numbered(pendedRequests(), 555));
      await next.runOnce();
    } finally {
      await next.remove();
    }
    const found = toldBy(folder.ledgerFile);
    expect(found.problems).toEqual([]);
    expect(found.owed).toEqual([]);
    expect(found.submissions.map(({ number }) => number)).toEqual(['S00000001', 'S00001002']);
    const fresh = found.answers.filter(({ name, controlNumber }) => name.startsWith('S00001002') && controlNumber > 0);
    const seen = new Set(lost.answers.map(({ controlNumber }) => controlNumber));
    expect(fresh.length).toBeGreaterThan(1);
    for (const { controlNumber } of fresh) expect(seen).not.toContain(controlNumber);
    const numbers = (told: typeof lost) => told.authorizations.map(({ trackingNumber }) => trackingNumber);
    const before = new Set(numbers(lost));
    expect(numbers(found).filter((number) => !before.has(number))).toHaveLength(2);
    expect(contentOf(folder.partner(bench.partner).outbox).size).toBe(found.answers.length);
  });

  it('is made again when files and their rows were removed while it copied', async () => {
    await bench.receive();
    const database = openDatabase(bench.folder.ledgerFile);
    database.exec(`INSERT INTO submission
      (arrival_id, channel, partner_id, sha256, bytes, original_path, sender_file_name, received_at, actor)
      SELECT 'old', channel, partner_id, sha256, bytes, 'originals/old', '', received_at, actor FROM submission`);
    const kept = readFileSync(join(bench.folder.root, original()));
    writeFileSync(join(bench.folder.originals, 'old'), kept);
    const steps: string[] = [];
    const made = await bench.backup({
      onStep(step) {
        steps.push(step);
        if (step !== 'files') return;
        rmSync(join(bench.folder.originals, 'old'), { force: true });
        database.exec("DELETE FROM submission WHERE arrival_id = 'old'");
      },
    });
    database.close();
    expect(steps).toEqual(['ledger', 'files', 'again', 'ledger', 'files']);
    expect(made.problems).toEqual([]);
    expect(bench.sets()).toEqual([made.setName]);
  });
});

describe('a backup after retention', () => {
  it('misses nothing that was removed after its time, and counts as good', async () => {
    await bench.receive();
    const path = original();
    rmSync(join(bench.folder.root, path));
    const database = openDatabase(bench.folder.ledgerFile);
    database.exec(`UPDATE submission SET original_removed_at = '2031-01-01T00:00:00.000Z';
      INSERT INTO document (environment, submission_id, partner_id, received_at, stored_at, sha256, bytes, media_type,
        state, tracking_number, control_number, reference, report_type, reason, removed_at)
      SELECT 'production', id, partner_id, received_at, received_at, 'gone', 5, '', 'unmatched', '', '', '', '', '',
        received_at FROM submission`);
    database.close();
    const made = await bench.backup();
    expect(made.problems).toEqual([]);
    await bench.withLedger(async (ledger) => expect(ledger.lastBackup()?.setName).toBe(made.setName));
  });
});

describe('a backup set', () => {
  it('holds answers as they were encrypted, which cannot be made again, and tells of one that is lost', async () => {
    await bench.receive();
    const sealed = join(bench.folder.sealed, '2026-11-02', '1.pgp');
    mkdirSync(join(sealed, '..'), { recursive: true });
    writeFileSync(sealed, 'encrypted');
    mkdirSync(bench.folder.pgp);
    for (const name of ['pineridge.asc', 'private.key']) writeFileSync(join(bench.folder.pgp, name), 'key');
    const kept = await bench.backup();
    expect(kept.problems).toEqual([]);
    expect([...contentOf(join(kept.folder, 'files')).keys()]).toEqual(
      expect.arrayContaining(['sealed/2026-11-02/1.pgp', 'pgp/pineridge.asc']),
    );
    expect([...contentOf(join(kept.folder, 'files')).keys()]).not.toContain('pgp/private.key');

    await bench.withLedger(async (ledger) => {
      const now = '2026-11-02T14:30:00.000Z';
      const attempt = await ledger.beginAttempt(1, { now, alone: false, digests: {} });
      const report = {
        type: 'report' as const,
        extension: 'txt' as const,
        location: ledger.partner(bench.partner)!.location,
        usage: 'unknown' as const,
        interchange: -1,
        controlNumber: 0,
        content: Buffer.from('report'),
      };
      const end = { disposition: 'rejected' as const, findings: [], answers: [report], now, folderDate: '2026-11-02' };
      await ledger.completeExamination({ submissionId: 1, attempt, ...end });
      const lost = { path: bench.folder.sealedPath(2, '2026-11-02'), sha256: 'e'.repeat(64), bytes: 9 };
      await ledger.settleDeliveryForm(1, { name: 'one.pgp', sealed: lost });
    });
    expect((await bench.backup()).problems).toEqual(['sealed/2026-11-02/2.pgp is missing']);
  });

  it('holds what cannot be made again, and neither keys nor what can', async () => {
    await bench.receive();
    const { folder } = bench;
    for (const path of [folder.sftp, folder.codeLists, folder.ownSchemas, folder.letters]) {
      mkdirSync(path, { recursive: true });
      writeFileSync(join(path, 'one.yaml'), 'content');
      writeFileSync(join(path, 'secret.key'), 'content');
    }
    symlinkSync('/etc/hostname', join(folder.originals, 'link'));
    writeFileSync(join(bench.outbox, 'one.x12'), 'answer');
    const { folder: set, problemCount } = await bench.backup();
    expect(problemCount).toBe(0);
    const paths = [...contentOf(join(set, 'files')).keys()];
    const kinds = new Set(paths.map((path) => path.replace(/^originals\/.*/, 'originals/*')));
    expect([...kinds]).toEqual([
      ...['codes/one.yaml', 'codes/secret.key', 'gateway.yaml', 'handoff/letters/one.yaml'],
      ...['handoff/letters/secret.key', 'ledger/installation', 'ledger/ledger.db', 'originals/*'],
      ...['partners/pineridge/outbox/one.x12', 'schemas/one.yaml', 'schemas/secret.key', 'sftp/one.yaml'],
    ]);
  });

  it('shares what did not change with the one before, and copies anew what is damaged there', async () => {
    await bench.receive();
    const first = await bench.backup();
    const second = await bench.backup();
    expect(second.linked).toBe(second.files - 1);
    const inode = ({ folder }: { folder: string }) => statSync(fileIn(folder, original())).ino;
    expect(inode(second)).toBe(inode(first));

    chmodSync(fileIn(second.folder, original()), 0o600);
    writeFileSync(fileIn(second.folder, original()), 'rotten');
    const third = await bench.backup();
    expect(third.linked).toBe(second.linked - 1);
    expect((await checkSet(third.folder, undefined, () => undefined)).problems).toEqual([]);
    expect((await checkSet(first.folder, undefined, () => undefined)).problems).toEqual([
      `${original()} holds other bytes`,
    ]);
  });

  it('tells of files that the installation has lost, and is not counted as a good one', async () => {
    await bench.receive();
    const path = original();
    rmSync(join(bench.folder.root, path));
    const made = await bench.backup();
    expect(made.problems).toEqual([`${path} is missing`]);
    expect(bench.sets()).toEqual([made.setName]);
    expect(await bench.withLedger((ledger) => ledger.lastBackup())).toBeUndefined();
  });

  it('that is good is recorded in the ledger', async () => {
    const { setName, files, bytes, finishedAt } = await bench.backup();
    const row = await bench.withLedger((ledger) => ledger.lastBackup());
    expect(row).toEqual({ setName, files, bytes, finishedAt, isEncrypted: false });
  });
});

describe('a backup that cannot be made', () => {
  it('killed half-way has no name, and the next one clears it away', async () => {
    for (let at = 0; at < 200; at++) writeFileSync(join(bench.folder.originals, `extra-${at}`), `content ${at}`);
    const words = ['--import', './test/support/typescript.mjs', 'test/backup/backup-process.ts'];
    const root = join(import.meta.dirname, '../..');
    const child = spawn(process.execPath, [...words, bench.folder.root, bench.target], { cwd: root });
    let said = '';
    child.stdout.on('data', (text) => {
      said += text;
      if (said.split('file').length > 20) child.kill('SIGKILL');
    });
    const [, signal] = await once(child, 'close');
    expect(signal).toBe('SIGKILL');
    expect(said).not.toContain('done');
    expect(bench.sets()).toEqual([expect.stringMatching(/^\.unfinished-[0-9a-f]{12}-backup-/)]);
    const made = await bench.backup();
    expect(bench.sets()).toEqual([made.setName]);
    expect(readdirSync(bench.folder.cache)).toEqual([]);
  });

  it('for want of space leaves nothing in the target', async (test) => {
    const disk = new SmallDisk(join(bench.root, 'disk'));
    try {
      if (!disk.isMounted) return test.skip('needs the right to mount a small file system');
      disk.leave(200);
      const full = { code: 'backup-target-full', exitCode: 3 };
      await expect(bench.backup({ target: disk.folder })).rejects.toMatchObject(full);
      expect(readdirSync(disk.folder)).toEqual(['ballast']);
      disk.free();
      expect(await bench.backup({ target: disk.folder })).toMatchObject({ problemCount: 0 });
    } finally {
      disk.unmount();
    }
  });

  it('says why: no target, one in the data directory, one that may not be written, another backup', async () => {
    const refused = (code: string) => expect.objectContaining({ code });
    const target = (path: string) => ({ target: path });
    await expect(bench.backup(target(join(bench.root, 'none')))).rejects.toEqual(refused('backup-target-missing'));
    symlinkSync(bench.folder.handoff, join(bench.root, 'link'));
    await expect(bench.backup(target(join(bench.root, 'link')))).rejects.toEqual(refused('backup-target-inside'));
    const lock = takeExclusiveLock(bench.folder.backupLock)!;
    await expect(bench.backup()).rejects.toEqual(refused('backup-runs'));
    lock.release();
    chmodSync(bench.target, 0o550);
    await bench.asOrdinaryUser(async () => {
      await expect(bench.backup()).rejects.toEqual(refused('backup-target-denied'));
    });
    expect(bench.sets()).toEqual([]);
  });

  it('of a ledger that is damaged is made, and says so', async () => {
    await bench.receive();
    const database = openDatabase(bench.folder.ledgerFile);
    database.exec("INSERT INTO control_sequence VALUES ('US', 'THEM', 5)");
    database.close();
    const { problems, folder } = await bench.backup();
    expect(problems).toEqual([expect.stringContaining('control numbers')]);
    const ledger = openLedger(fileIn(folder, 'ledger/ledger.db'), { readonly: true });
    expect(ledger.check()).toHaveLength(1);
    ledger.close();
    expect(readFileSync(join(folder, 'manifest.ndjson'), 'utf8')).toContain('"kind":"end"');
  });
});
