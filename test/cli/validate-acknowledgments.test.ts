import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CommandLine } from './command-line.js';

const SAMPLES = resolve(import.meta.dirname, '../../fixtures/samples');
const CLEAN = readFileSync(join(SAMPLES, '01-clean-278-batch.x12'), 'latin1');
const REFUSED = CLEAN.replace(/(IEA\*1\*)\d{9}/, '$1999999999');

let line: CommandLine;
beforeEach(() => {
  line = new CommandLine();
});
afterEach(() => line.remove());

const write = (name: string, text: string) => writeFileSync(join(line.folder, name), text, 'latin1');
const read = (name: string) => readFileSync(join(line.folder, name), 'latin1');

describe('the acknowledgments of a file that is checked again', () => {
  it('replace those of the run before, which carry another time', async () => {
    write('batch.x12', CLEAN);
    await line.run('validate', 'batch.x12', '--acks', 'acks');
    const before = read('acks/batch.x12.999.x12');
    line.now = new Date('2026-11-03T15:45:00.000Z');
    const { code, stdout } = await line.run('validate', 'batch.x12', '--acks', 'acks');
    expect(code).toBe(0);
    expect(stdout).toContain('batch.x12: accepted');
    const after = read('acks/batch.x12.999.x12');
    expect(after).not.toBe(before);
    expect(after).toContain('*261103*');
  });

  it('are removed when they are not due any more, and nothing else is left in the folder', async () => {
    write('batch.x12', CLEAN);
    await line.run('validate', 'batch.x12', '--acks', 'acks');
    expect(existsSync(join(line.folder, 'acks/batch.x12.999.x12'))).toBe(true);
    write('batch.x12', REFUSED);
    await line.run('validate', 'batch.x12', '--acks', 'acks');
    expect(readdirSync(join(line.folder, 'acks'))).toEqual(['batch.x12.ta1.x12']);
    write('batch.x12', '');
    await line.run('validate', 'batch.x12', '--acks', 'acks');
    expect(readdirSync(join(line.folder, 'acks'))).toEqual([]);
  });
});

describe('files whose acknowledgments would meet', () => {
  it('are refused before anything is checked when two have the same name', async () => {
    mkdirSync(join(line.folder, 'other'));
    write('batch.x12', CLEAN);
    write('other/batch.x12', CLEAN);
    const { code, stdout, stderr } = await line.run('validate', 'batch.x12', 'other/batch.x12', '--acks', 'acks');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('Two files are named batch.x12');
    expect(existsSync(join(line.folder, 'acks'))).toBe(false);
    expect((await line.run('validate', 'batch.x12', 'other/batch.x12')).code).toBe(0);
  });

  it('are refused when one of them is where the other one is answered', async () => {
    write('batch.x12', CLEAN);
    write('batch.x12.ta1.x12', CLEAN);
    const { code } = await line.run('validate', 'batch.x12', 'batch.x12.ta1.x12', '--acks', '.');
    expect(code).toBe(2);
    expect(read('batch.x12.ta1.x12')).toBe(CLEAN);
  });
});

describe('a folder that acknowledgments cannot be written into', () => {
  it.each([
    ['a file', () => write('acks', 'something')],
    ['a link to nowhere', () => symlinkSync(join(line.folder, 'nowhere'), join(line.folder, 'acks'))],
    [
      'a folder with a folder in the way',
      () => mkdirSync(join(line.folder, 'acks/batch.x12.999.x12'), { recursive: true }),
    ],
  ])('is told in plain words after every verdict when it is %s', async (_what, make) => {
    write('batch.x12', CLEAN);
    write('second.x12', CLEAN);
    make();
    const { code, stdout, stderr } = await line.run('validate', 'batch.x12', 'second.x12', '--acks', 'acks');
    expect(code).toBe(3);
    expect(stdout).toContain('batch.x12: accepted');
    expect(stdout).toContain('second.x12: accepted');
    expect(stderr).toContain(`cannot be written into ${join(line.folder, 'acks')}`);
    expect(stderr).toMatch(/\(disk-failed\)\nName a folder you may write to with --acks DIR\.\n$/);
    expect(stderr).not.toMatch(/ at .*\.[jt]s:/);
  });
});

describe('an interchange control number that stands twice in one file', () => {
  it('refuses the second interchange as the gateway does, with TA1 R 025 and no 999', async () => {
    write('twice.x12', CLEAN + CLEAN);
    const documents = await line.documents('validate', 'validate', 'twice.x12', '--acks', 'acks');
    expect(documents.filter(({ kind }) => kind === 'interchange')).toMatchObject([
      { interchange: 0, acknowledgment: 'A', note: '000' },
      { interchange: 1, acknowledgment: 'R', note: '025', groups: [] },
    ]);
    expect(documents).toContainEqual(
      expect.objectContaining({
        kind: 'finding',
        code: 'interchange-duplicate',
        interchange: 1,
        byteOffset: CLEAN.length,
      }),
    );
    expect(documents.at(-1)).toMatchObject({ kind: 'file', disposition: 'partially-accepted', rejections: 1 });
    expect(read('acks/twice.x12.ta1.x12')).toMatch(/\*R\*025~IEA\*0\*00000000\d~$/);
    expect(read('acks/twice.x12.999.x12').match(/ISA\*/g)).toHaveLength(1);
    expect((await line.run('validate', 'twice.x12')).stdout).toContain('interchange-duplicate');
  });

  it('is no duplicate with another usage, or after an interchange that was refused anyhow', async () => {
    write('usages.x12', CLEAN + CLEAN.replace(/\*P\*:~/, '*T*:~'));
    expect((await line.run('validate', 'usages.x12')).code).toBe(0);
    write('again.x12', REFUSED + CLEAN);
    const documents = await line.documents('validate', 'validate', 'again.x12');
    expect(documents.filter(({ kind }) => kind === 'interchange')).toMatchObject([{ note: '001' }, { note: '000' }]);
  });
});

describe('a TA1 that no header tells where to send', () => {
  it('is not written, and a line says so', async () => {
    write('nobody.x12', CLEAN.slice(0, 35) + ' '.repeat(15) + CLEAN.slice(50));
    const { code, stderr } = await line.run('validate', 'nobody.x12', '--acks', 'acks');
    expect(code).toBe(1);
    expect(stderr).toContain('nobody.x12: A TA1 is due but cannot be addressed');
    expect(readdirSync(join(line.folder, 'acks'))).toEqual([]);
  });
});

describe('the 999 of several groups', () => {
  it('tells the sets of each group under that group', async () => {
    const header = CLEAN.slice(0, CLEAN.indexOf('GS*'));
    const group = (n: number, sets: string[]) =>
      `GS*HI*A1*B2*20261102*0930*${n}*X*005010X217~${sets.map((set) => `ST*278*${set}*005010X217~SE*2*${set}~`).join('')}GE*${sets.length}*${n}~`;
    const groups = [group(1, ['0011', '0012']), group(2, ['0021']), group(3, ['0031', '0032'])];
    write('groups.x12', `${header}${groups.join('')}IEA*3*${header.slice(90, 99)}~`);
    await line.run('validate', 'groups.x12', '--acks', 'acks');
    const told = read('acks/groups.x12.999.x12').match(/(?<=~AK1\*HI\*)\d|(?<=~AK2\*278\*)\d+/g);
    expect(told).toEqual(['1', '0011', '0012', '2', '0021', '3', '0031', '0032']);
  });
});
