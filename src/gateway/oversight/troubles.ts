import type { Matter } from '../../operations/alerts/alert.js';
import type { EnvironmentTrouble } from '../../operations/metrics/watched.js';
import type { Clock } from '../../support/clock.js';
import type { GatewayError } from '../../support/errors.js';

/** What passes sooner than that, such as a busy ledger, is no matter for people. */
const TOLD_AFTER_MILLISECONDS = 30_000;

/** The environment's trouble that parts of the gateway wait to end, and since when. */
export class Troubles {
  readonly #clock: Clock;
  readonly #troubles = new Map<string, EnvironmentTrouble>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Says what trouble a part has now; undefined: none. The same trouble again keeps its beginning. */
  see(part: string, error: GatewayError | undefined): void {
    if (error === undefined) this.#troubles.delete(part);
    else if (this.#troubles.get(part)?.error !== error.code) {
      this.#troubles.set(part, { part, error: error.code, since: this.#clock.now().toISOString() });
    }
  }

  all(): readonly EnvironmentTrouble[] {
    return [...this.#troubles.values()];
  }

  /** What has lasted long enough to be told to people. */
  matters(): readonly Matter[] {
    const before = this.#clock.now().getTime() - TOLD_AFTER_MILLISECONDS;
    return this.all()
      .filter(({ since }) => Date.parse(since) <= before)
      .map(({ part, error, since }) => ({
        event: 'environment-trouble',
        key: `${part} ${error}`,
        subject: error,
        since,
      }));
  }
}
