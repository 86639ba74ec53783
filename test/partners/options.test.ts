import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../../src/findings/policy.js';
import { changeOptions, completeOptions, differingOptions, unknownRules } from '../../src/partners/options.js';
import { DEFAULT_OPTIONS } from '../../src/partners/profile.js';
import { schemas } from '../support/units.js';

const KNOWN = schemas.findings;
const change = (words: Parameters<typeof changeOptions>[1]) => changeOptions(DEFAULT_OPTIONS, words, KNOWN);

describe('stored options', () => {
  it('that are missing take what is shipped, also within the settings of findings', () => {
    expect(completeOptions({})).toEqual(DEFAULT_OPTIONS);
    const stored = { tolerateSetCount: true, validation: { snip: { 5: 'warn' as const } } };
    expect(completeOptions(stored)).toEqual({
      ...DEFAULT_OPTIONS,
      tolerateSetCount: true,
      validation: { snip: { ...DEFAULT_POLICY.snip, 5: 'warn' }, severities: {} },
    });
  });
});

describe('changing options', () => {
  it('sets the treatment of a type, a rule and any other option, and leaves the rest', () => {
    const { options, problems } = change({
      snip: ['5=warn', '3=999'],
      rule: ['element-too-long=warn'],
      option: ['tolerateSetCount=true', 'duplicateWindowDays=60', 'otherVersions=check-as-adopted'],
    });
    expect(problems).toEqual([]);
    expect(options).toEqual({
      ...DEFAULT_OPTIONS,
      tolerateSetCount: true,
      duplicateWindowDays: 60,
      otherVersions: 'check-as-adopted',
      validation: {
        snip: { ...DEFAULT_POLICY.snip, 5: 'warn', 3: '999' },
        severities: { 'element-too-long': 'warn' },
      },
    });
    expect(differingOptions(options)).toEqual([
      ['tolerateSetCount', 'true'],
      ['duplicateWindowDays', '60'],
      ['otherVersions', 'check-as-adopted'],
      ['SNIP 3', '999'],
      ['SNIP 5', 'warn'],
      ['rule element-too-long', 'warn'],
    ]);
  });

  it('takes what was chosen back with the value default', () => {
    const words = { snip: ['5=off'], rule: ['element-too-long=off'], option: ['refuseTest=true'] };
    const chosen = change(words).options;
    const back = { snip: ['5=default'], rule: ['element-too-long=default'], option: ['refuseTest=default'] };
    expect(changeOptions(chosen, back, KNOWN)).toEqual({ options: DEFAULT_OPTIONS, problems: [] });
  });

  it.each([
    [
      'an answer in the 999 for a type that has no code there',
      { snip: ['6=999'] },
      'application, warn, off, or default for what is shipped',
    ],
    [
      'an answer by the application for what it cannot read',
      { snip: ['1=application'] },
      '999, warn, off, or default for what is shipped',
    ],
    ['a type there is not', { snip: ['8=off'] }, '1 to 7'],
    ['a type without a treatment', { snip: ['5'] }, 'application, warn, off'],
    ['a word alone', { snip: ['warn'] }, '5=warn'],
    ['a rule nobody knows', { rule: ['element-too-wide=off'] }, 'there are element-'],
    ['a rule of the envelope', { rule: ['file-empty=off'] }, 'envelope'],
    [
      'a severity there is not',
      { rule: ['element-too-long=error'] },
      'reject, warn, off, or default for what is shipped',
    ],
    ['an option there is not', { option: ['tolerate=true'] }, 'tolerateSetCount'],
    ['a name that every object has', { option: ['constructor=1'] }, 'There is no option'],
    ['a value there is not', { option: ['trailerMismatch=A'] }, 'R, E, or default for what is shipped'],
    ['days that are no number', { option: ['duplicateWindowDays=-1'] }, 'number of days'],
  ])('refuses %s and says what is possible', (_, words, hint) => {
    const { options, problems } = change(words);
    expect(options).toBe(DEFAULT_OPTIONS);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(hint);
  });

  it('names every problem at once', () => {
    expect(change({ snip: ['6=999', '9=off'], option: ['x=1'] }).problems).toHaveLength(3);
  });

  it('lets a rule that is gone be taken out of the settings', () => {
    const old = completeOptions({ validation: { severities: { 'rule-of-old': 'off' } } });
    expect(unknownRules(old, KNOWN)).toEqual([expect.stringContaining('rule-of-old')]);
    expect(changeOptions(old, { rule: ['rule-of-old=default'] }, KNOWN).options).toEqual(DEFAULT_OPTIONS);
  });
});
