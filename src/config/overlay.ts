import { readFileSync } from 'node:fs';
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
