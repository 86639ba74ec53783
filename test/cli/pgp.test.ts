import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateKey, type PrivateKey, type PublicKey, readKey } from 'openpgp';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CommandLine } from './command-line.js';

let line: CommandLine;
let key: { privateKey: PrivateKey; publicKey: PublicKey };
const CREATED = new Date('2026-10-01T00:00:00Z');

beforeAll(async () => {
  key = await generateKey({ type: 'ecc', userIDs: [{ name: 'Northside' }], format: 'object', date: CREATED });
});
beforeEach(async () => {
  line = new CommandLine();
  await line.run('init', 'gateway', '--demo');
});
afterEach(() => line.remove());

const partnerId = () => line.withLedger(async (ledger) => ledger.partners()[0]!.id);

function put(name: string, content: string): string {
  const path = join(line.folder, name);
  writeFileSync(path, content);
  return path;
}

/** Adds settings to gateway.yaml. */
function configure(text: string): void {
  const file = join(line.folder, 'gateway', 'gateway.yaml');
  writeFileSync(file, `${readFileSync(file, 'utf8')}\n${text}\n`);
}

describe('x12gw pgp import', () => {
  it("takes a partner's public key, shows its fingerprint, and audits what it replaced", async () => {
    const partner = await partnerId();
    put('key.asc', key.publicKey.armor());
    const fingerprint = key.publicKey.getFingerprint().toUpperCase();
    const [first] = await line.documents('pgp-key', 'pgp', 'import', partner, 'key.asc');
    expect(first).toMatchObject({ partner, fingerprint, userIds: ['Northside'], problem: '', replaced: [] });
    const [second] = await line.documents('pgp-key', 'pgp', 'import', partner, 'key.asc');
    expect(second).toMatchObject({ replaced: [fingerprint] });
    expect(await line.documents('pgp-key', 'pgp', 'list')).toMatchObject([{ partner, fingerprint }]);
    const { stdout } = await line.run('pgp', 'show', partner);
    expect((await readKey({ armoredKey: stdout })).getFingerprint().toUpperCase()).toBe(fingerprint);
  });

  it('refuses a private key, an expired one, what is no key, and a partner nobody knows', async () => {
    const partner = await partnerId();
    const date = CREATED;
    const expired = await generateKey({
      type: 'ecc',
      userIDs: [{}],
      format: 'object',
      date,
      keyExpirationTime: 86_400,
    });
    put('private.asc', key.privateKey.armor());
    put('expired.asc', expired.publicKey.armor());
    put('nothing.asc', 'no key');
    for (const [file, word] of [
      ['private.asc', 'private key'],
      ['expired.asc', 'expired'],
      ['nothing.asc', 'holds no OpenPGP key'],
    ] as const) {
      const { code, stderr } = await line.run('pgp', 'import', partner, file);
      expect(code).toBe(2);
      expect(stderr).toContain(word);
    }
    expect(await line.run('pgp', 'import', 'nobody', 'private.asc')).toMatchObject({ code: expect.any(Number) });
    expect(await line.run('pgp', 'list')).toMatchObject({ code: 1, stdout: '' });
  });
});

describe('x12gw pgp generate', () => {
  it('makes our key once, locked and for its owner alone, and shows its public part', async () => {
    expect(await line.run('pgp', 'generate')).toMatchObject({ code: 2, stderr: expect.stringContaining('no file') });
    put('gateway/passphrase', 'correct horse\n');
    configure('pgp:\n  privateKeyFile: own.asc\n  passphrase: { file: passphrase }');
    const [made] = await line.documents('pgp-key', 'pgp', 'generate');
    const file = join(line.folder, 'gateway', 'own.asc');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect((await readKey({ armoredKey: readFileSync(file, 'utf8') })).isPrivate()).toBe(true);
    const [shown] = await line.documents('pgp-key', 'pgp', 'show');
    expect(shown).toMatchObject({ partner: '', fingerprint: made!.fingerprint });
    expect(String(shown!.publicKey)).toContain('PUBLIC KEY');
    expect(await line.run('pgp', 'generate')).toMatchObject({ code: 2 });
    put('gateway/passphrase', 'another\n');
    const listed = await line.run('pgp', 'list');
    expect(listed).toMatchObject({ code: 1, stdout: expect.stringContaining('passphrase does not open it') });
    expect(listed.stdout).not.toContain('another');
  });
});

describe('x12gw doctor', () => {
  it('warns of keys that options need and that are not there', async () => {
    const partner = await partnerId();
    await line.run('partner', 'set', partner, '--option', 'encrypt=encrypt', '--option', 'decrypt=allowed');
    const { stdout } = await line.run('doctor');
    expect(stdout).toMatch(new RegExp(`warning {2}pgp ${partner}: .*x12gw pgp import ${partner}`, 's'));
    expect(stdout).toContain('pgp.privateKeyFile');
  });
});
