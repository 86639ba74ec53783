import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkSet } from '../../src/backup/check-set.js';
import { newBackupKey, Opener } from '../../src/backup/encryption.js';
import { sealAuditTrail } from '../../src/operations/audit/audit-seals.js';
import { verifyAudit } from '../../src/operations/audit/audit-verify.js';
import { takeExclusiveLock } from '../../src/store/sqlite/exclusive-lock.js';
import { openLedger } from '../../src/store/sqlite/open.js';
import { BackupBench, contentOf } from './backup-bench.js';

let bench: BackupBench;
let set: string;

beforeEach(async () => {
  bench = await new BackupBench().prepare();
  await bench.receive();
  set = (await bench.backup()).folder;
});
afterEach(() => bench.remove());

const ORIGINAL = 'originals/2026-11-02/20261102T143000000-0123456789ab.received';
const stored = (path: string) => join(set, 'files', path);
const spoil = (path: string, content: string) => {
  chmodSync(path, 0o600);
  writeFileSync(path, content);
};
const refused = (code: string) => expect.objectContaining({ code });
const check = (folder: string, opener?: Opener) => checkSet(folder, opener, () => undefined);

describe('a restored installation', () => {
  it('has the files of the set with their bytes, modes and times', async () => {
    const { folder, files, movedAside } = await bench.restore(set);
    expect(movedAside).toBe('');
    for (const path of [ORIGINAL, 'gateway.yaml', 'ledger/installation']) {
      const before = path === 'gateway.yaml' ? bench.configuration.file : join(bench.folder.root, path);
      const [one, other] = [statSync(before), statSync(join(folder.root, path))];
      expect([other.mode, other.mtime]).toEqual([one.mode, one.mtime]);
      expect(readFileSync(join(folder.root, path))).toEqual(readFileSync(before));
    }
    expect(statSync(folder.ledgerFile).mode & 0o777).toBe(0o600);
    const made = [...contentOf(folder.root).keys()];
    expect(made).toHaveLength(files + 1);
    expect(made).toContain('ledger/runner.db');
  });

  it('has left out numbers, also in sequences that begin later, and audits it', async () => {
    const { folder } = await bench.restore(set);
    const ledger = openLedger(folder.ledgerFile);
    expect(ledger.peekControlNumber('US', 'anybody')).toBe(1_001);
    expect(ledger.check()).toEqual([]);
    ledger.close();
    const zero = await bench.restore(set, 'zero', { skip: { numbers: 0, paNumbers: 0, actor: 'tester' } });
    const same = openLedger(zero.folder.ledgerFile);
    expect(same.peekControlNumber('US', 'anybody')).toBe(1);
    same.close();
  });
});

describe('what stands beside the ledger', () => {
  const place = (path: string, content: string) => {
    mkdirSync(join(bench.folder.root, dirname(path)), { recursive: true });
    writeFileSync(join(bench.folder.root, path), content);
  };

  it('is restored: encrypted answers, keys of partners and no private one, reports on what was published', async () => {
    const kept = [`pgp/${bench.partner}.asc`, 'sealed/2026-11-02/1.pgp', 'publish-reports/2026-11-02/S1.published.txt'];
    for (const path of [...kept, 'pgp/ours.asc', 'audit/audit.key']) place(path, path);
    const { folder } = await bench.restore((await bench.backup()).folder);
    for (const path of kept) expect(readFileSync(join(folder.root, path), 'utf8')).toBe(path);
    for (const path of ['pgp/ours.asc', 'audit/audit.key']) expect(existsSync(join(folder.root, path))).toBe(false);
  });

  it('has the seals of the audit trail, and none that its ledger does not know', async () => {
    const now = '2026-11-02T15:00:00.000Z';
    const seal = () =>
      bench.withLedger((ledger) => sealAuditTrail({ ledger, file: bench.folder.auditSeals, now, key: '' }));
    await seal();
    const sealed = readFileSync(bench.folder.auditSeals, 'utf8');
    // A seal of a moment after the ledger was copied.
    const younger = JSON.stringify({ ...JSON.parse(sealed), seal: 2 });
    place('audit/seals.ndjson', `${sealed}${younger}\n`);
    const { folder } = await bench.restore((await bench.backup()).folder);
    expect(readFileSync(folder.auditSeals, 'utf8')).toBe(sealed);
    const ledger = openLedger(folder.ledgerFile);
    const { problems, seals } = await verifyAudit({ ledger, file: folder.auditSeals, key: '' });
    ledger.close();
    expect([seals, problems]).toEqual([1, []]);
  });
});

describe('a restore', () => {
  it('goes into a folder that is new or empty; else it moves aside what is there, when it is told to', async () => {
    mkdirSync(join(bench.root, 'restored'));
    await bench.restore(set);
    await expect(bench.restore(set)).rejects.toEqual(refused('restore-not-empty'));
    const lock = takeExclusiveLock(join(bench.root, 'restored/ledger/runner.db'))!;
    await expect(bench.restore(set, 'restored', { force: true })).rejects.toEqual(refused('runner-active'));
    lock.release();
    writeFileSync(join(bench.root, 'restored/mine'), 'kept');
    const { movedAside } = await bench.restore(set, 'restored', { force: true });
    expect(readFileSync(join(movedAside, 'mine'), 'utf8')).toBe('kept');
    expect(existsSync(join(bench.root, 'restored/mine'))).toBe(false);
  });

  it('that did not come to its end leaves no ledger, and is begun again', async () => {
    const killed = () => {
      throw new Error('killed');
    };
    await expect(bench.restore(set, 'restored', { ledgerKey: killed })).rejects.toThrow('killed');
    expect(existsSync(join(bench.root, 'restored/ledger/ledger.db'))).toBe(false);
    const { folder } = await bench.restore(set);
    expect(readdirSync(folder.root)).not.toContain('.restore-unfinished');
    const ledger = openLedger(folder.ledgerFile);
    expect(ledger.submission({ id: 1 })?.number).toBe('S00000001');
    ledger.close();
  });

  it('stops at a file that is damaged or missing, which a check names beforehand', async () => {
    spoil(stored(ORIGINAL), 'ISA*and so no');
    expect(await check(set)).toMatchObject({ problemCount: 1, problems: [`${ORIGINAL} holds other bytes`] });
    await expect(bench.restore(set)).rejects.toEqual(refused('backup-damaged'));
    rmSync(stored(ORIGINAL));
    expect((await check(set)).problems).toEqual([`${ORIGINAL} is missing`]);
    await expect(bench.restore(set)).rejects.toEqual(refused('backup-damaged'));
  });

  it('takes no manifest that is cut off, out of order, or leads out of the folder', async () => {
    const manifest = join(set, 'manifest.ndjson');
    const lines = readFileSync(manifest, 'utf8').trimEnd().split('\n');
    const outside = lines[1]!.replace(/"path":"[^"]*"/, '"path":"../outside"');
    const wrong = [
      lines.slice(0, -1),
      [...lines.slice(0, 2), lines.at(-1)!],
      [lines[0]!, ...lines.slice(1, -1).reverse(), lines.at(-1)!],
      [lines[0]!, outside, ...lines.slice(2)],
      [lines[0]!, outside.replace('../outside', '/outside'), ...lines.slice(2)],
      [lines[0]!, outside.replace('../outside', String.raw`a\n/../../outside`), ...lines.slice(2)],
      [lines[0]!, lines[1]!.replace(/"mode":\d+/, `"mode":${0o4755}`), ...lines.slice(2)],
      ['{', ...lines.slice(1)],
      [],
    ];
    for (const content of wrong) {
      spoil(manifest, content.join('\n'));
      await expect(bench.restore(set), content.join(' ').slice(0, 200)).rejects.toEqual(refused('backup-damaged'));
    }
    expect(existsSync(join(bench.root, 'outside'))).toBe(false);
    spoil(manifest, lines[0]!.replace('"version":1', '"version":2'));
    await expect(bench.restore(set)).rejects.toEqual(refused('backup-newer'));
    await expect(bench.restore(bench.target)).rejects.toEqual(refused('backup-absent'));
  });
});

describe('an encrypted backup', () => {
  it('is restored with its key alone, and shows nothing of what is in it', async () => {
    const key = await newBackupKey();
    const other = await newBackupKey();
    const made = await bench.backup({ recipients: [key.recipient] });
    // What is not encrypted, or to another key, is no source for it; a set to the same keys is.
    expect(made.linked).toBe(0);
    const again = await bench.backup({ recipients: [key.recipient] });
    expect(again.linked).toBe(again.files - 1);
    for (const content of contentOf(join(again.folder, 'files')).values()) {
      expect(content.startsWith('age-encryption.org/v1\n')).toBe(true);
      expect(content).not.toContain('invented.x12');
    }
    expect(readdirSync(bench.folder.cache)).toEqual([]);

    expect((await check(again.folder)).problems).toEqual([]);
    expect((await check(again.folder, new Opener(key.identityFile))).problems).toEqual([]);
    expect((await check(again.folder, new Opener(other.identityFile))).problemCount).toBe(again.files);
    await expect(bench.restore(again.folder)).rejects.toEqual(refused('backup-key-missing'));
    const wrong = bench.restore(again.folder, 'restored', { opener: new Opener(other.identityFile) });
    await expect(wrong).rejects.toEqual(refused('backup-not-decrypted'));
    const { folder } = await bench.restore(again.folder, 'restored', { opener: new Opener(key.identityFile) });
    expect(readFileSync(join(folder.root, ORIGINAL), 'utf8')).toBe('ISA*and so on');
  });

  it('is found out when somebody changed or cut a file and mended the manifest', async () => {
    const key = await newBackupKey();
    const made = await bench.backup({ recipients: [key.recipient] });
    const path = join(made.folder, 'files', ORIGINAL);
    spoil(path, readFileSync(path, 'latin1').slice(0, -1));
    expect((await check(made.folder)).problems).toEqual([`${ORIGINAL} holds other bytes`]);
    const opener = new Opener(key.identityFile);
    await expect(bench.restore(made.folder, 'restored', { opener })).rejects.toEqual(refused('backup-not-decrypted'));
  });

  it('is not begun with something that is no public key, and never shows a secret one', async () => {
    const { identityFile } = await newBackupKey();
    const secret = identityFile.split('\n')[1]!;
    const wrong = { code: 'recipient-not-valid', subject: '(a secret key)' };
    await expect(bench.backup({ recipients: [secret] })).rejects.toMatchObject(wrong);
    expect(() => new Opener('age1notasecretkey')).toThrow(expect.objectContaining({ code: 'backup-key-not-valid' }));
  });
});
