import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SubmitOptions, submitFiles } from '../../src/gateway/submit.js';
import { openDatabase } from '../../src/store/sqlite/driver.js';
import { caseInput, Installation, numbered } from './installation.js';

let installation: Installation;

beforeEach(async () => {
  installation = await new Installation().prepare();
});
afterEach(() => installation.remove());

/** Writes files beside the installation and submits them. */
function submit(contents: readonly string[], changes: Partial<SubmitOptions> = {}) {
  const files = contents.map((content, at) => {
    const path = join(installation.root, `mine-${at}.x12`);
    writeFileSync(path, content, 'latin1');
    return path;
  });
  const options = { partner: installation.partner, waitSeconds: 60, actor: 'clerk', ...changes };
  return submitFiles(installation.configuration, files, { ...installation.options(), ...options });
}

const originals = () =>
  readdirSync(installation.folder.originals, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.received'))
    .sort();
const recorded = () => installation.withLedger((ledger) => ledger.unfinished().length);

describe('a submitted file', () => {
  it('is processed here and now when no gateway runs, and stays where it is', async () => {
    const content = caseInput('278-clean');
    const { submissions, isComplete } = await submit([content]);
    expect(isComplete).toBe(true);
    expect(submissions).toMatchObject([{ disposition: 'accepted', state: 'applied', channel: 'cli', actor: 'clerk' }]);
    expect(readFileSync(join(installation.root, 'mine-0.x12'), 'latin1')).toBe(content);
    expect(installation.outboxNames()).toContain('S00000001.999.x12');
  });

  it('is processed by the gateway that runs', async () => {
    const running = await installation.start();
    const { submissions } = await submit([caseInput('278-clean'), numbered(caseInput('278-clean'), 2)]);
    expect(submissions.map((submission) => submission.disposition)).toEqual(['accepted', 'accepted']);
    await running.stop();
  });

  it('is only recorded when nobody waits', async () => {
    const { submissions, isComplete } = await submit([caseInput('278-clean')], { waitSeconds: 0 });
    expect(isComplete).toBe(false);
    expect(submissions).toMatchObject([{ number: 'S00000001', state: 'received' }]);
  });
});

describe('several files', () => {
  it('are recorded all or none; copies that were left behind are removed at a later start, and only these', async () => {
    const contents = [caseInput('278-clean'), numbered(caseInput('278-clean'), 2)];
    const { folder } = installation;
    const database = openDatabase(folder.ledgerFile);
    // The second receipt cannot be written.
    database.exec(`CREATE TRIGGER broken BEFORE INSERT ON submission WHEN new.sender_file_name = 'mine-1.x12'
      BEGIN SELECT RAISE(ABORT, 'broken'); END`);
    await expect(submit(contents, { waitSeconds: 0 })).rejects.toThrow();
    expect(await recorded()).toBe(0);
    expect(originals()).toHaveLength(2);
    database.exec('DROP TRIGGER broken');
    database.close();

    const [claimed, left] = originals() as [string, string];
    const claim = join(folder.partner('pineridge').claimed, '0123456789ab', basename(claimed, '.received'));
    mkdirSync(claim, { recursive: true });
    await installation.runOnce({ withoutInboxes: true });
    expect(originals()).toEqual([claimed, left]);
    await submit([contents[0]!], { waitSeconds: 0 });
    const clock = { now: () => new Date(Date.now() + 3_700_000) };
    await installation.runOnce({ withoutInboxes: true, clock });
    expect(originals()).toHaveLength(2);
    expect(originals()).not.toContain(left);
    const arrival = basename(left, '.received');
    expect(installation.log.lines.filter((line) => line.includes('without a receipt'))).toEqual([
      expect.stringContaining(arrival),
    ]);
  });
});

describe('nothing is received', () => {
  const test = caseInput('278-clean');
  const production = numbered(test.replace(/\*T\*:~/, '*P*:~'), 9);

  it.each([
    ['one file says another usage than was said', [test, production], { usage: 'T' }, 'usage-differs'],
    ['production data was not announced', [production], {}, 'usage-not-said'],
    ['the partner is unknown', [test], { partner: 'nobody' }, 'partner-unknown'],
  ] as const)('when %s', async (_name, contents, changes, code) => {
    await expect(submit(contents, changes)).rejects.toMatchObject({ code, exitCode: 2 });
    expect(await recorded()).toBe(0);
  });

  it('when a file is absent or a folder', async () => {
    const options = { ...installation.options(), partner: installation.partner, waitSeconds: 1, actor: 'clerk' };
    for (const path of [join(installation.root, 'absent.x12'), installation.root]) {
      const submitting = submitFiles(installation.configuration, [path], options);
      await expect(submitting).rejects.toMatchObject({ code: 'file-absent', exitCode: 2 });
    }
  });

  it('but a link to a file is as good as the file', async () => {
    writeFileSync(join(installation.root, 'target.x12'), test, 'latin1');
    symlinkSync('target.x12', join(installation.root, 'link.x12'));
    const options = { ...installation.options(), partner: installation.partner, waitSeconds: 0, actor: 'clerk' };
    await submitFiles(installation.configuration, [join(installation.root, 'link.x12')], options);
    expect(await recorded()).toBe(1);
  });
});
