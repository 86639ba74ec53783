import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultSchemasRoot } from '../../src/guides/load.js';
import { CommandLine } from './command-line.js';

let line: CommandLine;
beforeEach(() => {
  line = new CommandLine();
});
afterEach(() => line.remove());

/** An example keeps the guide; rules between segments (WEDI SNIP types 3 to 7) are another matter. */
const GUIDE_ALONE = ['3', '4', '5', '6', '7'].flatMap((type) => ['--snip', `${type}=off`]);

const PROFESSIONAL = '005010X222A1-837P';

/** A guide file as plain data that a test may change. */
function professionalFile() {
  return JSON.parse(readFileSync(join(defaultSchemasRoot(), 'guides', `${PROFESSIONAL}.json`), 'utf8'));
}

describe('x12gw guide show', () => {
  it('shows loops and segments, indented, with usage and repeat', async () => {
    const { code, stdout } = await line.run('guide', 'show', PROFESSIONAL);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^005010X222A1-837P {2}/);
    expect(stdout).toContain('ST01 837, GS01 HC, GS08 005010X222A1\n');
    expect(stdout).toContain('\n2000A  R >1  Billing Provider Hierarchical Level\n');
    expect(stdout).toContain(
      '\n  2010AA  R 1  Billing Provider Name\n    NM1  R 1  Billing Provider Name  (NM101 85)\n',
    );
    expect(stdout).not.toContain('NM103');
  });

  it('shows the elements of a segment with their sizes and first codes, all codes when asked', async () => {
    const { stdout } = await line.run('guide', 'show', PROFESSIONAL, '2300/CLM');
    expect(stdout).toMatch(/^CLM {2}R 1 {2}Claim Information\n {2}CLM01 {2}R 1 {2}\S.* {2}AN 1\/38\n/);
    const [few, all] = await Promise.all([
      line.run('guide', 'show', PROFESSIONAL, '2400/SV101-1'),
      line.run('guide', 'show', PROFESSIONAL, '2000B/SBR09', '--codes'),
    ]);
    expect(few.stdout).toMatch(/ID 2\/2\n {4}ER HC IV WK\n/);
    expect(all.stdout.match(/[A-Z0-9]{2}/g)?.length).toBeGreaterThan(12);
    expect(all.stdout).not.toContain('more');
  });

  it('tells every loop, segment and element as JSON', async () => {
    const documents = await line.documents('guide-show', 'guide', 'show', '005010X217-278-request');
    expect(documents).toContainEqual(expect.objectContaining({ kind: 'loop', id: '2000C', usage: 'R' }));
    expect(documents).toContainEqual(
      expect.objectContaining({ path: 'BHT02', dataElement: '353', codes: ['01', '13', '36'] }),
    );
  });

  it('says so when the guide has no such path, or there is no such guide', async () => {
    const absent = await line.run('guide', 'show', PROFESSIONAL, '2310Z');
    expect(absent).toMatchObject({ code: 1, stdout: '' });
    expect(absent.stderr).toContain('2310Z');
    const unknown = await line.run('guide', 'show', '837P');
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain(PROFESSIONAL);
  });
});

describe('x12gw guide diff', () => {
  it('tells what makes one guide from another', async () => {
    const { code, stdout } = await line.run('guide', 'diff', PROFESSIONAL, '005010X223A2-837I');
    expect(code).toBe(1);
    expect(stdout).toContain('- loop 2000A/2000B/2300/2400/2440 (Form Identification Code)\n');
    expect(stdout).toContain('+ segment 2000A/2000B/2300/CL1 (Institutional Claim Code)\n');
    expect(stdout).toContain('- segment 2000A/2000B/2300/2400/SV1 (Professional Service)\n');
  });

  it('finds each kind of change in a file against the guide, and nothing else', async () => {
    const guide = professionalFile();
    const claim = guide.shared['2300'].children;
    claim.splice(
      claim.findIndex((node: { segment?: string }) => node.segment === 'K3'),
      1,
    );
    claim.find((node: { loop?: string }) => node.loop === '2310A').repeat = 3;
    const header = guide.children[1];
    header.elements[1].codes.push('99');
    header.elements[5].usage = 'S';
    writeFileSync(join(line.folder, 'changed.json'), JSON.stringify(guide));
    const found = await line.documents('guide-diff', 'guide', 'diff', PROFESSIONAL, './changed.json');
    expect(found).toEqual([
      expect.objectContaining({ kind: 'element', path: 'BHT02', field: 'codes', from: '', to: '99' }),
      expect.objectContaining({ kind: 'element', path: 'BHT06', field: 'usage', from: 'R', to: 'S' }),
      expect.objectContaining({ change: 'removed', kind: 'segment', path: '2000A/2000B/2300/K3' }),
      expect.objectContaining({ path: '2000A/2000B/2300/2310A', field: 'repeat', from: '2', to: '3' }),
    ]);
  });

  it('finds none between a guide and itself', async () => {
    const { code, stdout, stderr } = await line.run('guide', 'diff', PROFESSIONAL, PROFESSIONAL);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain('do not differ');
  });

  it('refuses a file that is no guide', async () => {
    writeFileSync(join(line.folder, 'other.json'), '{"id":"x"}');
    const { code, stderr } = await line.run('guide', 'diff', PROFESSIONAL, './other.json');
    expect(code).toBe(2);
    expect(stderr).toContain('./other.json is no guide');
  });
});

describe('x12gw guide example', () => {
  it.each([
    ['005010X217-278-request', []],
    ['005010X221A1-835', ['--maximal']],
    [PROFESSIONAL, ['--maximal', '--seed', '11']],
  ])('writes a file of %s %j that validates clean', async (id, options) => {
    const { code, stdout } = await line.run('guide', 'example', id, ...options);
    expect(code).toBe(0);
    writeFileSync(join(line.folder, 'example.x12'), stdout);
    const [verdict] = (await line.run('validate', 'example.x12', '--guide-only', ...GUIDE_ALONE)).stdout
      .trimEnd()
      .split('\n')
      .slice(-1);
    expect(verdict).toContain('example.x12: accepted');
  });

  it.each([
    [PROFESSIONAL, 'CLM*'],
    ['005010X221A1-835', 'CLP*'],
    ['005010X217-278-response', 'UM*'],
    ['005010X279A1-271', 'HL*3*'],
  ])('holds a unit of work without being asked: %s', async (id, opener) => {
    const { stdout } = await line.run('guide', 'example', id);
    expect(stdout.split('\n').filter((segment) => segment.startsWith(opener))).toHaveLength(1);
    writeFileSync(join(line.folder, 'example.x12'), stdout);
    const verdict = await line.run('validate', 'example.x12', '--guide-only', ...GUIDE_ALONE);
    expect(verdict.code).toBe(0);
  });

  it('writes the same for the same seed, as segments in JSON too', async () => {
    const [one, two, other] = await Promise.all(
      ['3', '3', '4'].map((seed) => line.run('guide', 'example', PROFESSIONAL, '--seed', seed)),
    );
    expect(one!.stdout).toBe(two!.stdout);
    expect(one!.stdout).not.toBe(other!.stdout);
    const documents = await line.documents('guide-example', 'guide', 'example', PROFESSIONAL, '--seed', '3');
    expect(documents.map(({ segment }) => `${segment}\n`).join('')).toBe(one!.stdout);
  });

  it('refuses a seed that is no whole number', async () => {
    expect((await line.run('guide', 'example', PROFESSIONAL, '--seed', 'x')).code).toBe(2);
  });
});

describe('x12gw validate of another release of a guide', () => {
  it('names the one to send', async () => {
    const { stdout } = await line.run('guide', 'example', PROFESSIONAL);
    writeFileSync(join(line.folder, 'earlier.x12'), stdout.replaceAll('005010X222A1', '005010X222'));
    const verdict = await line.run('validate', 'earlier.x12', '--guide-only');
    expect(verdict.code).toBe(1);
    expect(verdict.stdout).toContain('this payer takes 005010X222A1');
    expect(verdict.stdout).toContain('send 005010X222A1');
  });

  it('checks it as the adopted one when asked', async () => {
    const { stdout } = await line.run('guide', 'example', PROFESSIONAL);
    writeFileSync(join(line.folder, 'later.x12'), stdout.replaceAll('005010X222A1', '005010X222A2'));
    const choice = ['--other-versions', 'check-as-adopted'];
    const { code } = await line.run('validate', 'later.x12', ...choice, '--acks', '.', ...GUIDE_ALONE);
    expect(code).toBe(0);
    const answer = readFileSync(join(line.folder, 'later.x12.999.x12'), 'latin1');
    expect(answer).toContain('~AK1*HC*1*005010X222A2~AK2*837*0001*005010X222A2~IK5*A~AK9*A*1*1*1~');
  });
});
