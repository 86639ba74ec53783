/** True for a positive decimal as X12 writes it: `3`, `2.5`, `.5`. */
export function isPositiveDecimal(text: string): boolean {
  return /^(?=.*[1-9])\d*\.?\d*$/.test(text);
}

/** Compares two positive decimals exactly: below 0 when the first is smaller, 0 when they are equal in value. */
export function compareDecimals(first: string, second: string): number {
  const [one, other] = [partsOf(first), partsOf(second)];
  const decimals = Math.max(one.fraction.length, other.fraction.length);
  const difference = scaled(one, decimals) - scaled(other, decimals);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** Half of a positive decimal; of a whole number above 1 the whole number below it: `3` gives `1`, `1` gives `0.5`. */
export function halfOf(text: string): string {
  const { whole, fraction } = partsOf(text);
  const digits = BigInt(`${whole}${fraction}`);
  if (BigInt(fraction || '0') === 0n && BigInt(whole || '0') > 1n) return String(BigInt(whole) / 2n);
  const decimals = fraction.length + 1;
  const half = String(digits * 5n).padStart(decimals + 1, '0');
  return `${half.slice(0, -decimals)}.${half.slice(-decimals)}`.replace(/0+$/, '');
}

interface Parts {
  readonly whole: string;
  readonly fraction: string;
}

function partsOf(text: string): Parts {
  const [whole = '', fraction = ''] = text.split('.');
  return { whole, fraction };
}

function scaled({ whole, fraction }: Parts, decimals: number): bigint {
  return BigInt(`${whole}${fraction.padEnd(decimals, '0')}` || '0');
}
