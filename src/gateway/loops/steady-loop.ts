import type { GatewayError } from '../../support/errors.js';
import type { Logger } from '../../support/logger.js';
import { isEnvironmentTrouble, isLedgerTrouble } from '../../support/trouble.js';
import { Backoff } from './backoff.js';
import type { Loop } from './pulses.js';
import type { Sleeper } from './sleeper.js';

/** What a loop runs with. */
export interface SteadyLoopParts {
  readonly loop: Loop;
  readonly sleeper: Sleeper;
  /** True when it is to end; asked often, and so a sign of life. */
  readonly isOver: () => boolean;
  /** Told how each round ended: with the environment's trouble that is waited for, or well. */
  readonly onRound: (trouble: GatewayError | undefined) => void;
  readonly logger: Logger;
}

/**
 * Runs rounds, with the pause in milliseconds that each asks for, until it is over. The environment's trouble (a full disk,
 * a busy ledger) is waited for, ever longer up to half a minute; any other error rejects.
 */
export async function steadyLoop(parts: SteadyLoopParts, round: () => Promise<number>): Promise<void> {
  const { loop, sleeper, isOver, onRound, logger } = parts;
  const backoff = new Backoff();
  while (!isOver()) {
    let pause: number;
    try {
      pause = await round();
      onRound(undefined);
      backoff.reset();
    } catch (error) {
      if (!isEnvironmentTrouble(error) && !isLedgerTrouble(error)) throw error;
      onRound(error);
      pause = backoff.next();
      const facts = { what: loop, error: error.code, hint: error.hint, waitMilliseconds: pause };
      logger.error('waiting for the environment', facts);
    }
    await sleeper.sleep(pause);
  }
}
