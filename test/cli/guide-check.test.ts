import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { companion, PROFESSIONAL, writeFiles } from '../support/own-schemas.js';
import { CommandLine } from './command-line.js';

let line: CommandLine;
beforeEach(() => {
  line = new CommandLine();
});
afterEach(() => line.remove());

const SOUND = { [`payers/plan/companion/${PROFESSIONAL}.json`]: companion() };
const FAULTY = { [`payers/plan/companion/${PROFESSIONAL}.json`]: companion({ from: 'soon' }) };

/** An installation whose own schemas these files are. */
async function installation(files: Readonly<Record<string, unknown>>): Promise<void> {
  expect((await line.run('init', 'gateway', '--demo')).code).toBe(0);
  writeFiles(join(line.folder, 'gateway', 'schemas'), files);
}

describe('x12gw guide check', () => {
  it('finds nothing to mend in a folder that is sound', async () => {
    writeFiles(join(line.folder, 'draft'), SOUND);
    const { code, stdout, stderr } = await line.run('guide', 'check', 'draft');
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain('1 file');
    expect(stderr).toContain('nothing to mend');
  });

  it('tells each problem with file and place, exit code 1', async () => {
    writeFiles(join(line.folder, 'draft'), FAULTY);
    const { code, stdout } = await line.run('guide', 'check', 'draft');
    expect(code).toBe(1);
    expect(stdout).toContain(`payers/plan/companion/${PROFESSIONAL}.json from: must be a day of eight digits`);
    const documents = await line.documents('guide-check', 'guide', 'check', 'draft');
    expect(documents).toMatchObject([{ place: 'from' }]);
  });

  it("checks the installation's own when no folder is named", async () => {
    await installation(FAULTY);
    expect((await line.run('guide', 'check')).code).toBe(1);
    writeFiles(join(line.folder, 'gateway', 'schemas'), SOUND);
    expect((await line.run('guide', 'check')).code).toBe(0);
  });

  it('says so with exit code 2 when there is nothing to check', async () => {
    const nowhere = await line.run('guide', 'check');
    expect(nowhere.code).toBe(2);
    expect(nowhere.stderr).toContain('x12gw guide check DIR');
    expect((await line.run('guide', 'check', 'absent')).code).toBe(2);
  });
});

describe("an installation's own schemas", () => {
  it('that are faulty stop validate, and the start of the gateway, with exit code 2', async () => {
    await installation(FAULTY);
    writeFileSync(join(line.folder, 'claims.x12'), '');
    for (const command of [
      ['validate', 'claims.x12'],
      ['run', '--once'],
    ]) {
      const { code, stderr } = await line.run(...command);
      expect(code, command[0]).toBe(2);
      expect(stderr, command[0]).toContain(`companion/${PROFESSIONAL}.json from:`);
    }
  });

  it('are a line of doctor, a problem when they are faulty', async () => {
    await installation(SOUND);
    expect((await line.run('doctor')).stdout).toContain('your own schemas');
    writeFiles(join(line.folder, 'gateway', 'schemas'), FAULTY);
    const { code, stdout } = await line.run('doctor');
    expect(code).toBe(3);
    expect(stdout).toContain('problem  your own schemas: payers/plan/');
  });

  it('are listed by guide overlays with their days, beside the shipped ones', async () => {
    await installation({ [`payers/plan/companion/${PROFESSIONAL}.json`]: companion({ from: '20260101' }) });
    const editions = await line.documents('guide-overlays', 'guide', 'overlays');
    expect(editions).toContainEqual(
      expect.objectContaining({ overlay: 'plan', guide: PROFESSIONAL, from: '20260101', to: '', origin: 'own' }),
    );
    expect(editions).toContainEqual(expect.objectContaining({ overlay: 'masshealth', origin: 'shipped' }));
    expect(existsSync(join(line.folder, 'gateway', 'cache'))).toBe(true);
  });

  it('may be a payer of their own', async () => {
    const neutral = { senderIdRule: 'any', providerLocationPattern: '^(?<provider>[0-9]{9})(?<location>[A-Z])$' };
    await installation({ ...SOUND, 'payers/plan/envelope.json': neutral });
    const configuration = join(line.folder, 'gateway', 'gateway.yaml');
    writeFileSync(configuration, readFileSync(configuration, 'utf8').replace('overlay: masshealth', 'overlay: plan'));
    expect((await line.run('guide', 'overlays')).code).toBe(0);
  });
});
