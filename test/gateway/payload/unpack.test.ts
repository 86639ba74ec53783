import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { generateKey, type PrivateKey, type PublicKey } from 'openpgp';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { GatewayConfiguration } from '../../../src/config/configuration.js';
import { submitFiles } from '../../../src/gateway/submit.js';
import type { PartnerOptions } from '../../../src/partners/profile.js';
import { encrypted } from '../../../src/payload/encrypt.js';
import { draftOf } from '../../../src/store/partner-values.js';
import type { SubmissionRow } from '../../../src/store/rows.js';
import { bytesOf, zip } from '../../payload/material.js';
import { caseInput, Installation, numbered, SOURCE_WORKER } from '../installation.js';

let installation: Installation;
let own: { privateKey: PrivateKey; publicKey: PublicKey };
let partner: { privateKey: PrivateKey; publicKey: PublicKey };

const CLAIMS = caseInput('837p-three-claims');
const OTHER = numbered(CLAIMS, 71).replaceAll('CLM*', 'CLM*9');

beforeAll(async () => {
  own = await generateKey({ type: 'ecc', userIDs: [{ name: 'Payer' }], format: 'object' });
  partner = await generateKey({ type: 'ecc', userIDs: [{ name: 'Partner' }], format: 'object' });
});
beforeEach(() => prepare());
afterEach(() => installation.remove());

async function prepare(changes: Partial<GatewayConfiguration> = {}): Promise<void> {
  await installation?.remove();
  installation = await new Installation(changes).prepare();
}

/** With our key in its file. */
async function prepareKey(): Promise<void> {
  await prepare();
  const privateKeyFile = join(installation.root, 'own.asc');
  writeFileSync(privateKeyFile, own.privateKey.armor(), { mode: 0o600 });
  Object.assign(installation.configuration, { pgp: { privateKeyFile } });
}

function setOptions(options: Partial<PartnerOptions>): Promise<void> {
  return installation.withLedger(async (ledger) => {
    const draft = draftOf(ledger.partner(installation.partner)!);
    const now = new Date().toISOString();
    await ledger.putPartner({ ...draft, options: { ...draft.options, ...options } }, 'test', now);
  });
}

const rows = (): Promise<SubmissionRow[]> =>
  installation.withLedger((ledger) => ledger.submissions({}, 0, 100).rows as SubmissionRow[]);

/** The reports in the outbox, as text on one line. */
function reports(): string[] {
  const names = installation.outboxNames().filter((name) => name.includes('.report.'));
  return names.map((name) => readFileSync(join(installation.outbox, name), 'utf8').replaceAll(/\s+/g, ' '));
}

async function encryptedForUs(content: string | Uint8Array, isSigned = false): Promise<Buffer> {
  async function* pieces() {
    yield Buffer.from(content as string, 'latin1');
  }
  const signer = isSigned ? { own: partner.privateKey } : {};
  return bytesOf(encrypted(pieces(), { recipients: [own.publicKey], ...signer, now: new Date() }));
}

describe('A zip from a partner whose archives are unpacked', () => {
  it('becomes a submission for each of its files, each with answers of its own, and is kept as it came', async () => {
    await setOptions({ unpack: 'zip' });
    const archive = zip([
      { name: 'day/one.x12', content: CLAIMS },
      { name: 'day/two.x12', content: OTHER },
    ]);
    installation.drop('day.zip', archive);
    await installation.runOnce();

    const [packed, one, two, ...more] = await rows();
    expect(more).toEqual([]);
    expect(packed).toMatchObject({ state: 'applied', disposition: 'unpacked', bytes: archive.length });
    const original = readFileSync(installation.folder.inside(packed!.originalPath));
    expect(original.equals(archive)).toBe(true);
    const { channel, partnerId, receivedAt } = packed!;
    const common = { channel, partnerId, receivedAt, state: 'applied', disposition: 'accepted' };
    expect(one).toMatchObject({ ...common, senderFileName: 'one.x12', bytes: CLAIMS.length });
    expect(two).toMatchObject({ ...common, senderFileName: 'two.x12', bytes: OTHER.length });
    const names = installation.outboxNames();
    expect(names).toEqual(expect.arrayContaining(['S00000002.999.x12', 'S00000003.999.x12']));
    expect(names.filter((name) => name.startsWith('S00000001.'))).toEqual([]);
    await installation.withLedger((ledger) => {
      expect(ledger.unpackedFrom(packed!.id)).toEqual([one, two]);
      expect(ledger.packedIn(two!.id)).toEqual(packed);
      expect(ledger.claims({}, 0, 100).rows).toHaveLength(6);
      const told = ledger.trace(packed!.number).find(({ what }) => what === 'unpacked');
      expect(told?.details).toEqual({ files: 2, first: one!.number, last: two!.number });
      const origin = ledger.trace(two!.number).find(({ what }) => what === 'unpacked from');
      expect(origin).toMatchObject({ subject: packed!.number, details: { position: 2 } });
      expect(ledger.reconcile()).toEqual([]);
      expect(ledger.check()).toEqual([]);
    });
    expect(installation.log.lines.join()).not.toMatch(/one\.x12|day\.zip/);
  });

  it('is refused whole, with a report, when one of its files is bad or an archive itself', async () => {
    await setOptions({ unpack: 'both' });
    const bad = zip([
      { name: 'a', content: CLAIMS },
      { name: 'b', content: OTHER, crc: 7 },
    ]);
    installation.drop('bad.zip', bad);
    installation.drop('nested.zip', zip([{ name: 'inner.gz', content: gzipSync(CLAIMS) }]));
    await installation.runOnce();

    const refused = { state: 'applied', disposition: 'rejected' };
    expect(await rows()).toMatchObject([refused, refused]);
    expect(reports().join()).toContain('Make the archive again');
    expect(reports().join()).toContain('Only one archive is unpacked');
    const kept = readdirSync(installation.folder.originals, { recursive: true, withFileTypes: true });
    expect(kept.filter((entry) => entry.isFile())).toHaveLength(2);
  });

  it('that comes twice has its answers copied, and no claim counts twice', async () => {
    await setOptions({ unpack: 'zip' });
    const archive = zip([{ name: 'a', content: CLAIMS }]);
    installation.drop('a.zip', archive);
    await installation.runOnce();
    installation.drop('again.zip', archive);
    await installation.runOnce();
    expect((await rows()).map(({ disposition }) => disposition)).toEqual([
      'unpacked',
      'accepted',
      'unpacked',
      'duplicate',
    ]);
  });

  it('is an archive that is not opened where another kind alone is', async () => {
    await setOptions({ unpack: 'gzip' });
    installation.drop('a.zip', zip([{ name: 'a', content: CLAIMS }]));
    await installation.runOnce();
    expect(await rows()).toMatchObject([{ disposition: 'rejected' }]);
    expect(reports()[0]).toContain('compressed archive');
  });

  it('at the command line needs --usage P, and is told by what it held', async () => {
    await setOptions({ unpack: 'zip' });
    const file = join(installation.root, 'a.zip');
    writeFileSync(file, zip([{ name: 'a', content: CLAIMS }]));
    const submit = (usage: 'T' | 'P') =>
      submitFiles(installation.configuration, [file], {
        ...installation.options(),
        partner: installation.partner,
        usage,
        waitSeconds: 60,
        actor: 'test',
      });
    await expect(submit('T')).rejects.toMatchObject({ code: 'usage-not-said', exitCode: 2 });
    expect(await rows()).toEqual([]);
    expect(await submit('P')).toMatchObject({ isComplete: true, submissions: [{ disposition: 'unpacked' }] });
    expect((await rows()).map(({ disposition }) => disposition)).toEqual(['unpacked', 'accepted']);
  });
});

describe('A gzip from a partner whose archives are unpacked', () => {
  it('becomes one submission, and one that grows too much is refused', async () => {
    await setOptions({ unpack: 'gzip' });
    installation.drop('claims.x12.gz', gzipSync(Buffer.from(CLAIMS, 'latin1')));
    installation.drop('bomb.gz', gzipSync(Buffer.alloc(20_000_000, 'A')));
    await installation.runOnce();
    const all = await rows();
    expect(all.map(({ disposition }) => disposition).sort()).toEqual(['accepted', 'rejected', 'unpacked']);
    expect(all.find(({ disposition }) => disposition === 'accepted')?.senderFileName).toBe('claims.x12');
    expect(reports()[0]).toContain('200 times the size of the file');
  });

  it.each([
    ['copied', 2],
    ['received', 2],
  ])('loses and repeats nothing when the gateway is killed right after "%s", time %i', async (step, count) => {
    await setOptions({ unpack: 'gzip' });
    installation.drop('claims.gz', gzipSync(Buffer.from(CLAIMS, 'latin1')));
    const file = join(installation.root, 'configuration.json');
    writeFileSync(file, JSON.stringify(installation.configuration));
    const program = join(import.meta.dirname, '../dying-gateway.ts');
    const parameters = [...SOURCE_WORKER.execArgv, program, file, step, String(count)];
    expect(spawnSync(process.execPath, parameters).signal).toBe('SIGKILL');
    await installation.runOnce();
    expect((await rows()).map(({ disposition }) => disposition)).toEqual(['unpacked', 'accepted']);
    await installation.withLedger((ledger) => {
      expect(ledger.claims({}, 0, 100).rows).toHaveLength(3);
      expect(ledger.check()).toEqual([]);
    });
  });
});

describe('An encrypted file', () => {
  it('is decrypted, and a zip within it unpacked; the received bytes stay the original', async () => {
    await prepareKey();
    await setOptions({ decrypt: 'allowed', unpack: 'zip' });
    const archive = zip([
      { name: 'a.x12', content: CLAIMS },
      { name: 'b.x12', content: OTHER },
    ]);
    installation.drop('both.zip.pgp', await encryptedForUs(archive));
    await installation.runOnce();
    expect((await rows()).map(({ disposition }) => disposition)).toEqual(['unpacked', 'accepted', 'accepted']);
    expect(readdirSync(installation.folder.spool)).toEqual([]);
  });

  it('is the only kind taken where decrypt is required, and only signed where that is required', async () => {
    await prepareKey();
    const key = installation.folder.pgpKeys(installation.partner);
    spawnSync('mkdir', ['-p', installation.folder.pgp]);
    writeFileSync(key, partner.publicKey.armor());
    await setOptions({ decrypt: 'required', verifySignature: 'required' });
    installation.drop('1-plain.x12', CLAIMS);
    await installation.runOnce();
    installation.drop('2-unsigned.pgp', await encryptedForUs(OTHER));
    await installation.runOnce();
    installation.drop('3-signed.pgp', await encryptedForUs(OTHER, true));
    await installation.runOnce();
    expect((await rows()).map(({ disposition }) => disposition)).toEqual([
      'rejected',
      'rejected',
      'unpacked',
      'accepted',
    ]);
    const [plain, unsigned] = reports();
    expect(plain).toContain('only encrypted files are taken');
    expect(unsigned).toContain('carries no signature');
  });

  it('waits while our key cannot be used, and goes on once it can', async () => {
    await prepareKey();
    await setOptions({ decrypt: 'allowed' });
    const file = installation.configuration.pgp!.privateKeyFile;
    writeFileSync(file, 'no key');
    installation.drop('a.pgp', await encryptedForUs(CLAIMS));
    await expect(installation.runOnce()).rejects.toMatchObject({ code: 'pgp-own-key-unusable' });
    expect(await rows()).toMatchObject([{ state: 'received', failures: 0 }]);
    writeFileSync(file, own.privateKey.armor());
    await installation.runOnce();
    expect((await rows()).map(({ disposition }) => disposition)).toEqual(['unpacked', 'accepted']);
  });
});
