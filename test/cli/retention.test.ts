import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { periodOf } from '../../src/config/retention-settings.js';
import { DailyRetention } from '../../src/gateway/rounds/daily-retention.js';
import { beginRetention } from '../../src/gateway/rounds/retention.js';
import { DataFolder } from '../../src/ingest/data-folder.js';
import { KeptLog } from '../gateway/installation.js';
import { copyFolder } from '../support/copy-folder.js';
import { forgetOutboxes } from '../support/forget-outboxes.js';
import { NOW } from './command-line.js';
import { ReviewLine } from './review-line.js';

const SEVEN_MONTHS_LATER = new Date('2027-06-02T14:30:00.000Z');

/** Answers of the file: its 999, its 278 response and the report beside them. */
const ANSWERS = 3;

let template: ReviewLine;
let line: ReviewLine;
let data: DataFolder;
/** A file that was answered: its answers lie in store and outbox; its request is pended. */
beforeAll(async () => {
  template = await new ReviewLine().prepare();
  const file = join(template.folder, 'gateway', 'gateway.yaml');
  writeFileSync(file, `${readFileSync(file, 'utf8')}\nretention:\n  originals: 6 months\n`);
  await template.submit();
});
afterAll(() => template.remove());
beforeEach(() => {
  line = new ReviewLine();
  copyFolder(join(template.folder, 'gateway'), join(line.folder, 'gateway'));
  data = new DataFolder(line.configuration.dataDirectory);
  forgetOutboxes(data.ledgerFile);
  line.now = SEVEN_MONTHS_LATER;
});
afterEach(() => line.remove());

const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .sort();
const by = (documents: Record<string, unknown>[], kind: string) => documents.find((one) => one.kind === kind)!;
const decided = (status: string) =>
  line.withLedger(async (ledger) => {
    const { trackingNumber } = ledger.priorAuthorizations({}, 0, 1).rows[0]!;
    await ledger.changePriorAuthorization({
      trackingNumber,
      ourId: 'X',
      now: NOW,
      folderDate: '2026-11-02',
      build: ({ submissionId: _submission, partnerId: _partner, ...pa }) => ({
        priorAuthorization: { ...pa, status: status as never, version: pa.version + 1, updatedAt: NOW },
        history: [{ at: NOW, actor: 'ann', channel: 'command', event: 'finish', details: {} }],
        answers: [],
        letters: [],
      }),
    });
  });

describe('retention', () => {
  it('shows first what would go and what stays for which reason, and changes nothing', async () => {
    // The first command of a later day seals the audit trail.
    await line.run('audit', 'seal');
    const before = filesIn(data.root);
    const plan = await line.documents('retention-plan', 'retention', 'plan');
    expect(by(plan, 'downloads')).toMatchObject({
      period: '6 months',
      count: ANSWERS,
      before: '2026-12-02T14:30:00.000Z',
    });
    expect(by(plan, 'originals')).toMatchObject({
      count: 0,
      heldBack: [{ reason: 'prior-authorization-open', count: 1, submissions: ['S00000001'] }],
    });
    expect(by(plan, 'outbox')).toMatchObject({ period: 'keep', before: '', count: ANSWERS });
    expect(filesIn(data.root)).toEqual(before);
    const { stdout } = await line.run('retention', 'plan');
    expect(stdout).toContain('originals: 1 stay, a prior authorization is not decided: S00000001');
    expect(stdout).toContain('outbox: 3 never picked up since 2026-11-02 and kept');
  });

  it('removes what is old and answered, keeps the rest, and everything says so afterwards', async () => {
    const [answer] = await line.documents('downloads', 'downloads', '--type', '999');
    const bytes = readFileSync(answer!.file as string, 'latin1');
    const first = await line.documents('retention-run', 'retention', 'run');
    expect(first.map(({ kind, removed }) => [kind, removed])).toEqual([
      ['downloads', ANSWERS],
      ['originals', 0],
    ]);
    expect(filesIn(data.downloads)).toEqual([]);
    expect(filesIn(data.originals)).toHaveLength(1);
    expect(filesIn(data.partner('demo-provider').outbox)).toHaveLength(ANSWERS);

    await decided('adjudicated');
    expect(by(await line.documents('retention-run', 'retention', 'run'), 'originals')).toMatchObject({ removed: 1 });
    expect(filesIn(data.originals)).toEqual([]);

    const [after] = await line.documents('downloads', 'downloads', '--type', '999');
    expect(after).toMatchObject({ removedAt: SEVEN_MONTHS_LATER.toISOString(), file: answer!.file });
    expect((await line.run('downloads')).stdout).toContain('removed 2027-06-02');
    const events = await line.documents('trace', 'trace', 'S1');
    expect(events.slice(-4).map(({ what }) => what)).toEqual([
      'answer removed under retention',
      'answer removed under retention',
      'answer removed under retention',
      'original removed under retention',
    ]);
    expect((await line.run('replay', 'S1')).stderr).toContain('Its original was removed on 2027-06-02 under retention');
    const checks = await line.documents('doctor', 'doctor', '--repair');
    expect(checks.filter(({ severity }) => severity === 'problem')).toEqual([]);
    expect(existsSync(answer!.file as string)).toBe(false);

    expect((await line.run('redeliver', 'S1.999')).code).toBe(0);
    expect(readFileSync(answer!.file as string, 'latin1')).toBe(bytes);
    expect(by(await line.documents('retention-run', 'retention', 'run'), 'downloads')).toMatchObject({
      removed: 0,
      heldBack: { recent: 1 },
    });
  });

  it('keeps what is young', async () => {
    line.now = new Date('2027-05-01T14:30:00.000Z');
    expect(by(await line.documents('retention-run', 'retention', 'run'), 'downloads')).toMatchObject({ removed: 0 });
    expect(filesIn(data.downloads)).toHaveLength(ANSWERS);
  });

  it('keeps what a legal hold covers, and removes it after the release', async () => {
    await decided('adjudicated');
    const hold = ['legal-hold', 'add', '--member', '100000000001', '--reason', 'Matter 7'];
    const member = await line.withLedger(
      async (ledger) => ledger.priorAuthorizations({}, 0, 1).rows[0]!.request.member.memberId,
    );
    hold[3] = member;
    const [held] = await line.documents('legal-hold', ...hold);
    expect(held).toMatchObject({ kind: 'member', reason: 'Matter 7' });
    const { stdout, stderr } = await line.run('legal-hold', 'list');
    expect(stdout + stderr + JSON.stringify(held)).not.toContain(member);
    expect((await line.run('legal-hold', 'list', '--show-values')).stdout).toContain(member);

    const kept = await line.documents('retention-run', 'retention', 'run');
    expect(by(kept, 'downloads')).toMatchObject({ removed: 0, heldBack: { 'legal-hold': ANSWERS } });
    expect(by(kept, 'originals')).toMatchObject({ removed: 0, heldBack: { 'legal-hold': 1 } });
    await line.documents('legal-hold', 'legal-hold', 'release', '1', '--reason', 'closed');
    const gone = await line.documents('retention-run', 'retention', 'run');
    expect([by(gone, 'downloads').removed, by(gone, 'originals').removed]).toEqual([ANSWERS, 1]);
  });

  it('refuses to run without periods, and a hold without one subject', async () => {
    const file = join(line.folder, 'gateway', 'gateway.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/\nretention:[\s\S]*/, '\n'));
    expect((await line.run('retention', 'run')).code).toBe(2);
    expect((await line.run('retention', 'plan')).stderr).toContain('Nothing is ever removed');
    expect((await line.run('legal-hold', 'add', '--reason', 'r')).code).toBe(2);
    expect((await line.run('legal-hold', 'add', 'S1', '--partner', 'demo-provider', '--reason', 'r')).code).toBe(2);
    expect((await line.run('legal-hold', 'add', 'S9', '--reason', 'r')).code).toBe(2);
    expect((await line.run('legal-hold', 'release', '7', '--reason', 'r')).code).toBe(2);
    expect(filesIn(data.downloads)).toHaveLength(ANSWERS);
  });

  it('reports what the disk refuses, loses nothing, and removes it with the next run', async () => {
    const [answer] = await line.documents('downloads', 'downloads', '--type', '999');
    const path = answer!.file as string;
    const bytes = readFileSync(path);
    // A folder in its place cannot be unlinked, whoever runs the test.
    rmSync(path);
    mkdirSync(join(path, 'inner'), { recursive: true });
    const { code, stderr } = await line.run('retention', 'run');
    expect(code).toBe(3);
    expect(stderr).not.toContain(path);
    rmSync(path, { recursive: true });
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
    expect(by(await line.documents('retention-run', 'retention', 'run'), 'downloads')).toMatchObject({
      removed: 1,
      failed: 0,
    });
    expect(existsSync(path)).toBe(false);
  });
});

describe('a retention run that is cut off', () => {
  const cutOffAt = (step: string) =>
    line.withLedger(async (ledger) => {
      const { configuration } = line;
      const clock = { now: () => line.now };
      const locked = beginRetention({
        configuration,
        folder: data,
        ledger,
        clock,
        actor: 'gateway',
        onFailure: () => undefined,
        observe: (reached) => {
          if (reached === step) throw new Error('cut off');
        },
      })!;
      try {
        while (!locked.run.isDone) await locked.run.step();
      } finally {
        locked.release();
      }
    });

  it.each(['begun', 'marked', 'removed', 'confirmed'])('after "%s" is gone on with, and counted once', async (step) => {
    await expect(cutOffAt(step)).rejects.toThrow('cut off');
    const result = by(await line.documents('retention-run', 'retention', 'run'), 'downloads');
    expect(result).toMatchObject({ round: 1, removed: ANSWERS, oldest: NOW });
    expect(filesIn(data.downloads)).toEqual([]);
    const rows = await line.withLedger(async (ledger) => ledger.removalsLeft('downloads', 0, 10));
    expect(rows).toEqual([]);
  });

  it('leaves what a legal hold covers since, and what a longer period keeps', async () => {
    await expect(cutOffAt('marked')).rejects.toThrow('cut off');
    await line.run('legal-hold', 'add', 'S1', '--reason', 'Matter 7');
    await line.documents('retention-run', 'retention', 'run');
    expect(filesIn(data.downloads)).toHaveLength(ANSWERS);
    await line.run('legal-hold', 'release', '1', '--reason', 'closed');
    await expect(cutOffAt('marked')).rejects.toThrow('cut off');
    const file = join(line.folder, 'gateway', 'gateway.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('originals: 6 months', 'downloads: keep'));
    await line.documents('retention-run', 'retention', 'run');
    expect(filesIn(data.downloads)).toHaveLength(ANSWERS);
    expect((await line.documents('downloads', 'downloads')).map(({ removedAt }) => removedAt)).toEqual(['', '', '']);
  });
});

describe('the gateway', () => {
  it('makes a run once a day, and none without periods', async () => {
    await line.withLedger(async (ledger) => {
      const log = new KeptLog();
      const gateway = { ledger, folder: data, clock: { now: () => line.now }, logger: log };
      await new DailyRetention({
        ...gateway,
        configuration: { ...line.configuration, retention: undefined } as never,
      }).round(() => false, 'whole');
      expect(ledger.lastRetentions()).toEqual([]);
      const daily = new DailyRetention({ ...gateway, configuration: line.configuration });
      await daily.round(() => false, 'none');
      expect(ledger.lastRetentions()).toEqual([]);
      await daily.round(() => false, 'moments');
      expect(ledger.lastRetentions().map(({ kind, removed }) => [kind, removed])).toEqual([
        ['downloads', ANSWERS],
        ['originals', 0],
      ]);
      expect(log.lines.join()).toContain('"event":"retention"');
      line.now = new Date(line.now.getTime() + 23 * 3_600_000);
      await daily.round(() => false, 'moments');
      expect(ledger.lastRetentions().map(({ id }) => id)).toEqual([1, 2]);
      line.now = new Date(line.now.getTime() + 3_600_000);
      await daily.round(() => false, 'moments');
      expect(ledger.lastRetentions().map(({ id }) => id)).toEqual([3, 4]);
    });
  });

  it('removes documents of decided prior authorizations, unless the same bytes are just coming in again', async () => {
    const [tracking] = await line.withLedger(async (ledger) =>
      ledger.priorAuthorizations({}, 0, 1).rows.map(({ trackingNumber }) => trackingNumber),
    );
    const sheet = join(line.folder, 'notes.txt');
    writeFileSync(sheet, 'CLINICAL NOTES\n');
    line.now = new Date(NOW);
    expect((await line.run('pa', 'attach', tracking!, sheet)).code).toBe(0);
    await decided('adjudicated');
    line.now = SEVEN_MONTHS_LATER;
    const [stored] = await line.documents('pa-documents', 'pa', 'documents', tracking!);
    const path = data.document(stored!.sha256 as string);
    const configuration = {
      ...line.configuration,
      retention: { ...line.configuration.retention!, documents: periodOf('6 months') },
    };
    const runOnce = () =>
      line.withLedger(async (ledger) => {
        const clock = { now: () => line.now };
        const parts = { configuration, folder: data, ledger, clock, actor: 'ann', onFailure: () => undefined };
        const locked = beginRetention(parts)!;
        while (!locked.run.isDone) await locked.run.step();
        locked.release();
      });
    await runOnce();
    expect(existsSync(path)).toBe(true);
    const dayBefore = new Date(Date.now() - 2 * 86_400_000);
    utimesSync(path, dayBefore, dayBefore);
    await runOnce();
    expect(existsSync(path)).toBe(false);
    const [gone] = await line.documents('pa-documents', 'pa', 'documents', tracking!);
    expect(gone).toMatchObject({ removedAt: SEVEN_MONTHS_LATER.toISOString() });
    const checks = await line.documents('doctor', 'doctor', '--repair');
    expect(checks.filter(({ severity }) => severity === 'problem')).toEqual([]);
  });
});
