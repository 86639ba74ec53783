import type { Ledger } from '../../store/ledger.js';
import type { SubmissionRow } from '../../store/rows.js';

/** Rows of each kind one poll reads. */
const PAGE = 256;

/**
 * Finds work that other processes left in the ledger: arrivals that `submit` recorded, above the last id seen; and, by
 * going round all that is unfinished page by page, files that an operator released from quarantine. A poll costs the
 * same however many files wait.
 */
export class ArrivalPoll {
  readonly #ledger: Pick<Ledger, 'submissions'>;
  #seen: number;
  readonly #after = { received: 0, examined: 0 };

  /** `seen`: the highest submission id that is known already, 0 for none. */
  constructor(ledger: Pick<Ledger, 'submissions'>, seen: number) {
    this.#ledger = ledger;
    this.#seen = seen;
  }

  /** Unfinished files, each perhaps known already; the newest and the next on the round. */
  next(): SubmissionRow[] {
    const { rows: newest } = this.#ledger.submissions({ state: 'received' }, this.#seen, PAGE);
    this.#seen = newest.at(-1)?.id ?? this.#seen;
    const found = [...newest];
    for (const state of ['received', 'examined'] as const) {
      const { rows, next } = this.#ledger.submissions({ state }, this.#after[state], PAGE);
      this.#after[state] = next ?? 0;
      found.push(...rows);
    }
    return found;
  }
}
