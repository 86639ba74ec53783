import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../src/store/sqlite/driver.js';
import { openLedger } from '../../src/store/sqlite/open.js';
import { SCHEMA_2, SCHEMA_3 } from '../../src/store/sqlite/schema/changes.js';
import { SCHEMA_1 } from '../../src/store/sqlite/schema/first-version.js';
import { LEDGER_VERSION, migrate } from '../../src/store/sqlite/schema/migrations.js';
import { CIPHER_DRIVER_LINE, HAS_CIPHER_DRIVER } from '../support/cipher-driver.js';
import { group, newLedger, receipt, temporaryFolder } from './material.js';

function newPath(): string {
  return join(temporaryFolder(), 'ledger.db');
}

describe('opening a ledger', () => {
  it('makes files only the gateway’s user can read', async () => {
    const path = newPath();
    const ledger = newLedger(path);
    await ledger.recordReceipt(receipt());
    for (const file of [path, `${path}-wal`, `${path}-shm`]) expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('commits to the disk, keeps references and writes ahead', () => {
    const database = openDatabase(newPath());
    onTestFinished(() => void database.close());
    const pragma = (name: string) => database.pragma(name, { simple: true });
    expect([pragma('journal_mode'), pragma('synchronous'), pragma('foreign_keys')]).toEqual(['wal', 2, 1]);
  });

  it('again finds what was there', async () => {
    const path = newPath();
    const first = openLedger(path);
    const row = await first.recordReceipt(receipt());
    first.close();
    expect(newLedger(path).submission({ id: row.id })).toEqual(row);
  });

  it('does not make a new one where an old one is expected: its control numbers would begin again', () => {
    const missing = { code: 'ledger-missing', exitCode: 3 };
    expect(() => openLedger(newPath(), { create: false })).toThrow(expect.objectContaining(missing));
    expect(() => openLedger(newPath(), { readonly: true })).toThrow(expect.objectContaining(missing));
  });

  it('for reading only refuses every change and answers questions', async () => {
    const path = newPath();
    await newLedger(path).recordReceipt(receipt());
    const reader = openLedger(path, { readonly: true });
    onTestFinished(() => reader.close());
    expect(reader.submission({ id: 1 })).toMatchObject({ number: 'S00000001' });
    await expect(reader.recordReceipt(receipt())).rejects.toMatchObject({ code: 'ledger-readonly' });
  });

  it('refuses one made by a later version, and a file that is no ledger', () => {
    const path = newPath();
    const database = openDatabase(path);
    database.pragma(`user_version = ${LEDGER_VERSION + 1}`);
    database.close();
    expect(() => openLedger(path)).toThrow(expect.objectContaining({ code: 'ledger-newer' }));
    const text = newPath();
    writeFileSync(text, 'this is no database, it is a text of some length '.repeat(100));
    expect(() => openLedger(text)).toThrow(expect.objectContaining({ code: 'ledger-not-a-database' }));
  });

  it('of version 1 brings it up to date with what it holds', async () => {
    const path = newPath();
    const database = openDatabase(path);
    database.exec(SCHEMA_1);
    database.pragma('user_version = 1');
    database.exec(`
      INSERT INTO submission (arrival_id, channel, partner_id, sha256, bytes, original_path, sender_file_name,
        received_at, attempts, actor) VALUES ('a', 'cli', 'acme', '', 0, '', '', '', 1, '');
      INSERT INTO attempt (submission_id, number, begun_at, is_alone, digests) VALUES (1, 1, '', 0, '{}')`);
    database.close();
    const ledger = newLedger(path);
    expect(ledger.attemptEnd(1, 1)).toBe('open');
    await ledger.restAttempt(1, 1, '2031-03-01T12:00:00.000Z');
    expect(ledger.attemptEnd(1, 1)).toBe('rested');
  });

  it('of version 3 knows of no refused unit in what it holds, and goes on with its unfinished sets', async () => {
    const path = newPath();
    const database = openDatabase(path);
    for (const step of [SCHEMA_1, SCHEMA_2, SCHEMA_3]) database.exec(step);
    database.pragma('user_version = 3');
    const { units: _units, refusedUnits: _refusedUnits, ...oldGroup } = group();
    database.exec(`
      INSERT INTO submission (arrival_id, channel, partner_id, sha256, bytes, original_path, sender_file_name,
        received_at, attempts, actor, state) VALUES ('a', 'cli', 'acme', '', 0, '', '', '', 1, '', 'examined');
      INSERT INTO attempt (submission_id, number, begun_at, is_alone, digests) VALUES (1, 1, '', 0, '{}');
      INSERT INTO interchange (submission_id, interchange_index, attempt, partner_id, sender_qualifier, sender_id,
        receiver_qualifier, receiver_id, control_number, date, time, usage, sha256, byte_start, byte_end,
        acknowledgment, note, decided_at, header, findings, received_acknowledgments)
      VALUES (1, 0, 1, 'acme', '', '', '', '', '', '', '', 'T', '', 0, 0, 'A', '', '', '{"delimiters":{}}', '[]', '[]');
      INSERT INTO functional_group VALUES (1, 0, 'A', '837', '${JSON.stringify(oldGroup)}');
      INSERT INTO transaction_set (submission_id, attempt, interchange_index, group_index, set_index, transaction_set,
        control_number, implementation_reference, guide_id, byte_start, byte_end, segment_count, status, codes,
        findings_total, awaits_application, acknowledgment_segments, findings, acknowledgment)
      VALUES (1, 1, 0, 0, 0, '837', '0001', '', '', 0, 9, 2, 'A', '[]', 0, 1, 0, '[]', '')`);
    database.close();
    const ledger = newLedger(path);
    expect(ledger.pendingSets(1, 10)).toMatchObject([{ controlNumber: '0001', refusals: [] }]);
    expect(ledger.sets(1, 0, 0, 10).rows).toMatchObject([{ units: 0, refusals: [] }]);
    expect(ledger.groups(1)).toEqual([group()]);
  });

  it('twice at once migrates once', () => {
    const path = newPath();
    const databases = [openDatabase(path), openDatabase(path)];
    for (const database of databases) migrate(database, true);
    expect(databases.map((d) => d.pragma('user_version', { simple: true }))).toEqual([LEDGER_VERSION, LEDGER_VERSION]);
    for (const database of databases) database.close();
  });
});

describe('a ledger that is gone or damaged', () => {
  it('is not taken for a new one when its file was cut to no bytes', () => {
    const path = newPath();
    writeFileSync(path, '');
    const missing = expect.objectContaining({ code: 'ledger-missing', exitCode: 3 });
    expect(() => openLedger(path, { create: false })).toThrow(missing);
    expect(() => openLedger(path, { readonly: true })).toThrow(missing);
  });

  it('is named as damaged, whatever is asked of it', async () => {
    const path = newPath();
    const ledger = openLedger(path);
    await ledger.recordReceipt(receipt({}));
    ledger.close();
    const bytes = readFileSync(path);
    bytes.fill(0xa5, 4096, 13 * 4096);
    writeFileSync(path, bytes);
    const damaged = expect.objectContaining({ code: 'ledger-damaged', exitCode: 3 });
    expect(() => {
      const again = openLedger(path, { create: false });
      try {
        again.counts();
        again.submissions({}, 0, 10);
      } finally {
        again.close();
      }
    }).toThrow(damaged);
  });
});

describe('a ledger with a key', () => {
  function newKey(key: string): string {
    const file = join(temporaryFolder(), 'key');
    writeFileSync(file, `${key}\n`);
    return file;
  }

  const withoutDriver = () => {
    it('asks for the driver that can encrypt and names how to get it', () => {
      const asked = {
        code: 'cipher-driver-missing',
        hint: expect.stringContaining(`npm install better-sqlite3-multiple-ciphers@${CIPHER_DRIVER_LINE}`),
      };
      expect(() => openLedger(newPath(), { keyFile: newKey('a key') })).toThrow(expect.objectContaining(asked));
    });
  };

  const withDriver = () => {
    it('is read with that key only, and nothing of it stands on the disk in the clear', async () => {
      const path = newPath();
      const keyFile = newKey("it's a key");
      const ledger = openLedger(path, { keyFile });
      await ledger.recordReceipt(receipt({ senderFileName: 'marked-name' }));
      for (const file of [path, `${path}-wal`]) expect(readFileSync(file).includes('marked-name')).toBe(false);
      ledger.close();
      const again = openLedger(path, { keyFile });
      expect(again.submission({ id: 1 })).toMatchObject({ senderFileName: 'marked-name' });
      again.close();
      const wrong = { code: 'ledger-not-a-database' };
      expect(() => openLedger(path, { keyFile: newKey('another') })).toThrow(expect.objectContaining(wrong));
      expect(() => openLedger(path)).toThrow(expect.objectContaining(wrong));
    });
  };

  // Either may be tested, never both, and neither is missing: no skipped test.
  (HAS_CIPHER_DRIVER ? withDriver : withoutDriver)();

  it('is not opened without a key in its file', () => {
    const keyFile = newKey('');
    const unreadable = { code: 'ledger-key-unreadable', exitCode: 2 };
    expect(() => openLedger(newPath(), { keyFile })).toThrow(expect.objectContaining(unreadable));
  });
});
