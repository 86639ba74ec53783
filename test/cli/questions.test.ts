import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CommandLine, NOW, receive } from './command-line.js';

let line: CommandLine;
beforeEach(async () => {
  line = new CommandLine();
  await line.run('init', 'gateway', '--demo');
});
afterEach(() => line.remove());

/** A file that was refused as a whole, with its report stored. */
function refuse() {
  return line.withLedger(async (ledger) => {
    const { id } = await receive(ledger);
    const attempt = await ledger.beginAttempt(id, { now: NOW, alone: false, digests: {} });
    await ledger.completeExamination({
      submissionId: id,
      attempt,
      disposition: 'rejected',
      findings: [],
      answers: [
        {
          type: 'report',
          extension: 'txt',
          location: { id: '110012345A', providerId: '110012345', serviceLocation: 'A' },
          usage: 'unknown',
          interchange: -1,
          controlNumber: 0,
          content: Buffer.from('The file is empty.\n'),
        },
      ],
      now: NOW,
      folderDate: '2026-11-02',
    });
    return ledger.submission({ id })!.number;
  });
}

describe('asking what happened', () => {
  it("traces a submission and never shows the sender's file name", async () => {
    const number = await refuse();
    const events = await line.documents('trace', 'trace', number);
    expect(events.length).toBeGreaterThan(1);
    const { code, stdout } = await line.run('trace', 'S1');
    expect(code).toBe(0);
    expect(stdout).toContain(number);
    expect(stdout).not.toContain('CANARY');
  });

  it('exits 1 for a number nothing has', async () => {
    expect((await line.run('trace', 'S999')).code).toBe(1);
    expect((await line.run('pa', 'show', '1000000042')).code).toBe(1);
    expect((await line.run('pa', 'list')).code).toBe(1);
  });

  it('counts and lists what is not finished', async () => {
    await line.withLedger((ledger) => receive(ledger));
    const [status] = await line.documents('status', 'status');
    expect(status).toMatchObject({ counts: { submissions: 1 }, unfinished: [{ state: 'received', attempts: 0 }] });
  });

  it('counts the files that wait for intake, and only those it would take', async () => {
    const folder = join(line.folder, 'gateway/partners/demo-provider');
    const claim = join(folder, 'claimed/0123456789ab/20261102T143000000-0123456789ab');
    mkdirSync(claim, { recursive: true });
    mkdirSync(join(folder, 'inbox/subfolder'));
    for (const name of ['claims.x12', 'more', '.hidden', 'a.tmp', 'b.part', 'c.filepart', 'd.writing']) {
      writeFileSync(join(folder, 'inbox', name), 'ISA');
    }
    writeFileSync(join(claim, 'claims.x12'), 'ISA');
    line.now = new Date(Date.now() + 301_000);
    const [status] = await line.documents('status', 'status');
    expect(status!.waiting).toEqual([
      { partner: 'demo-provider', inbox: 2, claimed: 1, oldestSeconds: expect.closeTo(300, -1) },
    ]);
    expect((await line.run('status')).stdout).toMatch(/demo-provider +2 +1 +5 min/);
  });

  it('tells of an outbox that is another folder than the one answers were delivered into', async () => {
    await line.withLedger((ledger) => ledger.keepOutbox('demo-provider', '1'));
    const [status] = await line.documents('status', 'status');
    expect(status!.waiting).toMatchObject([{ partner: 'demo-provider', outbox: 'replaced' }]);
    const { stdout, stderr } = await line.run('status');
    expect(stdout).toMatch(/demo-provider +the outbox is not the folder that answers were delivered into/);
    expect(stderr).toContain('Next: x12gw doctor');
  });

  it('has nothing waiting in a new installation', async () => {
    const [status] = await line.documents('status', 'status');
    expect(status!.waiting).toEqual([{ partner: 'demo-provider', inbox: 0, claimed: 0, oldestSeconds: 0 }]);
    expect((await line.run('status')).stderr).toContain('No file waits');
  });

  it('lists in reconcile what has no answer yet, with exit code 1', async () => {
    expect((await line.run('reconcile')).code).toBe(0);
    await line.withLedger((ledger) => receive(ledger));
    expect((await line.documents('reconcile', 'reconcile')).length).toBeGreaterThan(0);
    expect((await line.run('reconcile')).code).toBe(1);
  });
});

describe('x12gw downloads', () => {
  it('finds answers by each filter and copies them byte for byte', async () => {
    const number = await refuse();
    for (const filter of [
      ['--submission', number],
      ['--provider', '110012345A'],
      ['--provider', '110012345'],
      ['--type', 'report'],
      ['--from', '2026-11-02', '--to', '2026-11-02'],
    ]) {
      expect(await line.documents('downloads', 'downloads', ...filter)).toMatchObject([{ submission: number }]);
    }
    expect((await line.run('downloads', '--get', 'answers')).code).toBe(0);
    expect(readFileSync(join(line.folder, 'answers', `${number}.report.txt`), 'utf8')).toBe('The file is empty.\n');
  });

  it.each([
    ['--submission', 'S999'],
    ['--provider', '110012345B'],
    ['--provider', '99'],
    ['--type', '999'],
    ['--usage', 'P'],
    ['--to', '2026-11-01'],
  ])('exits 1 when nothing fits %s %s', async (...filter) => {
    await refuse();
    expect(await line.run('downloads', ...filter)).toMatchObject({ code: 1, stdout: '' });
  });

  it('offers only the kinds of answer there are', async () => {
    expect((await line.run('downloads', '--type', '276')).stderr).toContain('ta1, 999, 278, report, claims');
  });

  it('refuses a date that is none', async () => {
    expect((await line.run('downloads', '--from', '2026-13-01')).code).toBe(2);
  });
});

describe('x12gw quarantine', () => {
  it.each(['release', 'discard'] as const)('lists a file set aside, and can %s it once', async (decision) => {
    const number = await line.withLedger(async (ledger) => {
      const { id } = await receive(ledger);
      await ledger.quarantine(id, 'overran three times', [], NOW, '2026-11-02');
      return ledger.submission({ id })!.number;
    });
    expect(await line.documents('quarantine-list', 'quarantine', 'list')).toMatchObject([{ submission: number }]);
    const [settled] = await line.documents('quarantine-decision', 'quarantine', decision, number);
    expect(settled).toMatchObject({ decision, state: decision === 'release' ? 'received' : 'discarded' });
    expect(await line.run('quarantine', 'list')).toMatchObject({ code: 0, stdout: '' });
    expect(await line.run('quarantine', decision, number)).toMatchObject({ code: 2 });
  });
});
