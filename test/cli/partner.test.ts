import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_OPTIONS } from '../../src/partners/profile.js';
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
  ])('refuses %s with exit code 2', async (_, argv) => {
    const { code, stderr } = await line.run(...argv);
    expect(code).toBe(2);
    expect(stderr).toContain('partner-invalid');
    expect((await line.run('partner', 'list')).code).toBe(1);
  });

  it('exits 2 for a partner nobody registered', async () => {
    expect((await line.run('partner', 'link', 'nobody', '110067890B')).code).toBe(2);
    expect((await line.run('partner', 'show', 'nobody')).stderr).toContain('partner-unknown');
  });
});
