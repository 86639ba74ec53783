import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { verifyAudit } from '../../src/operations/audit/audit-verify.js';
import { auditDigest, NO_DIGEST, sealSignature } from '../../src/store/audit-digest.js';
import type { Ledger } from '../../src/store/ledger.js';
import { openDatabase } from '../../src/store/sqlite/driver.js';
import { SCHEMA_ACKNOWLEDGMENTS } from '../../src/store/sqlite/schema/acknowledgments.js';
import { SCHEMA_2, SCHEMA_3, SCHEMA_4, SCHEMA_5 } from '../../src/store/sqlite/schema/changes.js';
import { SCHEMA_1 } from '../../src/store/sqlite/schema/first-version.js';
import { SCHEMA_PARTNERS } from '../../src/store/sqlite/schema/partners.js';
import { SCHEMA_REDELIVERY } from '../../src/store/sqlite/schema/redelivery.js';
import { SCHEMA_SFTP } from '../../src/store/sqlite/schema/sftp.js';
import { SCHEMA_WATCHING } from '../../src/store/sqlite/schema/watching.js';
import { NOW, newLedger, receipt, temporaryFolder } from './material.js';

const entry = (subject: string) => ({ at: NOW, actor: 'ann', action: 'put-partner', subject, details: { name: 'A' } });

/** The examples of the page that says how to verify a trail: exported lines, then a line of the file of seals. */
function documented() {
  const page = readFileSync(join(import.meta.dirname, '../../docs/audit.md'), 'utf8');
  const [lines = '', seals = ''] = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text]) => text!);
  const parse = (text: string) =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  const key = /the key `([^`]+)`/.exec(page)![1]!;
  return { page, lines: parse(lines), seal: parse(seals)[0], key };
}

function* allRows(ledger: Ledger) {
  for (let after: number | undefined = 0; after !== undefined; ) {
    const page: ReturnType<Ledger['auditRows']> = ledger.auditRows({}, after, 500);
    yield* page.rows;
    after = page.next;
  }
}

describe('the digest of a line', () => {
  it('is what the documentation computes by hand', () => {
    const { page, lines } = documented();
    expect(lines).toHaveLength(2);
    for (const { previous, digest, ...row } of lines) expect(auditDigest(previous, row)).toBe(digest);
    expect(lines[0].previous).toBe(NO_DIGEST);
    expect(lines[1].previous).toBe(lines[0].digest);
    const command = /^printf .*sha256sum$/m.exec(page)![0];
    expect(execFileSync('sh', ['-c', command], { encoding: 'utf8' })).toContain(lines[1].digest);
  });

  it('signs a seal as the documentation says', () => {
    const { seal, key, lines } = documented();
    expect(seal).toMatchObject({ rows: 2, digest: lines[1].digest });
    expect(sealSignature(key, seal)).toBe(seal.signature);
  });

  it('tells apart lines whose texts put together are the same', () => {
    const row = { id: 1, at: NOW, actor: 'ann', action: 'ab', subject: 'c', details: '{}' };
    expect(auditDigest(NO_DIGEST, row)).not.toBe(auditDigest(NO_DIGEST, { ...row, action: 'a', subject: 'bc' }));
  });
});

describe('the audit trail', () => {
  it('chains each line to the one before it, in the commit of its change', async () => {
    const ledger = newLedger();
    await Promise.all([ledger.addAudit(entry('one')), ledger.addAudit(entry('two')), ledger.addAudit(entry('three'))]);
    const { rows } = ledger.auditRows({}, 0, 9);
    expect(rows.map(({ id, subject }) => [id, subject])).toEqual([
      [1, 'one'],
      [2, 'two'],
      [3, 'three'],
    ]);
    expect(rows[0]!.digest).toBe(auditDigest(NO_DIGEST, rows[0]!));
    expect(rows[2]!.digest).toBe(auditDigest(rows[1]!.digest, rows[2]!));
  });

  it('leaves no gap where a change was undone', async () => {
    const ledger = newLedger();
    await ledger.addAudit(entry('one'));
    const unsound = { ...entry('two'), details: { big: 1n } };
    await Promise.allSettled([ledger.addAudit(unsound), ledger.addAudit(entry('three'))]);
    expect(ledger.auditRows({}, 0, 9).rows.map(({ id }) => id)).toEqual([1, 2]);
    expect(ledger.auditEnd()).toMatchObject({ rows: 2, rowsEver: 2 });
  });

  it('is found by subject, actor, action and time, in pages', async () => {
    const ledger = newLedger();
    for (const subject of ['a', 'b', 'a']) await ledger.addAudit(entry(subject));
    await ledger.addAudit({ ...entry('a'), at: '2031-03-02T00:00:00.000Z', actor: 'ben', action: 'hold-partner' });
    const ids = (filter: object) => ledger.auditRows(filter, 0, 9).rows.map(({ id }) => id);
    expect(ids({ subject: 'a' })).toEqual([1, 3, 4]);
    expect(ids({ actor: 'ben' })).toEqual([4]);
    expect(ids({ action: 'put-partner', subject: 'b' })).toEqual([2]);
    expect(ids({ from: '2031-03-02' })).toEqual([4]);
    expect(ids({ to: '2031-03-02' })).toEqual([1, 2, 3]);
    const first = ledger.auditRows({ subject: 'a' }, 0, 2);
    expect(first).toMatchObject({ rows: [{ id: 1 }, { id: 3 }], next: 3 });
    expect(ledger.auditRows({ subject: 'a' }, first.next!, 2)).toMatchObject({ rows: [{ id: 4 }], next: undefined });
  });

  it('tells of a file that a person handed in, once', async () => {
    const ledger = newLedger();
    const handedIn = receipt({ channel: 'cli', actor: 'ann' });
    await ledger.recordReceipt(handedIn);
    await ledger.recordReceipt(handedIn);
    await ledger.recordReceipt(receipt());
    expect(ledger.auditRows({}, 0, 9).rows).toMatchObject([
      { action: 'submit-file', actor: 'ann', subject: 'S00000001' },
    ]);
  });

  it('refuses to change or remove lines and seals, and lines without a digest', async () => {
    const path = join(temporaryFolder(), 'ledger.db');
    const ledger = newLedger(path);
    await ledger.addAudit(entry('one'));
    await ledger.sealAudit(NOW, () => '');
    const database = openDatabase(path);
    const unchained = `INSERT INTO audit (at, actor, action, subject, details) VALUES ('${NOW}', 'ann', 'x', 'y', '{}')`;
    for (const sql of [
      `UPDATE audit SET actor = 'ben'`,
      'DELETE FROM audit',
      'UPDATE audit_seal SET rows = 0',
      'DELETE FROM audit_seal',
      unchained,
    ]) {
      expect(() => database.exec(sql), sql).toThrow(/added to|needs its digest/);
    }
    database.close();
  });

  it('is right when several processes add to it at once', async () => {
    const path = join(temporaryFolder(), 'ledger.db');
    const ledger = newLedger(path);
    const typescript = join(import.meta.dirname, '../support/typescript.mjs');
    const program = join(import.meta.dirname, 'add-audit-lines.ts');
    let running = 2;
    const ends = ['ann', 'ben'].map(async (actor) => {
      const child = spawn(process.execPath, ['--import', typescript, program, path, actor, '40'], { stdio: 'inherit' });
      const [code] = await once(child, 'close');
      running--;
      return code;
    });
    let own = 0;
    while (running > 0) {
      await ledger.addAudit(entry(`own ${own++}`));
      // The other processes get the ledger in between.
      await turn(2);
    }
    expect(await Promise.all(ends)).toEqual([0, 0]);
    const actors = [...allRows(ledger)].map(({ actor, subject }) => (subject === 'acme' ? actor : 'own'));
    expect(actors).toHaveLength(80 + own);
    // They were at it at the same time.
    expect(actors.filter((actor, line) => actor !== actors[line + 1]).length).toBeGreaterThan(4);
    const verdict = await verifyAudit({ ledger, file: join(temporaryFolder(), 'none'), key: '' });
    const inLedger = verdict.problems.filter(({ kind }) => kind !== 'file-differs');
    expect([verdict.rows, inLedger]).toEqual([80 + own, []]);
    expect(verdict.seals).toBeGreaterThan(2);
  });
});

describe('a ledger of version 10', () => {
  it('has its lines chained when it is brought up to date, and goes on from them', async () => {
    const path = join(temporaryFolder(), 'ledger.db');
    const database = openDatabase(path);
    const steps = [
      SCHEMA_1,
      SCHEMA_2,
      SCHEMA_3,
      SCHEMA_4,
      SCHEMA_5,
      SCHEMA_WATCHING,
      SCHEMA_PARTNERS,
      SCHEMA_REDELIVERY,
    ];
    for (const step of [...steps, SCHEMA_ACKNOWLEDGMENTS, SCHEMA_SFTP]) database.exec(step);
    database.pragma('user_version = 10');
    const insert = database.prepare(
      `INSERT INTO audit (at, actor, action, subject, details) VALUES ('${NOW}', 'ann', 'put-partner', ?, '{"é":1}')`,
    );
    database.transaction(() => {
      for (let line = 0; line < 1_500; line++) insert.run(`partner-${line}`);
    })();
    database.close();
    const ledger = newLedger(path);
    await ledger.addAudit(entry('new'));
    const verdict = await verifyAudit({ ledger, file: join(temporaryFolder(), 'none'), key: '' });
    expect(verdict).toMatchObject({ rows: 1_501, problemCount: 0, unsealedRows: 1_501 });
    expect(ledger.check()).toEqual([]);
  });
});

describe('sealing', () => {
  it('is due after a hundred lines, on a later day, and for a new key', async () => {
    const ledger = newLedger();
    const tomorrow = '2031-03-02T00:00:01.000Z';
    expect(ledger.isAuditSealDue(tomorrow, true)).toBe(false);
    await ledger.addAudit(entry('one'));
    expect(ledger.isAuditSealDue(NOW, false)).toBe(false);
    expect(ledger.isAuditSealDue(tomorrow, false)).toBe(true);
    const seal = await ledger.sealAudit(tomorrow, () => '');
    expect(seal).toMatchObject({ seal: 1, rows: 1, digest: ledger.auditRows({}, 0, 1).rows[0]!.digest, at: tomorrow });
    expect(ledger.isAuditSealDue(tomorrow, false)).toBe(false);
    expect(ledger.isAuditSealDue(tomorrow, true)).toBe(true);
    await Promise.all(Array.from({ length: 99 }, () => ledger.addAudit({ ...entry('more'), at: tomorrow })));
    expect(ledger.isAuditSealDue(tomorrow, false)).toBe(false);
    await ledger.addAudit({ ...entry('last'), at: tomorrow });
    expect(ledger.isAuditSealDue(tomorrow, false)).toBe(true);
  });

  it('makes no seal without a new line, but for a first signature', async () => {
    const ledger = newLedger();
    expect(await ledger.sealAudit(NOW, () => 'f'.repeat(64))).toBeUndefined();
    await ledger.addAudit(entry('one'));
    await ledger.sealAudit(NOW, () => '');
    expect(await ledger.sealAudit(NOW, () => '')).toBeUndefined();
    expect(await ledger.sealAudit(NOW, () => 'f'.repeat(64))).toMatchObject({ seal: 2, rows: 1 });
    expect(await ledger.sealAudit(NOW, () => 'f'.repeat(64))).toBeUndefined();
  });

  it('does not seal anew a trail that no longer fits its last seal', async () => {
    const path = join(temporaryFolder(), 'ledger.db');
    const ledger = newLedger(path);
    await ledger.addAudit(entry('one'));
    await ledger.sealAudit(NOW, () => '');
    const database = openDatabase(path);
    database.exec(`DROP TRIGGER audit_no_update; UPDATE audit SET digest = '${'a'.repeat(64)}'`);
    database.close();
    await ledger.addAudit(entry('two'));
    await expect(ledger.sealAudit(NOW, () => '')).rejects.toMatchObject({ code: 'audit-chain-broken', exitCode: 3 });
  });
});
