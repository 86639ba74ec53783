import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { companion, NEEDS_ORIGINAL, PROFESSIONAL, writeFiles } from '../support/own-schemas.js';
import { CommandLine } from './command-line.js';

const SAMPLES = join(import.meta.dirname, '..', '..', 'fixtures', 'samples');

let line: CommandLine;
beforeEach(() => {
  line = new CommandLine();
  // Two claims, neither with a number of the plan.
  cpSync(join(SAMPLES, '02-837p-test.x12'), join(line.folder, 'claims.x12'));
});
afterEach(() => line.remove());

/** Writes a proposed companion guide as a folder. */
function propose(changes: Readonly<Record<string, unknown>> = {}): void {
  writeFiles(join(line.folder, 'draft'), { [`${PROFESSIONAL}.json`]: companion(changes) });
}

const DEMAND = { ...NEEDS_ORIGINAL };

describe('x12gw guide test', () => {
  it('tells what would be newly refused, by file and by rule, exit code 1', async () => {
    propose();
    const { code, stdout } = await line.run('guide', 'test', 'draft', 'claims.x12');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^claims\.x12: 2 units newly refused$/m);
    expect(stdout).toMatch(/^plan-original-number-missing +2 +0 +0 +1 +Original reference number is missing$/m);
    expect(stdout).toMatch(/^ {2}claims\.x12 line \d+: 2000A\/2000B\/2300 REF$/m);
    expect(stdout).toMatch(/^1 file, 1 judged otherwise: 2 units newly refused$/m);
  });

  it('gives a document for each file, each rule and the total', async () => {
    propose();
    const documents = await line.documents('guide-test', 'guide', 'test', 'draft', 'claims.x12');
    expect(documents).toMatchObject([
      { kind: 'file', file: 'claims.x12', refusedUnits: 2, refusedSets: 0, warnings: 0 },
      { kind: 'rule', rule: DEMAND.id, refusals: 2, files: 1, examples: [{ segment: 'REF' }, { segment: 'REF' }] },
      { kind: 'total', files: 1, changed: 1, refusedUnits: 2 },
    ]);
  });

  it('counts what only warns apart, exit code 0', async () => {
    propose({ changes: [{ ...DEMAND, severity: 'warn' }] });
    const { code, stdout } = await line.run('guide', 'test', 'draft', 'claims.x12');
    expect(code).toBe(0);
    expect(stdout).toContain('1 judged otherwise: 2 new warnings');
  });

  it('takes the name of an overlay that is installed, and names them when there is none', async () => {
    const { code, stdout } = await line.run('guide', 'test', 'masshealth', 'claims.x12', '--against', 'masshealth');
    expect({ code, stdout }).toEqual({ code: 0, stdout: '1 file, nothing changes\n' });
    expect((await line.run('init', 'gateway', '--demo')).code).toBe(0);
    writeFiles(join(line.folder, 'gateway', 'schemas'), {
      [`payers/acme/companion/${PROFESSIONAL}.json`]: companion(),
    });
    expect((await line.run('guide', 'test', 'acme', 'claims.x12')).code).toBe(1);
    const unknown = await line.run('guide', 'test', 'nobody', 'claims.x12');
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain('an overlay: acme, masshealth');
  });

  it('tells what would be newly accepted against the overlay of the installation', async () => {
    expect((await line.run('init', 'gateway', '--demo')).code).toBe(0);
    writeFiles(join(line.folder, 'gateway', 'schemas'), {
      [`payers/masshealth/companion/${PROFESSIONAL}.json`]: companion(),
    });
    propose({ changes: [{ ...DEMAND, severity: 'warn' }] });
    const { code, stdout } = await line.run('guide', 'test', 'draft', 'claims.x12');
    expect(code).toBe(0);
    expect(stdout).toContain('claims.x12: 2 units newly accepted, 2 new warnings');
  });

  it('finds that nothing changes when the proposed one is the present one', async () => {
    cpSync(join(SAMPLES, '..', '..', 'schemas/payers/masshealth/companion'), join(line.folder, 'draft'), {
      recursive: true,
    });
    const { code, stdout } = await line.run('guide', 'test', 'draft', 'claims.x12', '--against', 'masshealth');
    expect({ code, stdout }).toEqual({ code: 0, stdout: '1 file, nothing changes\n' });
  });

  it('takes one companion guide as a file for its guide alone, whatever its name', async () => {
    writeFileSync(join(line.folder, 'mine.json'), JSON.stringify(companion()));
    cpSync(join(SAMPLES, '01-clean-278-batch.x12'), join(line.folder, 'requests.x12'));
    const argv = ['guide', 'test', 'mine.json', 'claims.x12', 'requests.x12', '--against', 'masshealth'];
    const files = (await line.documents('guide-test', ...argv)).filter(({ kind }) => kind === 'file');
    expect(files).toMatchObject([
      { file: 'claims.x12', refusedUnits: 2 },
      { file: 'requests.x12', refusedUnits: 0, warnings: 0, refusals: 0 },
    ]);
  });

  it('tries an edition that is still to come on its first day, or on the day that is named', async () => {
    propose({ from: '20300101' });
    expect((await line.run('guide', 'test', 'draft', 'claims.x12')).code).toBe(1);
    expect((await line.run('guide', 'test', 'draft', 'claims.x12', '--on', '20291231')).code).toBe(0);
    expect((await line.run('guide', 'test', 'draft', 'claims.x12', '--on', 'later')).code).toBe(2);
  });

  it('reads folders to their bottom and goes on after a file that is not there', async () => {
    propose();
    for (const name of ['a/1.x12', 'a/b/2.x12', 'c.x12']) {
      writeFiles(join(line.folder, 'originals'), { [name]: readFileSync(join(line.folder, 'claims.x12'), 'latin1') });
    }
    const { code, stdout, stderr } = await line.run('guide', 'test', 'draft', 'originals', 'absent.x12');
    expect(code).toBe(2);
    expect(stderr).toContain('absent.x12 does not exist');
    expect([...stdout.matchAll(/^(originals\S+): 2 units/gm)].map(([, name]) => name)).toEqual([
      'originals/a/1.x12',
      'originals/a/b/2.x12',
      'originals/c.x12',
    ]);
    expect(stdout).toContain('3 files, 3 judged otherwise: 6 units newly refused');
  });

  it('masks protected values in its examples unless told to show them', async () => {
    const id = 'plan-subscriber-name';
    const { require: _require, ...rest } = DEMAND;
    propose({ changes: [{ ...rest, id, codes: '2010BA/NM103', values: ['NOBODY'] }] });
    const name = /NM1\*IL\*1\*([^*]+)/.exec(readFileSync(join(line.folder, 'claims.x12'), 'latin1'))![1]!;
    const masked = await line.run('guide', 'test', 'draft', 'claims.x12');
    expect(masked.stdout).toContain(id);
    expect(masked.stdout).not.toContain(name);
    expect((await line.run('guide', 'test', 'draft', 'claims.x12', '--show-values')).stdout).toContain(name);
  });

  it('refuses with exit code 2 an overlay that is not there, is faulty, or cannot be compared with', async () => {
    expect((await line.run('guide', 'test', 'absent', 'claims.x12')).code).toBe(2);
    propose({ title: 7 });
    const faulty = await line.run('guide', 'test', 'draft', 'claims.x12');
    expect(faulty.code).toBe(2);
    expect(faulty.stderr).toContain(`${PROFESSIONAL}.json title: must be string`);
    propose();
    const unknown = await line.run('guide', 'test', 'draft', 'claims.x12', '--against', 'nobody');
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain('none, masshealth, neutral');
  });
});
