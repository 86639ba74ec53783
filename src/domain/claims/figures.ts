import { AmountSum } from './amount.js';
import type { ClaimKind } from './model.js';

/** What of a decided claim is counted. */
export interface CountedClaim {
  /** yyyy-mm of the receipt, in the payer's time zone. */
  readonly month: string;
  readonly partnerId: string;
  /** Provider ID and service location of the billing provider, '' when it is not linked. */
  readonly location: string;
  readonly kind: ClaimKind;
  readonly totalCharge: string;
  /** Why it was refused: codes of the reasons with `category:status:entity`; none for a registered claim. */
  readonly reasons: readonly { readonly reason: string; readonly claimStatus: string }[];
}

/** Claims registered and refused, and what they charge. Amounts are decimals. */
export interface ClaimTotals {
  readonly accepted: number;
  readonly refused: number;
  readonly acceptedCharge: string;
  readonly refusedCharge: string;
  /** Percent of those decided that were registered, two decimals at most. */
  readonly acceptanceRate: number;
}

/** One reason of refusal: how many claims have it among their reasons, and what they charge. */
export interface ReasonFigure {
  readonly reason: string;
  readonly claimStatus: string;
  readonly claims: number;
  readonly charge: string;
  /** Percent of all refused claims. */
  readonly share: number;
}

/** Counts claims; a few numbers for each key, however many claims there are. */
export class ClaimCounter {
  readonly #accepted = new AmountSum();
  readonly #refused = new AmountSum();
  #acceptedCount = 0;
  #refusedCount = 0;

  add({ reasons, totalCharge }: Pick<CountedClaim, 'reasons' | 'totalCharge'>): void {
    if (reasons.length === 0) {
      this.#acceptedCount++;
      this.#accepted.add(totalCharge);
    } else {
      this.#refusedCount++;
      this.#refused.add(totalCharge);
    }
  }

  get totals(): ClaimTotals {
    const [accepted, refused] = [this.#acceptedCount, this.#refusedCount];
    return {
      accepted,
      refused,
      acceptedCharge: this.#accepted.toString(),
      refusedCharge: this.#refused.toString(),
      acceptanceRate: percent(accepted, accepted + refused),
    };
  }
}

/** Totals by a key of the claim, such as its month and provider, in the order of the keys. */
export class ClaimGroups {
  readonly #counters = new Map<string, ClaimCounter>();

  add(key: readonly string[], claim: Pick<CountedClaim, 'reasons' | 'totalCharge'>): void {
    const text = key.join('\n');
    const counter = this.#counters.get(text) ?? new ClaimCounter();
    this.#counters.set(text, counter);
    counter.add(claim);
  }

  get rows(): readonly { readonly key: readonly string[]; readonly totals: ClaimTotals }[] {
    const sorted = [...this.#counters].sort(([one], [other]) => (one < other ? -1 : 1));
    return sorted.map(([text, counter]) => ({ key: text.split('\n'), totals: counter.totals }));
  }
}

/** The reasons of refused claims: a claim counts once for each of its reasons. */
export class ReasonCounter {
  readonly #reasons = new Map<string, { readonly charge: AmountSum; claims: number }>();
  #refused = 0;

  add({ reasons, totalCharge }: Pick<CountedClaim, 'reasons' | 'totalCharge'>): void {
    if (reasons.length === 0) return;
    this.#refused++;
    for (const key of new Set(reasons.map(({ reason, claimStatus }) => `${reason}\n${claimStatus}`))) {
      const known = this.#reasons.get(key) ?? { charge: new AmountSum(), claims: 0 };
      this.#reasons.set(key, known);
      known.claims++;
      known.charge.add(totalCharge);
    }
  }

  /** Refused claims. */
  get refused(): number {
    return this.#refused;
  }

  /** Most frequent first; equally frequent ones by code. */
  get figures(): readonly ReasonFigure[] {
    const figures = [...this.#reasons].map(([key, { claims, charge }]) => {
      const [reason = '', claimStatus = ''] = key.split('\n');
      return { reason, claimStatus, claims, charge: charge.toString(), share: percent(claims, this.#refused) };
    });
    return figures.sort((one, other) => other.claims - one.claims || (one.reason < other.reason ? -1 : 1));
  }
}

function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((part / whole) * 10_000) / 100;
}
