import { GatewayError } from '../../support/errors.js';
import { openDatabase } from './driver.js';
import { ledgerError } from './ledger-error.js';

/** A lock that is held until it is released or the process ends, in whatever way. */
export interface ExclusiveLock {
  release(): void;
}

/**
 * Takes an exclusive lock on a small database made for nothing else; the kernel frees it when the process dies, so a
 * crash never leaves it behind. undefined when another holds it; never waits. Raises what `openDatabase` raises.
 */
export function takeExclusiveLock(path: string): ExclusiveLock | undefined {
  let database: ReturnType<typeof openDatabase> | undefined;
  try {
    database = openDatabase(path, { busyTimeoutMilliseconds: 0 });
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database?.close();
    const trouble = ledgerError(error, 'take the lock of the runner');
    if (trouble instanceof GatewayError && trouble.code === 'ledger-busy') return undefined;
    throw trouble;
  }
  const held = database;
  return {
    release() {
      held.close();
    },
  };
}
