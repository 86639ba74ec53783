import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scanHostKey } from '../../src/sftp/scan-host-key.js';
import { SlowLink } from '../support/slow-link.js';
import { freePort } from '../support/sshd.js';
import { needs } from '../support/system-part.js';
import { errorOf, IN_A_HURRY, RemoteSide } from './remote-side.js';

const OTHER_KEY = `SHA256:${'A'.repeat(43)}`;

describe.skipIf(!needs('sshd'))('a login at a real sshd', () => {
  let side: RemoteSide;
  beforeAll(async () => {
    side = await RemoteSide.start({ hostKeys: ['ed25519', 'ecdsa', 'rsa'] });
  });
  afterAll(() => side.remove());

  it('works with the pinned host key and the right key file', async () => {
    const partner = side.partner();
    await partner.connect();
    expect(partner.state).toBe('working');
  });

  it('asks the server for the kind of host key that is pinned', async () => {
    for (const kind of ['ed25519', 'ecdsa', 'rsa'] as const) {
      await side.partner({ hostKeys: [side.server.fingerprint(kind)] }).connect();
    }
  });

  it('is preceded by scanHostKey, which tells the keys that ssh-keygen tells', async () => {
    const keys = await scanHostKey('127.0.0.1', side.server.port);
    expect(keys.map(({ bits, fingerprint }) => `${bits} ${fingerprint}`)).toEqual(
      (['ed25519', 'ecdsa', 'rsa'] as const).map((kind) =>
        side.server.keygenLine(kind).split(' ').slice(0, 2).join(' '),
      ),
    );
    expect(keys.map(({ type }) => type)).toEqual(['ssh-ed25519', 'ecdsa-sha2-nistp256', 'ssh-rsa']);
  });

  it('is not made when the host key is not pinned, and stops the partner', async () => {
    const partner = side.partner({ hostKeys: [OTHER_KEY] });
    expect(await errorOf(partner.connect())).toMatchObject({ code: 'sftp-host-key-not-pinned', trouble: 'host-key' });
    expect(partner.state).toBe('stopped');
    expect(partner.stoppedBy?.trouble).toBe('host-key');
  });

  it('is refused for a key that the server does not know, and the partner stays stopped until released', async () => {
    const wrong = join(side.local, 'wrong-key');
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', wrong]);
    const own = join(side.local, 'changing-key');
    copyFileSync(wrong, own);
    const partner = side.partner({ key: { file: own } });
    expect(await errorOf(partner.connect())).toMatchObject({ code: 'sftp-login-refused', trouble: 'login' });
    copyFileSync(side.server.keyFile, own);
    expect(await errorOf(partner.connect())).toMatchObject({ code: 'sftp-login-refused' });
    expect(partner.state).toBe('stopped');
    partner.release();
    await partner.connect();
    expect(partner.state).toBe('working');
  });

  it('takes a key with a passphrase from the environment, and says so when the passphrase is wrong', async () => {
    const locked = join(side.local, 'locked-key');
    copyFileSync(side.server.keyFile, locked);
    execFileSync('ssh-keygen', ['-q', '-p', '-P', '', '-N', 'open-sesame', '-f', locked]);
    const settings = { key: { file: locked }, passphrase: { environment: 'KEY_PASSPHRASE' } };
    await side.partner(settings, { environment: { KEY_PASSPHRASE: 'open-sesame' } }).connect();
    const error = await errorOf(side.partner(settings, { environment: { KEY_PASSPHRASE: 'CANARY' } }).connect());
    expect(error).toMatchObject({ code: 'sftp-credentials-unusable', trouble: 'login' });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/CANARY|open-sesame/);
  });

  it('takes the key itself from the environment', async () => {
    const KEY = execFileSync('cat', [side.server.keyFile], { encoding: 'utf8' });
    await side.partner({ key: { environment: 'KEY' } }, { environment: { KEY } }).connect();
  });

  it('is refused with a wrong password, which no error repeats', async () => {
    const settings = { key: undefined, password: { environment: 'PASSWORD' } };
    const error = await errorOf(side.partner(settings, { environment: { PASSWORD: 'CANARY-PASSWORD' } }).connect());
    expect(error).toMatchObject({ code: 'sftp-login-refused', trouble: 'login' });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('CANARY');
  });

  it.each([
    ['absent', (file: string) => `${file}.absent`],
    [
      'open to other users',
      (file: string) => {
        copyFileSync(side.server.keyFile, file);
        chmodSync(file, 0o644);
        return file;
      },
    ],
    [
      'empty',
      (file: string) => {
        writeFileSync(file, '', { mode: 0o600 });
        return file;
      },
    ],
    [
      'no key at all',
      (file: string) => {
        writeFileSync(file, 'CANARY-KEY', { mode: 0o600 });
        return file;
      },
    ],
  ])('is not tried with a key file that is %s', async (name, make) => {
    const file = make(join(side.local, `key-${name.replaceAll(' ', '-')}`));
    const error = await errorOf(side.partner({ key: { file } }).connect());
    expect(error).toMatchObject({ code: 'sftp-credentials-unusable', trouble: 'login', exitCode: 2 });
    expect(inspect(error)).not.toMatch(/CANARY/);
  });

  it('is one for all that goes on at a time, also after it was lost', async () => {
    const link = await SlowLink.to(side.server.port);
    const partner = side.partner({ port: link.port });
    await Promise.all(Array.from({ length: 10 }, () => partner.list()));
    expect(link.connections).toBe(1);
    link.cut();
    await Promise.all(Array.from({ length: 10 }, () => partner.list()));
    expect(link.connections).toBe(2);
    await partner.close();
    link.close();
  });

  it('is lost and made again when the server is killed and comes back', async () => {
    const partner = side.partner();
    await partner.list();
    side.server.kill();
    expect(await errorOf(partner.list())).toMatchObject({ code: 'sftp-unreachable', trouble: 'transport' });
    await side.server.restart();
    await expect(partner.list()).resolves.toMatchObject({ fresh: [] });
  });
});

describe.skipIf(!needs('sshd'))('a server that changes its host key', () => {
  it('is reached before and after while both keys are pinned, and not with the old one alone', async () => {
    const side = await RemoteSide.start();
    try {
      const old = side.server.fingerprint();
      const only = side.partner({ hostKeys: [old] });
      await only.connect();
      side.server.changeHostKey();
      const next = side.server.fingerprint();
      const both = side.partner({ hostKeys: [old, next] });
      await both.connect();
      await side.server.restart();
      await expect(both.list()).resolves.toMatchObject({ fresh: [] });
      expect(await errorOf(only.list())).toMatchObject({ code: 'sftp-host-key-not-pinned', trouble: 'host-key' });
      expect(only.state).toBe('stopped');
    } finally {
      await side.remove();
    }
  });
});

describe.skipIf(!needs('sshd'))('a server that offers no SFTP', () => {
  it('is told from a refused login', async () => {
    const side = await RemoteSide.start({ configuration: ['Match all', '  ForceCommand /bin/false'] });
    try {
      const link = await SlowLink.to(side.server.port);
      const partner = side.partner({ port: link.port });
      expect(await errorOf(partner.connect())).toMatchObject({ trouble: 'login', code: 'sftp-not-offered' });
      // The login that came to nothing is not left open.
      await expect.poll(() => link.open).toBe(0);
      link.close();
    } finally {
      await side.remove();
    }
  });
});

describe.skipIf(!needs('sshd'))('what is no SSH server', () => {
  let side: RemoteSide;
  beforeAll(async () => {
    side = await RemoteSide.start();
  });
  afterAll(() => side.remove());

  it('is a transport trouble when nothing listens', async () => {
    const port = await freePort();
    expect(await errorOf(side.partner({ port }).connect())).toMatchObject({ code: 'sftp-unreachable' });
    expect(await errorOf(scanHostKey('127.0.0.1', port))).toMatchObject({ code: 'sftp-unreachable' });
  });

  it('is a transport trouble when the name does not resolve', async () => {
    const error = await errorOf(side.partner({ host: 'nowhere.invalid' }).connect());
    expect(error).toMatchObject({ code: 'sftp-unreachable', trouble: 'transport' });
  });

  it('is given up after the connect timeout when it says nothing', async () => {
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as { port: number };
    const partner = side.partner({ port, connectTimeoutSeconds: 1 }, { resilience: { ...IN_A_HURRY, retries: 0 } });
    expect(await errorOf(partner.connect())).toMatchObject({ code: 'sftp-timeout', trouble: 'transport' });
    silent.close();
  });

  it('is a transport trouble when it hangs up or speaks another protocol', async () => {
    const rude = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await new Promise<void>((resolve) => rude.listen(0, '127.0.0.1', resolve));
    const { port } = rude.address() as { port: number };
    expect(await errorOf(side.partner({ port }).connect())).toMatchObject({ trouble: 'transport' });
    rude.close();
  });

  it('rests after failures in a row, and is tried again after the rest', async () => {
    const partner = side.partner();
    side.server.kill();
    for (let tries = 0; tries < 5 && partner.state !== 'resting'; tries++) await errorOf(partner.list());
    expect(partner.state).toBe('resting');
    expect(await errorOf(partner.list())).toMatchObject({ code: 'sftp-resting', trouble: 'transport' });
    await side.server.restart();
    await expect.poll(() => errorOf(partner.list()), { timeout: 10_000, interval: 100 }).toEqual({});
    expect(partner.state).toBe('working');
  });
});
