import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CommandLine } from './command-line.js';

const SAMPLES = resolve(import.meta.dirname, '../../fixtures/samples');
const sample = (name: string) => join(SAMPLES, name);
const CLEAN = sample('01-clean-278-batch.x12');
const TEST_837 = sample('02-837p-test.x12');
const BAD_SENDER = sample('03-isa06-of-14-characters.x12');
const MISMATCH = sample('04-iea-control-number-mismatch.x12');
const BAD_SET = sample('06-one-bad-set-of-three.x12');
const EMPTY = sample('07-empty.x12');

let line: CommandLine;
beforeEach(() => {
  line = new CommandLine();
});
afterEach(() => line.remove());

describe('x12gw validate', () => {
  it.each([
    [CLEAN, 'accepted', 0],
    [TEST_837, 'accepted', 0],
    [BAD_SENDER, 'rejected', 1],
    [MISMATCH, 'rejected', 1],
    [BAD_SET, 'partially-accepted', 1],
    [EMPTY, 'rejected', 1],
  ])('judges %s as %s without an installation', async (file, disposition, exitCode) => {
    const documents = await line.documents('validate', 'validate', file);
    expect(documents.at(-1)).toMatchObject({ kind: 'file', disposition });
    expect((await line.run('validate', file)).code).toBe(exitCode);
  });

  it('holds a 999 against its guide', async () => {
    const good = readFileSync(resolve(SAMPLES, '../cases/278-clean/expected.999.x12'), 'latin1');
    const file = join(line.folder, 'answer.x12');
    writeFileSync(file, good);
    expect((await line.documents('validate', 'validate', file)).at(-1)).toMatchObject({
      disposition: 'acknowledgments',
    });
    writeFileSync(file, good.replace('IK5*A', 'IK5*Q'));
    const documents = await line.documents('validate', 'validate', file);
    expect(documents[0]).toMatchObject({ kind: 'finding', code: 'element-code-invalid' });
    expect(documents.at(-1)).toMatchObject({ disposition: 'rejected' });
    expect((await line.run('validate', file)).code).toBe(1);
  });

  it('holds a TA1 against its table', async () => {
    const good = readFileSync(resolve(SAMPLES, '../cases/278-clean/expected.ta1.x12'), 'latin1');
    const file = join(line.folder, 'answer.x12');
    writeFileSync(file, good);
    expect((await line.documents('validate', 'validate', file)).at(-1)).toMatchObject({
      disposition: 'acknowledgments',
    });
    writeFileSync(file, good.replace(/TA1\*.*?~/, 'TA1*XX*269903*9915*Q*999*EXTRA~'));
    const documents = await line.documents('validate', 'validate', file);
    expect(documents.filter(({ kind }) => kind === 'finding').map(({ code }) => code)).toEqual([
      'element-not-numeric',
      'element-date-invalid',
      'element-time-invalid',
      'element-code-invalid',
      'element-code-invalid',
      'element-surplus',
    ]);
    expect(documents.at(-1)).toMatchObject({ disposition: 'rejected' });
  });

  it('names the acknowledgment code, the place and the line of each finding', async () => {
    const [finding] = await line.documents('validate', 'validate', BAD_SET);
    expect(finding).toMatchObject({
      kind: 'finding',
      code: 'element-date-invalid',
      acknowledgment: '8',
      loop: '2000A/2000B/2000C/2010C',
      segment: 'DMG',
      element: 2,
      line: 33,
      group: '106',
      set: '0002',
    });
  });

  it('says before the findings of a set which set of which group they are about', async () => {
    const { stdout } = await line.run('validate', BAD_SET);
    expect(stdout).toMatch(/^set 0002 of group 106, interchange 000000106\n\n.*element-date-invalid/);
    expect((await line.run('validate', MISMATCH)).stdout).toMatch(/^interchange 0*\d+\n/);
  });

  it('refuses to read its standard input', async () => {
    const { code, stderr } = await line.run('validate', '-');
    expect(code).toBe(2);
    expect(stderr).toContain('validate reads files, not its standard input');
  });

  it('masks protected values unless asked to show them', async () => {
    for (const format of [[], ['--json']]) {
      expect((await line.run('validate', BAD_SET, ...format)).stdout).not.toContain('19551321');
      expect((await line.run('validate', BAD_SET, '--show-values', ...format)).stdout).toContain('19551321');
    }
  });

  it('goes on after an absent file and gives the worst exit code', async () => {
    const { code, stdout, stderr } = await line.run('validate', CLEAN, 'absent.x12', BAD_SET);
    expect(code).toBe(2);
    expect(stderr).toContain('absent.x12 does not exist');
    expect(stdout).toContain('partially-accepted');
  });

  it('writes the TA1 and 999 that are due, numbered from 1 over both', async () => {
    expect((await line.run('validate', BAD_SET, '--acks', 'acks')).code).toBe(1);
    const ta1 = readFileSync(join(line.folder, 'acks/06-one-bad-set-of-three.x12.ta1.x12'), 'latin1');
    const acknowledgment = readFileSync(join(line.folder, 'acks/06-one-bad-set-of-three.x12.999.x12'), 'latin1');
    expect(ta1).toContain('TA1*000000106*261102*0930*A*000~');
    expect(ta1).toContain('IEA*0*000000001~');
    expect(acknowledgment).toContain('AK9*P*3*3*2~');
    expect(acknowledgment).toContain('IEA*1*000000002~');
    // The payer writes to the submitter.
    expect(acknowledgment).toContain('*ZZ*DMA7384        *ZZ*110012345A     *');
  });

  it('writes no 999 for a refused interchange and neither for an empty file', async () => {
    await line.run('validate', MISMATCH, EMPTY, '--acks', 'acks');
    expect(readFileSync(join(line.folder, 'acks/04-iea-control-number-mismatch.x12.ta1.x12'), 'latin1')).toContain(
      '*R*001~',
    );
    for (const name of ['04-iea-control-number-mismatch.x12.999.x12', '07-empty.x12.ta1.x12']) {
      expect(() => readFileSync(join(line.folder, 'acks', name))).toThrow('ENOENT');
    }
  });

  it('judges as a partner whose profile it is given', async () => {
    await line.run('init', 'gateway', '--demo');
    const { stdout } = await line.run('partner', 'show', 'demo-provider', '--json');
    writeFileSync(join(line.folder, 'demo.json'), stdout);
    writeFileSync(join(line.folder, 'other.json'), stdout.replaceAll('110012345A', '110054321A'));
    expect((await line.run('validate', CLEAN, '--profile', 'demo.json')).code).toBe(0);
    const documents = await line.documents('validate', 'validate', CLEAN, '--profile', 'other.json');
    expect(documents).toContainEqual(
      expect.objectContaining({ kind: 'interchange', acknowledgment: 'R', note: '006' }),
    );
  });

  describe('of an accepted set with a refused claim', () => {
    const CLAIMS = resolve(SAMPLES, '../cases/837p-claim-out-of-balance/input.x12');

    it('says how many claims would be refused, and exits 1', async () => {
      const { code, stdout } = await line.run('validate', CLAIMS);
      expect(code).toBe(1);
      expect(stdout).toContain(
        '1 of 3 claims would be refused, although the 999 accepts the file; 1 to mend, 0 to look at\n',
      );
      expect(stdout).toMatch(/^ {2}claim 2 of the set, loop 2000A/m);
      const documents = await line.documents('validate', 'validate', CLAIMS);
      expect(documents.filter(({ kind }) => kind === 'finding').map(({ unit }) => unit)).toEqual([2]);
      expect(documents.filter(({ kind }) => kind === 'set')).toEqual([
        expect.objectContaining({ group: '107', set: '0001', transactionSet: '837', units: 3, refusedUnits: 1 }),
      ]);
      expect(documents.at(-2)).toMatchObject({ kind: 'interchange', groups: [{ units: 3, refusedUnits: 1 }] });
      expect(documents.at(-1)).toMatchObject({ kind: 'file', disposition: 'accepted', units: 3, refusedUnits: 1 });
    });

    it.each([
      ['3=warn', 0, 'accepted', 0],
      ['3=off', 0, 'accepted', 0],
      ['3=999', 1, 'rejected', 0],
    ])('tries the treatment %s without a partner', async (treatment, exitCode, disposition, refusedUnits) => {
      const argv = ['validate', '--snip', treatment, CLAIMS, '--acks', 'acks'];
      expect((await line.run(...argv)).code).toBe(exitCode);
      expect((await line.documents('validate', ...argv)).at(-1)).toMatchObject({ disposition, refusedUnits });
      const acknowledgment = readFileSync(join(line.folder, 'acks', 'input.x12.999.x12'), 'latin1');
      expect(acknowledgment).toContain(exitCode === 0 ? 'IK5*A~' : 'IK5*R*I5~');
    });

    it('takes the treatments of a profile, and those of the command over them', async () => {
      await line.run('init', 'gateway', '--demo');
      await line.run('partner', 'set', 'demo-provider', '--snip', '3=warn');
      writeFileSync(
        join(line.folder, 'demo.json'),
        (await line.run('partner', 'show', 'demo-provider', '--json')).stdout,
      );
      const file = readFileSync(sample('02-837p-test.x12'), 'latin1').replace(/CLM\*([^*]*)\*[^*]*\*/, 'CLM*$1*99999*');
      writeFileSync(join(line.folder, 'claims.x12'), file);
      const argv = ['validate', 'claims.x12', '--profile', 'demo.json'];
      expect((await line.documents('validate', ...argv)).at(-1)).toMatchObject({ refusedUnits: 0 });
      expect((await line.documents('validate', ...argv, '--snip', '3=default')).at(-1)).toMatchObject({
        refusedUnits: 1,
      });
    });

    it('refuses a treatment the type cannot have', async () => {
      const { code, stderr } = await line.run('validate', CLAIMS, '--snip', '5=999');
      expect(code).toBe(2);
      expect(stderr).toContain('possible are application, warn, off');
    });
  });

  it.each([
    ['{"partner": "x"}', 'it does not tell name, kind,'],
    ['{"partner": ', 'it is neither JSON nor YAML'],
    ['just words', 'it tells other things'],
    [undefined, 'it cannot be read (ENOENT)'],
  ])('refuses in plain words a profile that is none: %j', async (text, words) => {
    await line.run('init', 'gateway');
    if (text !== undefined) writeFileSync(join(line.folder, 'bad.json'), text);
    const { code, stderr } = await line.run('validate', CLEAN, '--profile', 'bad.json');
    expect(code).toBe(2);
    expect(stderr).toContain('profile-invalid');
    expect(stderr).toContain(words);
    expect(stderr).not.toMatch(/must have|data\//);
  });

  it('refuses a profile without a configuration, and a profile together with --guide-only', async () => {
    writeFileSync(join(line.folder, 'demo.json'), '{}');
    const { code, stdout, stderr } = await line.run('validate', CLEAN, '--profile', 'demo.json');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.trimEnd().split('\n').at(-1)).toContain('--config');
    expect((await line.run('validate', CLEAN, '--profile', 'demo.json', '--guide-only')).code).toBe(2);
  });
});

describe('x12gw guide list', () => {
  it('lists the 278 and the 837 professional', async () => {
    const guides = await line.documents('guide-list', 'guide', 'list');
    expect(guides).toContainEqual(expect.objectContaining({ guide: '005010X217', transactionSet: '278' }));
    expect(guides).toContainEqual(expect.objectContaining({ guide: '005010X222A1', transactionSet: '837' }));
  });
});
