import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/store/sqlite/driver.js';
import { NOW, newLedger, temporaryFolder } from './material.js';

const receipt = (arrivalId: string, partnerId = 'acme') => ({
  arrivalId,
  channel: 'sftp' as const,
  partnerId,
  sha256: 'ab'.repeat(32),
  bytes: 10,
  originalPath: `originals/2031-05-01/${arrivalId}.received`,
  senderFileName: 'a.x12',
  receivedAt: NOW,
  actor: '',
});

describe('what was fetched from partners’ servers', () => {
  it('is recorded once for each key of a partner, whatever arrival id a second fetch has', async () => {
    const ledger = newLedger();
    const first = await ledger.recordFetched(receipt('one'), 'key');
    expect(await ledger.recordFetched(receipt('two'), 'key')).toEqual(first);
    expect((await ledger.recordFetched(receipt('three', 'other'), 'key')).id).not.toBe(first.id);
    expect(ledger.submission({ arrivalId: 'two' })).toBeUndefined();
    expect(ledger.fetchedDigest('acme', 'key')).toBe('ab'.repeat(32));
    expect(ledger.tallies().filter(({ name }) => name === 'received')).toMatchObject([
      { partnerId: 'acme', first: 'sftp', count: 1, amount: 10 },
      { partnerId: 'other', first: 'sftp', count: 1, amount: 10 },
    ]);
  });

  it('is recorded again once it is forgotten, and only that partner’s is forgotten', async () => {
    const ledger = newLedger();
    await ledger.recordFetched(receipt('one'), 'key');
    await ledger.recordFetched(receipt('two', 'other'), 'key');
    await ledger.forgetFetched('acme', ['key', 'unknown']);
    expect([ledger.fetchedKeys('acme'), ledger.fetchedKeys('other')]).toEqual([[], ['key']]);
    expect((await ledger.recordFetched(receipt('three'), 'key')).arrivalId).toBe('three');
  });

  it('is recorded with its key or not at all', async () => {
    const path = join(temporaryFolder(), 'ledger.db');
    const ledger = newLedger(path);
    const database = openDatabase(path);
    database.exec("CREATE TRIGGER fault BEFORE INSERT ON sftp_fetched BEGIN SELECT RAISE(ABORT, 'no memory'); END");
    await expect(ledger.recordFetched(receipt('one'), 'key')).rejects.toThrow();
    expect(ledger.submission({ arrivalId: 'one' })).toBeUndefined();
    database.close();
  });
});

describe('how partners’ servers are', () => {
  it('shows the latest state, and a release is audited and made once', async () => {
    const path = join(temporaryFolder(), 'ledger.db');
    const ledger = newLedger(path);
    await ledger.putSftpServer({ partnerId: 'acme', state: 'working', error: '', since: NOW });
    expect(await ledger.releaseSftpServer('acme', 'ann', NOW)).toBe(false);
    const stopped = { partnerId: 'acme', state: 'stopped', error: 'sftp-login-refused', since: NOW } as const;
    await ledger.putSftpServer(stopped);
    expect(ledger.sftpServers()).toEqual([stopped]);
    expect(await ledger.releaseSftpServer('acme', 'ann', NOW)).toBe(true);
    expect(await ledger.releaseSftpServer('acme', 'ann', NOW)).toBe(false);
    expect(ledger.sftpServer('acme')).toMatchObject({ state: 'working', error: '' });
    const database = openDatabase(path);
    expect(database.prepare("SELECT actor, subject FROM audit WHERE action = 'release-sftp'").all()).toEqual([
      { actor: 'ann', subject: 'acme' },
    ]);
    database.close();
  });
  it('keeps of a partner’s files that rest what was told last', async () => {
    const ledger = newLedger();
    const refused = { direction: 'in', error: 'sftp-remote-refused', files: 2, since: NOW } as const;
    const short = { direction: 'out', error: 'sftp-upload-short', files: 1, since: NOW } as const;
    await ledger.putSftpFileTroubles('acme', [short, refused]);
    await ledger.putSftpFileTroubles('other', [refused]);
    expect(ledger.sftpFileTroubles('acme')).toEqual([refused, short]);
    await ledger.putSftpFileTroubles('acme', []);
    expect([ledger.sftpFileTroubles('acme'), ledger.sftpFileTroubles('other')]).toEqual([[], [refused]]);
  });
});
