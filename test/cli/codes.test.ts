import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/store/sqlite/driver.js';
import { CommandLine } from './command-line.js';

let line: CommandLine;
beforeEach(() => {
  line = new CommandLine();
});
afterEach(() => line.remove());

const put = (name: string, content: string) => writeFileSync(join(line.folder, name), content);
const FIVE = '9001,One\n9002,Two\n9003,Three\n9004,Four\n9005,Five\n';

describe('x12gw codes list', () => {
  it('shows what is shipped and what is absent without an installation', async () => {
    const lists = await line.documents('codes-list', 'codes', 'list');
    expect(lists.find(({ id }) => id === 'place-of-service')).toMatchObject({ state: 'shipped', codes: 52 });
    expect(lists.find(({ id }) => id === 'icd-10-cm')).toMatchObject({ state: 'absent', codes: 0, imports: [] });
    expect((await line.run('codes', 'list')).stdout).toMatch(/^drg +absent +- /m);
  });

  it('shows an imported one with the file it came from', async () => {
    await line.run('init', 'gateway');
    put('drg-2026.csv', FIVE);
    await line.run('codes', 'import', 'drg', 'drg-2026.csv', '--from', '20251001');
    const lists = await line.documents('codes-list', 'codes', 'list');
    expect(lists.find(({ id }) => id === 'drg')).toMatchObject({
      state: 'imported',
      codes: 5,
      imports: [{ file: 'drg-2026.csv', from: '20251001', rows: 5 }],
    });
    expect((await line.run('codes', 'list')).stdout).toContain('drg-2026.csv from 20251001');
  });
});

describe('x12gw codes import', () => {
  beforeEach(async () => {
    await line.run('init', 'gateway');
    put('five.csv', FIVE);
  });

  it('imports, says what changed, and audits it', async () => {
    const { code, stdout } = await line.run('codes', 'import', 'drg', 'five.csv');
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'drg: imported, 5 codes (5 new, 0 ended)\n' });
    const database = openDatabase(join(line.folder, 'gateway/ledger/ledger.db'), { readonly: true });
    try {
      const entries = database.prepare('SELECT action, subject, details FROM audit').all() as { details: string }[];
      expect(entries).toMatchObject([{ action: 'import-codes', subject: 'drg' }]);
      expect(JSON.parse(entries[0]!.details)).toMatchObject({ codesNow: 5, skipped: 0 });
    } finally {
      database.close();
    }
  });

  it('says that a complete list refuses what is outside it', async () => {
    expect((await line.run('codes', 'import', 'drg', 'five.csv')).stderr).toContain('will be refused; use --open');
    expect((await line.run('codes', 'import', 'drg', 'five.csv', '--open')).stderr).toBe('');
  });

  it('puts a list before the shipped one of its id', async () => {
    const claims = join(import.meta.dirname, '..', '..', 'fixtures', 'samples', '02-837p-test.x12');
    const placeFindings = async () =>
      (await line.run('validate', claims, '--guide-only')).stdout.match(/element-code-not-in-list/g)?.length ?? 0;
    expect(await placeFindings()).toBe(0);
    put('places.csv', '12,Home\n21,Hospital\n');
    const shrunk = await line.run('codes', 'import', 'place-of-service', 'places.csv', '--yes-smaller');
    expect(shrunk.code).toBe(0);
    expect(await placeFindings()).toBeGreaterThan(0);
  });

  it('refuses codes that do not fit the data element of a shipped list', async () => {
    put('procedures.csv', '99213,Visit\n99214,Visit\n');
    const { code, stderr } = await line.run('codes', 'import', 'place-of-service', 'procedures.csv', '--yes-smaller');
    expect(code).toBe(2);
    expect(stderr).toContain('1 to 2 characters');
  });

  it('exits 1 and names the lines that are wrong', async () => {
    put('wrong.csv', '9001,One\nCANARY,Two\n');
    const { code, stdout, stderr } = await line.run('codes', 'import', 'drg', 'wrong.csv');
    expect(code).toBe(1);
    expect(stdout).toContain('drg: refused, 1 row wrong, read as csv');
    expect(stderr).toMatch(/line 2: .*\n.*--skip-bad-rows/);
    expect(stdout + stderr).not.toContain('CANARY');
    expect(await line.documents('codes-import', 'codes', 'import', 'drg', 'wrong.csv')).toMatchObject([
      { outcome: 'bad-rows', problemCount: 1, problems: [{ line: 2 }] },
    ]);
    expect((await line.run('codes', 'import', 'drg', 'wrong.csv', '--skip-bad-rows')).stdout).toContain(
      '1 row left out',
    );
  });

  it('exits 1 for a list that shrinks, and takes it with --yes-smaller', async () => {
    await line.run('codes', 'import', 'drg', 'five.csv');
    put('two.csv', '9001,One\n9002,Two\n');
    const { code, stdout, stderr } = await line.run('codes', 'import', 'drg', 'two.csv');
    expect({ code, stdout }).toEqual({ code: 1, stdout: 'drg: refused, 5 codes would become 2\n' });
    expect(stderr).toContain('--yes-smaller');
    expect((await line.run('codes', 'import', 'drg', 'two.csv', '--yes-smaller')).code).toBe(0);
  });

  it('warns when nothing is valid before the first edition', async () => {
    expect((await line.run('codes', 'import', 'drg', 'five.csv', '--from', '20251001')).stderr).toContain(
      'No code is valid before 20251001',
    );
  });

  it.each([
    [['drg', 'absent.csv'], 'there is no such file'],
    [['drg', 'five.csv', '--from', '2025-10-01'], 'CCYYMMDD'],
    [['drg', 'five.csv', '--from', '20251301'], 'CCYYMMDD'],
    [['drgs', 'five.csv'], 'codes list'],
    [['drg', 'five.csv', '--as', 'xml'], 'icd-order'],
  ])('exits 2 for %s', async (words, message) => {
    const { code, stderr } = await line.run('codes', 'import', ...words);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  it('needs an installation', async () => {
    const elsewhere = new CommandLine();
    try {
      expect((await elsewhere.run('codes', 'import', 'drg', 'five.csv')).code).toBe(2);
    } finally {
      elsewhere.remove();
    }
  });
});

describe('x12gw codes show', () => {
  it('says from when a code is valid', async () => {
    expect(await line.documents('codes-show', 'codes', 'show', 'place-of-service', '10')).toMatchObject([
      { answer: 'valid', on: '', periods: [{ from: '20220101', to: '' }] },
    ]);
    expect((await line.run('codes', 'show', 'place-of-service', '10')).stdout).toContain('20220101 to now');
  });

  it('exits 1 for a code the list does not have, or not on that day', async () => {
    expect((await line.run('codes', 'show', 'place-of-service', '10', '--on', '20211231')).code).toBe(1);
    expect(await line.run('codes', 'show', 'state-or-province', 'ZZ')).toMatchObject({
      code: 1,
      stdout: 'state-or-province ZZ: not in the list\n',
    });
  });

  it('exits 2 for a list that is not here', async () => {
    const { code, stderr } = await line.run('codes', 'show', 'icd-10-cm', 'Q001');
    expect(code).toBe(2);
    expect(stderr).toContain('codes import');
  });
});
