import { latin1 } from '../x12/segment-view.js';
import { type Amount, addAmounts, compareAmounts } from './amounts.js';
import { Arena } from './arena.js';

/** Values one slot keeps; when more come, what is asked of them is unknown. Bounds memory for rules over a whole set. */
export const MOST_VALUES = 20_000;

/** So many values are compared pair by pair. */
const FEW = 24;

/** How a slot is made; the runner makes one of each for itself. */
export type SlotPlan =
  | { readonly kind: 'sum' }
  | { readonly kind: 'amounts'; readonly keep: Keep }
  | { readonly kind: 'texts'; readonly keep: 'all' | 'first' }
  | { readonly kind: 'rows'; readonly columns: number }
  | { readonly kind: 'table' }
  | { readonly kind: 'occurrences' };

/** Which of the values that come are kept. */
export type Keep = 'all' | 'first' | 'least' | 'greatest';

/** An exact sum; NaN once a value was no number. */
export class SumSlot {
  total: Amount = 0;
  count = 0;

  clear(): void {
    this.total = 0;
    this.count = 0;
  }

  take(amount: Amount): void {
    this.count++;
    this.total = addAmounts(this.total, amount);
  }
}

/** Numbers: amounts, or days as CCYYMMDD. Malformed values (NaN) are not kept. */
export class AmountsSlot {
  readonly values: Amount[] = [];
  count = 0;
  isOver = false;
  readonly #keep: Keep;

  constructor(keep: Keep) {
    this.#keep = keep;
  }

  clear(): void {
    this.count = 0;
    this.isOver = false;
  }

  take(amount: Amount): void {
    if (Number.isNaN(amount)) return;
    if (this.#keep === 'all') {
      if (this.count < MOST_VALUES) this.values[this.count++] = amount;
      else this.isOver = true;
      return;
    }
    if (this.count === 0) {
      this.values[0] = amount;
      this.count = 1;
    } else if (this.#keep !== 'first') {
      const order = compareAmounts(amount, this.values[0]!);
      if (this.#keep === 'least' ? order < 0 : order > 0) this.values[0] = amount;
    }
  }
}

/** Values as sent; strings are made when a rule asks for them. */
export class TextsSlot {
  readonly #arena = new Arena();
  readonly #ends: number[] = [];
  readonly #onlyFirst: boolean;
  count = 0;
  isOver = false;
  /** The string that was made last: set after set asks for the same few values. */
  #shown = '';

  constructor(keep: 'all' | 'first') {
    this.#onlyFirst = keep === 'first';
  }

  clear(): void {
    this.count = 0;
    this.#arena.length = 0;
    this.isOver = false;
  }

  take(bytes: Uint8Array, start: number, end: number): void {
    if (this.#onlyFirst && this.count > 0) return;
    if (this.count >= MOST_VALUES) {
      this.isOver = true;
      return;
    }
    this.#arena.add(bytes, start, end);
    this.#ends[this.count++] = this.#arena.length;
  }

  /** No two values are equal. Makes no strings while they are few. */
  get areDistinct(): boolean {
    if (this.count > FEW) {
      const texts = new Set<string>();
      for (let at = 0; at < this.count; at++) texts.add(this.text(at));
      return texts.size === this.count;
    }
    for (let at = 1; at < this.count; at++) {
      for (let other = 0; other < at; other++) if (this.#areEqual(at, other)) return false;
    }
    return true;
  }

  #areEqual(at: number, other: number): boolean {
    const { bytes } = this.#arena;
    const start = this.#ends[at - 1]!;
    const length = this.#ends[at]! - start;
    const otherStart = other === 0 ? 0 : this.#ends[other - 1]!;
    if (this.#ends[other]! - otherStart !== length) return false;
    for (let i = length - 1; i >= 0; i--) if (bytes[start + i] !== bytes[otherStart + i]) return false;
    return true;
  }

  text(at: number): string {
    const { bytes } = this.#arena;
    const start = at === 0 ? 0 : this.#ends[at - 1]!;
    const end = this.#ends[at]!;
    if (!isText(this.#shown, bytes, start, end)) this.#shown = latin1(bytes, start, end);
    return this.#shown;
  }
}

function isText(text: string, bytes: Uint8Array, start: number, end: number): boolean {
  if (text.length !== end - start) return false;
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) !== bytes[start + i]) return false;
  return true;
}
