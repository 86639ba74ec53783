import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  armor,
  createMessage,
  encrypt,
  enums,
  generateKey,
  type PrivateKey,
  type PublicKey,
  readKeys,
  sign,
} from 'openpgp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decrypted } from '../../src/payload/decrypt.js';
import { encrypted } from '../../src/payload/encrypt.js';
import { keyFacts, readPrivateKey, readPublicKeys } from '../../src/payload/pgp-keys.js';
import { needs } from '../support/system-part.js';
import { bytesOf, faultOf, Scratch } from './material.js';

const scratch = new Scratch();
afterAll(() => scratch.remove());

/** Bytes that do not pack, longer than one read. */
const CONTENT = Buffer.from(Uint8Array.from({ length: 300_000 }, (_, at) => (at * at * 31 + at) % 251));
const MOST = 1_000_000;
const now = new Date();

let own: PrivateKey;
let ours: PublicKey;
let partner: PrivateKey;
let partners: PublicKey;
/** Encrypted for us; and the same signed by the partner. */
let plain: Buffer;
let signed: Buffer;

async function newKey(more: object = {}): Promise<{ privateKey: PrivateKey; publicKey: PublicKey }> {
  // GnuPG does not know the newer form of curve 25519.
  return generateKey({ type: 'ecc', userIDs: [{ name: 'Test' }], format: 'object', ...more });
}

async function* pieces() {
  for (let at = 0; at < CONTENT.length; at += 65_536) yield CONTENT.subarray(at, at + 65_536);
}

beforeAll(async () => {
  ({ privateKey: own, publicKey: ours } = await newKey());
  ({ privateKey: partner, publicKey: partners } = await newKey());
  plain = await bytesOf(encrypted(pieces(), { recipients: [ours], now }));
  signed = await bytesOf(encrypted(pieces(), { recipients: [ours], own: partner, now }));
});

const open = (message: Uint8Array, more: object = {}) => decrypted(scratch.put(message), { own, now, ...more }, MOST);

describe('An encrypted file', () => {
  it('is decrypted, binary or armored, with line ends of any system', async () => {
    const text = armor(enums.armor.message, new Uint8Array(plain)) as unknown as string;
    for (const form of [plain, Buffer.from(text), Buffer.from(`\r\n${text.replaceAll(/\r?\n/g, '\r\n')}`)]) {
      expect((await bytesOf(open(form))).equals(CONTENT)).toBe(true);
    }
  });

  it('with a second message behind it, or anything else, is damaged: nothing is left out without a word', async () => {
    const text = armor(enums.armor.message, new Uint8Array(plain)) as unknown as string;
    for (const form of [`${text}${text}`, `${text}ISA*00*`, `${text}${'\n'.repeat(70_000)}x`]) {
      expect(await faultOf(open(Buffer.from(form)))).toEqual({ code: 'encryption-damaged' });
    }
    expect(await faultOf(open(Buffer.concat([plain, plain])))).toEqual({ code: 'encryption-damaged' });
    expect((await bytesOf(open(Buffer.from(`${text}${'\r\n'.repeat(70_000)}`)))).equals(CONTENT)).toBe(true);
  });

  it('for somebody else, or for a password alone, is for another key', async () => {
    expect(await faultOf(open(plain, { own: partner }))).toEqual({ code: 'encryption-other-key' });
    const message = await createMessage({ binary: new Uint8Array(CONTENT) });
    const locked = await encrypt({ message, passwords: 'secret', format: 'binary' });
    expect(await faultOf(open(locked as Uint8Array))).toEqual({ code: 'encryption-other-key' });
  });

  it('that is only signed is not encrypted', async () => {
    const message = await createMessage({ binary: new Uint8Array(CONTENT) });
    const onlySigned = await sign({ message, signingKeys: partner, format: 'binary' });
    expect(await faultOf(open(onlySigned as Uint8Array))).toEqual({ code: 'encryption-missing' });
  });

  it('that is cut off anywhere is damaged', async () => {
    for (const length of [0, 1, 90, 200, 70_000, plain.length - 1]) {
      expect(await faultOf(open(plain.subarray(0, length)))).toEqual({ code: 'encryption-damaged' });
    }
  });

  it('that was altered anywhere is damaged', async () => {
    for (const at of [50, 150, 1_000, 100_000, plain.length - 3]) {
      const altered = Buffer.from(plain);
      altered[at]! ^= 1;
      expect(await faultOf(open(altered))).toEqual({ code: 'encryption-damaged' });
    }
    expect(await faultOf(open(Buffer.concat([plain, Buffer.from('more')])))).toEqual({ code: 'encryption-damaged' });
  });

  it('that packs far more than is allowed is stopped', async () => {
    const message = await createMessage({ binary: new Uint8Array(20_000_000) });
    const config = { preferredCompressionAlgorithm: enums.compression.zip };
    const bomb = await encrypt({ message, encryptionKeys: ours, format: 'binary', config });
    expect(await faultOf(open(bomb as Uint8Array))).toMatchObject({ code: 'archive-too-large' });
  });

  it('counts with a sound signature of the partner alone, where one is required', async () => {
    expect((await bytesOf(open(signed, { signers: [partners] }))).equals(CONTENT)).toBe(true);
    expect(await faultOf(open(plain, { signers: [partners] }))).toEqual({ code: 'signature-missing' });
    expect(await faultOf(open(signed, { signers: [ours] }))).toEqual({ code: 'signature-wrong' });
    expect((await bytesOf(open(signed))).equals(CONTENT)).toBe(true);
  });

  it('may be left half-read, and leaves nothing that ends the process later', async () => {
    for await (const piece of open(plain.subarray(0, 200_000))) {
      expect(piece.length).toBeGreaterThan(0);
      break;
    }
  });
});

describe('A key', () => {
  it('of a partner may not be private, and must be a key', async () => {
    await expect(readPublicKeys(scratch.put(Buffer.from(partner.armor())))).rejects.toMatchObject({
      code: 'pgp-key-private',
    });
    await expect(readPublicKeys(scratch.put(Buffer.from('no key')))).rejects.toMatchObject({
      code: 'pgp-key-unreadable',
    });
    expect(await readPublicKeys(scratch.put(partners.write()))).toHaveLength(1);
  });

  it('that has expired says so, and nothing is encrypted for it', async () => {
    const date = new Date(now.getTime() - 10 * 86_400_000);
    const { publicKey } = await newKey({ date, keyExpirationTime: 86_400 });
    expect(await keyFacts(publicKey, now)).toMatchObject({ problem: 'it has expired' });
    await expect(bytesOf(encrypted(pieces(), { recipients: [publicKey], now }))).rejects.toThrow();
  });

  it('of ours opens with its passphrase alone', async () => {
    const { privateKey } = await newKey({ passphrase: 'correct horse' });
    const file = scratch.put(Buffer.from(privateKey.armor()));
    expect((await readPrivateKey(file, 'correct horse')).isDecrypted()).toBe(true);
    for (const wrong of ['', 'wrong']) {
      const refusal = await readPrivateKey(file, wrong).catch((error: unknown) => error);
      expect(refusal).toMatchObject({ code: 'pgp-own-key-unusable' });
      expect(String(refusal)).not.toContain('wrong');
    }
  });
});

describe.skipIf(!needs('gpg'))('GnuPG, which others use,', () => {
  const home = join(scratch.folder, 'gnupg');
  const gpg = (input: string | Buffer, ...parameters: string[]): Buffer =>
    execFileSync('gpg', ['--homedir', home, '--batch', '--quiet', '--trust-model', 'always', ...parameters], {
      input,
      stdio: ['pipe', 'pipe', 'pipe'],
    });

  beforeAll(() => {
    execFileSync('mkdir', ['-m', '700', home]);
    gpg(ours.armor(), '--import');
    gpg(partner.armor(), '--import');
  });
  afterAll(() => execFileSync('gpgconf', ['--homedir', home, '--kill', 'all']));

  it('writes messages that are opened here, with its compression and its signature', async () => {
    const recipient = ours.getFingerprint();
    const message = gpg(CONTENT, '--recipient', recipient, '--encrypt');
    expect((await bytesOf(open(message))).equals(CONTENT)).toBe(true);
    const signer = partner.getFingerprint();
    const both = gpg(CONTENT, '--armor', '--local-user', signer, '--recipient', recipient, '--sign', '--encrypt');
    expect((await bytesOf(open(both, { signers: [partners] }))).equals(CONTENT)).toBe(true);
  });

  it('opens the messages that are written here, and finds our signature sound', async () => {
    const message = await bytesOf(encrypted(pieces(), { recipients: [partners], own, now }));
    const file = join(scratch.folder, 'answer.pgp');
    writeFileSync(file, message);
    const status = join(scratch.folder, 'status');
    const content = gpg('', '--status-file', status, '--decrypt', file);
    expect(content.equals(CONTENT)).toBe(true);
    expect(execFileSync('cat', [status], { encoding: 'utf8' })).toContain('VALIDSIG');
    expect(await readKeys({ armoredKeys: gpg('', '--armor', '--export').toString() })).toHaveLength(2);
  });
});

describe('A file of public keys', () => {
  it('is read whole: every block counts, and a private key anywhere in it is refused', async () => {
    const two = scratch.put(Buffer.from(`${partners.armor()}\n${ours.armor()}`));
    expect(await readPublicKeys(two)).toHaveLength(2);
    for (const text of [partners.armor() + partner.armor(), partner.armor() + partners.armor()]) {
      await expect(readPublicKeys(scratch.put(Buffer.from(text)))).rejects.toMatchObject({ code: 'pgp-key-private' });
    }
  });
});
