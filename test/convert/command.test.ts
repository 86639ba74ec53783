import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CommandLine } from '../cli/command-line.js';
import { claimsWith, interchangeOf } from './files.js';
import { linesOf } from './round-trip.js';

/** A name with a byte that is no UTF-8 on its own. */
const X12 = interchangeOf(claimsWith('NM1*QC', 'NM1*QC*1*SPECIM\xc9N*CARA'), '\n');

/** It ends inside a segment. */
const CUT = X12.slice(0, X12.indexOf('*CARA'));

let line: CommandLine;
const path = (name: string) => join(line.folder, name);
const write = (name: string, text: string) => writeFileSync(path(name), text, 'latin1');
const read = (name: string) => readFileSync(path(name), 'latin1');

beforeEach(() => {
  line = new CommandLine();
  write('claims.x12', X12);
});
afterEach(() => line.remove());

describe('x12gw convert', () => {
  it('prints JSON lines, and nothing else on stdout', async () => {
    const { code, stdout, stderr } = await line.run('convert', 'claims.x12', '--to', 'json');
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(linesOf(stdout).filter(({ kind }) => kind === 'unit')).toHaveLength(3);
  });

  it('goes through files and back to the same bytes', async () => {
    expect((await line.run('convert', 'claims.x12', '--to', 'json', '--out', 'claims.ndjson')).stdout).toBe('');
    const { code, stderr } = await line.run('convert', 'claims.ndjson', '--to', 'x12', '--out', 'again.x12');
    expect(code).toBe(0);
    expect(stderr).toBe('wrote again.x12\n');
    expect(read('again.x12')).toBe(X12);
    expect(statSync(path('again.x12')).mode & 0o777).toBe(0o640);
  });

  it('prints X12 as the bytes it is', async () => {
    await line.run('convert', 'claims.x12', '--to', 'json', '--out', 'claims.ndjson');
    expect((await line.run('convert', 'claims.ndjson', '--to', 'x12')).stdout).toBe(X12);
  });

  it('does not speak of what was printed when nothing was', async () => {
    const { stdout, stderr } = await line.run('convert', 'claims.x12', '--to', 'x12');
    expect(stdout).toBe('');
    expect(stderr).toContain('this is X12 already');
    expect(stderr).not.toContain('printed');
  });

  it('prints the notation of node-x12 as one document', async () => {
    const { code, stdout } = await line.run('convert', 'claims.x12', '--to', 'jsedi');
    expect(code).toBe(0);
    expect(JSON.parse(stdout).functionalGroups[0].transactions).toHaveLength(1);
  });

  it('replaces an older output', async () => {
    write('claims.ndjson', 'old');
    await line.run('convert', 'claims.x12', '--to', 'json', '--out', 'claims.ndjson');
    expect(read('claims.ndjson')).toContain('"interchange"');
  });

  it('says that it kept a damaged envelope, and converts it', async () => {
    write('cut.x12', CUT);
    const { code, stderr } = await line.run('convert', 'cut.x12', '--to', 'json', '--out', 'cut.ndjson');
    expect(code).toBe(0);
    expect(stderr).toContain('4 irregularities of the envelope kept as sent');
    await line.run('convert', 'cut.ndjson', '--to', 'x12', '--out', 'again.x12');
    expect(read('again.x12')).toBe(CUT);
  });

  it('says in its help that the output is protected data', async () => {
    const { stdout } = await line.run('convert', '--help');
    expect(stdout).toContain('The output is the data itself, names, ids and diagnoses included');
  });
});

describe('x12gw convert ends with 1 and leaves nothing half-written', () => {
  it.each([
    ['a file that is no X12', 'Dear SPECIMEN', 'json', 'no readable ISA'],
    ['an empty file', '', 'json', 'the file is empty'],
    ['lines that break off', '{"kind":"interchange"', 'x12', 'line 1: the line is no JSON document'],
    ['X12 where JSON is due', X12, 'x12', 'this is X12 already'],
    ['what node-x12 would lose', `${X12}${X12}`, 'jsedi', 'more than one interchange'],
  ])('for %s', async (_name, text, form, message) => {
    write('input', text);
    write('output', 'older');
    const { code, stdout, stderr } = await line.run('convert', 'input', '--to', form, '--out', 'output');
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain(message);
    expect(stderr).toContain('Nothing was written.');
    expect(stderr).not.toContain('SPECIM');
    expect(read('output')).toBe('older');
    expect(readdirSync(line.folder).sort()).toEqual(['claims.x12', 'input', 'output']);
  });

  it('for a fault late in the lines', async () => {
    await line.run('convert', 'claims.x12', '--to', 'json', '--out', 'claims.ndjson');
    write('claims.ndjson', read('claims.ndjson').replace('"SE01":"37"', '"SE01":"38"'));
    expect(await line.run('convert', 'claims.ndjson', '--to', 'x12', '--out', 'again.x12')).toMatchObject({ code: 1 });
    expect(existsSync(path('again.x12'))).toBe(false);
    const renumbered = await line.run('convert', 'claims.ndjson', '--to', 'x12', '--out', 'again.x12', '--renumber');
    expect(renumbered.code).toBe(0);
    expect(read('again.x12')).toBe(X12);
  });
});

describe('x12gw convert ends with 2', () => {
  it.each([
    ['an absent file', ['absent.x12', '--to', 'json']],
    ['a folder', ['.', '--to', 'json']],
    ['standard input', ['-', '--to', 'json']],
    ['no form', ['claims.x12']],
    ['a form nobody knows', ['claims.x12', '--to', 'xml']],
    ['the input as output', ['claims.x12', '--to', 'json', '--out', './claims.x12']],
    ['an output in no folder', ['claims.x12', '--to', 'json', '--out', 'absent/claims.ndjson']],
    ['a folder as output', ['claims.x12', '--to', 'json', '--out', '.']],
    ['numbers for what is no X12', ['claims.x12', '--to', 'json', '--renumber']],
  ])('for %s', async (_name, words) => {
    expect(await line.run('convert', ...words)).toMatchObject({ code: 2, stdout: '' });
    expect(read('claims.x12')).toBe(X12);
  });
});

describe('x12gw convert ends with 3', () => {
  it('when the output cannot be written', async () => {
    // Nobody makes files in /proc.
    const { code } = await line.run('convert', 'claims.x12', '--to', 'json', '--out', '/proc/claims.ndjson');
    expect(code).toBe(3);
  });
});
