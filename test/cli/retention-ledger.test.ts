import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { beginRetention } from '../../src/gateway/rounds/retention.js';
import { DataFolder } from '../../src/ingest/data-folder.js';
import { openDatabase } from '../../src/store/sqlite/driver.js';
import { draft } from '../store/material.js';
import { copyFolder } from '../support/copy-folder.js';
import { forgetOutboxes } from '../support/forget-outboxes.js';
import { NOW } from './command-line.js';
import { ReviewLine, twoLineRequest } from './review-line.js';

const EIGHT_YEARS_LATER = new Date('2034-11-02T14:30:00.000Z');
const SAMPLES = join(import.meta.dirname, '../../fixtures/samples');

let template: ReviewLine;
let line: ReviewLine;
let data: DataFolder;
let tracking: string;

/** A request that was decided, and a file one of whose sets was refused: both answered, both delivered. */
beforeAll(async () => {
  template = await new ReviewLine().prepare();
  const file = join(template.folder, 'gateway', 'gateway.yaml');
  const periods = 'outbox: 1 year, originals: 1 year, quarantined: 1 year, documents: 1 year, ledger: 7 years';
  writeFileSync(file, `${readFileSync(file, 'utf8')}\nretention: { ${periods} }\n`);
  [tracking] = (await template.submit()) as [string];
  const sheet = join(template.folder, 'CANARY-NOTES.txt');
  writeFileSync(sheet, 'CLINICAL NOTES\n');
  await template.run('pa', 'attach', tracking, sheet);
  await template.run('pa', 'take', tracking);
  await template.run('pa', 'decide', tracking, '--deny', '--reason', '0F', '--message', 'CANARYWORDS');
  const mixed = readFileSync(join(SAMPLES, '06-one-bad-set-of-three.x12'), 'latin1');
  await expect(template.submit(mixed)).rejects.toThrow('partially-accepted');
  // The others are closed without the desk, the letters made without a gateway, and all are delivered.
  await template.withLedger(async (ledger) => {
    for (const { trackingNumber, status } of ledger.priorAuthorizations({}, 0, 9).rows) {
      if (status === 'adjudicated') continue;
      await ledger.changePriorAuthorization({
        trackingNumber,
        ourId: 'X',
        now: NOW,
        folderDate: '2026-11-02',
        build: ({ submissionId: _submission, partnerId: _partner, ...whole }) => ({
          priorAuthorization: { ...whole, status: 'void', version: whole.version + 1, updatedAt: NOW },
          history: [{ at: NOW, actor: 'ann', channel: 'command', event: 'finish', details: {} }],
          answers: [],
          letters: [],
        }),
      });
    }
    for (const { id } of ledger.letters({}, 0, 9).rows) {
      const content = Buffer.from('CANARYWORDS');
      await ledger.storeLetter(
        id,
        { answers: [draft({ type: 'notice', target: 'letters', content })] },
        NOW,
        '2026-11-02',
      );
    }
    for (const [from, to] of [
      ['stored', 'written'],
      ['written', 'delivered'],
    ] as const) {
      for (const { id } of ledger.answersInState(from, 0, 99)) await ledger.moveAnswer(id, to, NOW);
    }
    expect(ledger.letters({ state: 'made' }, 0, 9).rows.length).toBeGreaterThan(0);
  });
  expect((await template.row(tracking)).status).toBe('adjudicated');
});
afterAll(() => template.remove());
beforeEach(() => {
  line = new ReviewLine();
  copyFolder(join(template.folder, 'gateway'), join(line.folder, 'gateway'));
  data = new DataFolder(line.configuration.dataDirectory);
  forgetOutboxes(data.ledgerFile);
  line.now = EIGHT_YEARS_LATER;
  // A document that was touched within the last day of the machine's own clock stays in the store.
  const old = new Date(Date.now() - 2 * 86_400_000);
  for (const { parentPath, name } of documentFiles()) utimesSync(join(parentPath, name), old, old);
});
afterEach(() => line.remove());

const documentFiles = () =>
  readdirSync(data.documents, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());

const by = (documents: Record<string, unknown>[], kind: string) => documents.find((one) => one.kind === kind)!;
const sweep = async () => by(await line.documents('retention-run', 'retention', 'run'), 'ledger');

/** What tells of a person, or what senders chose themselves, as the ledger holds it before. */
function protectedValues(): string[] {
  const database = openDatabase(data.ledgerFile, { readonly: true });
  const bodies = database.prepare<[], string>('SELECT body FROM prior_authorization').pluck().all() as string[];
  const names = database.prepare<[], string>('SELECT sender_file_name FROM submission').pluck().all() as string[];
  database.close();
  const requests = bodies.map((body) => JSON.parse(body).request);
  const values = requests.flatMap(({ member, traces, submitterTransactionId, requestingProvider }) => [
    member.memberId,
    member.name.last,
    member.birthDate,
    requestingProvider.name,
    submitterTransactionId,
    ...traces.map(({ number }: { number: string }) => number),
  ]);
  return [...new Set([...values, ...names.map((name) => name.split('/').at(-1)!), 'CANARYWORDS'])].filter(
    (value) => value.length > 3,
  );
}

function found(values: readonly string[]): string[] {
  const bytes = ['', '-wal'].map((end) => `${data.ledgerFile}${end}`).filter(existsSync);
  const text = bytes.map((path) => readFileSync(path, 'latin1')).join('\n');
  return values.filter((value) => text.includes(value));
}

describe('the content of the ledger', () => {
  it('goes when everything is old, closed and its files are gone; the skeleton stays and every command works', async () => {
    const values = protectedValues();
    expect(values.length).toBeGreaterThan(5);
    expect(found(values).length).toBeGreaterThan(5);
    const countsBefore = await line.withLedger(async (ledger) => ledger.counts());
    const [answer] = await line.documents('downloads', 'downloads', '--type', '999');

    expect(documentFiles()).toHaveLength(1);

    expect(await sweep()).toMatchObject({ removed: 2, heldBack: {} });
    expect(documentFiles()).toEqual([]);
    const second = await line.documents('retention-plan', 'retention', 'plan');
    expect(by(second, 'ledger')).toMatchObject({ count: 0, period: '7 years', heldBack: [] });
    expect((await line.run('ledger', 'compact')).code).toBe(0);
    expect((await line.run('audit', 'list', '--action', 'compact-ledger')).stdout).toContain('ledger');
    expect((await line.run('audit', 'verify')).code).toBe(0);
    expect(found(values)).toEqual([]);

    const after = await line.withLedger(async (ledger) => ledger.counts());
    expect(after).toEqual(countsBefore);
    const [gone] = await line.documents('downloads', 'downloads', '--type', '999');
    expect(gone).toMatchObject({ sha256: answer!.sha256, contentRemovedAt: EIGHT_YEARS_LATER.toISOString() });
    expect((await line.run('downloads')).stdout).toContain('content removed 2034-11-02');
    const got = await line.run('downloads', '--get', 'copies');
    expect(got.code).toBe(1);
    expect(got.stderr).toContain('removed under retention');
    const again = await line.run('redeliver', 'S1.999');
    expect([again.code, again.stdout]).toEqual([1, expect.stringContaining('removed on 2034-11-02 under retention')]);
    expect((await line.run('pa', 'show', tracking)).stdout).toContain('removed on 2034-11-02 under retention');
    expect((await line.run('pa', 'void', tracking, '--yes')).code).not.toBe(0);
    const events = (await line.documents('trace', 'trace', 'S1')).map(({ what }) => what);
    expect(events.at(-1)).toBe('content removed under retention');
    expect(events).toContain('interchange decided');
    const checks = await line.documents('doctor', 'doctor', '--repair');
    expect(checks.filter(({ severity }) => severity === 'problem')).toEqual([]);
    expect((await line.run('audit', 'verify')).code).toBe(0);
    for (const command of [
      'status',
      'reconcile',
      'pa list --all',
      'pa documents',
      'pa letters',
      'pa metrics --year 2026',
      'claims list',
      'report rejections --from 2026-01-01 --to 2034-12-31',
      'acknowledgments list',
      'quarantine list',
      'handoff list',
      'audit list',
      'retention plan',
    ]) {
      const { code, stdout, stderr } = await line.run(...command.split(' '));
      expect([command, code, stderr], stdout).toEqual([
        command,
        expect.any(Number),
        expect.not.stringMatching(/error/i),
      ]);
      expect(code, `${command}: ${stderr}`).toBeLessThan(2);
      expect(values.filter((value) => (stdout + stderr).includes(value))).toEqual([]);
    }
  });

  it('of the same bytes that come again refuses them as a number that was used, and sends no empty answer', async () => {
    await sweep();
    const file = join(line.folder, 'again.x12');
    writeFileSync(file, twoLineRequest(), 'latin1');
    line.now = new Date('2034-11-03T14:30:00.000Z');
    await expect(line.submit()).rejects.toThrow(/The file was (rejected|duplicate)/);
    await line.withLedger(async (ledger) => {
      const last = ledger.submissions({}, 0, 9).rows.at(-1)!;
      expect(ledger.answersOf(last.id).map(({ type, copyOf }) => [type, copyOf])).toContainEqual(['ta1', 0]);
      expect(ledger.answersOf(last.id).every(({ copyOf }) => copyOf === 0)).toBe(true);
    });
  });

  it('stays while it is young, or held', async () => {
    line.now = new Date('2033-10-01T00:00:00.000Z');
    expect(await sweep()).toMatchObject({ removed: 0 });
    line.now = EIGHT_YEARS_LATER;
    await line.run('legal-hold', 'add', tracking, '--reason', 'Matter 7');
    expect(await sweep()).toMatchObject({ heldBack: { 'legal-hold': 1 } });
    await line.withLedger(async (ledger) => {
      expect(ledger.priorAuthorization(tracking)!.row.request.member.memberId).not.toBe('');
    });
  });
});

describe('an emptying that is cut off', () => {
  const cutOffAt = (step: string, times: number) =>
    line.withLedger(async (ledger) => {
      let seen = 0;
      const locked = beginRetention({
        configuration: line.configuration,
        folder: data,
        ledger,
        clock: { now: () => line.now },
        actor: 'gateway',
        onFailure: () => undefined,
        observe: (reached) => {
          if (reached === step && ledger.removalsLeft('ledger', 0, 1).length > 0 && ++seen === times) {
            throw new Error('cut off');
          }
        },
      })!;
      try {
        while (!locked.run.isDone) await locked.run.step();
      } finally {
        locked.release();
      }
    });

  it.each([
    ['emptied', 3],
    ['removed', 1],
  ] as const)('after "%s" (%i) is gone on with, counted once, and leaves nothing', async (step, times) => {
    const values = protectedValues();
    await expect(cutOffAt(step, times)).rejects.toThrow('cut off');
    expect((await line.documents('doctor', 'doctor')).filter(({ severity }) => severity === 'problem')).toEqual([]);
    const files = await line.withLedger(async (ledger) => ledger.submissions({}, 0, 9).rows.length);
    expect(await sweep()).toMatchObject({ removed: files, failed: 0 });
    await line.run('ledger', 'compact');
    expect(found(values)).toEqual([]);
  });

  it('is not begun under a legal hold that came after the mark, and goes on under one that came too late', async () => {
    await expect(cutOffAt('marked', 1)).rejects.toThrow('cut off');
    await line.run('legal-hold', 'add', tracking, '--reason', 'Matter 7');
    await sweep();
    await line.withLedger(async (ledger) => {
      expect(ledger.submission({ id: 1 })!.contentRemovedAt).toBe('');
      expect(ledger.answersOf(1).every(({ contentRemovedAt }) => contentRemovedAt === '')).toBe(true);
    });
    await line.run('legal-hold', 'release', '1', '--reason', 'closed');
    await expect(cutOffAt('emptied', 1)).rejects.toThrow('cut off');
    await line.run('legal-hold', 'add', tracking, '--reason', 'Matter 8');
    await sweep();
    await line.withLedger(async (ledger) => {
      expect(ledger.submission({ id: 1 })!.contentRemovedAt).not.toBe('');
      expect(ledger.priorAuthorization(tracking)!.row.request.member.memberId).not.toBe('');
      expect(ledger.removalsLeft('ledger', 0, 9)).toHaveLength(1);
    });
  });
});

it('a spooled answer goes with its file, and not before a copy of it goes too', async () => {
  const spooled = join('spool', 'S00000001-1-test');
  mkdirSync(data.spool, { recursive: true });
  writeFileSync(data.inside(spooled), 'CANARY');
  const database = openDatabase(data.ledgerFile);
  const other = database.prepare('SELECT id FROM answer WHERE submission_id = 2 LIMIT 1').pluck().get() as number;
  database.prepare('UPDATE answer SET content = NULL, spool_path = ? WHERE id IN (1, ?)').run(spooled, other);
  database.close();
  await line.run('legal-hold', 'add', 'S2', '--reason', 'Matter 7');
  await sweep();
  expect(existsSync(data.inside(spooled))).toBe(true);
  await line.run('legal-hold', 'release', '1', '--reason', 'closed');
  await sweep();
  expect(existsSync(data.inside(spooled))).toBe(false);
});
