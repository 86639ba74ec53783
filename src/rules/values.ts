import { type Amount, addAmounts, amountOfText, amountText, compareAmounts, negate } from './amounts.js';
import type { Scalar, Value, ValueKind } from './compiler.js';
import { firstDay } from './dates.js';
import type { Operator } from './expression.js';
import type { RuleMemory } from './memory.js';
import { FALSE, type Predicate, type Test, TRUE, truth, UNKNOWN } from './truth.js';

const NOTHING: readonly Scalar[] = Object.freeze([]);

/** A value that is worked out anew each time it is asked for. */
export function single(kind: ValueKind, one: (memory: RuleMemory) => Scalar | undefined): Value {
  return {
    kind,
    isSingle: true,
    one,
    all: (memory) => {
      const value = one(memory);
      return value === undefined ? NOTHING : [value];
    },
  };
}

export function constant(kind: ValueKind, value: Scalar): Value {
  const all = Object.freeze([value]);
  return { kind, isSingle: true, one: () => value, all: () => all };
}

/** A quoted text as the kind it is compared with; undefined when it cannot be one. */
export function literalOf(text: string, kind: ValueKind): Scalar | undefined {
  if (kind === 'text') return text;
  const number = kind === 'number' ? amountOfText(text) : firstDay(Buffer.from(text, 'latin1'), 0, text.length);
  return Number.isNaN(number) ? undefined : number;
}

/** How two values of one kind compare: below 0, 0 or above 0. Texts byte by byte. */
export function compareScalars(left: Scalar, right: Scalar): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left === 'string' || typeof right === 'string') {
    const [one, other] = [String(left), String(right)];
    return one < other ? -1 : one > other ? 1 : 0;
  }
  return compareAmounts(left, right);
}

/** Whether an order (below 0, 0, above 0) satisfies an operator other than `!=`. */
export function satisfies(operator: Operator, order: number): boolean {
  switch (operator) {
    case '=':
      return order === 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    default:
      throw new RangeError(`${operator} is no order`);
  }
}

/** The operator with its sides exchanged. */
export function mirrored(operator: Operator): Operator {
  const mirror: Partial<Record<Operator, Operator>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' };
  return mirror[operator] ?? operator;
}

/** `left operator right` where any value of the left (or every one) finds its like among the right. */
export function comparison(left: Value, operator: Operator, right: Value, quantifier: 'any' | 'all'): Test {
  if (left.isSingle && right.isSingle) {
    return (memory) => {
      const one = left.one(memory);
      if (one === undefined) return UNKNOWN;
      const other = right.one(memory);
      return other === undefined ? UNKNOWN : truth(satisfies(operator, compareScalars(one, other)));
    };
  }
  return (memory) => {
    const mine = left.all(memory);
    const others = right.all(memory);
    if (mine.length === 0 || others.length === 0) return UNKNOWN;
    const isAny = quantifier === 'any';
    for (let at = 0; at < mine.length; at++) {
      if (fitsAny(mine[at]!, operator, others) === isAny) return truth(isAny);
    }
    return truth(!isAny);
  };
}

function fitsAny(one: Scalar, operator: Operator, others: readonly Scalar[]): boolean {
  for (let at = 0; at < others.length; at++) {
    if (satisfies(operator, compareScalars(one, others[at]!))) return true;
  }
  return false;
}

/** `left + right` or `left - right`; of several values every pair. */
export function sumOf(left: Value, right: Value, isMinus: boolean): Value {
  const add = (one: Scalar, other: Scalar): Amount =>
    addAmounts(one as Amount, isMinus ? negate(other as Amount) : (other as Amount));
  if (left.isSingle && right.isSingle) {
    return single('number', (memory) => {
      const one = left.one(memory);
      const other = one === undefined ? undefined : right.one(memory);
      return other === undefined ? undefined : add(one!, other);
    });
  }
  const all = (memory: RuleMemory) => {
    const others = right.all(memory);
    return left.all(memory).flatMap((one) => others.map((other) => add(one, other)));
  };
  return { kind: 'number', isSingle: false, one: (memory) => all(memory)[0], all };
}

/** As a message shows it. */
export function scalarText(value: Scalar, kind: ValueKind): string {
  if (typeof value === 'string') return value;
  return kind === 'number' ? amountText(value) : String(value);
}

/** Compares each value as sent, read as a number or day, with one that is known before the set begins. */
export function readingPredicate(
  reading: (bytes: Uint8Array, start: number, end: number) => Amount,
  operator: Operator,
  right: Value,
): Predicate {
  return (bytes, start, end, memory) => {
    const other = right.one(memory) as Amount | undefined;
    if (other === undefined) return UNKNOWN;
    const value = reading(bytes, start, end);
    if (Number.isNaN(value)) return UNKNOWN;
    return satisfies(operator, compareAmounts(value, other)) ? TRUE : FALSE;
  };
}

/** Compares each value as sent with a text, byte by byte. */
export function textPredicate(operator: Operator, text: string): Predicate {
  return (bytes, start, end) => {
    const length = Math.min(end - start, text.length);
    for (let i = 0; i < length; i++) {
      const difference = bytes[start + i]! - text.charCodeAt(i);
      if (difference !== 0) return truth(satisfies(operator, difference));
    }
    return truth(satisfies(operator, end - start - text.length));
  };
}
