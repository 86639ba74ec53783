import { readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { freePort, Sshd } from '../support/sshd.js';
import { needs } from '../support/system-part.js';
import { CommandLine } from './command-line.js';

describe.skipIf(!needs('sshd'))('the sftp commands for partners that we call', () => {
  let server: Sshd;
  let command: CommandLine;
  let inbox: string;
  let outbox: string;
  beforeAll(async () => {
    server = await Sshd.start({ hostKeys: ['ed25519', 'rsa'] });
    inbox = server.makeFolder('inbox');
    outbox = server.makeFolder('outbox');
    writeFileSync(join(inbox, 'CANARY-claims.x12'), 'ISA');
    writeFileSync(join(inbox, 'CANARY.tmp'), 'ISA');
    symlinkSync('/etc/passwd', join(inbox, 'CANARY-link'));
  });
  afterAll(() => server.remove());
  beforeEach(() => {
    command = new CommandLine();
  });
  afterEach(() => command.remove());

  function endpoint(settings: object = {}): string {
    const lines = {
      host: '127.0.0.1',
      port: server.port,
      user: server.user,
      hostKeys: [server.fingerprint()],
      key: { file: server.keyFile },
      inbox,
      outbox,
      ...settings,
    };
    writeFileSync(join(command.folder, 'partner.yaml'), JSON.stringify(lines));
    return 'partner.yaml';
  }

  it('scan-key prints what ssh-keygen -lf prints', async () => {
    const address = `127.0.0.1:${server.port}`;
    const { code, stdout, stderr } = await command.run('sftp', 'scan-key', address);
    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\n')).toEqual(
      (['ed25519', 'rsa'] as const).map((kind) => server.keygenLine(kind).replace('no comment', address)),
    );
    expect(stderr).toContain('hostKeys');
  });

  it('scan-key gives facts', async () => {
    const facts = await command.documents('sftp-scan-key', 'sftp', 'scan-key', `127.0.0.1:${server.port}`);
    expect(facts).toMatchObject([
      { type: 'ssh-ed25519', bits: 256, fingerprint: server.fingerprint() },
      { type: 'ssh-rsa', fingerprint: server.fingerprint('rsa') },
    ]);
  });

  it('scan-key says what is wrong with an address, and when nobody is there', async () => {
    expect((await command.run('sftp', 'scan-key', 'a:b:c')).code).toBe(2);
    expect((await command.run('sftp', 'scan-key', 'host:70000')).code).toBe(2);
    const nobody = await command.run('sftp', 'scan-key', `127.0.0.1:${await freePort()}`);
    expect(nobody).toMatchObject({ code: 3, stdout: '' });
    expect(nobody.stderr).toContain('sftp-unreachable');
  });

  it('test goes through every step, leaves nothing behind and names no file', async () => {
    const { code, stdout } = await command.run('sftp', 'test', endpoint());
    expect(code).toBe(0);
    expect(stdout).toBe(
      'ok      connect\nok      list: 1 file to fetch; left alone: 1 link, 1 unfinished\nok      upload\nok      remove\n',
    );
    expect(readdirSync(outbox)).toEqual([]);
    expect(readdirSync(inbox)).toHaveLength(3);
  });

  it('test puts nothing there with --no-upload', async () => {
    const facts = await command.documents('sftp-test', 'sftp', 'test', endpoint({ outbox: '/nowhere' }), '--no-upload');
    expect(facts.map(({ step, result }) => [step, result])).toEqual([
      ['connect', 'fine'],
      ['list', 'fine'],
    ]);
  });

  it('test ends at the first step that fails, and tells its kind of trouble', async () => {
    const other = `SHA256:${'A'.repeat(43)}`;
    const pinned = await command.documents('sftp-test', 'sftp', 'test', endpoint({ hostKeys: [other] }));
    expect(pinned).toMatchObject([{ step: 'connect', result: 'failed', trouble: 'host-key' }]);
    const outboxGone = await command.documents('sftp-test', 'sftp', 'test', endpoint({ outbox: '/nowhere' }));
    expect(outboxGone.at(-1)).toMatchObject({ step: 'upload', result: 'failed', code: 'sftp-folder-unusable' });
  });

  it('test ends with 1 for a refusal, 2 for credentials or the file, 3 when nobody is there', async () => {
    const run = async (settings: object) => (await command.run('sftp', 'test', endpoint(settings))).code;
    expect(await run({ inbox: '/nowhere' })).toBe(1);
    expect(await run({ key: { file: 'absent' } })).toBe(2);
    expect(await run({ hostKeys: [] })).toBe(2);
    expect(await run({ port: await freePort() })).toBe(3);
    expect((await command.run('sftp', 'test', 'absent.yaml')).code).toBe(2);
  });

  it('test tells all problems of the file at once and quotes no value', async () => {
    const { stderr } = await command.run(
      'sftp',
      'test',
      endpoint({ password: 'CANARY', port: 0, hostKeys: undefined }),
    );
    expect(stderr).toContain('hostKeys: is missing');
    expect(stderr).toContain('password: must be');
    expect(stderr).toContain('port: ');
    expect(stderr).not.toContain('CANARY');
  });
});
