const FIRST_MILLISECONDS = 1_000;
const LONGEST_MILLISECONDS = 30_000;

/** How long to wait while the environment is in trouble: one second, doubled with each failure, at most thirty. */
export class Backoff {
  #failures = 0;

  /** The next wait, in milliseconds. */
  next(): number {
    return Math.min(FIRST_MILLISECONDS * 2 ** this.#failures++, LONGEST_MILLISECONDS);
  }

  /** Something worked again. */
  reset(): void {
    this.#failures = 0;
  }
}
