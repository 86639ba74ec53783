import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/store/sqlite/driver.js';
import { CommandLine } from './command-line.js';

let line: CommandLine;
beforeEach(async () => {
  line = new CommandLine();
  await line.run('init', 'gateway');
});
afterEach(() => line.remove());

const put = (name: string, ...rows: readonly string[]) =>
  writeFileSync(join(line.folder, name), `${rows.join('\n')}\n`);
const IMPORT = ['reference', 'import'];
const MEMBER_COLUMNS = 'Member ID,Last Name,First Name,Birth Date,Address 1,City,State,Postal Code';
const SERVICE_COLUMNS = 'from,to,needs_authorization,drug';

describe('x12gw reference import', () => {
  it('loads each kind of file under the payer’s own rules, and audits it without the file’s name', async () => {
    put(
      'providers.csv',
      'location,npi,name,state,entitled assignments',
      '110012345A,1234567893,Harbor Clinic,MA,oxygen',
    );
    put('members.csv', MEMBER_COLUMNS, '100000000001,Doe,Ann,1990-02-28,2 Elm St,Salem,MA,01970');
    put('services.csv', SERVICE_COLUMNS, 'E0424,E0447,yes,no');
    for (const kind of ['providers', 'members', 'services']) {
      expect(await line.run(...IMPORT, kind, `${kind}.csv`)).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(new RegExp(`^${kind}: imported, 1 rows \\(edition \\d+\\)\n$`)),
      });
    }
    await line.withLedger(async ({ reference }) => {
      expect(reference.providersOf('1234567893')).toMatchObject([{ location: '110012345A' }]);
      expect(reference.member('100000000001')).toMatchObject({ last: 'Doe', birthDate: '1990-02-28' });
      expect(reference.service('E0430')).toMatchObject({ needsAuthorization: true });
    });
    const database = openDatabase(join(line.folder, 'gateway/ledger/ledger.db'), { readonly: true });
    try {
      const audit = database.prepare('SELECT action, subject, details FROM audit ORDER BY id').all();
      expect(audit).toMatchObject([{ subject: 'providers' }, { subject: 'members' }, { subject: 'services' }]);
      expect(JSON.stringify(audit)).not.toContain('.csv');
    } finally {
      database.close();
    }
  });

  it('refuses the whole file for one wrong row, tells line and column, and quotes nothing', async () => {
    put('members.csv', MEMBER_COLUMNS, '100000000001,Doe,Ann,1990-02-28,,,,', 'CANARY,CANARY,CANARY,CANARY,,,CANARY,');
    const { code, stdout, stderr } = await line.run(...IMPORT, 'members', 'members.csv');
    expect(code).toBe(1);
    expect(stdout).toBe('members: refused, 2 problems in 2 rows\n');
    expect(stderr).toMatch(/line 3, birth_date: is not a day .*\n/);
    expect(stderr).toMatch(/line 3, state: is no state/);
    expect(stderr).toContain('Nothing was changed');
    expect(stdout + stderr).not.toContain('CANARY');
    expect(await line.documents('reference-import', ...IMPORT, 'members', 'members.csv')).toMatchObject([
      { outcome: 'bad-rows', edition: 0, problemCount: 2, problems: [{ line: 3 }, { line: 3 }] },
    ]);
    expect(await line.documents('reference-list', 'reference', 'list')).toMatchObject([
      { kind: 'providers', isLoaded: false },
      { kind: 'members', isLoaded: false },
      { kind: 'services', isLoaded: false },
      { kind: 'authorizations', isLoaded: false },
    ]);
  });

  it('warns of what is odd and takes it', async () => {
    put('members.csv', `${MEMBER_COLUMNS},Favourite Color`, '100000000001,Doe,Ann,1990-02-28,,,,,blue');
    const { code, stderr } = await line.run(...IMPORT, 'members', 'members.csv');
    expect(code).toBe(0);
    expect(stderr).toContain('no letter can be posted');
    expect(stderr).toContain('not read: Favourite Color');
  });

  it('checks only with --dry-run', async () => {
    put('services.csv', SERVICE_COLUMNS, 'E0424,,yes,no');
    const { code, stdout } = await line.run(...IMPORT, 'services', 'services.csv', '--dry-run');
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'services: sound, 1 rows; nothing was changed (--dry-run)\n' });
    expect((await line.run('reference', 'list')).stdout).toMatch(/^services +- +- +never loaded$/m);
  });

  it('exits 1 for a file that shrinks, and takes it with --yes-smaller', async () => {
    put('services.csv', SERVICE_COLUMNS, 'E0424,,yes,no', 'E0425,,yes,no');
    await line.run(...IMPORT, 'services', 'services.csv');
    put('services.csv', SERVICE_COLUMNS, 'E0424,,yes,no');
    const { code, stdout, stderr } = await line.run(...IMPORT, 'services', 'services.csv');
    expect({ code, stdout }).toEqual({ code: 1, stdout: 'services: refused, 2 rows would become 1\n' });
    expect(stderr).toContain('--yes-smaller');
    expect((await line.run(...IMPORT, 'services', 'services.csv', '--yes-smaller')).stdout).toContain(
      '1 rows, 2 before',
    );
  });

  it.each([
    [['services', 'absent.csv'], 'no such file'],
    [['prices', 'services.csv'], 'providers, members, services'],
    [['members', 'services.csv'], 'no column member_id'],
  ])('exits 2 for %s', async (words, message) => {
    put('services.csv', SERVICE_COLUMNS, 'E0424,,yes,no');
    const { code, stderr } = await line.run(...IMPORT, ...words);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe('x12gw reference list', () => {
  it('tells edition, rows and time of what is loaded', async () => {
    put('services.csv', SERVICE_COLUMNS, 'E0424,,yes,no');
    await line.run(...IMPORT, 'services', 'services.csv');
    const [, , services] = await line.documents('reference-list', 'reference', 'list');
    expect(services).toMatchObject({ kind: 'services', isLoaded: true, rows: 1, loadedAt: line.now.toISOString() });
    expect((await line.run('reference', 'list')).stdout).toMatch(/^services +\d+ +1 +2026-11-02 \d\d:\d\d +\w+$/m);
  });
});
