/** Milliseconds before what failed is tried again; doubled with each failure up to the longest. */
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 300_000;
/** Troubles remembered one by one; the answers of all others share one wait. */
const MOST_REMEMBERED = 10_000;
const ALL_OTHERS = 'others';

/** One answer, or one folder with all its answers, that waits for its next try. */
interface Rest {
  readonly wait: number;
  readonly until: number;
  /** The lowest answer id it holds up since the last time it was due. */
  readonly from: number;
}

/**
 * How far the rounds over the answers in one state have come: which id comes next, and which answers and folders rest
 * after a failure. So a round costs what is new and what is due, however many answers wait. In memory: after a restart
 * everything is tried at once.
 */
export class AnswerProgress {
  readonly #now: () => number;
  readonly #rests = new Map<string, Rest>();
  #after = 0;
  /** Where the next round begins, when that is below `after`. */
  #restart = Number.POSITIVE_INFINITY;

  /** `now` in milliseconds; by default a clock that nobody sets. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Answers up to this id are done, or rest. */
  get after(): number {
    return this.#after;
  }

  /** Begins a round: goes back to the first answer that is due again. */
  begin(): void {
    let restart = this.#restart;
    this.#restart = Number.POSITIVE_INFINITY;
    for (const [key, rest] of this.#rests) {
      if (rest.until > this.#now()) continue;
      restart = Math.min(restart, rest.from - 1);
      this.#rests.set(key, { ...rest, from: Number.POSITIVE_INFINITY });
    }
    this.#after = Math.min(this.#after, restart);
  }

  /** All answers up to this one have been looked at. */
  advance(id: number): void {
    this.#after = Math.max(this.#after, id);
  }

  /** An answer came into the state; the next round must not pass it by. */
  include(id: number): void {
    this.#restart = Math.min(this.#restart, id - 1);
  }

  /** True when the answer or its folder still rests; its turn comes with theirs. */
  isResting(id: number, folder: string): boolean {
    let isResting = false;
    for (const key of [String(id), folder]) {
      const rest = this.#rests.get(key);
      if (rest === undefined || rest.until <= this.#now()) continue;
      this.#rests.set(key, { ...rest, from: Math.min(rest.from, id) });
      isResting = true;
    }
    return isResting;
  }

  /** The answer went through: neither it nor its folder has trouble any more. */
  succeeded(id: number, folder: string): void {
    for (const key of [String(id), folder]) {
      const rest = this.#rests.get(key);
      if (rest === undefined) continue;
      this.#restart = Math.min(this.#restart, rest.from - 1);
      this.#rests.delete(key);
    }
  }

  /** Lets an answer, or with `folder` all of that folder, rest for a while. True when this trouble is news. */
  failed(id: number, folder?: string): boolean {
    const wanted = folder ?? String(id);
    const key = this.#rests.has(wanted) || this.#rests.size < MOST_REMEMBERED ? wanted : ALL_OTHERS;
    const rest = this.#rests.get(key);
    const now = this.#now();
    if (rest !== undefined && rest.until > now) {
      this.#rests.set(key, { ...rest, from: Math.min(rest.from, id) });
      return false;
    }
    const wait = rest === undefined ? FIRST_WAIT : Math.min(rest.wait * 2, LONGEST_WAIT);
    this.#rests.set(key, { wait, until: now + wait, from: Math.min(rest?.from ?? id, id) });
    return rest === undefined;
  }
}
