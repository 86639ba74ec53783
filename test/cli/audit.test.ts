import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { auditDigest, NO_DIGEST } from '../../src/store/audit-digest.js';
import { openDatabase } from '../../src/store/sqlite/driver.js';
import { CommandLine } from './command-line.js';

let line: CommandLine;
beforeEach(async () => {
  line = new CommandLine();
  await line.run('init', 'gateway', '--demo');
});
afterEach(() => line.remove());

const inside = (...names: string[]) => join(line.folder, 'gateway', ...names);
const sealsFile = () => inside('audit', 'seals.ndjson');

/** Changes the ledger as somebody does who can write its file. */
function attack(sql: string): void {
  const database = openDatabase(inside('ledger', 'ledger.db'));
  database.exec(`DROP TRIGGER audit_no_update; DROP TRIGGER audit_no_delete; ${sql}`);
  database.close();
}

function configureKey(): void {
  writeFileSync(inside('audit.key'), 'a key of this test\n', { mode: 0o600 });
  appendFileSync(inside('gateway.yaml'), '\naudit:\n  keyFile: audit.key\n');
}

/** What is still to be changed after `init --demo`, some lines in all. */
async function hold(): Promise<void> {
  await line.run('partner', 'hold', 'demo-provider', '--reason', 'called them, "wrong files"');
}

describe('x12gw audit list', () => {
  it('shows who changed what, and finds by subject, actor, action and day', async () => {
    await hold();
    line.now = new Date('2026-11-03T15:00:00.000Z');
    await line.run('partner', 'release-hold', 'demo-provider');
    const { code, stdout } = await line.run('audit', 'list', '--action', 'hold-partner');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^ +\d+ {2}2026-11-02 09:30 {2}\S+ {2}hold-partner {2}demo-provider {2}\{"reason":"called them/,
    );
    const actions = async (...flags: string[]) =>
      (await line.documents('audit-list', 'audit', 'list', ...flags)).map(({ action }) => action);
    expect(await actions('--from', '2026-11-03')).toEqual(['release-hold']);
    expect(await actions('--to', '2026-11-02', '--subject', 'demo-provider')).not.toContain('release-hold');
    expect((await actions()).at(-1)).toBe('release-hold');
    expect(await line.run('audit', 'list', '--actor', 'nobody')).toMatchObject({ code: 1, stdout: '' });
    expect((await line.run('audit', 'list', '--from', 'monday')).code).toBe(2);
  });
});

describe('x12gw audit export', () => {
  it('gives somebody else all that a digest is taken over, as NDJSON and as CSV', async () => {
    await hold();
    const rows = await line.documents('audit-export', 'audit', 'export');
    let previous = NO_DIGEST;
    for (const row of rows) {
      expect(row.previous).toBe(previous);
      previous = auditDigest(previous, row as never);
      expect(row.digest).toBe(previous);
    }
    expect(rows.length).toBeGreaterThan(2);
    const { stdout } = await line.run('audit', 'export', '--format', 'csv');
    const cells = parse(stdout, { columns: true }) as Record<string, string>[];
    expect(cells).toEqual(rows.map((row) => ({ ...row, id: String(row.id) })));
  });

  it('begins where it is told, with the digest of the line before', async () => {
    line.now = new Date('2026-11-04T15:00:00.000Z');
    await hold();
    const all = await line.documents('audit-export', 'audit', 'export');
    const [row, ...more] = await line.documents('audit-export', 'audit', 'export', '--from', '2026-11-04');
    expect(more).toEqual([]);
    expect(row).toEqual(all.at(-1));
    expect(row!.previous).toBe(all.at(-2)!.digest);
    expect((await line.run('audit', 'export', '--from', '2027-01-01')).code).toBe(1);
  });
});

describe('x12gw audit verify and seal', () => {
  it('seals on demand, and says that all is sound', async () => {
    expect((await line.run('audit', 'verify')).code).toBe(0);
    expect(existsSync(sealsFile())).toBe(false);
    const [seal] = await line.documents('audit-seal', 'audit', 'seal');
    expect(JSON.parse(readFileSync(sealsFile(), 'utf8'))).toEqual(seal);
    expect((await line.run('audit', 'seal')).code).toBe(1);
    const [verdict] = await line.documents('audit-verify', 'audit', 'verify');
    expect(verdict).toMatchObject({ isSound: true, isSigned: false, seals: 1, unsealedRows: 0, file: sealsFile() });
  });

  it('says where it is broken, with exit code 1, as doctor does with 3', async () => {
    await line.run('audit', 'seal');
    attack(`UPDATE audit SET actor = 'somebody' WHERE id = 1`);
    const { code, stdout } = await line.run('audit', 'verify');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^broken {2}Line 1 does not fit its digest/);
    const [verdict] = await line.documents('audit-verify', 'audit', 'verify');
    expect(verdict).toMatchObject({ isSound: false, problems: [{ kind: 'line-changed', at: 1 }], problemCount: 1 });
    const found = (await line.documents('doctor', 'doctor')).filter(({ check }) => check === 'audit trail');
    expect(found).toMatchObject([{ severity: 'problem', problem: expect.stringContaining('Line 1') }]);
    expect((await line.run('doctor')).code).toBe(3);
  });

  it('checks signatures with the key, which it never shows', async () => {
    configureKey();
    await line.run('audit', 'seal');
    const [verdict] = await line.documents('audit-verify', 'audit', 'verify');
    expect(verdict).toMatchObject({ isSound: true, isSigned: true, signaturesRight: 1 });
    writeFileSync(inside('audit.key'), 'another\n');
    const { code, stdout, stderr } = await line.run('audit', 'verify');
    expect(code).toBe(1);
    expect(stdout).toContain('Seal 1 was not signed with this key');
    expect(stdout + stderr).not.toMatch(/another|a key of this/);
  });

  it('says that the key cannot be read: verify fails, doctor tells, and a command still does its work', async () => {
    await line.run('audit', 'seal');
    appendFileSync(inside('gateway.yaml'), '\naudit:\n  keyFile: none.key\n');
    expect(await line.run('audit', 'verify')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('secret-unreadable'),
    });
    const found = (await line.documents('doctor', 'doctor')).filter(({ check }) => check === 'key of the audit trail');
    expect(found).toMatchObject([{ severity: 'problem' }]);
    const { code, stderr } = await line.run('partner', 'hold', 'demo-provider');
    expect(code).toBe(0);
    expect(stderr).toContain('The audit trail was not sealed');
  });

  it('is sealed by the next command on a later day', async () => {
    line.now = new Date('2026-11-03T00:00:01.000Z');
    await line.run('status');
    expect(JSON.parse(readFileSync(sealsFile(), 'utf8'))).toMatchObject({ seal: 1, at: '2026-11-03T00:00:01.000Z' });
  });

  it('is sealed by the gateway, whose log has the seal', async () => {
    const log = await line.run('run', '--once', '--config', 'gateway/gateway.yaml');
    expect(log.code).toBe(0);
    const seal = JSON.parse(readFileSync(sealsFile(), 'utf8'));
    const logged = log.stderr
      .split('\n')
      .filter((text) => text.includes('audit trail sealed'))
      .map((text) => JSON.parse(text));
    expect(logged).toMatchObject([{ seal: 1, rows: seal.rows, digest: seal.digest }]);
  });
});

describe('what people do', () => {
  it('is audited: files handed in, repairs', async () => {
    writeFileSync(join(line.folder, 'batch.x12'), 'not X12');
    await line.run('submit', 'batch.x12', '--partner', 'demo-provider', '--no-wait');
    await line.run('doctor', '--repair');
    const rows = await line.documents('audit-list', 'audit', 'list');
    expect(rows.slice(-2)).toMatchObject([
      { action: 'submit-file', subject: 'S00000001', details: { partner: 'demo-provider' } },
      { action: 'repair-installation' },
    ]);
    expect(JSON.stringify(rows)).not.toContain('batch.x12');
  });
});
