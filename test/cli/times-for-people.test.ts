import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { takeRunnerLock } from '../../src/gateway/runner-lock.js';
import { DataFolder } from '../../src/ingest/data-folder.js';
import { CommandLine, NOW, receive } from './command-line.js';

const PARTNER = 'demo-provider';
/** NOW at the payer, as people read it. */
const PAYERS = '2026-11-02 09:30';

let line: CommandLine;

/** An installation with something of each kind that has a time. */
beforeAll(async () => {
  line = new CommandLine();
  await line.run('init', 'gateway', '--demo');
  const sftp = join(line.folder, 'gateway/sftp');
  mkdirSync(sftp, { recursive: true });
  const endpoint = { host: 'sftp.example.org', user: 'payer', hostKeys: [`SHA256:${'a'.repeat(43)}`] };
  const rest = { key: { file: 'key' }, inbox: 'out', outbox: 'in' };
  writeFileSync(join(sftp, `${PARTNER}.yaml`), JSON.stringify({ ...endpoint, ...rest }));
  await line.withLedger(async (ledger) => {
    await receive(ledger);
    const answer = {
      type: 'report',
      extension: 'txt',
      location: { id: '110012345A', providerId: '110012345', serviceLocation: 'A' },
      usage: 'unknown',
      interchange: -1,
      controlNumber: 0,
      content: Buffer.from('The file is empty.\n'),
    } as const;
    const { id } = await receive(ledger, '20261102T143000000-1123456789ab');
    await ledger.quarantine(id, 'overran three times', [answer], NOW, '2026-11-02');
    const since = { state: 'stopped', error: 'sftp-login-refused', since: NOW } as const;
    await ledger.putSftpServer({ partnerId: PARTNER, ...since });
    const resting = { direction: 'in', error: 'sftp-file-too-large', files: 1, since: NOW } as const;
    await ledger.putSftpFileTroubles(PARTNER, [resting]);
  });
  for (const words of [
    ['partner', 'link', PARTNER, '110099999B'],
    ['partner', 'unlink', PARTNER, '110099999B'],
    ['partner', 'hold', PARTNER, '--reason', 'moves house'],
    ['legal-hold', 'add', 'S1', '--reason', 'case'],
  ]) {
    expect(await line.run(...words)).toMatchObject({ code: 0 });
  }
});
afterAll(() => line.remove());

describe('times that people read', () => {
  it.each([
    'status',
    'quarantine list',
    'sftp status',
    'doctor',
    `partner show ${PARTNER}`,
    `partner evidence ${PARTNER}`,
    `partner hold ${PARTNER} --reason again`,
    'trace S1',
    'reconcile',
    'audit list',
    'legal-hold list',
  ])('are those of the payer: %s', async (words) => {
    const { stdout, stderr } = await line.run(...words.split(' '));
    expect(stdout + stderr).toContain(PAYERS);
    expect(stdout + stderr).not.toMatch(/\d{4}-\d\d-\d\dT\d\d:|\dZ\b/);
  });

  it('are those of the payer in what doctor says of a gateway that runs', async () => {
    const data = new DataFolder(join(line.folder, 'gateway'));
    const lock = await takeRunnerLock(data.runnerLock, data.runnerFacts, new Date(NOW));
    const { stdout } = await line.run('doctor');
    lock.release();
    expect(stdout).toMatch(new RegExp(`the gateway runs: process \\d+ on \\S+ since ${PAYERS}\n`));
  });

  it('are the payer’s in what a restore says to do, and say UTC where no configuration is at hand', async () => {
    mkdirSync(join(line.folder, 'backups'));
    const { stdout } = await line.run('backup', 'backups');
    const set = stdout.trim();
    expect((await line.run('restore', set, '--check')).stdout).toContain('as of 2026-11-02 14:30 UTC');
    const restored = await line.run('restore', set, 'restored');
    expect(restored.stdout).toContain(`Restored as of ${PAYERS}:`);
    expect(restored.stdout).not.toMatch(/\d{4}-\d\d-\d\dT\d\d:/);
  });
});
