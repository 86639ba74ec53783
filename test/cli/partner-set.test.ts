import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_OPTIONS } from '../../src/partners/profile.js';
import { CommandLine } from './command-line.js';

let line: CommandLine;
beforeEach(async () => {
  line = new CommandLine();
  await line.run('init', 'gateway', '--demo');
});
afterEach(() => line.remove());

const ID = 'demo-provider';
const SET = ['partner', 'set', ID];

describe('x12gw partner set', () => {
  it('changes how findings are treated and what else may be chosen, and keeps the rest of the partner', async () => {
    const [before] = await line.documents('partner', 'partner', 'show', ID);
    expect(before).toMatchObject({ options: DEFAULT_OPTIONS });
    const words = ['--snip', '5=warn', '--snip', '3=999', '--rule', 'element-too-long=warn'];
    const more = ['--other-versions', 'check-as-adopted', '--option', 'tolerateSetCount=true'];
    const [after] = await line.documents('partner', ...SET, ...words, ...more);
    expect(after).toEqual({
      ...before,
      options: {
        ...DEFAULT_OPTIONS,
        tolerateSetCount: true,
        otherVersions: 'check-as-adopted',
        validation: {
          snip: { ...DEFAULT_OPTIONS.validation.snip, 5: 'warn', 3: '999' },
          severities: { 'element-too-long': 'warn' },
        },
      },
    });
    expect(await line.documents('partner', 'partner', 'show', ID)).toEqual([after]);
  });

  it('adds to what was chosen before, and takes it back with default', async () => {
    await line.run(...SET, '--snip', '5=warn');
    await line.run(...SET, '--option', 'duplicateWindowDays=60');
    const shown = (await line.run('partner', 'show', ID)).stdout;
    expect(shown).toContain('option     SNIP 5: warn\n');
    expect(shown).toContain('option     duplicateWindowDays: 60\n');
    const { code, stdout } = await line.run(...SET, '--snip', '5=default', '--option', 'duplicateWindowDays=default');
    expect(code).toBe(0);
    expect(stdout).not.toContain('option ');
  });

  it.each([
    ['nothing', [], 'Nothing was named'],
    ['an answer in the 999 for code lists', ['--snip', '5=999'], 'possible are application, warn, off'],
    ['a rule nobody knows', ['--snip', '6=warn', '--rule', 'element-too-lang=off'], 'element-too-lang'],
    ['an option there is not', ['--snip', '6=warn', '--option', 'acks=all'], 'acknowledgedSets'],
  ])('refuses %s with exit code 2 and changes nothing', async (_, words, hint) => {
    const { code, stderr } = await line.run(...SET, ...words);
    expect(code).toBe(2);
    expect(stderr).toContain('option-invalid');
    expect(stderr).toContain(hint);
    const [partner] = await line.documents('partner', 'partner', 'show', ID);
    expect(partner).toMatchObject({ options: DEFAULT_OPTIONS });
  });

  it('names every problem at once', async () => {
    const { stderr } = await line.run(...SET, '--snip', '5=999', '--snip', '9=off', '--option', 'x=1');
    for (const words of ['SNIP type 5', '9=off', 'option "x"']) expect(stderr).toContain(words);
  });

  it('exits 2 for a partner nobody registered', async () => {
    expect((await line.run('partner', 'set', 'nobody', '--snip', '5=warn')).stderr).toContain('partner-unknown');
  });

  it('never undoes what somebody else sets at the same time', async () => {
    const outcomes = await Promise.all(
      ['tolerateSetCount', 'refuseTest'].map((option) => line.run(...SET, '--option', `${option}=true`)),
    );
    const [partner] = await line.documents('partner', 'partner', 'show', ID);
    const { tolerateSetCount, refuseTest } = partner!.options as Record<string, unknown>;
    expect([tolerateSetCount, refuseTest]).toEqual(outcomes.map(({ code }) => code === 0));
    for (const { code, stderr } of outcomes) if (code !== 0) expect(stderr).toContain('Nothing was changed.');
  });
});
