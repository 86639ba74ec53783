import { appendFileSync, existsSync, readdirSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfiguration } from '../../src/config/load.js';
import { Handoffs } from '../../src/gateway/rounds/handoffs.js';
import { DataFolder } from '../../src/ingest/data-folder.js';
import { KeptLog } from '../gateway/installation.js';
import { applyClaims } from '../handoff/applied-claims.js';
import { FOLDER_DATE } from '../store/material.js';
import { schemas } from '../support/units.js';
import { CommandLine } from './command-line.js';

let line: CommandLine;
const root = (): string => join(line.folder, 'gateway');
const folder = (): string => join(root(), 'handoff', 'claims', FOLDER_DATE);

/** An installation with two hand-offs that are due. */
beforeEach(async () => {
  line = new CommandLine();
  line.now = new Date('2031-03-01T12:30:00.000Z');
  await line.run('init', 'gateway', '--demo');
  await line.withLedger(async (ledger) => {
    await applyClaims(ledger, root());
    await applyClaims(ledger, root());
  });
});
afterEach(() => line.remove());

const setUp = (): void => appendFileSync(join(root(), 'gateway.yaml'), '\nhandoff: {}\n');
const write = (): Promise<number> =>
  line.withLedger((ledger) => {
    const configuration = loadConfiguration(join(root(), 'gateway.yaml'));
    const clock = { now: () => line.now };
    return new Handoffs({
      ledger,
      folder: new DataFolder(root()),
      schemas,
      configuration,
      clock,
      logger: new KeptLog(),
    }).round();
  });
const list = (...argv: string[]) => line.documents('handoff-list', 'handoff', 'list', ...argv);
const openKinds = async (): Promise<unknown[]> =>
  (await line.documents('reconcile', 'reconcile')).map(({ kind }) => kind).filter((kind) => /^handoff/.test(`${kind}`));

describe('x12gw handoff', () => {
  it('lists no test claims that are not to leave, and says how many there are', async () => {
    await line.withLedger((ledger) => applyClaims(ledger, root(), { usage: 'T' }));
    setUp();
    const { stdout, stderr } = await line.run('handoff', 'list');
    expect(stdout).not.toContain('H9000000001');
    expect(stderr).toContain('1 of test claims not shown');
    expect((await line.run('handoff', 'show', 'H9000000001')).stdout).toContain('does not leave');
  });

  it('lists what waits, and says so when nothing is set up to write it', async () => {
    expect((await line.run('handoff', 'list')).stderr).toContain('"handoff" is not set up');
    expect(await list()).toMatchObject([
      { handoff: 'H1000000001', state: 'due', submission: 'S00000001', claims: 0, files: [] },
      { handoff: 'H1000000002', state: 'due' },
    ]);
    setUp();
    expect(await write()).toBe(0);
    const { stdout, stderr } = await line.run('handoff', 'list');
    expect(stdout).toMatch(/H1000000001 +written +S00000001 +1-1-1 +1 +10\.50 +2031-03-01 07:30/);
    expect(stderr).toBe('');
    expect(await list('--state', 'due')).toEqual([]);
  });

  it('confirms by number, removes the files, and writes them again when asked', async () => {
    setUp();
    await write();
    expect(readdirSync(folder())).toHaveLength(6);
    expect(await line.documents('handoff-change', 'handoff', 'confirm', 'h1000000001')).toEqual([
      { handoff: 'H1000000001', state: 'confirmed' },
    ]);
    expect(readdirSync(folder())).toHaveLength(3);
    expect((await list()).map(({ handoff }) => handoff)).toEqual(['H1000000002']);
    expect(await line.documents('handoff-change', 'handoff', 'repeat', 'H1000000001')).toEqual([
      { handoff: 'H1000000001', state: 'due' },
    ]);
    await write();
    expect(readdirSync(folder())).toHaveLength(6);
    const [shown] = await line.documents('handoff-show', 'handoff', 'show', 'H1000000001');
    expect(shown).toMatchObject({ state: 'written', repeated: 1, claims: 1, lines: 0, totalCharge: '10.50' });
    expect((shown!.events as { what: string }[]).map(({ what }) => what)).toEqual([
      'written',
      'confirmed',
      'repeat-asked',
      'written',
    ]);
    expect(existsSync(`${shown!.manifest}`)).toBe(true);
    const { stdout } = await line.run('handoff', 'show', 'H1000000001');
    expect(stdout).toContain('file     S00000001-1-1-1.x12');
  });

  it('changes nothing for a number there is none of, or that is not written yet', async () => {
    expect(await line.run('handoff', 'show', 'H1000000009')).toMatchObject({ code: 1 });
    for (const operation of ['confirm', 'repeat']) {
      expect(await line.run('handoff', operation, 'H1000000001', 'X')).toMatchObject({ code: 2 });
    }
    const { code, stderr } = await line.run('handoff', 'confirm', 'H1000000001');
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('has not been written') });
    expect((await list()).map(({ state, repeated }) => [state, repeated])).toEqual([
      ['due', 0],
      ['due', 0],
    ]);
  });
});

describe('reconcile and doctor', () => {
  const doctor = async (): Promise<unknown[]> =>
    (await line.documents('doctor', 'doctor')).filter(({ check }) => check === 'claims handed off');

  it('say nothing of hand-offs where claims leave for nowhere', async () => {
    line.now = new Date('2031-03-09T12:00:00.000Z');
    expect(await openKinds()).toEqual([]);
    expect(await doctor()).toEqual([]);
  });

  it('tell what is not written after an hour, not confirmed after a day, and taken in part', async () => {
    setUp();
    expect(await openKinds()).toEqual([]);
    line.now = new Date('2031-03-01T13:00:00.000Z');
    expect(await openKinds()).toEqual(['handoff-not-written', 'handoff-not-written']);
    await write();
    expect(await openKinds()).toEqual([]);
    expect(await doctor()).toMatchObject([{ severity: 'none' }]);
    unlinkSync(join(folder(), 'S00000001-1-1-1.x12'));
    line.now = new Date('2031-03-02T13:00:00.000Z');
    expect(await openKinds()).toEqual(['handoff-taken-in-part', 'handoff-not-confirmed']);
    expect(await doctor()).toMatchObject([
      { severity: 'warning', problem: expect.stringContaining('H1000000002') },
      { severity: 'warning', problem: expect.stringContaining('H1000000001') },
    ]);
  });
});
