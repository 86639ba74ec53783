/** Milliseconds before letters that could not be made are tried again. */
const WAIT = 300_000;

type Waiting = 'due' | 'needs-address';

/**
 * How far the rounds over waiting letters have come, so that a round costs what is new, however many wait. In memory:
 * after a restart everything is looked at once.
 */
export class LetterProgress {
  readonly #after: Record<Waiting, number> = { due: 0, 'needs-address': 0 };
  /** Edition of the members file that every letter without an address was looked up in; -1: none yet. */
  #members = -1;
  #isSearching = false;
  readonly #told = new Set<number>();
  #retryAt = Number.POSITIVE_INFINITY;

  /** Begins a round at `now` (milliseconds) with this edition of the members file, 0 for none. */
  begin(now: number, members: number): void {
    const isRetry = now >= this.#retryAt;
    if (isRetry) {
      this.#after.due = 0;
      this.#retryAt = Number.POSITIVE_INFINITY;
    }
    if (isRetry || (members !== this.#members && !this.#isSearching)) {
      this.#after['needs-address'] = 0;
      this.#isSearching = true;
    }
  }

  /** Letters in this state up to this id have been looked at. */
  after(state: Waiting): number {
    return this.#after[state];
  }

  advance(state: Waiting, id: number): void {
    this.#after[state] = Math.max(this.#after[state], id);
  }

  /** Every letter in this state has been looked at, with this edition of the members file. */
  finished(state: Waiting, members: number): void {
    if (state === 'due') return;
    this.#members = members;
    this.#isSearching = false;
  }

  /** A letter could not be made; all of them are tried again after a while. True when this is news. */
  failed(id: number, now: number): boolean {
    this.#retryAt = Math.min(this.#retryAt, now + WAIT);
    const isNews = !this.#told.has(id);
    this.#told.add(id);
    return isNews;
  }
}
