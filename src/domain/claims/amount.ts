/** A decimal kept exactly: `units` of 10 to the power of minus `decimals`. */
interface Amount {
  readonly units: bigint;
  readonly decimals: number;
}

function readAmount(text: string): Amount | undefined {
  const match = /^(-?)(\d*)(?:\.(\d*))?$/.exec(text);
  const whole = match?.[2] ?? '';
  const fraction = match?.[3] ?? '';
  if (match === null || whole + fraction === '') return undefined;
  const units = BigInt(whole + fraction);
  return { units: match[1] === '-' ? -units : units, decimals: fraction.length };
}

/**
 * Sums amounts of money written as X12 decimals (`100`, `12.5`, `.75`, `-3.20`) exactly, without floating point.
 * `unreadable` counts what was no such number and was left out.
 */
export class AmountSum {
  #units = 0n;
  #decimals = 2;
  #unreadable = 0;

  add(text: string): void {
    const amount = readAmount(text);
    if (amount === undefined) {
      this.#unreadable++;
      return;
    }
    const decimals = Math.max(amount.decimals, this.#decimals);
    this.#units =
      this.#units * 10n ** BigInt(decimals - this.#decimals) + amount.units * 10n ** BigInt(decimals - amount.decimals);
    this.#decimals = decimals;
  }

  get unreadable(): number {
    return this.#unreadable;
  }

  /** Without zeros that say nothing, as X12 writes a number (data type R): `425.5`, `100`, `0`. */
  get shortest(): string {
    return this.toString().replace(/\.?0+$/, '');
  }

  get isZero(): boolean {
    return this.#units === 0n;
  }

  /** With at least two decimals, and as many as the finest amount had: `1234.50`. */
  toString(): string {
    const isNegative = this.#units < 0n;
    const digits = String(isNegative ? -this.#units : this.#units).padStart(this.#decimals + 1, '0');
    const text = `${digits.slice(0, -this.#decimals)}.${digits.slice(-this.#decimals)}`;
    return isNegative ? `-${text}` : text;
  }
}
