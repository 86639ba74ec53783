import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_OPTIONS } from '../../src/partners/profile.js';
import { openDatabase } from '../../src/store/sqlite/driver.js';
import { CommandLine } from './command-line.js';

let line: CommandLine;
beforeEach(async () => {
  line = new CommandLine();
  await line.run('init', 'gateway');
});
afterEach(() => line.remove());

const ADD = ['partner', 'add', 'northside', '--name', 'Northside Clinic', '--kind', 'provider'];
const SHOW = ['partner', 'show', 'northside'];

describe('x12gw partner', () => {
  it('registers a partner that may send nothing yet, with an inbox', async () => {
    expect((await line.run(...ADD, '--interchange-id', '110054321A', '--npi', '1598765430')).code).toBe(0);
    expect(await line.documents('partner', ...SHOW)).toEqual([
      {
        partner: 'northside',
        name: 'Northside Clinic',
        kind: 'provider',
        interchangeQualifier: 'ZZ',
        interchangeId: '110054321A',
        applicationIds: ['110054321A'],
        location: '110054321A',
        providers: [{ location: '110054321A', npis: ['1598765430'] }],
        allowances: [],
        options: DEFAULT_OPTIONS,
      },
    ]);
    expect(existsSync(join(line.folder, 'gateway/partners/northside/inbox'))).toBe(true);
  });

  it('keeps the choices made for a partner when it is changed', async () => {
    await line.run(...ADD, '--interchange-id', '110054321A');
    await line.withLedger(async (ledger) => {
      const { providers: _providers, allowances: _allowances, ...partner } = ledger.partner('northside')!;
      const options = { ...DEFAULT_OPTIONS, tolerateSetCount: true };
      await ledger.putPartner({ ...partner, options, npis: [] }, 'test', new Date().toISOString());
    });
    await line.run(...ADD, '--interchange-id', '110054321A', '--npi', '1598765430');
    const [changed] = await line.documents('partner', ...SHOW);
    expect(changed).toMatchObject({ options: { tolerateSetCount: true } });
  });

  it('says what it replaces when a partner is changed, also by leaving it out', async () => {
    await line.run(...ADD, '--interchange-id', '110054321A', '--npi', '1598765430', '--application-id', 'NORTH');
    const { stderr } = await line.run(...ADD, '--interchange-id', '110054321A', '--name', 'Northside');
    expect(stderr).toContain('NPIs of 110054321A replaced: 1598765430 -> none');
    expect(stderr).toContain('applicationIds replaced: NORTH -> 110054321A');
    expect(stderr).toContain('name replaced: Northside Clinic -> Northside');
  });

  it('links, unlinks and allows', async () => {
    await line.run(...ADD, '--interchange-id', '110054321A');
    await line.run('partner', 'link', 'northside', '110067890B', '--npi', '1876543210');
    await line.run('partner', 'allow', 'northside', '--transaction', '278', '--usage', 'T', '--state', 'testing');
    const [linked] = await line.documents('partner', ...SHOW);
    expect(linked).toMatchObject({
      providers: [{ location: '110054321A' }, { location: '110067890B', npis: ['1876543210'] }],
      allowances: [{ transactionSet: '278', usage: 'T', state: 'testing' }],
    });
    expect((await line.run('partner', 'unlink', 'northside', '110067890B')).code).toBe(0);
    const [unlinked] = await line.documents('partner', ...SHOW);
    expect(unlinked!.providers).toHaveLength(1);
    expect((await line.run('partner', 'unlink', 'northside', '110067890B')).code).toBe(1);
  });

  it('prints the link alone when one of many is made, and lists all when asked to show the partner', async () => {
    await line.run(...ADD, '--interchange-id', '110054321A');
    const locations = [...'BCDEFG'].map((letter) => `110067890${letter}`);
    const told: string[] = [];
    for (const location of locations) {
      told.push((await line.run('partner', 'link', 'northside', location, '--npi', '1876543210')).stdout);
    }
    expect(told.at(-1)).toBe('northside acts for 110067890G, NPI 1876543210 (6 linked)\n');
    const { stdout } = await line.run('partner', 'set', 'northside', '--snip', '5=warn');
    expect(stdout).toContain('acts for   6 providers: ');
    expect(stdout).not.toContain('110067890G');
    const shown = (await line.run(...SHOW)).stdout;
    for (const location of locations) expect(shown).toContain(location);
  });

  it('never unlinks the partner from its own location', async () => {
    await line.run(...ADD, '--interchange-id', '110054321A');
    expect((await line.run('partner', 'unlink', 'northside', '110054321A')).code).toBe(1);
    expect((await line.documents('partner', ...SHOW))[0]!.providers).toHaveLength(1);
  });

  it.each([
    ['an id that is no folder name', ['partner', 'add', '../etc', ...ADD.slice(3), '--interchange-id', '110054321A']],
    ['an interchange id with a delimiter', [...ADD, '--interchange-id', '11*54321A']],
    ['a location that is no folder name', [...ADD, '--interchange-id', '110054321A', '--location', '../x']],
    ['an NPI with nine digits', [...ADD, '--interchange-id', '110054321A', '--npi', '159876543']],
    ['an NPI with a wrong check digit', [...ADD, '--interchange-id', '110054321A', '--npi', '1598765431']],
    ['an interchange id of nine characters', [...ADD, '--interchange-id', '110054321']],
    ["a provider's id that is no location", [...ADD, '--interchange-id', 'NORTHSIDE1']],
  ])('refuses %s with exit code 2', async (_, argv) => {
    const { code, stderr } = await line.run(...argv);
    expect(code).toBe(2);
    expect(stderr).toContain('partner-invalid');
    expect((await line.run('partner', 'list')).code).toBe(1);
  });

  it('names everything that is wrong at once', async () => {
    const { code, stderr } = await line.run(...ADD, '--interchange-id', '110054321', '--npi', '1', '--qualifier', 'z');
    expect(code).toBe(2);
    for (const words of ['ten capital letters and digits', '1 is no NPI', 'ISA05']) expect(stderr).toContain(words);
  });

  it("takes an intermediary's own id of ten characters", async () => {
    const argv = [
      'partner',
      'add',
      'hub',
      '--name',
      'Hub',
      '--kind',
      'clearinghouse',
      '--interchange-id',
      'HUBHUBHUB1',
    ];
    expect((await line.run(...argv)).code).toBe(0);
  });

  it('takes an id of any length where the payer does', async () => {
    const file = join(line.folder, 'gateway/gateway.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('payer:\n', 'payer:\n  senderIdRule: any\n'));
    expect((await line.run(...ADD, '--interchange-id', 'NORTH', '--location', '110054321A')).code).toBe(0);
  });

  it('refuses an interchange id that another partner has with the same qualifier', async () => {
    await line.run(...ADD, '--interchange-id', '110054321A');
    const again = ['partner', 'add', 'southside', ...ADD.slice(3), '--interchange-id', '110054321A'];
    const { code, stderr } = await line.run(...again);
    expect(code).toBe(2);
    expect(stderr).toContain('The partner northside has the interchange id ZZ 110054321A already.');
    expect((await line.run(...again, '--qualifier', '30')).code).toBe(0);
    // The partner itself may be changed.
    expect((await line.run(...ADD, '--interchange-id', '110054321A', '--npi', '1598765430')).code).toBe(0);
  });

  it("refuses to link what is no location in the payer's form, or has a wrong NPI", async () => {
    await line.run(...ADD, '--interchange-id', '110054321A');
    const { code, stderr } = await line.run('partner', 'link', 'northside', '11006789', '--npi', '1876543211');
    expect(code).toBe(2);
    expect(stderr).toContain('11006789 is not a provider ID');
    expect(stderr).toContain('1876543211 is no NPI');
    expect((await line.documents('partner', ...SHOW))[0]!.providers).toHaveLength(1);
  });

  it('replaces the NPIs of a link, and says which by which', async () => {
    await line.run(...ADD, '--interchange-id', '110054321A');
    const link = (npi: string) => line.run('partner', 'link', 'northside', '110067890B', '--npi', npi);
    expect((await link('1876543210')).stderr).toBe('');
    expect((await link('1598765430')).stderr).toContain('NPIs of 110067890B replaced: 1876543210 -> 1598765430');
    const [partner] = await line.documents('partner', ...SHOW);
    expect(partner).toMatchObject({ providers: [{}, { npis: ['1598765430'] }] });
  });

  it.each([
    ['a transaction the gateway does not process', ['270', 'T', 'testing'], 'one of: 275, 276, 278, 837'],
    ['testing with production data', ['278', 'P', 'testing'], '--usage T --state testing'],
  ])('refuses to allow %s', async (_, [transaction, usage, state], hint) => {
    await line.run(...ADD, '--interchange-id', '110054321A');
    const allow = ['--transaction', transaction!, '--usage', usage!, '--state', state!];
    const { code, stderr } = await line.run('partner', 'allow', 'northside', ...allow);
    expect(code).toBe(2);
    expect(stderr).toContain(hint);
    expect((await line.documents('partner', ...SHOW))[0]!.allowances).toEqual([]);
  });

  it('exits 2 for a partner nobody registered', async () => {
    expect((await line.run('partner', 'link', 'nobody', '110067890B')).code).toBe(2);
    expect((await line.run('partner', 'show', 'nobody')).stderr).toContain('partner-unknown');
  });

  it('gives one ISA06 to one of two partners that are added at the same time', async () => {
    const add = (id: string) =>
      line.run('partner', 'add', id, '--name', id, '--kind', 'clearinghouse', '--interchange-id', 'SAMESAME01');
    const outcomes = await Promise.all([add('first'), add('second')]);
    expect(outcomes.map(({ code }) => code).sort()).toEqual([0, 2]);
    const list = (await line.run('partner', 'list')).stdout;
    expect(list.match(/SAMESAME01/g)).toHaveLength(1);
    expect(outcomes.find(({ code }) => code === 2)!.stderr).toContain('has the interchange id ZZ SAMESAME01 already');
  });

  it.each([
    ['the payer’s own id', ['--interchange-id', 'EXAMPLE'], "EXAMPLE is the payer's own id"],
    ['a GS02 of one character', ['--interchange-id', '110054321A', '--application-id', 'A'], '"A" is no GS02 id'],
    ['a GS02 with a separator', ['--interchange-id', '110054321A', '--application-id', 'A*BC'], 'is no GS02 id'],
    [
      'an assignment nobody has',
      ['--interchange-id', '110054321A', '--assignment', 'NONE'],
      'NONE is no PA assignment',
    ],
    ['no name', ['--interchange-id', '110054321A', '--name', ' '], 'A partner has a name.'],
  ])('refuses %s', async (_, words, sentence) => {
    const { code, stderr } = await line.run(...ADD, ...words);
    expect(code).toBe(2);
    expect(stderr).toContain(sentence);
    expect((await line.run('partner', 'list')).code).toBe(1);
  });

  it('lists what partners may send, and says what a link without an NPI does not do', async () => {
    await line.run(...ADD, '--interchange-id', '110054321A');
    const { stderr } = await line.run('partner', 'link', 'northside', '110067890B');
    expect(stderr).toContain('No NPI belongs to 110067890B');
    expect((await line.run('partner', 'list')).stdout).toMatch(/110054321A +2 +- +Northside/);
    await line.run(...'partner allow northside --transaction 278 --usage T --state testing'.split(' '));
    await line.run(...'partner approve northside --transaction 278 --waive known'.split(' '));
    await line.run(...'partner suspend northside --transaction 837 --reason duplicates'.split(' '));
    expect((await line.run('partner', 'list')).stdout).toContain('278 T P, 837 suspended');
  });

  it('with an ISA06 that another one has, as an earlier version could record it, is told by doctor', async () => {
    await line.run(...ADD, '--interchange-id', '110054321A');
    const other = ['partner', 'add', 'other', '--name', 'Other', '--kind', 'clearinghouse'];
    await line.run(...other, '--interchange-id', 'OTHER00001');
    const database = openDatabase(join(line.folder, 'gateway', 'ledger', 'ledger.db'));
    database.exec("UPDATE partner SET interchange_id = '110054321A' WHERE id = 'other'");
    database.close();
    const checks = await line.documents('doctor', 'doctor');
    expect(checks.filter(({ check }) => check === 'partner other')).toMatchObject([
      { severity: 'problem', problem: 'has the interchange id ZZ 110054321A, which northside has too' },
    ]);
  });
});
