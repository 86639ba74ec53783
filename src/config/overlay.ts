import { readFileSync } from 'node:fs';
import type { PayerIdentity } from '../partners/profile.js';

/** A payer's rules for the envelope, `schemas/payers/<overlay>/envelope.json`. */
export type EnvelopeOverlay = Pick<PayerIdentity, 'senderIdRule' | 'providerLocationPattern'>;

/** The envelope rules of an overlay; undefined when there is no such folder in `schemas/payers/`. */
export function envelopeOverlay(overlay: string): EnvelopeOverlay | undefined {
  const file = new URL(`../../schemas/payers/${overlay}/envelope.json`, import.meta.url);
  try {
    const { senderIdRule, providerLocationPattern } = JSON.parse(readFileSync(file, 'utf8'));
    return { senderIdRule, providerLocationPattern };
  } catch {
    return undefined;
  }
}
