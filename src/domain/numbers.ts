import { GatewayError } from '../support/errors.js';
import type { Environment } from './environment.js';

/** Largest sequence number a ten-digit number of ours can hold after its leading digit. */
const LARGEST_SEQUENCE = 999_999_999;

/**
 * Ten digits for the nth number of an environment: production numbers begin with 1, test numbers with 9, so the two
 * ranges never meet, whatever the sequences do. `sequence` counts from 1.
 * Throws GatewayError `number-range-exhausted` past 999,999,999 and RangeError for anything that is no sequence number.
 */
export function tenDigits(sequence: number, environment: Environment): string {
  if (!Number.isInteger(sequence) || sequence < 1) throw new RangeError('A sequence number is a whole number from 1');
  if (sequence > LARGEST_SEQUENCE) {
    throw new GatewayError('Every number of this kind has been given out', {
      code: 'number-range-exhausted',
      operation: 'issue a number',
      hint: 'Archive this installation and continue with a new ledger.',
      exitCode: 3,
    });
  }
  return `${environment === 'production' ? '1' : '9'}${String(sequence).padStart(9, '0')}`;
}

/** PA tracking number: ten digits, `1000000001` in production, `9000000001` in test. */
export function trackingNumberOf(sequence: number, environment: Environment): string {
  return tenDigits(sequence, environment);
}

/** Control number of a PA attachment: `CN` and ten digits. */
export function attachmentNumberOf(sequence: number, environment: Environment): string {
  return `CN${tenDigits(sequence, environment)}`;
}

/** Claim number: `C` and ten digits. */
export function claimNumberOf(sequence: number, environment: Environment): string {
  return `C${tenDigits(sequence, environment)}`;
}
