import { AmountSum } from './amount.js';
import type { ClaimLine, ClaimRegistration } from './model.js';

/**
 * Whether two claims of one provider, member and period ask for the same once more: same kind, and the same lines
 * (procedure, modifiers, revenue code, charge, units, dates, teeth) in whatever order. Amounts count by value.
 */
export function isSameService(one: ClaimRegistration, other: ClaimRegistration): boolean {
  if (one.kind !== other.kind || one.lines.length !== other.lines.length) return false;
  const others = other.lines.map(signatureOf).sort();
  return one.lines
    .map(signatureOf)
    .sort()
    .every((signature, at) => signature === others[at]);
}

function signatureOf(line: ClaimLine): string {
  const { procedureQualifier, procedureCode, modifiers, revenueCode, serviceFrom, serviceTo, teeth = [] } = line;
  const [charge, units] = [plainAmount(line.charge), plainAmount(line.units)];
  const codes = [procedureQualifier, procedureCode, [...modifiers].sort(), revenueCode, [...teeth].sort()];
  return JSON.stringify([...codes, charge, units, serviceFrom, serviceTo]);
}

/** `100` and `100.00` are one amount. */
function plainAmount(amount: string): string {
  const sum = new AmountSum();
  sum.add(amount);
  return sum.unreadable === 0 ? String(sum).replace(/0+$/, '') : amount;
}
