import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CommandLine } from './command-line.js';

const SAMPLES = resolve(import.meta.dirname, '../../fixtures/samples');
const CLEAN = join(SAMPLES, '01-clean-278-batch.x12');
const BAD_SET = join(SAMPLES, '06-one-bad-set-of-three.x12');

let line: CommandLine;
beforeEach(() => {
  line = new CommandLine();
});
afterEach(() => line.remove());

const read = (name: string) => readFileSync(join(line.folder, name), 'utf8');

describe('x12gw validate --html', () => {
  it('writes one page, for its owner and group only, and says where', async () => {
    const { code, stderr } = await line.run('validate', BAD_SET, '--html', 'out/page.html');
    expect(code).toBe(1);
    expect(stderr).toContain(`wrote ${join(line.folder, 'out/page.html')}`);
    expect(statSync(join(line.folder, 'out/page.html')).mode & 0o777).toBe(0o640);
    expect(read('out/page.html')).toContain('06-one-bad-set-of-three.x12');
    expect(readdirSync(join(line.folder, 'out'))).toEqual(['page.html']);
  });

  it('calls a finding the same in text, JSON, page, and shows the place of the 999 that was written', async () => {
    const { stdout } = await line.run('validate', BAD_SET, '--html', 'page.html', '--acks', 'acks');
    expect(stdout).toMatch(/reject element-date-invalid F1\.1\.2-1\n/);
    const findings = await line.documents('validate', 'validate', BAD_SET);
    expect(findings.find(({ code }) => code === 'element-date-invalid')).toMatchObject({ id: 'F1.1.2-1' });
    const page = read('page.html');
    expect(page).toContain('id="F1.1.2-1"');
    const [, set, segment, element] = /999: (AK2\S+) (IK3\*DMG\S+) (IK4\S+)<\/code>/.exec(page)!;
    const acknowledgment = read('acks/06-one-bad-set-of-three.x12.999.x12');
    expect(acknowledgment).toContain(`${set}*005010X217~`);
    expect(acknowledgment).toContain(`${segment}~`);
    expect(acknowledgment).toContain(`${element}*`);
  });

  it('masks values unless asked', async () => {
    await line.run('validate', BAD_SET, '--html', 'masked.html');
    await line.run('validate', BAD_SET, '--html', 'open.html', '--show-values');
    expect(read('masked.html')).not.toMatch(/SPECIMEN|100000000002|19551321/);
    expect(read('open.html')).toContain('SPECIMEN');
  });

  it('writes a page for each of several files into a folder', async () => {
    await line.run('validate', BAD_SET, CLEAN, '--html', 'pages');
    expect(readdirSync(join(line.folder, 'pages')).sort()).toEqual([
      '01-clean-278-batch.x12.html',
      '06-one-bad-set-of-three.x12.html',
    ]);
    mkdirSync(join(line.folder, 'one'));
    await line.run('validate', CLEAN, '--html', 'one');
    expect(existsSync(join(line.folder, 'one/01-clean-278-batch.x12.html'))).toBe(true);
  });

  it('replaces its own earlier page and nothing else, and checks nothing before it is sure', async () => {
    expect((await line.run('validate', CLEAN, '--html', 'page.html')).code).toBe(0);
    expect((await line.run('validate', BAD_SET, '--html', 'page.html')).code).toBe(1);
    expect(read('page.html')).toMatch(/<h1>1 fault to mend/);
    writeFileSync(join(line.folder, 'letter.html'), '<!doctype html>\n<p>Dear provider</p>');
    const { code, stdout, stderr } = await line.run('validate', CLEAN, '--html', 'letter.html');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('is no page of an earlier check');
    expect(read('letter.html')).toContain('Dear provider');
  });

  it.each([
    [['claims.x12'], 'claims.x12', 'does not end in .html'],
    [['claims.html'], 'claims.html', 'is a file to check'],
    [['a/claims.x12', 'b/claims.x12'], 'pages', 'Two files are named claims.x12'],
  ])('refuses %s with --html %s', async (files, html, why) => {
    for (const file of files) {
      mkdirSync(join(line.folder, file, '..'), { recursive: true });
      writeFileSync(join(line.folder, file), readFileSync(CLEAN));
    }
    const { code, stderr } = await line.run('validate', ...files, '--html', html);
    expect(code).toBe(2);
    expect(stderr).toContain(why);
  });

  it('gives the verdict and exit code 3 when the page cannot be written', async () => {
    writeFileSync(join(line.folder, 'taken'), '');
    const { code, stdout, stderr } = await line.run('validate', CLEAN, '--html', 'taken/page.html');
    expect(code).toBe(3);
    expect(stdout).toContain('accepted');
    expect(stderr).toContain('--html');
  });

  it('writes the acknowledgments although the page cannot be written', async () => {
    writeFileSync(join(line.folder, 'taken'), '');
    const { code } = await line.run('validate', BAD_SET, '--html', 'taken/page.html', '--acks', 'acks');
    expect(code).toBe(3);
    expect(existsSync(join(line.folder, 'acks/06-one-bad-set-of-three.x12.999.x12'))).toBe(true);
  });
});
