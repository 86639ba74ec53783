import {
  BrokenCircuitError,
  type BulkheadPolicy,
  bulkhead,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  ExponentialBackoff,
  handleWhen,
  retry,
} from 'cockatiel';
import { isTrouble, SftpError } from './trouble.js';

/** How one partner's transport trouble is met. Milliseconds. */
export interface ResilienceSettings {
  /** Tries after the first one, within one piece of work. */
  readonly retries: number;
  /** First pause between tries; later ones grow and vary at random, so that partners are not all called at once. */
  readonly firstPause: number;
  readonly longestPause: number;
  /** Connections in a row that could not be made, after which the partner is left alone. */
  readonly failuresToRest: number;
  /** First rest; later ones grow. */
  readonly firstRest: number;
  readonly longestRest: number;
}

export const RESILIENCE: ResilienceSettings = {
  retries: 2,
  firstPause: 1_000,
  longestPause: 30_000,
  failuresToRest: 5,
  firstRest: 30_000,
  longestRest: 900_000,
};

/**
 * What stands between the gateway and one partner's trouble: retries with backoff and jitter and a circuit for
 * `transport`, a stop for `login` and `host-key`, a bound on transfers at a time. Every partner has its own, so that one
 * partner's trouble delays no other.
 */
export class Resilience {
  readonly #circuit;
  readonly #attempts;
  readonly #transfers: BulkheadPolicy;
  #stoppedBy: SftpError | undefined;
  readonly #ending = new AbortController();

  constructor(parallelTransfers: number, settings: ResilienceSettings = RESILIENCE) {
    const transport = handleWhen((error) => isTrouble(error, 'transport') && error.code !== 'sftp-resting');
    this.#circuit = circuitBreaker(transport, {
      breaker: new ConsecutiveBreaker(settings.failuresToRest),
      halfOpenAfter: new ExponentialBackoff({ initialDelay: settings.firstRest, maxDelay: settings.longestRest }),
    });
    this.#attempts = retry(transport, {
      maxAttempts: settings.retries,
      backoff: new ExponentialBackoff({ initialDelay: settings.firstPause, maxDelay: settings.longestPause }),
    });
    this.#transfers = bulkhead(parallelTransfers, Number.POSITIVE_INFINITY);
  }

  /** `stopped`: a person must act, then `release`. `resting`: left alone for a while after failures in a row. */
  get state(): 'working' | 'resting' | 'stopped' {
    if (this.#stoppedBy !== undefined) return 'stopped';
    return this.#circuit.state === CircuitState.Open ? 'resting' : 'working';
  }

  /** The login or host key trouble that stopped the partner. */
  get stoppedBy(): SftpError | undefined {
    return this.#stoppedBy;
  }

  /** A person has acted: try again. */
  release(): void {
    this.#stoppedBy = undefined;
  }

  /** Aborted by `end`. */
  get ending(): AbortSignal {
    return this.#ending.signal;
  }

  /** Ends what is being attempted, pauses included, for good. */
  end(): void {
    this.#ending.abort();
  }

  /**
   * Runs work, several times where that helps. Raises what the work raises or, after `end`, SftpError
   * `sftp-ended`.
   */
  async attempt<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#stoppedBy !== undefined) throw this.#stoppedBy;
    const { signal } = this.#ending;
    let end = () => {};
    const ended = new Promise<never>((_resolve, reject) => {
      end = () => reject(new SftpError('sftp-ended', 'use an SFTP server'));
      if (signal.aborted) end();
      else signal.addEventListener('abort', end);
    });
    try {
      const attempts = this.#attempts.execute(() => (signal.aborted ? ended : work()), signal);
      return await Promise.race([attempts, ended]);
    } catch (error) {
      if (isTrouble(error, 'login') || isTrouble(error, 'host-key')) this.#stoppedBy = error;
      throw error;
    } finally {
      signal.removeEventListener('abort', end);
    }
  }

  /**
   * Makes a connection, unless the partner rests. Only this counts towards a rest: one break fails all that goes on over a
   * connection, and a server that cannot take one file may still give another.
   */
  async connect<Connection>(open: () => Promise<Connection>): Promise<Connection> {
    try {
      return await this.#circuit.execute(open);
    } catch (error) {
      throw error instanceof BrokenCircuitError ? new SftpError('sftp-resting', 'connect to an SFTP server') : error;
    }
  }

  /** Runs a transfer once one of the partner's places is free. */
  transfer<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.#transfers.execute(work);
  }
}
