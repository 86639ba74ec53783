import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run } from '../../src/cli/main.js';
import { loadConfiguration } from '../../src/config/load.js';
import { DEFAULT_OPTIONS } from '../../src/partners/profile.js';
import { Audit } from '../../src/store/sqlite/audit.js';
import { openDatabase } from '../../src/store/sqlite/driver.js';
import { Partners } from '../../src/store/sqlite/partners/partners.js';
import { receipt } from '../store/material.js';
import { CommandLine } from './command-line.js';

let line: CommandLine;
beforeEach(async () => {
  line = new CommandLine();
  await line.run('init', 'gateway');
});
afterEach(() => line.remove());

const FILE = `
partners:
  - id: hub
    name: Hub Billing
    kind: billing-intermediary
    interchangeId: 0123456789
    links:
      - location: 110067890B
        npis: [1876543210]
        transactions: [278, 275]
        from: 2026-01-01
      - { location: 110067891C }
    allowances:
      - { transaction: 278, usage: T, state: testing }
      - { transaction: 837, usage: P, state: approved, waive: known from the old system }
    options:
      tolerateSetCount: true
      duplicateWindowDays: 60
      snip: { 5: warn }
      rules: { 837p-claim-total-not-line-sum: warn }
`;

function write(text: string): void {
  writeFileSync(join(line.folder, 'partners.yaml'), text);
}

const apply = (...options: string[]) => line.run('partner', 'apply', 'partners.yaml', ...options);
const actions = async (...options: string[]) =>
  (await line.documents('partner-apply', 'partner', 'apply', 'partners.yaml', ...options)).map(
    ({ partner, action, differences }) => [partner, action, (differences as unknown[]).length > 0],
  );

/** Applies the file, and does something else between what is shown and the commit. */
async function applyWhile(change: (partners: Partners) => void): Promise<{ code: number; stderr: string }> {
  const configuration = join('gateway', 'gateway.yaml');
  const { dataDirectory } = loadConfiguration(join(line.folder, configuration));
  const database = openDatabase(join(dataDirectory, 'ledger', 'ledger.db'));
  let stderr = '';
  let isChanged = false;
  const meanwhile = () => {
    if (isChanged) return;
    isChanged = true;
    database.transaction(() => change(new Partners(database, new Audit(database)))).immediate();
  };
  const code = await run(['partner', 'apply', 'partners.yaml'], {
    stdout: { write: meanwhile },
    stderr: { write: (text) => (stderr += text) },
    environment: { X12GW_CONFIG: configuration },
    workingDirectory: line.folder,
    clock: { now: () => new Date() },
  });
  database.close();
  return { code, stderr };
}

describe('x12gw partner apply', () => {
  it('undoes nothing an operator stopped: neither an approval taken back nor, with --prune, a suspension', async () => {
    write(FILE);
    await apply();
    await line.run(...'partner allow hub --transaction 837 --usage P --state registered'.split(' '));
    const { code, stderr } = await apply();
    expect(code).toBe(2);
    expect(stderr).toContain('837 P was approved and taken back: a person approves it again');
    write(FILE.replace(/ +- \{ transaction: 837[^\n]*\n/, ''));
    await line.run('partner', 'suspend', 'hub', '--transaction', '278', '--usage', 'P', '--reason', 'called them');
    expect((await apply('--prune')).code).toBe(0);
    const [hub] = await line.documents('partner', 'partner', 'show', 'hub');
    expect(hub!.allowances).toContainEqual(
      expect.objectContaining({ transactionSet: '278', usage: 'P', state: 'suspended' }),
    );
  });

  it('adds what is not there, with its folders, ids as they are written, and one audited change each', async () => {
    write(FILE);
    const { code, stdout, stderr } = await apply();
    expect(stderr).toBe('One partner changed.\n');
    expect(code).toBe(0);
    expect(stdout).toContain('+ hub');
    expect(stdout).toContain('+ links.110067890B.npis: 1876543210');
    const [hub] = await line.documents('partner', 'partner', 'show', 'hub');
    expect(hub).toMatchObject({
      interchangeId: '0123456789',
      providers: [{ location: '0123456789' }, { transactions: ['278', '275'], from: '2026-01-01' }, { npis: [] }],
      allowances: [
        { transactionSet: '278', usage: 'T', state: 'testing' },
        { transactionSet: '837', usage: 'P', state: 'approved' },
      ],
      options: { tolerateSetCount: true, duplicateWindowDays: 60, validation: { snip: { 5: 'warn' } } },
    });
    expect(existsSync(join(line.folder, 'gateway/partners/hub/inbox'))).toBe(true);
    const approvals = await line.withLedger(async (ledger) => ledger.approvals('hub'));
    expect(approvals).toMatchObject([{ transactionSet: '837', waiver: 'known from the old system' }]);
  });

  it('changes nothing for what export prints, as YAML and as JSON', async () => {
    write(FILE);
    await apply();
    await line.run('partner', 'suspend', 'hub', '--transaction', '837', '--usage', 'P', '--reason', 'duplicates');
    for (const format of [[], ['--json']]) {
      const { stdout } = await line.run('partner', 'export', ...format);
      expect(stdout).not.toContain('waive');
      write(stdout);
      expect(await actions()).toEqual([['hub', 'none', false]]);
      expect(await actions('--prune')).toEqual([['hub', 'none', false]]);
    }
    const [file] = await line.documents('../partners', 'partner', 'export', 'hub');
    expect(file).toMatchObject({ partners: [{ id: 'hub', options: { snip: { 5: 'warn' } } }] });
  });

  it('shows each field that differs, and with --dry-run changes none', async () => {
    write(FILE);
    await apply();
    write(FILE.replace('Hub Billing', 'Hub Services').replace('duplicateWindowDays: 60', 'refuseTest: true'));
    const { stdout, stderr } = await apply('--dry-run');
    expect(stdout.split('\n').map((text) => text.trim())).toEqual([
      '~ hub',
      '~ name: Hub Billing -> Hub Services',
      '- options.duplicateWindowDays: 60',
      '+ options.refuseTest: true',
      '',
    ]);
    expect(stderr).toContain('nothing was (--dry-run)');
    expect((await line.documents('partner', 'partner', 'show', 'hub'))[0]!.name).toBe('Hub Billing');
  });

  it('keeps what the file does not name, and removes it with --prune alone', async () => {
    write(FILE);
    await apply();
    const one = FILE.replace('      - { location: 110067891C }\n', '').replace(/ {6}- \{ transaction: 278.*\n/, '');
    write(one);
    await line.run(
      'partner',
      'add',
      'old',
      '--name',
      'Old',
      '--kind',
      'clearinghouse',
      '--interchange-id',
      'OLDOLDOLD1',
    );
    const kept = await apply();
    expect(kept.stderr).toContain('hub keeps what the file does not name (--prune): link 110067891C, allowance 278 T');
    expect(await actions('--prune')).toEqual([
      ['hub', 'change', true],
      ['old', 'remove', true],
    ]);
    expect((await line.documents('partner', 'partner', 'list')).map(({ partner }) => partner)).toEqual(['hub']);
    const [hub] = await line.documents('partner', 'partner', 'show', 'hub');
    expect(hub).toMatchObject({ allowances: [{ transactionSet: '837' }], endedLinks: [{ location: '110067891C' }] });
    expect(hub!.providers).toHaveLength(2);
  });

  it('refuses a file with every problem and its line, and changes nothing', async () => {
    write(
      FILE.replace('1876543210', '1876543211')
        .replace('state: testing', 'state: approved')
        .replace('tolerateSetCount: true', 'tolerateSetCount: maybe')
        .replace('110067891C', '110067890B')
        .replace('- { transaction: 837', '- { transaction: 270'),
    );
    const { code, stderr } = await apply();
    expect(code).toBe(2);
    expect(stderr).toContain('partners.yaml has 5 problems:');
    expect(stderr).toContain('line 8, partners.0.links.0: 1876543211 is no NPI');
    expect(stderr).toContain('line 12, partners.0.links.1: 110067890B stands there twice.');
    expect(stderr).toContain(
      'line 14, partners.0.allowances.0: 278 T cannot be approved without evidence: no test file',
    );
    expect(stderr).toContain('line 15, partners.0.allowances.1: The gateway does not process 270');
    expect(stderr).toContain('The option tolerateSetCount cannot be "maybe"');
    expect((await line.run('partner', 'list')).code).toBe(1);
  });

  it.each([
    [
      'a field that is none',
      FILE.replace('name:', 'nmae:'),
      ['line 4, partners.0.nmae: is no field', 'name: is missing'],
    ],
    ['what is no YAML', 'partners: [', ['is not valid YAML']],
    [
      'two partners with one ISA06',
      `${FILE}${FILE.slice(11).replace('id: hub', 'id: twin')}`,
      ['twin has the interchange id'],
    ],
    [
      'a suspension without a reason',
      FILE.replace('state: testing', 'state: suspended'),
      ['A suspension needs a reason.'],
    ],
    ['production in test', FILE.replace('usage: T', 'usage: P'), ['say usage T']],
  ])('refuses %s', async (_, text, words) => {
    write(text);
    const { code, stderr } = await apply();
    expect(code).toBe(2);
    for (const word of words) expect(stderr).toContain(word);
  });

  it('never lifts a suspension', async () => {
    write(FILE);
    await apply();
    await line.run('partner', 'suspend', 'hub', '--transaction', '837', '--reason', 'duplicates');
    const { code, stderr } = await apply();
    expect(code).toBe(2);
    expect(stderr).toContain(
      '837 production is suspended and cannot become approved: it can only be resumed, to approved.',
    );
  });

  it('says when the file is not there', async () => {
    expect((await apply()).stderr).toContain('cannot be read (ENOENT)');
  });

  it('changes nothing when somebody else changed a partner after what differs was shown', async () => {
    write(FILE);
    await apply();
    write(FILE.replace('Hub Billing', 'Hub Clearing'));
    const { code, stderr } = await applyWhile((partners) => {
      const hub = partners.find('hub')!;
      const options = { ...hub.options, refuseTest: true };
      partners.put({ ...hub, npis: [], options }, 'somebody', '2026-11-02T14:30:01.000Z');
    });
    expect(code).toBe(3);
    expect(stderr).toContain('The partner hub was changed by somebody else meanwhile');
    expect(stderr).toContain('Nothing was changed.');
    const [hub] = await line.documents('partner', 'partner', 'show', 'hub');
    expect(hub).toMatchObject({ name: 'Hub Billing', options: { refuseTest: true } });
  });

  it('gives nobody an ISA06 that another partner got meanwhile', async () => {
    write(FILE);
    const { code, stderr } = await applyWhile((partners) => {
      const location = { id: '0123456789', providerId: '0123456789', serviceLocation: '' };
      const first = { id: 'first', name: 'First', kind: 'clearinghouse', location, npis: [] } as const;
      const ids = { interchangeQualifier: 'ZZ', interchangeId: '0123456789', applicationIds: [] };
      partners.put({ ...first, ...ids, options: DEFAULT_OPTIONS }, 'somebody', '2026-11-02T14:30:01.000Z');
    });
    expect(code).toBe(2);
    expect(stderr).toContain('The partner first has the interchange id ZZ 0123456789 already');
    expect((await line.run('partner', 'list')).stdout).not.toContain('hub');
  });

  it('approves nothing by way of a partner that is pruned and made again', async () => {
    write(FILE);
    await apply();
    await line.run('partner', 'suspend', 'hub', '--transaction', '837', '--usage', 'P', '--reason', 'duplicates');
    write('partners: []');
    expect((await apply('--prune')).code).toBe(0);
    write(FILE);
    const { code, stderr } = await apply();
    expect(code).toBe(2);
    expect(stderr).toContain('837 P was approved and taken back: a person approves it again');
  });

  it('names every partner that --prune cannot remove, also with --dry-run', async () => {
    const add = (id: string, interchangeId: string) =>
      line.run('partner', 'add', id, '--name', id, '--kind', 'clearinghouse', '--interchange-id', interchangeId);
    await add('first', 'FIRST00001');
    await add('second', 'SECOND0001');
    await line.withLedger(async (ledger) => {
      for (const partnerId of ['first', 'second']) await ledger.recordReceipt(receipt({ partnerId }));
    });
    write('partners: []');
    const { code, stderr } = await apply('--prune', '--dry-run');
    expect(code).toBe(3);
    expect(stderr).toContain('first has the unfinished file S00000001');
    expect(stderr).toContain('second has the unfinished file S00000002');
    expect((await line.run('partner', 'list')).stdout).toContain('second');
  });
});
