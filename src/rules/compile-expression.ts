import type { CodeLists } from '../guides/code-lists.js';
import { codeTable, hasCode } from '../guides/code-table.js';
import { latin1 } from '../x12/segment-view.js';
import { type Amount, amountOf, SCALE } from './amounts.js';
import type { Call, Quantifier, RuleCompiler, RuleFunction, Scalar, Source, Value, ValueKind } from './compiler.js';
import { firstDay } from './dates.js';
import type { Expression, PathExpression } from './expression.js';
import { RULE_FUNCTIONS } from './functions/registry.js';
import type { AmountsSlot, Keep, RuleMemory, SumSlot, TextsSlot } from './memory.js';
import type { OccurrenceSlot } from './occurrence-slot.js';
import { encloses, joinPaths, type ResolvedPath, resolvePath } from './paths.js';
import type { ProgramBuilder } from './program-builder.js';
import type { RowColumns } from './row-columns.js';
import type { TableSlot } from './table-slot.js';
import { type Reading, TapKind } from './taps.js';
import {
  allSeen,
  and,
  anySeen,
  FALSE,
  type Guard,
  guarded,
  not,
  or,
  type Predicate,
  Seen,
  type Test,
  TRUE,
  truth,
  UNKNOWN,
} from './truth.js';
import {
  comparison,
  constant,
  literalOf,
  mirrored,
  readingPredicate,
  scalarText,
  single,
  sumOf,
  textPredicate,
} from './values.js';

type Comparison = Extract<Expression, { kind: 'compare' }>;
type Membership = Extract<Expression, { kind: 'in' }>;

/** How a path's values are read for each kind of comparison. */
const READINGS: Readonly<Record<'number' | 'date', Reading>> = { number: amountOf, date: firstDay };

/** Compiles the expressions of one rule at one place of its scope. */
export class ExpressionCompiler implements RuleCompiler {
  readonly lists: CodeLists;
  readonly #builder: ProgramBuilder;
  readonly #scope: number;
  readonly #columns: RowColumns | null;
  readonly #name: string;
  /** Some expression since the last `isLocal` read more than the row. */
  #readsGuide = false;

  constructor(builder: ProgramBuilder, lists: CodeLists, scope: number, columns: RowColumns | null, name: string) {
    this.#builder = builder;
    this.lists = lists;
    this.#scope = scope;
    this.#columns = columns;
    this.#name = name;
  }

  /** Compiles a condition and tells whether it asks nothing but the row of `each`. */
  located(expression: Expression): { readonly test: Test; readonly isLocal: boolean } {
    this.#readsGuide = false;
    const test = this.test(expression);
    return { test, isLocal: !this.#readsGuide };
  }

  fail(what: string): never {
    throw new RangeError(`${this.#name}: ${what}`);
  }

  test(expression: Expression, quantifier: Quantifier = 'any'): Test {
    switch (expression.kind) {
      case 'or':
        return or(expression.terms.map((term) => this.test(term)));
      case 'and':
        return and(expression.terms.map((term) => this.test(term)));
      case 'not':
        return not(this.test(expression.term));
      case 'compare':
        return this.#compare(expression, quantifier);
      case 'in':
        return this.#in(expression, quantifier);
      case 'call': {
        const definition = this.#definition(expression);
        if (definition.test === undefined) this.fail(`${expression.name}(...) gives a value and is no condition`);
        return definition.test(expression, this, quantifier);
      }
      case 'path':
        return this.fail(`"${expression.text}" is no condition; ask exists(${expression.text})`);
      default:
        return this.fail('a condition is needed, and this is a value');
    }
  }

  kindOf(expression: Expression): ValueKind | undefined {
    switch (expression.kind) {
      case 'text':
        return undefined;
      case 'number':
      case 'add':
        return 'number';
      case 'received':
        return 'date';
      case 'path': {
        const source = this.source(expression)!;
        const isNumeric = source.kind === 'guide' ? source.path.isNumeric : source.isNumeric;
        return isNumeric ? 'number' : 'text';
      }
      case 'call': {
        const definition = this.#definition(expression);
        if (definition.kind === undefined) this.fail(`${expression.name}(...) is a condition and gives no value`);
        return definition.kind(expression, this);
      }
      default:
        return this.fail('a value is needed, and this is a condition');
    }
  }

  value(expression: Expression, kind: ValueKind, keep: Keep = 'all'): Value {
    switch (expression.kind) {
      case 'text': {
        const value = literalOf(expression.text, kind);
        if (value === undefined) this.fail(`'${expression.text}' is no ${kind}`);
        return constant(kind, value);
      }
      case 'number':
        return constant(kind, kind === 'text' ? scalarText(expression.amount, 'number') : expression.amount);
      case 'received':
        if (kind === 'text')
          return single('text', ({ received }) => (Number.isNaN(received) ? undefined : `${received}`));
        return single('date', ({ received }) => (Number.isNaN(received) ? undefined : received));
      case 'add':
        return sumOf(this.value(expression.left, 'number'), this.value(expression.right, 'number'), expression.isMinus);
      case 'path': {
        const source = this.source(expression)!;
        if (kind === 'text') return this.texts(source, keep === 'all' ? 'all' : 'first');
        return this.read(source, READINGS[kind], kind, kind, keep);
      }
      case 'call': {
        const definition = this.#definition(expression);
        if (definition.value === undefined) this.fail(`${expression.name}(...) is a condition and gives no value`);
        return definition.value(expression, this, keep);
      }
      default:
        return this.fail('a value is needed, and this is a condition');
    }
  }

  source(expression: Expression): Source | undefined {
    if (expression.kind !== 'path') return undefined;
    if (expression.base !== 'guide') {
      if (this.#columns === null) this.fail(`"${expression.text}" stands only in a rule with "each"`);
      const column = this.#columns.column(expression);
      if (typeof column === 'string') this.fail(`"${expression.text}": ${column}`);
      return { kind: 'column', ...column, text: expression.text };
    }
    return { kind: 'guide', path: this.resolve(expression), text: expression.text };
  }

  /** What a path of the guide means from here; throws when it means nothing. */
  resolve(expression: PathExpression): ResolvedPath {
    const path = resolvePath(this.#builder.guide, expression, this.#scope);
    if (typeof path === 'string') throw new UnreachablePath(`${this.#name}: "${expression.text}": ${path}`);
    return path;
  }

  needSource(call: Call, at: number): Source {
    const parameter = call.parameters[at];
    const source = parameter === undefined ? undefined : this.source(parameter);
    if (source === undefined) this.fail(`${call.name}(...) needs a path`);
    return source;
  }

  joined(call: Call, from: number): Source {
    const sources = call.parameters.slice(from).map((_, at) => this.needSource(call, from + at));
    if (sources.length === 1) return sources[0]!;
    return { kind: 'guide', path: joinPaths(this.#guidePaths(sources, call.name)), text: sources[0]!.text };
  }

  ask(source: Source, predicate: Predicate, key: string, quantifier: Quantifier): Test {
    if (source.kind === 'column') {
      const { column } = source;
      return (memory) => {
        const start = memory.columnStarts[column]!;
        const end = memory.columnEnds[column]!;
        return start === end ? UNKNOWN : predicate(memory.columnBytes, start, end, memory);
      };
    }
    this.#needValues(source);
    const flag = this.#builder.flag([source.path], key, { kind: TapKind.test, predicate });
    this.#readsGuide = true;
    const test: Test =
      quantifier === 'any' ? ({ flags }) => anySeen(flags[flag]!) : ({ flags }) => allSeen(flags[flag]!);
    return guarded(test, { truth: { flag, mask: Seen.true }, falsehood: { flag, mask: Seen.false } });
  }

  exists(sources: readonly Source[]): Test {
    const columns = sources.filter((source) => source.kind === 'column');
    const paths = sources.filter((source) => source.kind === 'guide').map((source) => source.path);
    const tests: Test[] = columns.map(({ column }) => {
      return (memory) => (memory.columnStarts[column]! < memory.columnEnds[column]! ? TRUE : FALSE);
    });
    if (paths.length > 0) {
      this.#readsGuide = true;
      const flag = this.#builder.flag(paths, 'exists', { kind: TapKind.mark });
      const test: Test = ({ flags }) => (flags[flag]! === 0 ? FALSE : TRUE);
      tests.push(guarded(test, { truth: { flag, mask: Seen.true } }));
    }
    return or(tests);
  }

  count(sources: readonly Source[]): Value {
    const count = this.#builder.count(this.#guidePaths(sources, 'count'));
    return single('number', ({ counts }) => counts[count]! * SCALE);
  }

  sum(sources: readonly Source[], empty: 'unknown' | 'zero'): Value {
    for (const source of sources) this.#needValues(source);
    const use = { kind: TapKind.sum, reading: amountOf };
    const slot = this.#builder.slot(this.#guidePaths(sources, 'sum'), '', { kind: 'sum' }, use);
    return single('number', ({ slots }) => {
      const { total, count } = slots[slot] as SumSlot;
      return Number.isNaN(total) || (count === 0 && empty === 'unknown') ? undefined : total;
    });
  }

  read(source: Source, reading: Reading, key: string, kind: ValueKind, keep: Keep): Value {
    if (source.kind === 'column') {
      const { column } = source;
      return single(kind, (memory) => {
        const start = memory.columnStarts[column]!;
        const end = memory.columnEnds[column]!;
        if (start === end) return undefined;
        const value = reading(memory.columnBytes, start, end);
        return Number.isNaN(value) ? undefined : value;
      });
    }
    this.#needValues(source);
    this.#readsGuide = true;
    const kept = source.path.isSingle && keep === 'all' ? 'first' : keep;
    const use = { kind: TapKind.amounts, reading };
    const index = this.#builder.slot([source.path], `${key} ${kept}`, { kind: 'amounts', keep: kept }, use);
    return {
      kind,
      isSingle: kept !== 'all',
      one: ({ slots }) => {
        const slot = slots[index] as AmountsSlot;
        return slot.count === 0 ? undefined : slot.values[0];
      },
      all: ({ slots }) => {
        const slot = slots[index] as AmountsSlot;
        return slot.isOver ? [] : slot.values.slice(0, slot.count);
      },
    };
  }

  texts(source: Source, keep: 'all' | 'first'): Value {
    if (source.kind === 'column') {
      const { column } = source;
      return single('text', (memory) => {
        const start = memory.columnStarts[column]!;
        const end = memory.columnEnds[column]!;
        return start === end ? undefined : latin1(memory.columnBytes, start, end);
      });
    }
    this.#needValues(source);
    this.#readsGuide = true;
    const kept = source.path.isSingle ? 'first' : keep;
    const index = this.#builder.slot([source.path], kept, { kind: 'texts', keep: kept }, { kind: TapKind.texts });
    return {
      kind: 'text',
      isSingle: kept === 'first',
      one: ({ slots }) => {
        const slot = slots[index] as TextsSlot;
        return slot.count === 0 ? undefined : slot.text(0);
      },
      all: ({ slots }) => allTexts(slots[index] as TextsSlot),
    };
  }

  distinct(source: Source): Test {
    const paths = this.#guidePaths([source], 'distinct');
    this.#needValues(source);
    const index = this.#builder.slot(paths, 'all', { kind: 'texts', keep: 'all' }, { kind: TapKind.texts });
    return ({ slots }) => {
      const slot = slots[index] as TextsSlot;
      return slot.count === 0 || slot.isOver ? UNKNOWN : truth(slot.areDistinct);
    };
  }

  occurrences(values: Source, wanted: string, amounts: Source | undefined): Value {
    const sources = amounts === undefined ? [values] : [values, amounts];
    for (const source of sources) this.#needValues(source);
    const [path, amountPath = null] = this.#guidePaths(sources, 'a count of occurrences');
    const key = wanted === '' ? 'any' : `'${wanted}'`;
    const predicate = wanted === '' ? () => TRUE : isOneOf([wanted]);
    const slot = this.#builder.occurrences(path!, predicate, amountPath, amountOf, key);
    return single('number', (memory) => {
      const { count, total } = (memory.slots[slot] as OccurrenceSlot).result();
      if (amounts === undefined) return count * SCALE;
      return Number.isNaN(total) ? undefined : total;
    });
  }

  sumByKey(key: Source, wanted: Value, amounts: readonly Source[]): Value {
    const [keyPath] = this.#guidePaths([key], 'the key of a sum');
    const paths = this.#guidePaths(amounts, 'the amounts of a sum');
    for (const source of [key, ...amounts]) this.#needValues(source);
    const { guide } = this.#builder;
    // A row is an occurrence of the deepest loop that holds the key and all amounts.
    const rowLoops = new Set(
      keyPath!.targets.map((target) => {
        let loop = guide.parent[target.node]!;
        const mine = (path: ResolvedPath) =>
          path.targets.some(({ node }) => encloses(guide, loop, guide.parent[node]!));
        while (loop > 0 && !paths.every(mine)) loop = guide.parent[loop]!;
        return loop;
      }),
    );
    const slot = this.#builder.table(keyPath!, paths, [...rowLoops], amountOf);
    return single('number', (memory) => {
      const text = wanted.one(memory);
      if (text === undefined) return undefined;
      const sum: Amount = (memory.slots[slot] as TableSlot).sum(String(text));
      return Number.isNaN(sum) ? undefined : sum;
    });
  }

  #guidePaths(sources: readonly Source[], what: string): ResolvedPath[] {
    this.#readsGuide = true;
    return sources.map((source) => {
      if (source.kind === 'column') return this.fail(`${what} needs a path of the guide, not "${source.text}"`);
      return source.path;
    });
  }

  #needValues(source: Source): void {
    if (source.kind === 'guide' && source.path.targets.some((target) => target.from === 0)) {
      this.fail(`"${source.text}" names no element`);
    }
  }

  #definition(call: Call): RuleFunction {
    const definition = RULE_FUNCTIONS.get(call.name);
    if (definition === undefined) this.fail(`there is no function "${call.name}"`);
    const [least, most] = definition.parameters;
    if (call.parameters.length < least || call.parameters.length > most) {
      this.fail(`${definition.usage} is written with ${least === most ? least : `${least} to ${most}`} parameters`);
    }
    return definition;
  }

  #compare({ operator, left, right }: Comparison, quantifier: Quantifier): Test {
    // "Not equal" is "has values and none is equal", whichever of them is asked about.
    if (operator === '!=') return not(this.#compared({ left, right, operator: '=' }, 'any'));
    return this.#compared({ left, right, operator }, quantifier);
  }

  #compared({ left, right, operator }: Pick<Comparison, 'left' | 'right' | 'operator'>, quantifier: Quantifier): Test {
    const kind = this.#commonKind(left, right);
    const quick = this.#againstKnown(left, operator, right, kind, quantifier);
    if (quick !== undefined) return quick;
    const mirror = this.#againstKnown(right, mirrored(operator), left, kind, quantifier);
    if (mirror !== undefined) return mirror;
    const test = comparison(this.value(left, kind), operator, this.value(right, kind), quantifier);
    const guard = this.#mayBeAbsent(left) ?? this.#mayBeAbsent(right);
    return guarded(test, { truth: guard, falsehood: guard });
  }

  /** A flag for values that often are not there: without them a comparison has no answer. */
  #mayBeAbsent(side: Expression): Guard | undefined {
    const source = side.kind === 'call' && this.#definition(side).reading ? this.joined(side, 0) : this.source(side);
    if (source === undefined || source.kind === 'column') return undefined;
    const { guide } = this.#builder;
    const isSure = source.path.targets.some(
      ({ node }) => guide.required[node] === 1 && guide.parent[node] === this.#scope,
    );
    if (isSure) return undefined;
    return { flag: this.#builder.flag([source.path], 'exists', { kind: TapKind.mark }), mask: Seen.true };
  }

  /** A path held against something known beforehand is decided value by value, as they come. */
  #againstKnown(
    left: Expression,
    operator: Comparison['operator'],
    right: Expression,
    kind: ValueKind,
    quantifier: Quantifier,
  ): Test | undefined {
    if (right.kind !== 'text' && right.kind !== 'number' && right.kind !== 'received') return undefined;
    const called = left.kind === 'call' ? this.#definition(left).reading : undefined;
    const source = called === undefined || left.kind !== 'call' ? this.source(left) : this.joined(left, 0);
    if (source === undefined) return undefined;
    const known = this.value(right, kind);
    const shown = right.kind === 'received' ? 'received' : String(known.one(NO_MEMORY));
    const name = called === undefined || left.kind !== 'call' ? kind : left.name;
    const key = `${name} ${operator} ${shown}`;
    if (kind !== 'text') {
      return this.ask(source, readingPredicate(called ?? READINGS[kind], operator, known), key, quantifier);
    }
    if (right.kind === 'received') return undefined;
    if (operator === '=') return this.ask(source, isOneOf([shown]), key, quantifier);
    return this.ask(source, textPredicate(operator, shown), key, quantifier);
  }

  #in({ isNegated, left, values }: Membership, quantifier: Quantifier): Test {
    const test = this.#isIn(left, values, isNegated ? 'any' : quantifier);
    return isNegated ? not(test) : test;
  }

  #isIn(left: Expression, values: readonly string[], quantifier: Quantifier): Test {
    const source = this.source(left);
    const kind = this.kindOf(left);
    if (source !== undefined && kind === 'text') {
      return this.ask(source, isOneOf(values), `in ${values.join("','")}`, quantifier);
    }
    const wanted = values.map((value) => literalOf(value, kind ?? 'text')).filter((value) => value !== undefined);
    const all: readonly Scalar[] = wanted;
    const list: Value = { kind: kind ?? 'text', isSingle: false, one: () => all[0], all: () => all };
    return comparison(this.value(left, kind ?? 'text'), '=', list, quantifier);
  }

  #commonKind(left: Expression, right: Expression): ValueKind {
    const kinds = [this.kindOf(left), this.kindOf(right)];
    if (kinds.includes('date')) return 'date';
    const text = [left, right].find((side) => side.kind === 'text') as { readonly text: string } | undefined;
    if (text !== undefined && literalOf(text.text, 'number') === undefined) return 'text';
    return kinds.includes('number') ? 'number' : 'text';
  }
}

/** A path that this place of the scope does not have; another place may. */
export class UnreachablePath extends RangeError {}

/** Constants need none. */
const NO_MEMORY = undefined as unknown as RuleMemory;

function isOneOf(values: readonly string[]): Predicate {
  const table = codeTable(values);
  return (bytes, start, end) => (hasCode(table, bytes, start, end) ? TRUE : FALSE);
}

function allTexts(slot: TextsSlot): readonly string[] {
  if (slot.isOver) return [];
  const texts: string[] = [];
  for (let at = 0; at < slot.count; at++) texts.push(slot.text(at));
  return texts;
}
