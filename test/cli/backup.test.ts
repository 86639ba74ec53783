import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CommandLine, receive } from './command-line.js';

let line: CommandLine;

beforeEach(async () => {
  line = new CommandLine();
  await line.run('init', 'gateway', '--demo');
  mkdirSync(join(line.folder, 'target'));
});
afterEach(() => line.remove());

const newest = () => join('target', readdirSync(join(line.folder, 'target')).sort().at(-1)!);

describe('backup', () => {
  it('prints the set it made and what is in it', async () => {
    const [made] = await line.documents('backup', 'backup', 'target');
    expect(made).toMatchObject({ files: 3, linked: 0, isEncrypted: false, isVerified: true, problemCount: 0 });
    expect(made!.folder).toBe(join(line.folder, newest()));
    const again = await line.run('backup', 'target', '--no-verify');
    expect(again.code).toBe(0);
    expect(again.stdout).toBe(`${join(line.folder, newest())}\n`);
    expect(again.stderr).toMatch(/3 files, \d\.\d MB, 2 unchanged; not read back/);
  });

  it('ends with 3 and says what the installation has lost', async () => {
    await line.withLedger(async (ledger) => void (await receive(ledger)));
    const { code, stdout, stderr } = await line.run('backup', 'target');
    expect(code).toBe(3);
    expect(stdout).toContain('backup-20261102T143000000Z');
    expect(stderr).toContain('20261102T143000000-0123456789ab.received is missing');
    expect(stderr).not.toContain('CANARY');
  });

  it('refuses a target that is not there', async () => {
    const { code, stderr } = await line.run('backup', 'elsewhere');
    expect(code).toBe(2);
    expect(stderr).toContain('backup-target-missing');
  });
});

describe('restore', () => {
  it('makes an installation, says what a person must do, and warns of a configuration that names the old one', async () => {
    const file = join(line.folder, 'gateway/gateway.yaml');
    const data = `dataDirectory: ${join(line.folder, 'gateway')}`;
    writeFileSync(file, readFileSync(file, 'utf8').replace('dataDirectory: .', data));
    await line.run('backup', 'target');
    const [restored] = await line.documents('restore', 'restore', newest(), 'new');
    expect(restored).toMatchObject({ kind: 'restored', files: 3, skippedNumbers: 1_000_000, problems: [] });
    const next = restored!.next as string[];
    expect(next[0]).toContain(`it names ${join(line.folder, 'gateway')}`);
    expect(next.join('\n')).toContain('jumps by 1000000');
    writeFileSync(join(line.folder, 'new/gateway.yaml'), readFileSync(file, 'utf8').replace(data, 'dataDirectory: .'));
    const config = ['--config', 'new/gateway.yaml'];
    expect((await line.run('doctor', ...config)).code).toBe(0);
    expect((await line.run('partner', 'list', ...config)).stdout).toContain('demo-provider');
  });

  it('checks a set, and finds what was changed in it', async () => {
    await line.run('backup', 'target');
    expect(await line.documents('restore', 'restore', newest(), '--check')).toMatchObject([
      { problemCount: 0, files: 3 },
    ]);
    const path = join(line.folder, newest(), 'files/gateway.yaml');
    chmodSync(path, 0o600);
    writeFileSync(path, 'else');
    const { code, stdout } = await line.run('restore', newest(), '--check');
    expect(code).toBe(3);
    expect(stdout).toContain('gateway.yaml holds other bytes');
  });

  it('needs either a folder or --check, and a number of numbers', async () => {
    await line.run('backup', 'target');
    for (const words of [[newest()], [newest(), 'new', '--check'], [newest(), 'new', '--skip-numbers', '1e9']]) {
      expect((await line.run('restore', ...words)).code).toBe(2);
    }
  });

  it('opens an encrypted set with the key that backup-key made', async () => {
    const [key] = await line.documents('backup-key', 'backup-key', 'backup.key');
    expect(statSync(join(line.folder, 'backup.key')).mode & 0o777).toBe(0o600);
    expect((await line.run('backup-key', 'backup.key')).code).toBe(3);
    await line.run('backup', 'target', '--recipient', key!.recipient as string);
    const secret = readFileSync(join(line.folder, 'backup.key'), 'utf8').split('\n')[1]!;
    const { code, stdout, stderr } = await line.run('restore', newest(), 'new', '--key-file', 'backup.key');
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('3 files in') });
    expect(stdout + stderr).not.toContain(secret);
    expect(readFileSync(join(line.folder, 'new/gateway.yaml'))).toEqual(
      readFileSync(join(line.folder, 'gateway/gateway.yaml')),
    );
  });
});
