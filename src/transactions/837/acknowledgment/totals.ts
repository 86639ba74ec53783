import { AmountSum } from '../../../domain/claims/amount.js';
import type { DecidedClaim } from '../../../domain/claims/model.js';
import type { SegmentValues } from './values.js';

/** QTY01 of accepted and of rejected claims, by level (277CA guide, 2200B and 2200C). */
const QUANTITIES = { receiver: ['90', 'AA'], provider: ['QA', 'QC'] } as const;
/** AMT01 of accepted and of rejected charges. */
const AMOUNTS = ['YU', 'YY'] as const;

/** Claims counted and their charges summed exactly: what QTY, AMT and STC04 of one level say. */
export class Totals {
  readonly #accepted = new Tally();
  readonly #rejected = new Tally();
  readonly #all = new Tally();

  add({ claim, verdict }: DecidedClaim): void {
    for (const tally of [this.#all, verdict.accepted ? this.#accepted : this.#rejected]) {
      tally.count++;
      tally.charges.add(claim.totalCharge);
    }
  }

  get count(): number {
    return this.#all.count;
  }

  /** Sum of CLM02 of all claims. */
  get charges(): string {
    return this.#all.charges.shortest;
  }

  /** QTY and AMT as id and elements; a total of zero is left out. */
  segments(level: keyof typeof QUANTITIES): readonly SegmentValues[] {
    const tallies = [this.#accepted, this.#rejected];
    const quantities = tallies.map(({ count }, at): SegmentValues | undefined =>
      count === 0 ? undefined : ['QTY', QUANTITIES[level][at], String(count)],
    );
    const amounts = tallies.map(({ charges }, at): SegmentValues | undefined =>
      charges.isZero ? undefined : ['AMT', AMOUNTS[at], charges.shortest],
    );
    return [...quantities, ...amounts].filter((segment) => segment !== undefined);
  }
}

/** One amount as an acknowledgment writes it: 0 for what is no number, so that totals balance with their parts. */
export function amountText(amount: string): string {
  const sum = new AmountSum();
  sum.add(amount);
  return sum.shortest;
}

class Tally {
  count = 0;
  readonly charges = new AmountSum();
}
