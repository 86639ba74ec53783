import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CommandLine } from './command-line.js';

let line: CommandLine;
beforeEach(() => {
  line = new CommandLine();
});
afterEach(() => line.remove());

describe('x12gw init', () => {
  it('makes an installation that doctor finds sound', async () => {
    expect(await line.documents('init', 'init', 'gateway')).toMatchObject([{ demoPartner: '' }]);
    const checks = await line.documents('doctor', 'doctor');
    expect(checks.length).toBeGreaterThan(5);
    expect(checks.filter(({ problem }) => problem !== '')).toEqual([]);
    expect((await line.run('doctor')).code).toBe(0);
  });

  it('keeps a configuration that is there', async () => {
    await line.run('init', 'gateway');
    const file = join(line.folder, 'gateway', 'gateway.yaml');
    const edited = readFileSync(file, 'utf8').replace('Demo Health Plan', 'Another Plan');
    writeFileSync(file, edited);
    expect((await line.run('init', 'gateway')).code).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe(edited);
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
    expect(statSync(join(line.folder, 'gateway/partners/demo-provider/inbox')).isDirectory()).toBe(true);
  });

  it('may be repeated', async () => {
    await line.run('init', 'gateway', '--demo');
    expect((await line.run('init', 'gateway', '--demo')).code).toBe(0);
    expect(await line.documents('partner', 'partner', 'list')).toHaveLength(1);
  });
});

describe('x12gw doctor', () => {
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
