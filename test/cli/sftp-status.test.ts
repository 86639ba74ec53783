import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CommandLine } from './command-line.js';

let line: CommandLine;
beforeEach(async () => {
  line = new CommandLine();
  await line.run('init', 'gateway', '--demo');
});
afterEach(() => line.remove());

/** Writes an endpoint into the installation's `sftp/`. */
function describeServer(partner: string, settings: object): void {
  const folder = join(line.folder, 'gateway', 'sftp');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${partner}.yaml`), JSON.stringify(settings));
  writeFileSync(join(folder, 'key'), 'a key', { mode: 0o600 });
}

const ENDPOINT = {
  host: 'sftp.example.org',
  user: 'payer',
  hostKeys: [`SHA256:${'a'.repeat(43)}`],
  key: { file: 'key' },
  inbox: 'out',
  outbox: 'in',
};

async function stop(partner: string): Promise<void> {
  const row = {
    partnerId: partner,
    state: 'stopped',
    error: 'sftp-login-refused',
    since: line.now.toISOString(),
  } as const;
  await line.withLedger((ledger) => ledger.putSftpServer(row));
}

const partnerId = async (): Promise<string> => line.withLedger(async (ledger) => ledger.partners()[0]!.id);

describe('x12gw sftp status', () => {
  it('says that there is none, with exit code 1', async () => {
    expect(await line.run('sftp', 'status')).toMatchObject({ code: 1, stdout: '' });
  });

  it('shows each server as it was the last time, one that is not sound, and one never called', async () => {
    const partner = await partnerId();
    describeServer(partner, ENDPOINT);
    describeServer('aa-unsound', { ...ENDPOINT, host: undefined });
    describeServer('zz-new', { ...ENDPOINT, deliver: 'both' });
    await stop(partner);
    expect(await line.documents('sftp-status', 'sftp', 'status')).toMatchObject([
      { partner: 'aa-unsound', state: 'unsound', error: 'endpoint-invalid', deliver: '' },
      { partner, state: 'stopped', error: 'sftp-login-refused', deliver: 'sftp', answersWaiting: 0 },
      { partner: 'zz-new', state: 'not-called', error: '', deliver: 'both' },
    ]);
    const { code, stdout } = await line.run('sftp', 'status');
    expect(code).toBe(0);
    expect(stdout).toContain('sftp-login-refused');
  });

  it('counts the files that rest with trouble of their own, as doctor does with what to do about it', async () => {
    const partner = await partnerId();
    describeServer(partner, ENDPOINT);
    const since = line.now.toISOString();
    const troubles = [
      { direction: 'in', error: 'sftp-file-too-large', files: 2, since },
      { direction: 'out', error: 'file-damaged', files: 1, since },
    ] as const;
    await line.withLedger((ledger) => ledger.putSftpFileTroubles(partner, troubles));
    expect(await line.documents('sftp-status', 'sftp', 'status')).toMatchObject([{ partner, filesResting: troubles }]);
    const { stdout } = await line.run('sftp', 'status');
    expect(stdout).toContain('2 in (sftp-file-too-large), 1 out (file-damaged)');
    const found = (await line.documents('doctor', 'doctor')).filter(({ check }) => check === `sftp ${partner}`);
    expect(found).toMatchObject([
      { severity: 'warning', hint: expect.stringContaining('raise largestFileBytes') },
      {
        severity: 'warning',
        problem: expect.stringContaining('1 file not uploaded'),
        hint: expect.stringMatching(/\w/),
      },
    ]);
  });
});

describe('x12gw sftp release', () => {
  it('releases a stopped server once, and no other', async () => {
    const partner = await partnerId();
    await stop(partner);
    expect(await line.documents('sftp-release', 'sftp', 'release', partner)).toEqual([{ partner, isReleased: true }]);
    expect((await line.run('sftp', 'release', partner)).code).toBe(1);
    expect((await line.run('sftp', 'release', 'nobody')).code).toBe(2);
  });
});

describe('x12gw doctor', () => {
  it('says all that is wrong with endpoints, and warns of a stopped server', async () => {
    const partner = await partnerId();
    describeServer(partner, ENDPOINT);
    const checks = async () =>
      (await line.documents('doctor', 'doctor')).filter(({ check }) => String(check).startsWith('sftp'));
    expect(await checks()).toMatchObject([{ check: 'sftp endpoints', severity: 'none' }]);
    rmSync(join(line.folder, 'gateway', 'sftp', 'key'));
    expect(await checks()).toMatchObject([
      { check: `sftp ${partner}`, severity: 'warning', problem: expect.stringContaining('file of key is absent') },
    ]);
    describeServer(partner, ENDPOINT);
    await stop(partner);
    expect(await checks()).toMatchObject([{ check: `sftp ${partner}`, severity: 'warning' }]);
    describeServer('stranger', { ...ENDPOINT, user: undefined, deliver: 'sftp', outbox: undefined });
    const found = await checks();
    expect(found.map(({ check, severity }) => [check, severity])).toEqual([
      ['sftp stranger', 'problem'],
      ['sftp stranger', 'problem'],
      [`sftp ${partner}`, 'warning'],
    ]);
    expect(String(found[0]!.problem)).toMatch(
      /user: is missing.*outbox: is missing|outbox: is missing.*user: is missing/,
    );
    expect((await line.run('doctor')).code).toBe(3);
  });
});
