import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HandoffSettings } from '../../src/config/configuration.js';
import { isTemporaryName } from '../../src/files/temporary-name.js';
import { Handoffs } from '../../src/gateway/rounds/handoffs.js';
import type { Ledger } from '../../src/store/ledger.js';
import { openLedger } from '../../src/store/sqlite/open.js';
import { Installation, KeptLog } from '../gateway/installation.js';
import { FOLDER_DATE } from '../store/material.js';
import { findingsOf, schemas } from '../support/units.js';
import { applyClaims } from './applied-claims.js';
import { PROFESSIONAL, setIn } from './claim-sets.js';

const BOTH: HandoffSettings = { formats: ['x12', 'ndjson'], testClaims: false, confirmWithinHours: 24 };
const LATER = '2031-03-02T12:00:00.000Z';
const ajv = new Ajv({ allErrors: true, allowUnionTypes: true, formats: { 'date-time': true } });
const isManifest = ajv.compile(
  JSON.parse(readFileSync(new URL('../../schemas/handoff-manifest.schema.json', import.meta.url), 'utf8')),
);

/** An installation whose ledger holds applied 837 sets, and what hands them off. */
let at: Installation;
let ledger: Ledger;
let log: KeptLog;
beforeEach(async () => {
  at = await new Installation().prepare();
  ledger = openLedger(at.folder.ledgerFile);
  log = new KeptLog();
});
afterEach(async () => {
  ledger.close();
  await at.remove();
});

const apply = (change: Parameters<typeof applyClaims>[2] = {}): Promise<string> =>
  applyClaims(ledger, at.folder.root, change);

function handing(settings: HandoffSettings | 'none' = BOTH, instead: Partial<Ledger> = {}): Handoffs {
  const configuration = { ...at.configuration, ...(settings === 'none' ? {} : { handoff: settings }) };
  const clock = { now: () => new Date(LATER) };
  return new Handoffs({
    ledger: { ...ledger, ...instead },
    folder: at.folder,
    schemas,
    configuration,
    clock,
    logger: log,
  });
}

const states = (): string[] => ledger.handoffs({}, 0, 100).rows.map(({ number, state }) => `${number} ${state}`);
/** Files below the hand-off, relative to it. */
const files = (): string[] =>
  readdirSync(at.folder.handoff, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(at.folder.handoff, name)).isFile())
    .sort();
const contents = (): string[] => files().map((name) => readFileSync(join(at.folder.handoff, name), 'latin1'));
const place = (name: string): string => join(at.folder.handoff, 'claims', FOLDER_DATE, name);
const FILES = ['json', 'ndjson', 'x12'].map((ending) => `claims/${FOLDER_DATE}/S00000001-1-1-1.${ending}`);

describe('a set with accepted claims', () => {
  it('is handed off as X12, NDJSON and a manifest that tells of both, closed to others', async () => {
    await apply();
    expect(states()).toEqual(['H1000000001 due']);
    expect(await handing().round()).toBe(0);
    expect(files()).toEqual(FILES);
    const set = setIn(readFileSync(place('S00000001-1-1-1.x12'), 'latin1'));
    expect(findingsOf([PROFESSIONAL], set)).toEqual([]);
    expect(set.filter((one) => one.startsWith('CLM*'))).toEqual(['CLM*PRC-1*10.5***11:B:1*Y*A*Y*Y']);
    const manifest = JSON.parse(readFileSync(place('S00000001-1-1-1.json'), 'utf8'));
    expect(isManifest(manifest) ? '' : ajv.errorsText(isManifest.errors)).toBe('');
    expect(manifest).toMatchObject({
      handoff: 'H1000000001',
      partner: 'acme',
      claims: 1,
      totalCharge: '10.50',
      files: [
        { format: 'x12', bytes: statSync(place('S00000001-1-1-1.x12')).size },
        { format: 'ndjson', bytes: statSync(place('S00000001-1-1-1.ndjson')).size },
      ],
    });
    for (const name of FILES) expect(statSync(join(at.folder.handoff, name)).mode & 0o777).toBe(0o640);
    expect(statSync(join(at.folder.handoff, 'claims')).mode & 0o777).toBe(0o750);
    expect(states()).toEqual(['H1000000001 written']);
    expect(ledger.trace('C1000000001').at(-1)).toMatchObject({
      at: LATER,
      what: 'claims handed off',
      subject: 'H1000000001',
    });
  });

  it('leaves for nowhere where that is not set up, and as soon as it is', async () => {
    await apply();
    expect(await handing('none').round()).toBe(0);
    expect(files()).toEqual([]);
    await handing({ ...BOTH, formats: ['x12'] }).round();
    expect(files()).toEqual([FILES[0], FILES[2]]);
  });

  it('is none when every claim was refused', async () => {
    await apply({ accepted: [false, false] });
    expect(states()).toEqual([]);
  });
});

describe('claims of a test', () => {
  it('never reach the folder of production, nor its numbers, and leave only when that is set up', async () => {
    await apply({ usage: 'T' });
    await apply();
    expect(states()).toEqual(['H9000000001 due', 'H1000000001 due']);
    await handing().round();
    expect(files().filter((name) => name.includes('S00000001'))).toEqual([]);
    await handing({ ...BOTH, testClaims: true }).round();
    expect(files().filter((name) => name.includes('S00000001'))).toEqual(
      FILES.map((name) => name.replace('claims', 'test-claims')),
    );
    const manifest = readFileSync(join(at.folder.handoff, FILES[0]!.replace('claims', 'test-claims')), 'utf8');
    expect(JSON.parse(manifest)).toMatchObject({ handoff: 'H9000000001', environment: 'test' });
  });
});

describe('the consumer', () => {
  beforeEach(async () => {
    await apply();
    await handing().round();
  });

  it('confirms by taking the manifest away', async () => {
    for (const name of FILES.toReversed()) unlinkSync(join(at.folder.handoff, name));
    await handing().round();
    expect(states()).toEqual(['H1000000001 confirmed']);
    expect(ledger.handoff('H1000000001')).toMatchObject({ confirmedAt: LATER, confirmedBy: '' });
    await handing().round();
    expect(files()).toEqual([]);
  });

  it('confirms nothing by taking only some files, or while the folder cannot be seen', async () => {
    unlinkSync(place('S00000001-1-1-1.x12'));
    await handing().round();
    expect(states()).toEqual(['H1000000001 written']);
    renameSync(join(at.folder.handoff, 'claims'), join(at.folder.handoff, 'away'));
    await handing().round();
    expect(states()).toEqual(['H1000000001 written']);
  });

  it('gets the same names and bytes again when somebody asks, whatever it took, in the forms of the first time', async () => {
    const before = contents();
    for (const taken of [FILES, [FILES[2]!], []]) {
      for (const name of taken) rmSync(join(at.folder.handoff, name));
      await handing().round();
      await ledger.repeatHandoff(1, 'operator', LATER);
      await handing({ ...BOTH, formats: ['x12'] }).round();
      expect(files()).toEqual(FILES);
      expect(contents()).toEqual(before);
    }
    expect(ledger.handoff('H1000000001')).toMatchObject({ state: 'written', repeated: 3 });
    expect(
      ledger
        .handoffEvents(1)
        .map(({ what }) => what)
        .slice(0, 4),
    ).toEqual(['written', 'confirmed', 'repeat-asked', 'written']);
  });

  it('never gets other bytes under the same name', async () => {
    const original = join(at.folder.root, 'originals/0');
    chmodSync(original, 0o640);
    writeFileSync(original, readFileSync(original, 'latin1').replace('OAKES', 'OAKUM'), 'latin1');
    await ledger.repeatHandoff(1, 'operator', LATER);
    const before = contents();
    expect(await handing().round()).toBe(1);
    expect(log.lines.join()).toContain('handoff-differs');
    expect(states()).toEqual(['H1000000001 due']);
    expect(contents()).toEqual(before);
    expect(files()).toEqual(FILES);
  });
});

const hasTools = ['jq', 'sha256sum', 'sh'].every((tool) => spawnSync('which', [tool]).status === 0);

describe.runIf(hasTools)('the consumer of docs/handoff.md', () => {
  it('loads each hand-off once it is whole, and confirms by taking it away', async () => {
    await apply();
    await apply();
    await handing().round();
    const page = readFileSync(new URL('../../docs/handoff.md', import.meta.url), 'utf8');
    const script = /```sh\n(.*?)```/s.exec(page)![1]!.replace('/var/lib/x12gw/handoff', at.folder.handoff);
    const tools = join(at.root, 'tools');
    mkdirSync(tools);
    writeFileSync(join(tools, 'load-claims'), `#!/bin/sh\nhead -c 3 "$3" > ${at.root}/$2.loaded\n`, { mode: 0o755 });
    chmodSync(place('S00000002-1-1-1.x12'), 0o640);
    writeFileSync(place('S00000002-1-1-1.x12'), 'damaged on the way');
    spawnSync('sh', ['-c', script], { env: { PATH: `${tools}:${process.env.PATH}` } });
    expect(readFileSync(join(at.root, 'H1000000001.loaded'), 'utf8')).toBe('ISA');
    expect(existsSync(join(at.root, 'H1000000002.loaded'))).toBe(false);
    await handing().round();
    expect(states()).toEqual(['H1000000001 confirmed', 'H1000000002 written']);
  });
});

describe('trouble', () => {
  it('with one hand-off holds up no other, is logged once, and ends by itself', async () => {
    const original = join(at.folder.root, await apply());
    await apply();
    renameSync(original, `${original}.away`);
    const handoffs = handing();
    expect(await handoffs.round()).toBe(1);
    expect(await handoffs.round()).toBe(1);
    expect(states()).toEqual(['H1000000001 due', 'H1000000002 written']);
    expect(log.lines.filter((line) => line.includes('handoff-original-missing'))).toHaveLength(1);
    renameSync(`${original}.away`, original);
    expect(await handing().round()).toBe(0);
    expect(states()).toEqual(['H1000000001 written', 'H1000000002 written']);
  });

  it('with a name that somebody else took leaves that file alone', async () => {
    await apply();
    mkdirSync(join(at.folder.handoff, 'claims', FOLDER_DATE), { recursive: true });
    writeFileSync(place('S00000001-1-1-1.ndjson'), 'mine');
    expect(await handing().round()).toBe(1);
    expect(log.lines.join()).toContain('file-differs');
    expect(readFileSync(place('S00000001-1-1-1.ndjson'), 'utf8')).toBe('mine');
    expect(existsSync(place('S00000001-1-1-1.json'))).toBe(false);
    unlinkSync(place('S00000001-1-1-1.ndjson'));
    expect(await handing().round()).toBe(0);
    expect(files()).toEqual(FILES);
  });

  it('with the folder is told, and nothing half stands there', async () => {
    await apply();
    writeFileSync(join(at.folder.handoff, 'claims'), 'a file where the folder should be');
    expect(await handing().round()).toBe(1);
    expect(log.lines.join()).toContain('disk-failed');
    unlinkSync(join(at.folder.handoff, 'claims'));
    expect(await handing().round()).toBe(0);
    expect(files()).toEqual(FILES);
  });

  it.each(['recordHandoffContent', 'handoffWritten'] as const)(
    'at the commit %s, before or after it, leads to the same files',
    async (operation) => {
      await apply();
      for (const isAfter of [false, true]) {
        const fails = async (...given: never[]): Promise<never> => {
          if (isAfter) await (ledger[operation] as (...values: never[]) => Promise<void>)(...given);
          throw new Error('the process dies here');
        };
        await expect(handing(BOTH, { [operation]: fails }).round()).resolves.toBe(1);
        expect(files().filter((name) => isTemporaryName(name.split('/').at(-1)!))).toEqual([]);
      }
      await handing().round();
      expect(states()).toEqual(['H1000000001 written']);
      expect(files()).toEqual(FILES);
    },
  );

  it('is none when the gateway stops in the middle, nor when two write at once', async () => {
    await apply();
    let asked = 0;
    await handing().round(() => ++asked > 3);
    expect(files()).toEqual([]);
    expect(log.lines).toEqual([]);
    await Promise.all([handing().round(), handing().round()]);
    expect(files()).toEqual(FILES);
    expect(states()).toEqual(['H1000000001 written']);
  });
});
