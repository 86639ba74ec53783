import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PayerIdentity } from '../partners/profile.js';

/** A payer's rules for the envelope, `payers/<overlay>/envelope.json`. */
export type EnvelopeOverlay = Pick<PayerIdentity, 'senderIdRule' | 'providerLocationPattern'>;

const SHIPPED = fileURLToPath(new URL('../../schemas', import.meta.url));

/**
 * The envelope rules of an overlay: of the operator's own schemas in the data directory (absolute), else of the shipped
 * ones; undefined when neither has such a folder.
 */
export function envelopeOverlay(overlay: string, dataDirectory: string): EnvelopeOverlay | undefined {
  for (const schemas of [join(dataDirectory, 'schemas'), SHIPPED]) {
    try {
      const text = readFileSync(join(schemas, 'payers', overlay, 'envelope.json'), 'utf8');
      const { senderIdRule, providerLocationPattern } = JSON.parse(text);
      return { senderIdRule, providerLocationPattern };
    } catch {
      // Not this one; what is wrong with a file that is there, "guide check" and the start of the gateway tell.
    }
  }
  return undefined;
}

/**
 * What to say of an overlay without envelope rules: the file that is missing, and the overlays there are. A folder of
 * companion guides alone is no overlay yet.
 */
export function overlayProblem(overlay: string, dataDirectory: string): string {
  const own = join(dataDirectory, 'schemas', 'payers');
  const there = new Set([own, join(SHIPPED, 'payers')].flatMap(foldersIn));
  const known = [...there].filter((name) => envelopeOverlay(name, dataDirectory) !== undefined).sort();
  const file = join(own, overlay, 'envelope.json');
  if (!there.has(overlay)) {
    return `"${overlay}" is no overlay there is (${known.join(', ')}); one of your own needs ${file}`;
  }
  const what = existsSync(file) ? `${file} cannot be read` : `there is no ${file}`;
  const neutral = join(SHIPPED, 'payers', 'neutral');
  return `${what}: copy envelope.json and prior-authorization.json of ${neutral} there, or name one of ${known.join(', ')}`;
}

function foldersIn(directory: string): string[] {
  try {
    return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? entry.name : []));
  } catch {
    return [];
  }
}
