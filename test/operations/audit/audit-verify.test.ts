import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sealAuditTrail } from '../../../src/operations/audit/audit-seals.js';
import { verifyAudit } from '../../../src/operations/audit/audit-verify.js';
import { auditDigest, NO_DIGEST } from '../../../src/store/audit-digest.js';
import type { AuditRow, Ledger } from '../../../src/store/ledger.js';
import { openDatabase } from '../../../src/store/sqlite/driver.js';
import { NOW, newLedger, temporaryFolder } from '../../store/material.js';

const KEY = 'a key of this test';

/** An installation's trail: a ledger of twelve lines, sealed after five and after ten. */
class Trail {
  readonly folder = temporaryFolder();
  readonly path = join(this.folder, 'ledger.db');
  readonly file = join(this.folder, 'audit', 'seals.ndjson');
  readonly ledger: Ledger = newLedger(this.path);
  readonly key: string;

  constructor(key = '') {
    this.key = key;
  }

  async filled(): Promise<this> {
    for (let line = 1; line <= 12; line++) {
      await this.add(line);
      if (line % 5 === 0) await this.seal();
    }
    return this;
  }

  add(line: number): Promise<void> {
    const details = { line };
    return this.ledger.addAudit({ at: NOW, actor: 'ann', action: 'put-partner', subject: `partner-${line}`, details });
  }

  seal(key = this.key) {
    return sealAuditTrail({ ledger: this.ledger, file: this.file, now: NOW, key });
  }

  verify(key = this.key) {
    return verifyAudit({ ledger: this.ledger, file: this.file, key });
  }

  async kinds(key = this.key): Promise<[string, number][]> {
    return (await this.verify(key)).problems.map(({ kind, at }) => [kind, at]);
  }

  /** What somebody does who can write the database and knows SQL. */
  attack(...sql: string[]): void {
    const database = openDatabase(this.path);
    for (const name of ['audit_no_update', 'audit_no_delete', 'audit_seal_no_update', 'audit_seal_no_delete']) {
      database.exec(`DROP TRIGGER IF EXISTS ${name}`);
    }
    for (const one of sql) database.exec(one);
    database.close();
  }

  /** Changes a line and takes all digests after it anew, and those of the ledger's seals. */
  rewrite(id: number, change: Partial<AuditRow>): void {
    const rows = this.ledger.auditRows({}, 0, 100).rows.map((row) => (row.id === id ? { ...row, ...change } : row));
    let previous = NO_DIGEST;
    const updates = rows.map((row) => {
      previous = auditDigest(previous, row);
      return `UPDATE audit SET actor = '${row.actor}', digest = '${previous}' WHERE id = ${row.id}`;
    });
    this.attack(
      ...updates,
      'UPDATE audit_seal SET digest = (SELECT digest FROM audit WHERE audit.id = audit_seal.rows)',
    );
  }

  /** Writes the file of seals anew from the ledger. */
  rewriteFile(): void {
    const seals = this.ledger.auditSeals(0, 100).map((seal) => `${JSON.stringify(seal)}\n`);
    writeFileSync(this.file, seals.join(''));
  }
}

describe('an audit trail nobody touched', () => {
  it('is sound, with and without a key', async () => {
    const plain = await new Trail().filled();
    expect(await plain.verify()).toEqual({
      rows: 12,
      seals: 2,
      unsealedRows: 2,
      signaturesRight: 0,
      problems: [],
      problemCount: 0,
    });
    const signed = await new Trail(KEY).filled();
    expect(await signed.verify()).toMatchObject({ signaturesRight: 2, problemCount: 0 });
    expect(readFileSync(signed.file, 'utf8')).not.toContain(KEY);
  });

  it('is sound when it is empty, and over several pages', async () => {
    const trail = new Trail();
    expect(await trail.verify()).toMatchObject({ rows: 0, seals: 0, problemCount: 0 });
    expect(await trail.seal()).toBeUndefined();
    expect(existsSync(trail.file)).toBe(false);
    await Promise.all(Array.from({ length: 1_201 }, (_, line) => trail.add(line)));
    await trail.seal();
    expect(await trail.verify()).toMatchObject({ rows: 1_201, seals: 1, problemCount: 0 });
  });

  it('gets seals into the file that a crash kept from it, and ends a line that was cut off', async () => {
    const trail = await new Trail().filled();
    await trail.ledger.sealAudit(NOW, () => '');
    expect(await trail.verify()).toMatchObject({ seals: 3, problemCount: 0 });
    writeFileSync(trail.file, readFileSync(trail.file, 'utf8').slice(0, -20));
    await trail.add(13);
    await trail.seal();
    expect(readFileSync(trail.file, 'utf8').trimEnd().split('\n')).toHaveLength(4);
    expect(await trail.verify()).toMatchObject({ seals: 4, unsealedRows: 0, problemCount: 0 });
  });

  it('is verified while lines are added', async () => {
    const trail = await new Trail().filled();
    const adding = Promise.all(Array.from({ length: 50 }, (_, line) => trail.add(100 + line)).map((one) => one));
    const verdict = await trail.verify();
    await adding;
    expect(verdict.problemCount).toBe(0);
    expect((await trail.verify()).rows).toBe(62);
  });
});

describe('tampering that is found', () => {
  it('a line changed by SQL', async () => {
    const trail = await new Trail().filled();
    trail.attack(`UPDATE audit SET actor = 'ben' WHERE id = 3`);
    expect(await trail.kinds()).toEqual([['line-changed', 3]]);
    trail.attack(`UPDATE audit SET details = '{"line":7.0}' WHERE id = 7`);
    expect(await trail.kinds()).toEqual([
      ['line-changed', 3],
      ['line-changed', 7],
    ]);
  });

  it('a line changed with its own digest: the next one no longer follows, nor does a seal of it', async () => {
    const trail = await new Trail().filled();
    const [row] = trail.ledger.auditRows({}, 4, 1).rows;
    const [before] = trail.ledger.auditRows({}, 3, 1).rows;
    const digest = auditDigest(before!.digest, { ...row!, actor: 'ben' });
    trail.attack(`UPDATE audit SET actor = 'ben', digest = '${digest}' WHERE id = 5`);
    expect(await trail.kinds()).toEqual([
      ['seal-differs', 1],
      ['line-changed', 6],
    ]);
  });

  it('lines removed from the middle', async () => {
    const trail = await new Trail().filled();
    trail.attack('DELETE FROM audit WHERE id IN (3, 4, 10)');
    expect(await trail.kinds()).toEqual([
      ['lines-missing', 3],
      ['lines-missing', 10],
      ['seal-differs', 2],
    ]);
  });

  it('lines removed from the end: unsealed ones, sealed ones, and when the count is set back too', async () => {
    const unsealed = await new Trail().filled();
    unsealed.attack('DELETE FROM audit WHERE id > 11');
    expect(await unsealed.kinds()).toEqual([['tail-missing', 11]]);
    const sealed = await new Trail().filled();
    sealed.attack('DELETE FROM audit WHERE id > 7', `UPDATE sqlite_sequence SET seq = 7 WHERE name = 'audit'`);
    expect(await sealed.kinds()).toEqual([['seal-differs', 2]]);
    sealed.attack('DELETE FROM audit_seal WHERE seal = 2');
    expect(await sealed.kinds()).toEqual([['file-differs', 2]]);
  });

  it('all lines removed', async () => {
    const trail = await new Trail().filled();
    trail.attack('DELETE FROM audit', 'DELETE FROM audit_seal', `DELETE FROM sqlite_sequence WHERE name = 'audit'`);
    expect(await trail.kinds()).toEqual([
      ['file-differs', 1],
      ['file-differs', 2],
    ]);
  });

  it('a ledger rewritten to fit in itself, by the file outside it', async () => {
    const trail = await new Trail().filled();
    trail.rewrite(3, { actor: 'ben' });
    expect(await trail.kinds()).toEqual([
      ['file-differs', 1],
      ['file-differs', 2],
    ]);
  });

  it('ledger and file rewritten without the key, by the signatures', async () => {
    const trail = await new Trail(KEY).filled();
    trail.rewrite(3, { actor: 'ben' });
    trail.rewriteFile();
    expect(await trail.kinds('')).toEqual([]);
    expect(await trail.kinds()).toEqual([
      ['signature-wrong', 1],
      ['signature-wrong', 2],
    ]);
    trail.attack(`UPDATE audit_seal SET signature = ''`);
    trail.rewriteFile();
    expect(await trail.kinds()).toEqual([['signature-missing', 2]]);
    trail.attack(`UPDATE audit_seal SET signature = '${'a'.repeat(64)}' WHERE seal = 1`);
    trail.rewriteFile();
    expect((await trail.kinds('')).at(0)).toEqual(['signature-missing', 2]);
  });

  it('a file of seals that was removed, cut, put in another order, or is none', async () => {
    const trail = await new Trail().filled();
    await trail.seal();
    const text = readFileSync(trail.file, 'utf8');
    const [one, two, three] = text.split('\n');
    rmSync(trail.file);
    expect(await trail.kinds()).toEqual([['file-differs', 1]]);
    for (const [lines, found] of [
      [[one], [2]],
      [[one, three], [2]],
      [
        [two, one, three],
        [1, 3, 2],
      ],
      [[one, 'no seal', two, three], [2]],
    ] as const) {
      writeFileSync(trail.file, `${lines.join('\n')}\n`);
      expect(
        (await trail.verify()).problems.map(({ at }) => at),
        lines.join('|'),
      ).toEqual(found);
    }
    writeFileSync(trail.file, Buffer.alloc(200_000, 0xff));
    expect(await trail.kinds()).toEqual([['file-differs', 1]]);
  });

  it('and counts all of it, but tells twenty', async () => {
    const trail = new Trail();
    await Promise.all(Array.from({ length: 90 }, (_, line) => trail.add(line)));
    trail.attack(`UPDATE audit SET subject = 'other' WHERE id % 2 = 0`);
    const { problems, problemCount } = await trail.verify();
    expect([problems.length, problemCount, problems[0]!.at]).toEqual([20, 45, 2]);
  });
});

describe('writing down seals', () => {
  it('refuses to go on after a line that is no seal, and keeps the seal in the ledger', async () => {
    const trail = await new Trail().filled();
    writeFileSync(trail.file, 'what is this\n');
    await trail.add(13);
    await expect(trail.seal()).rejects.toMatchObject({ code: 'audit-seals-unreadable', exitCode: 3 });
    expect(readFileSync(trail.file, 'utf8')).toBe('what is this\n');
    expect(trail.ledger.auditEnd().lastSeal).toMatchObject({ seal: 3, rows: 13 });
  });

  it('takes over with signatures when a key is configured later', async () => {
    const trail = await new Trail().filled();
    await trail.seal();
    expect(await trail.kinds(KEY)).toEqual([['signature-missing', 3]]);
    expect(await trail.seal(KEY)).toMatchObject({ seal: 4, rows: 12 });
    expect(await trail.verify(KEY)).toMatchObject({ signaturesRight: 1, problemCount: 0 });
    expect(await trail.kinds('another key')).toEqual([['signature-wrong', 4]]);
  });

  it('misses seals that were all removed, where there is a key to have made some', async () => {
    const trail = new Trail(KEY);
    await Promise.all(Array.from({ length: 1_001 }, (_, line) => trail.add(line)));
    await trail.seal();
    expect(await trail.kinds()).toEqual([]);
    trail.attack('DELETE FROM audit_seal');
    rmSync(trail.file);
    expect(await trail.kinds()).toEqual([['seal-missing', 1]]);
    await trail.seal();
    expect(await trail.kinds()).toEqual([]);
  });
});
