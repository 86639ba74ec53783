import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkInstallation } from '../../src/gateway/check-installation.js';
import type { Check } from '../../src/operations/doctor.js';
import { caseInput, Installation } from '../gateway/installation.js';

let installation: Installation;

beforeEach(async () => {
  installation = await new Installation().prepare();
  installation.drop('a.x12', caseInput('278-clean'));
  await installation.runOnce();
});
afterEach(() => installation.remove());

const check = (repair = false): Promise<Check[]> =>
  installation.withLedger((ledger) => checkInstallation(installation.folder, ledger, { repair }));
const problems = (checks: readonly Check[]) => checks.filter((one) => one.problem !== '');

describe('the doctor', () => {
  it('finds nothing in a sound installation', async () => {
    expect(problems(await check())).toEqual([]);
  });

  it('finds a missing answer and a missing folder, says what to do, and repairs both', async () => {
    const { downloads, handoff } = installation.folder;
    const lost = readdirSync(downloads, { recursive: true, encoding: 'utf8' }).find((path) =>
      path.endsWith('999.x12'),
    )!;
    rmSync(join(downloads, lost));
    rmSync(handoff, { recursive: true });
    const found = problems(await check());
    expect(found.map((one) => one.problem)).toEqual(expect.arrayContaining([`${lost} is missing`, 'is missing']));
    for (const one of found) expect(one.hint).not.toBe('');
    expect(problems(await check(true))).toEqual([]);
    expect(problems(await check())).toEqual([]);
  });

  it('finds a copy of a received file that has no receipt, and removes it when it repairs', async () => {
    const left = join(installation.folder.originals, '2020-01-02', '20200102T030405006-0123456789ab.received');
    mkdirSync(dirname(left));
    writeFileSync(left, '');
    expect(problems(await check()).map((one) => one.problem)).toEqual(['1 have none']);
    expect(existsSync(left)).toBe(true);
    expect(problems(await check(true))).toEqual([]);
    expect(existsSync(left)).toBe(false);
  });

  it('finds a folder that others may enter', async () => {
    chmodSync(installation.folder.downloads, 0o755);
    expect(problems(await check()).map((one) => one.problem)).toContain('other users of this machine may enter it');
  });

  it('names the gateway that runs', async () => {
    const lines = async () => (await check()).map((one) => one.check).join('\n');
    expect(await lines()).toContain('no gateway runs here');
    const running = await installation.start();
    expect(await lines()).toContain(`the gateway runs: process ${process.pid}`);
    await running.stop();
  });
});
