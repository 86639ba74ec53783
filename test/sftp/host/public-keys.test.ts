import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPublicKeys } from '../../../src/sftp/host/public-keys.js';
import { needs } from '../../support/system-part.js';

/** A line as OpenSSH writes it, from the fields of a key. */
function line(type: string, ...fields: (string | Buffer)[]): string {
  const blob = [type, ...fields].flatMap((field) => {
    const bytes = Buffer.from(field);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return [length, bytes];
  });
  return `${type} ${Buffer.concat(blob).toString('base64')}`;
}

function ed25519(): string {
  const { x } = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
  return line('ssh-ed25519', Buffer.from(x!, 'base64url'));
}

function rsa(bits: number): string {
  const { n, e } = generateKeyPairSync('rsa', { modulusLength: bits }).publicKey.export({ format: 'jwk' });
  const modulus = Buffer.concat([Buffer.alloc(1), Buffer.from(n!, 'base64url')]);
  return line('ssh-rsa', Buffer.from(e!, 'base64url'), modulus);
}

describe('public keys of a partner', () => {
  it('takes several, drops their comments, and passes over empty lines and remarks', () => {
    const [one, other] = [ed25519(), rsa(3072)];
    const { keys, problems } = readPublicKeys(`# from their letter\n\n${one} jane@clinic\r\n${other}\n${one}\n`);
    expect(problems).toEqual([]);
    expect(keys.map(({ type, key }) => `${type} ${key}`)).toEqual([one, other]);
  });

  it('refuses an RSA key under 3072 bits and says how many it has', () => {
    expect(readPublicKeys(rsa(2048))).toEqual({
      keys: [],
      problems: ['line 1: an RSA key of 2048 bits; ask for 3072 or more, or for ssh-ed25519'],
    });
  });

  it.each([
    ['options before the key', `command="/bin/sh" ${ed25519()}`, 'options before the key'],
    ['options that need no quotes', `no-pty,from=10.0.0.1 ${ed25519()}`, 'options before the key'],
    ['a DSA key', 'ssh-dss AAAAB3NzaC1kc3MAAACBAP', 'this type of key is not taken'],
    ['a certificate', 'ssh-ed25519-cert-v01@openssh.com AAAAIHNzaC1l', 'this type of key is not taken'],
    ['a key cut off', ed25519().slice(0, -8), 'cut off'],
    ['a key that says another type', ed25519().replace('ssh-ed25519', 'ssh-rsa'), 'not of the type it says'],
    ['bytes behind the key', line('ssh-ed25519', Buffer.alloc(32, 7), 'more'), 'damaged'],
    ['a point that is not on the curve', line('ecdsa-sha2-nistp256', 'nistp256', Buffer.alloc(65, 4)), 'damaged'],
    ['another program', 'GIF89a', 'no OpenSSH public key'],
    ['nothing', '# none yet\n', 'holds no key'],
    ['a private key', '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA', 'must not leave its owner'],
    ['the form of RFC 4716', '---- BEGIN SSH2 PUBLIC KEY ----\nAAAA', 'ssh-keygen -i'],
  ])('refuses %s', (_what, text, problem) => {
    const { keys, problems } = readPublicKeys(text);
    expect({ keys, problems }).toEqual({ keys: [], problems: [expect.stringContaining(problem)] });
  });

  it('never throws, whatever the file holds', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => readPublicKeys(text).keys.length === 0));
    const bytes = fc.uint8Array({ maxLength: 90 }).map((blob) => `ssh-rsa ${Buffer.from(blob).toString('base64')}`);
    fc.assert(fc.property(bytes, (text) => readPublicKeys(text).keys.length === 0));
  });

  describe.skipIf(!needs('sshd'))('as ssh-keygen makes them', () => {
    let folder: string;
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'x12gw-keys-'));
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    it.each([
      ['ed25519', '256', 'ssh-ed25519'],
      ['ecdsa', '256', 'ecdsa-sha2-nistp256'],
      ['ecdsa', '384', 'ecdsa-sha2-nistp384'],
      ['ecdsa', '521', 'ecdsa-sha2-nistp521'],
      ['rsa', '3072', 'ssh-rsa'],
    ])('takes %s of %s bits with the fingerprint that ssh-keygen shows', (type, bits, shown) => {
      const file = join(folder, `${type}-${bits}`);
      execFileSync('ssh-keygen', ['-q', '-t', type, '-b', bits, '-N', '', '-f', file]);
      const { keys, problems } = readPublicKeys(readFileSync(`${file}.pub`, 'utf8'));
      const [, fingerprint] = execFileSync('ssh-keygen', ['-l', '-f', `${file}.pub`], { encoding: 'utf8' }).split(' ');
      expect({ keys, problems }).toMatchObject({ keys: [{ type: shown, fingerprint }], problems: [] });
    });
  });
});
