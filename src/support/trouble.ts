import { GatewayError } from './errors.js';

const ENVIRONMENT = new Set([
  'disk-full',
  'disk-denied',
  'disk-failed',
  'ledger-full',
  'ledger-busy',
  'pgp-own-key-unusable',
  'pgp-partner-key-unusable',
]);

/**
 * True for trouble that waiting may end and that has nothing to do with the received file at hand: a full or failing disk,
 * a busy ledger, a key that is missing. Nothing has moved; the same step is taken again after a while, and it counts as no attempt.
 */
export function isEnvironmentTrouble(error: unknown): error is GatewayError {
  return error instanceof GatewayError && ENVIRONMENT.has(error.code);
}

/** True for trouble with the ledger, which everything else that is recorded there would have too. */
export function isLedgerTrouble(error: unknown): error is GatewayError {
  return error instanceof GatewayError && error.code.startsWith('ledger-');
}
