import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkInstallation } from '../../src/gateway/check-installation.js';
import type { Check } from '../../src/operations/doctor.js';
import { takeExclusiveLock } from '../../src/store/sqlite/exclusive-lock.js';
import { caseInput, Installation } from '../gateway/installation.js';

let installation: Installation;

beforeEach(async () => {
  installation = await new Installation().prepare();
  installation.drop('a.x12', caseInput('278-clean'));
  await installation.runOnce();
});
afterEach(() => installation.remove());

const check = (repair = false): Promise<Check[]> =>
  installation.withLedger((ledger) =>
    checkInstallation(installation.folder, ledger, { repair, timeZone: 'America/New_York' }),
  );
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

  it('keeps the copy of a document that is claimed and not received yet', async () => {
    const arrival = '20200102T030405006-0123456789ab';
    const copy = join(installation.folder.originals, '2020-01-02', `${arrival}.received`);
    const claimed = join(
      installation.folder.partner(installation.partner).claimedAttachments,
      '0123456789ab',
      arrival,
      '1000000042~lab.pdf',
    );
    for (const path of [copy, claimed]) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, 'content');
    }
    expect(problems(await check(true)).map((one) => one.problem)).toEqual(['1 wait for more than a day']);
    expect(existsSync(copy)).toBe(true);
  });

  it('finds a document that is gone and one that nobody names, and removes the second when it repairs', async () => {
    const { folder } = installation;
    writeFileSync(join(folder.partner(installation.partner).attachments, 'note.txt'), 'Walks again.');
    await installation.runOnce();
    const known = readdirSync(folder.documents, { recursive: true, encoding: 'utf8' }).find((path) =>
      path.includes('/'),
    )!;
    expect(problems(await check())).toEqual([]);
    rmSync(join(folder.documents, known));
    const unnamed = folder.document('f'.repeat(64));
    mkdirSync(dirname(unnamed), { recursive: true });
    writeFileSync(unnamed, 'of nobody');
    utimesSync(unnamed, 0, 0);
    const found = problems(await check());
    expect(found.map((one) => one.problem)).toEqual([
      '1 files that no prior authorization names',
      'document 1 is missing',
    ]);
    for (const one of found) expect(one.hint).not.toBe('');
    expect(problems(await check(true)).map((one) => one.problem)).toEqual(['document 1 is missing']);
    expect(existsSync(unnamed)).toBe(false);
  });

  it('finds a load of a reference file that a crash cut off, and removes it when it repairs', async () => {
    await installation.withLedger((ledger) => ledger.beginReference('members', 'tester', '2026-03-05T12:00:00.000Z'));
    expect(problems(await check()).map((one) => one.problem)).toEqual(['1 loads did not come to their end']);
    expect(problems(await check(true))).toEqual([]);
    expect(await installation.withLedger((ledger) => ledger.referencesLeft())).toEqual([]);
  });

  it('leaves alone a reference file that is being loaded', async () => {
    await installation.withLedger((ledger) => ledger.beginReference('members', 'tester', '2026-03-05T12:00:00.000Z'));
    const lock = takeExclusiveLock(installation.folder.referenceLock)!;
    expect(problems(await check(true))).toEqual([]);
    lock.release();
    expect(await installation.withLedger((ledger) => ledger.referencesLeft())).toHaveLength(1);
  });

  it('makes the document folder of a partner when it repairs, and sees one that others may enter', async () => {
    const { attachments } = installation.folder.partner(installation.partner);
    rmSync(attachments, { recursive: true });
    expect(problems(await check())).toEqual([]);
    await check(true);
    chmodSync(attachments, 0o755);
    expect(problems(await check()).map((one) => one.check)).toEqual([`folder ${attachments}`]);
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
