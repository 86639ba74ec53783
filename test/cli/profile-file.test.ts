import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readProfile } from '../../src/cli/validation/profile-file.js';
import { DEFAULT_OPTIONS } from '../../src/partners/profile.js';
import { PAYER, SCHEMAS } from '../examination/examination-support.js';
import { temporaryFolder } from '../store/material.js';

const PROFILE = {
  partner: 'pineridge',
  name: 'Pineridge Clinic',
  kind: 'provider',
  interchangeQualifier: 'ZZ',
  interchangeId: 'PRCLINIC01',
  applicationIds: ['PRCLINIC01'],
  location: 'PRCLINIC01',
  providers: [{ location: 'PRCLINIC01', npis: ['1887004129'] }],
  allowances: [],
};

function read(options: unknown) {
  const file = join(temporaryFolder(), 'profile.json');
  writeFileSync(file, JSON.stringify({ ...PROFILE, options }));
  return readProfile(file, PAYER, SCHEMAS.findings);
}

describe('the options of a profile file', () => {
  it('that are missing take their default', () => {
    expect(read({}).options).toEqual(DEFAULT_OPTIONS);
    const { options } = read({ refuseTest: true, validation: { snip: { 5: 'warn' } } });
    expect(options).toMatchObject({ refuseTest: true, otherVersions: 'refuse' });
    expect(options.validation.snip).toEqual({ ...DEFAULT_OPTIONS.validation.snip, 5: 'warn' });
  });

  it.each([
    [{ validation: { snip: { 5: '999' } } }, 'options.validation.snip.5 must be one of: application, warn, off'],
    [{ trailerMismatch: 'A' }, 'options.trailerMismatch must be one of: R, E'],
    [{ validation: { severities: { 'element-too-lang': 'off' } } }, 'There is no rule "element-too-lang"'],
    [{ tolerateSetCount: 'yes' }, 'options.tolerateSetCount is not as it should be'],
    [{ tolerate: true }, 'options is not as it should be'],
  ])('%j are refused with what is possible', (options, words) => {
    expect(() => read(options)).toThrow(expect.objectContaining({ code: 'profile-invalid', exitCode: 2 }));
    expect(() => read(options)).toThrow(words);
  });
});
