import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const script = (name: string) => import(new URL(`../../bin/dev/fuzz/${name}`, import.meta.url).href);
const { loadLibrary } = await script('library.mjs');
const { Fuzzer } = await script('fuzzer.mjs');
const { Checks, SETTING_NAMES, summaryOf } = await script('checks.mjs');
const { allGuideIds } = await script('valid-files.mjs');
const { Judge } = await script('settings.mjs');

const library = await loadLibrary((path: string) => import(new URL(`../../src/${path}.ts`, import.meta.url).href));

const folder = join(import.meta.dirname, '../../fixtures/fuzz');

/** A stored input: once it made the gateway fail. */
interface Stored {
  readonly file: string;
  /** What was wrong then. */
  readonly cause: string;
  readonly setting: string;
  readonly expected: { readonly answers: readonly string[]; readonly codes: readonly string[] };
}

const stored: readonly Stored[] = JSON.parse(readFileSync(join(folder, 'inputs.json'), 'utf8'));

function failuresOf(fuzzer: { failures: Map<string, { message: string; input: { bytes: Buffer } }> }): string[] {
  return [...fuzzer.failures.values()].map(({ message, input }) => `${message}\n${input.bytes.toString('latin1')}`);
}

describe('valid files', () => {
  it('of every guide are clean, and all that is made of them holds together', { timeout: 60_000 }, async () => {
    const fuzzer = new Fuzzer(library, { seed: 1, guideIds: allGuideIds(library) });
    for (const input of fuzzer.validInputs()) if (input.isValid) await fuzzer.run({ ...input, isThorough: false });
    expect(failuresOf(fuzzer)).toEqual([]);
  });
});

describe('files with faults', () => {
  it.each([1, 2])(
    'of every guide get an outcome that holds together, with seed %i',
    { timeout: 60_000 },
    async (seed) => {
      const fuzzer = new Fuzzer(library, { seed, guideIds: allGuideIds(library) });
      for (let input = 0; input < 150; input++) await fuzzer.run(fuzzer.next());
      expect(failuresOf(fuzzer)).toEqual([]);
      // The faults are told from each other, or there would be little to hold against the checks.
      expect(fuzzer.features).toBeGreaterThan(200);
    },
  );
});

describe('what once failed', () => {
  const checks = new Checks(library);

  it.each(stored)('no longer does: $cause', async ({ file, setting, expected }) => {
    const bytes = readFileSync(join(folder, file));
    for (const name of SETTING_NAMES) await checks.run({ bytes, setting: name, isThorough: true });
    expect(summaryOf(await new Judge(library, setting).judge(bytes))).toEqual(expected);
  });
});
