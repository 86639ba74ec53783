import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Database, openDatabase } from '../../src/store/sqlite/driver.js';
import { GroupCommit } from '../../src/store/sqlite/group-commit.js';
import { openLedger } from '../../src/store/sqlite/open.js';
import { smallDisk } from '../files/material.js';
import { receipt, temporaryFolder } from './material.js';

function newCommits(busyTimeoutMilliseconds = 0): { database: Database; other: Database; commits: GroupCommit } {
  const path = join(temporaryFolder(), 'some.db');
  const database = openDatabase(path, { busyTimeoutMilliseconds });
  database.exec('CREATE TABLE fact (name TEXT PRIMARY KEY, size INTEGER) STRICT');
  const other = openDatabase(path, { busyTimeoutMilliseconds });
  onTestFinished(() => {
    database.close();
    other.close();
  });
  return { database, other, commits: new GroupCommit(database) };
}

/** What another process sees: only what was committed. */
function names(database: Database): string[] {
  return database.prepare<[], string>('SELECT name FROM fact ORDER BY name').pluck().all() as string[];
}

function add(database: Database, name: string): number | bigint {
  return database.prepare('INSERT INTO fact (name) VALUES (?)').run(name).lastInsertRowid;
}

describe('a group commit', () => {
  it('shares one commit among those that wait, and resolves each with its result', async () => {
    const { database, other, commits } = newCommits();
    const seen: string[][] = [];
    const work = ['a', 'b', 'c'].map((name) =>
      commits.run('add', () => {
        add(database, name);
        seen.push(names(other));
        return name.toUpperCase();
      }),
    );
    expect(await Promise.all(work)).toEqual(['A', 'B', 'C']);
    expect(seen).toEqual([[], [], []]);
    expect(names(other)).toEqual(['a', 'b', 'c']);
  });

  it('has committed before a promise resolves', async () => {
    const { database, other, commits } = newCommits();
    for (const name of ['a', 'b']) {
      await commits.run('add', () => add(database, name));
      expect(names(other)).toContain(name);
    }
  });

  it('undoes one that throws and no other', async () => {
    const { database, commits } = newCommits();
    const results = await Promise.allSettled([
      commits.run('add', () => add(database, 'a')),
      commits.run('add', () => {
        add(database, 'lost');
        throw new RangeError('odd');
      }),
      commits.run('add', () => {
        add(database, 'lost too');
        return add(database, 'a');
      }),
      commits.run('add', () => add(database, 'b')),
    ]);
    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
    expect(results[1]).toMatchObject({ reason: { name: 'RangeError', message: 'odd' } });
    expect(results[2]).toMatchObject({ reason: { code: 'ledger-failed', operation: 'add', exitCode: 3 } });
    expect(names(database)).toEqual(['a', 'b']);
  });

  it('rejects all when another process holds the database, and nothing has moved; then goes on', async () => {
    const { database, other, commits } = newCommits();
    other.exec('BEGIN IMMEDIATE');
    const busy = await Promise.allSettled(['a', 'b'].map((name) => commits.run('add', () => add(database, name))));
    expect(busy).toMatchObject([{ reason: { code: 'ledger-busy' } }, { reason: { code: 'ledger-busy' } }]);
    other.exec('COMMIT');
    await commits.run('add', () => add(database, 'c'));
    expect(names(other)).toEqual(['c']);
  });

  it('rejects all when the disk is full, those that came first too, and nothing has moved', async () => {
    const { database, commits } = newCommits();
    await commits.run('add', () => add(database, 'kept'));
    database.pragma(`max_page_count = ${Number(database.pragma('page_count', { simple: true })) + 2}`);
    const results = await Promise.allSettled([
      commits.run('add', () => add(database, 'first')),
      commits.run('add', () => add(database, 'x'.repeat(100_000))),
      commits.run('add', () => add(database, 'last')),
    ]);
    for (const result of results) expect(result).toMatchObject({ status: 'rejected', reason: { code: 'ledger-full' } });
    expect(names(database)).toEqual(['kept']);
    database.pragma('max_page_count = 1000000');
    await commits.run('add', () => add(database, 'x'.repeat(100_000)));
    expect(names(database)).toHaveLength(2);
  });

  it('goes through more than one group can hold, in order', async () => {
    const { database, commits } = newCommits();
    const order: number[] = [];
    await Promise.all(
      Array.from({ length: 1_000 }, (_, n) =>
        commits.run('add', () => {
          order.push(n);
          add(database, `${n}`);
        }),
      ),
    );
    expect(order).toEqual(Array.from({ length: 1_000 }, (_, n) => n));
    expect(names(database)).toHaveLength(1_000);
  });

  it('commits what waits when it is closed and refuses what comes after', async () => {
    const { database, commits } = newCommits();
    const last = commits.run('add', () => add(database, 'last'));
    commits.close();
    await last;
    await expect(commits.run('add', () => add(database, 'late'))).rejects.toMatchObject({ code: 'ledger-closed' });
    expect(names(database)).toEqual(['last']);
  });
});

describe('a ledger on a disk that fills up', () => {
  it('keeps what it promised, moves nothing else, and goes on when there is space again', async (test) => {
    const disk = smallDisk(1_024);
    if (disk === undefined) return test.skip('needs the right to mount a small file system');
    writeFileSync(join(disk, 'filler'), Buffer.alloc(300_000));
    const ledger = openLedger(join(disk, 'ledger.db'));
    const promised: string[] = [];
    let trouble: unknown;
    for (let n = 0; trouble === undefined && n < 1_000; n++) {
      const arrivalId = `${n}`;
      await ledger.recordReceipt(receipt({ arrivalId, senderFileName: 'x'.repeat(5_000) })).then(
        () => promised.push(arrivalId),
        (error: unknown) => {
          trouble = error;
        },
      );
    }
    expect(trouble).toMatchObject({ code: 'ledger-full', exitCode: 3 });
    expect(ledger.counts().submissions).toBe(promised.length);
    rmSync(join(disk, 'filler'));
    await ledger.recordReceipt(receipt({ arrivalId: 'after' }));
    expect(ledger.check()).toEqual([]);
    ledger.close();
  });
});
