import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CommandLine } from './command-line.js';

let line: CommandLine;
beforeEach(() => {
  line = new CommandLine();
});
afterEach(() => line.remove());

const configurationFile = () => join(line.folder, 'gateway', 'gateway.yaml');

function editConfiguration(from: string, to: string): void {
  writeFileSync(configurationFile(), readFileSync(configurationFile(), 'utf8').replaceAll(from, to));
}

describe('x12gw init', () => {
  it.each([[[]], [['--demo']]])('makes an installation that doctor finds sound: init %s', async (options) => {
    expect(await line.documents('init', 'init', 'gateway', ...options)).toMatchObject([{ kept: [] }]);
    const checks = await line.documents('doctor', 'doctor');
    expect(checks.length).toBeGreaterThan(5);
    expect(checks.filter(({ severity }) => severity === 'problem')).toEqual([]);
    expect((await line.run('doctor')).code).toBe(0);
  });

  it('keeps a configuration that is there, and says so', async () => {
    await line.run('init', 'gateway');
    editConfiguration('Example Health Plan', 'Another Plan');
    const { code, stderr } = await line.run('init', 'gateway');
    expect(code).toBe(0);
    expect(stderr).toContain('Kept as it was: gateway/gateway.yaml');
    expect(readFileSync(configurationFile(), 'utf8')).toContain('Another Plan');
    const [{ kept }] = (await line.documents('init', 'init', 'gateway')) as [{ kept: string[] }];
    expect(kept).toEqual([configurationFile(), join(line.folder, 'gateway/ledger/ledger.db')]);
  });

  it('says when the samples of the demo are for another payer than the configuration that was there', async () => {
    await line.run('init', 'gateway');
    expect((await line.run('init', 'gateway', '--demo')).stderr).toContain('for the payer DMA7384; here it is EXAMPLE');
  });

  it('adds the demo partner, approved for test and production, with its inbox', async () => {
    await line.run('init', 'gateway', '--demo');
    const [partner] = await line.documents('partner', 'partner', 'show', 'demo-provider');
    expect(partner).toMatchObject({ interchangeId: '110012345A', location: '110012345A' });
    expect(partner!.allowances).toEqual(
      expect.arrayContaining([
        { transactionSet: '278', usage: 'P', state: 'approved' },
        { transactionSet: '278', usage: 'T', state: 'approved' },
        { transactionSet: '837', usage: 'P', state: 'approved' },
        { transactionSet: '837', usage: 'T', state: 'approved' },
      ]),
    );
    for (const folder of ['inbox', 'outbox', 'claimed']) {
      expect(statSync(join(line.folder, 'gateway/partners/demo-provider', folder)).isDirectory()).toBe(true);
    }
  });

  it('may be repeated', async () => {
    await line.run('init', 'gateway', '--demo');
    expect((await line.run('init', 'gateway', '--demo')).code).toBe(0);
    expect(await line.documents('partner', 'partner', 'list')).toHaveLength(1);
  });
});

describe('x12gw doctor', () => {
  it('warns until the payer is no longer the example', async () => {
    await line.run('init', 'gateway');
    const warnings = async () =>
      (await line.documents('doctor', 'doctor')).filter(({ severity }) => severity === 'warning');
    expect(await warnings()).toMatchObject([{ check: 'payer', problem: expect.stringContaining('payer.name') }]);
    expect((await line.run('doctor')).stdout).toContain('payer.id (EXAMPLE)');
    editConfiguration('Example Health Plan', 'Another Plan');
    expect(await warnings()).toMatchObject([{ problem: expect.not.stringContaining('payer.name') }]);
    editConfiguration('EXAMPLE', 'ANOTHER');
    expect(await warnings()).toEqual([]);
  });

  it('exits 3 and says why when the ledger is absent', async () => {
    await line.run('init', 'gateway');
    writeFileSync(
      join(line.folder, 'gateway/gateway.yaml'),
      'dataDirectory: elsewhere\npayer: { name: Demo, id: DMA7384, timeZone: UTC }\n',
    );
    const { code, stderr } = await line.run('doctor');
    expect(code).toBe(3);
    expect(stderr).toContain('ledger-absent');
  });
});
