import type { CodeLists } from '../guides/code-lists.js';
import { amountOf } from './amounts.js';
import { CellCompiler, isOneOf } from './compile-cells.js';
import type { Call, Quantifier, RuleCompiler, RuleFunction, Scalar, Source, Value, ValueKind } from './compiler.js';
import { firstDay } from './dates.js';
import type { Expression, PathExpression } from './expression.js';
import { RULE_FUNCTIONS } from './functions/registry.js';
import type { RuleMemory } from './memory.js';
import { joinPaths, type ResolvedPath, resolvePath } from './paths.js';
import type { ProgramBuilder } from './program-builder.js';
import type { RowColumns } from './row-columns.js';
import type { Keep } from './slots.js';
import { type Reading, TapKind } from './taps.js';
import { and, bitSet, type Guard, guarded, not, or, Seen, type Test } from './truth.js';
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
export class ExpressionCompiler extends CellCompiler implements RuleCompiler {
  readonly lists: CodeLists;
  readonly #scope: number;
  readonly #columns: RowColumns | null;

  constructor(builder: ProgramBuilder, lists: CodeLists, scope: number, columns: RowColumns | null, name: string) {
    super(builder, name);
    this.lists = lists;
    this.#scope = scope;
    this.#columns = columns;
  }

  /** Compiles a condition and tells whether it asks nothing but the row of `each`. */
  located(expression: Expression): { readonly test: Test; readonly isLocal: boolean } {
    this.readsGuide = false;
    const test = this.test(expression);
    return { test, isLocal: !this.readsGuide };
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
    const path = resolvePath(this.builder.guide, expression, this.#scope);
    if (typeof path === 'string') throw new UnreachablePath(`${this.name}: "${expression.text}": ${path}`);
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
    return { kind: 'guide', path: joinPaths(this.guidePaths(sources, call.name)), text: sources[0]!.text };
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
    const guards = [this.#mayBeAbsent(left), this.#mayBeAbsent(right)].filter((guard) => guard !== undefined);
    return guarded(test, { truth: guards, falsehood: guards });
  }

  /** A flag for values that often are not there: without them a comparison has no answer. */
  #mayBeAbsent(side: Expression): Guard | undefined {
    const source = side.kind === 'call' && this.#definition(side).reading ? this.joined(side, 0) : this.source(side);
    if (source === undefined || source.kind === 'column') return undefined;
    const { guide } = this.builder;
    const isSure = source.path.targets.some(
      ({ node }) => guide.required[node] === 1 && guide.parent[node] === this.#scope,
    );
    if (isSure) return undefined;
    return bitSet(this.builder.flag([source.path], 'exists', { kind: TapKind.mark }), Seen.true);
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
