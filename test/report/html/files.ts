import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The shipped sample of an 837P: one billing provider, two claims. */
export const CLAIMS = readFileSync(join(import.meta.dirname, '../../../fixtures/samples/02-837p-test.x12'), 'latin1');

/** A file with a change that must have an effect. */
export function change(file: string, from: string | RegExp, to: string): string {
  const changed = file.replace(from, to);
  if (changed === file) throw new Error(`Nothing matches ${from}`);
  return changed;
}

/** The claims with faults of every sort: a missing segment, a wrong date, a code nobody knows, an unknown segment, a count. */
export function faultyClaims(): string {
  let file = change(CLAIMS, /\nCLM\*[^*]*\*/, '\nCLM*CLAIM-1*');
  file = change(file, /\nN3\*[^~]*~/, '');
  file = change(file, /\nDMG\*D8\*\d+/, '\nDMG*D8*19551321');
  file = change(file, /\nSV1\*HC/, '\nZZZ*A*B~\nSV1*XX');
  return file;
}
