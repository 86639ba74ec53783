import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changeLedgerKey, compactLedger } from '../../src/backup/change-key.js';
import { openDatabase } from '../../src/store/sqlite/driver.js';
import { takeExclusiveLock } from '../../src/store/sqlite/exclusive-lock.js';
import { openLedger } from '../../src/store/sqlite/open.js';
import { HAS_CIPHER_DRIVER } from '../support/cipher-driver.js';
import { BackupBench } from './backup-bench.js';

const NOW = '2031-03-01T12:00:00.000Z';
const ORDER = { actor: 'ann', now: NOW };
let bench: BackupBench;

beforeEach(async () => {
  bench = await new BackupBench().prepare();
  await bench.receive();
});
afterEach(() => bench.remove());

function keyFile(name: string): string {
  const file = join(bench.root, name);
  writeFileSync(file, `${name} it's\n`);
  return file;
}
const refused = (code: string) => expect.objectContaining({ code });

describe('another key for the ledger', () => {
  const withoutDriver = () => {
    it('asks for the driver that can encrypt, and leaves the ledger as it is', async () => {
      const change = changeLedgerKey(bench.folder, {}, { keyFile: keyFile('first') }, ORDER);
      await expect(change).rejects.toEqual(refused('cipher-driver-missing'));
      await bench.withLedger((ledger) => expect(ledger.submission({ id: 1 })).toBeDefined());
    });
  };

  const withDriver = () => {
    it('fits from then on, whether there was one before or will be none, and who forgets to set it is told', async () => {
      const { folder } = bench;
      const [first, second] = [keyFile('first'), keyFile('second')];
      const steps = [{}, { keyFile: first }, { keyFile: second }, {}] as const;
      for (let at = 1; at < steps.length; at++) {
        const [from, to] = [steps[at - 1]!, steps[at]!];
        await changeLedgerKey(folder, from, to, ORDER);
        const isClear = readFileSync(folder.ledgerFile).includes('invented.x12');
        expect(isClear).toBe(!('keyFile' in to));
        const changed = { code: 'ledger-key-changed', exitCode: 2, hint: expect.stringContaining('ledger.keyFile') };
        expect(() => openLedger(folder.ledgerFile, from)).toThrow(expect.objectContaining(changed));
        const ledger = openLedger(folder.ledgerFile, to);
        expect(ledger.submission({ id: 1 })?.senderFileName).toBe('invented.x12');
        expect(ledger.check()).toEqual([]);
        const lines = ledger.auditRows({ action: 'change-ledger-key' }, 0, 10).rows;
        expect(lines).toHaveLength(at);
        const details = { wasEncrypted: 'keyFile' in from, isEncrypted: 'keyFile' in to };
        expect(lines.at(-1)).toMatchObject({
          actor: 'ann',
          at: NOW,
          subject: 'ledger',
          details: JSON.stringify(details),
        });
        ledger.close();
        const wrong = { keyFile: keyFile('wrong') };
        expect(() => openLedger(folder.ledgerFile, wrong)).toThrow();
      }
      expect(readdirSync(folder.ledgerFolder).filter((name) => /rekeyed|journal/.test(name))).toEqual([]);
    });

    it('is refused while the ledger is open somewhere, and begun again after a crash before its end', async () => {
      const { folder } = bench;
      const to = { keyFile: keyFile('first') };
      // By the same driver: two of them in one process do not see each other's locks.
      const other = openLedger(folder.ledgerFile, { ciphers: true, busyTimeoutMilliseconds: 0 });
      other.counts();
      await expect(changeLedgerKey(folder, {}, to, ORDER)).rejects.toEqual(refused('ledger-busy'));
      other.close();
      const copy = `${folder.ledgerFile}.rekeyed`;
      writeFileSync(copy, 'half a ledger');
      await changeLedgerKey(folder, {}, to, ORDER);
      expect(existsSync(copy)).toBe(false);
    }, 20_000);

    it('is that of a backup too, and of what is restored from it', async () => {
      const key = { keyFile: keyFile('first') };
      await changeLedgerKey(bench.folder, {}, key, ORDER);
      const ledger = openLedger(bench.folder.ledgerFile, key);
      const { makeBackup } = await import('../../src/backup/make-backup.js');
      const made = await makeBackup({ ...bench.parts(), ledger, ledgerKey: key });
      ledger.close();
      expect(made.problems).toEqual([]);
      expect(readFileSync(join(made.folder, 'files/ledger/ledger.db')).includes('invented.x12')).toBe(false);
      const { folder } = await bench.restore(made.folder, 'restored', { ledgerKey: () => key });
      const restored = openLedger(folder.ledgerFile, key);
      expect(restored.submission({ id: 1 })?.number).toBe('S00000001');
      restored.close();
    });

    it('stays the same when the ledger is written anew', async () => {
      const { folder } = bench;
      const key = { keyFile: keyFile('first') };
      await changeLedgerKey(folder, {}, key, ORDER);
      await compactLedger(folder, key, ORDER);
      expect(readFileSync(folder.ledgerFile).includes('invented.x12')).toBe(false);
      const ledger = openLedger(folder.ledgerFile, key);
      expect(ledger.check()).toEqual([]);
      ledger.close();
    });
  };

  // Either may be tested, never both, and neither is missing: no skipped test.
  (HAS_CIPHER_DRIVER ? withDriver : withoutDriver)();

  it('is not given while a gateway runs, and not when it is the same', async () => {
    const to = { keyFile: keyFile('first') };
    const lock = takeExclusiveLock(bench.folder.runnerLock)!;
    await expect(changeLedgerKey(bench.folder, {}, to, ORDER)).rejects.toEqual(refused('runner-active'));
    lock.release();
    await expect(changeLedgerKey(bench.folder, to, to, ORDER)).rejects.toEqual(refused('key-unchanged'));
  });
});

describe('the ledger written anew', () => {
  it('is smaller, sound, and without what was removed from its rows', async () => {
    const { folder } = bench;
    const database = openDatabase(folder.ledgerFile);
    const filler = 'REMOVED77'.repeat(20_000);
    database.prepare('UPDATE submission SET sender_file_name = ?').run(filler);
    database.prepare("UPDATE submission SET sender_file_name = 'kept.x12'").run();
    database.close();
    expect(readFileSync(folder.ledgerFile).includes('REMOVED77')).toBe(true);
    const { before, after } = await compactLedger(folder, {}, ORDER);
    expect(after).toBeLessThan(before);
    expect(readFileSync(folder.ledgerFile).includes('REMOVED77')).toBe(false);
    await bench.withLedger((ledger) => {
      expect(ledger.check()).toEqual([]);
      expect(ledger.submission({ id: 1 })?.senderFileName).toBe('kept.x12');
      const details = JSON.stringify({ bytesBefore: before });
      const line = { actor: 'ann', at: NOW, action: 'compact-ledger', subject: 'ledger', details };
      expect(ledger.auditRows({}, 0, 10).rows.at(-1)).toMatchObject(line);
    });
    expect(readdirSync(folder.ledgerFolder).filter((name) => /rekeyed|journal|key-change/.test(name))).toEqual([]);
  });

  it('is refused while a gateway runs, and while another process has it open', async () => {
    const lock = takeExclusiveLock(bench.folder.runnerLock)!;
    const active = { code: 'runner-active', operation: 'write the ledger anew' };
    await expect(compactLedger(bench.folder, {}, ORDER)).rejects.toMatchObject(active);
    lock.release();
    const other = openLedger(bench.folder.ledgerFile, { busyTimeoutMilliseconds: 0 });
    other.counts();
    await expect(compactLedger(bench.folder, {}, ORDER)).rejects.toEqual(refused('ledger-busy'));
    other.close();
  });
});
