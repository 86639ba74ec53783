import type { CodeLists } from '../guides/code-lists.js';
import type { Amount } from './amounts.js';
import type { Expression } from './expression.js';
import type { RuleMemory } from './memory.js';
import type { ResolvedPath } from './paths.js';
import type { Keep } from './slots.js';
import type { Reading } from './taps.js';
import type { Predicate, Test } from './truth.js';

/** One value while a rule is judged: an amount, a day CCYYMMDD (both as numbers) or a text. */
export type Scalar = Amount | string;

/** How values are compared: exact decimals, days, or text byte by byte. */
export type ValueKind = 'number' | 'date' | 'text';

/** A compiled expression that gives values. */
export interface Value {
  readonly kind: ValueKind;
  /** At most one value ever. */
  readonly isSingle: boolean;
  /** The first value; undefined when there is none or it is malformed. */
  one(memory: RuleMemory): Scalar | undefined;
  /** All values in the order they came; malformed ones left out. */
  all(memory: RuleMemory): readonly Scalar[];
}

/** Where values come from as sent: a path of the guide, or a column of the row that `value` and `this` mean. */
export type Source =
  | { readonly kind: 'guide'; readonly path: ResolvedPath; readonly text: string }
  | { readonly kind: 'column'; readonly column: number; readonly isNumeric: boolean; readonly text: string };

/** Whether one value is enough to make a test true, or all must. */
export type Quantifier = 'any' | 'all';

/** A call of a function, as written. */
export type Call = Extract<Expression, { kind: 'call' }>;

/** What functions of the registry compile with; one for each rule and place of its scope. */
export interface RuleCompiler {
  readonly lists: CodeLists;
  /** Throws the RangeError that names the rule, its text and this. */
  fail(what: string): never;
  test(expression: Expression, quantifier?: Quantifier): Test;
  /** How the expression's values are compared; undefined for a quoted text, which takes the other side's kind. */
  kindOf(expression: Expression): ValueKind | undefined;
  value(expression: Expression, kind: ValueKind, keep?: Keep): Value;
  /** The source when the expression is a plain path, else undefined. */
  source(expression: Expression): Source | undefined;
  /** The source, or an error that the function needs a path. */
  needSource(call: Call, at: number): Source;
  /** Parameters `from` to the last as one source: the values of all these paths together. */
  joined(call: Call, from: number): Source;
  /** Asks every value of the source; `key` says what is asked, so that equal questions share one answer. */
  ask(source: Source, predicate: Predicate, key: string, quantifier: Quantifier): Test;
  exists(sources: readonly Source[]): Test;
  count(sources: readonly Source[]): Value;
  /** Exact sum; without a value: unknown, or 0. A value that is no number makes it unknown. */
  sum(sources: readonly Source[], empty: 'unknown' | 'zero'): Value;
  read(source: Source, reading: Reading, key: string, kind: ValueKind, keep: Keep): Value;
  texts(source: Source, keep: 'all' | 'first'): Value;
  /** No two values of a path of the guide are equal; unknown without any, or with more than a slot keeps. */
  distinct(source: Source): Test;
  /** Sum of the amounts of those rows whose key is the wanted text; see `TableSlot`. */
  /**
   * Over the occurrences of the loop in which any of the values is the wanted text: how many they are, or the sum of the
   * first amount of each.
   */
  occurrences(values: Source, wanted: string, amounts: Source | undefined): Value;
  sumByKey(key: Source, wanted: Value, amounts: readonly Source[]): Value;
}

/** A named function of the grammar. Exactly one of `test` and `value` is there. */
export interface RuleFunction {
  readonly name: string;
  /** How it is written: `npi(path)`. */
  readonly usage: string;
  /** One or two sentences for docs/rules.md. */
  readonly about: string;
  /** Least and most parameters. */
  readonly parameters: readonly [number, number];
  /** How one value as sent is read, of a function that only reads: it can be compared as values come. */
  readonly reading?: Reading;
  /** False when a call can never be answered here. Absent: it always can. */
  isKnowable?(call: Call, lists: CodeLists): boolean;
  test?(call: Call, compiler: RuleCompiler, quantifier: Quantifier): Test;
  kind?(call: Call, compiler: RuleCompiler): ValueKind;
  value?(call: Call, compiler: RuleCompiler, keep: Keep): Value;
}
