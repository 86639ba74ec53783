import type { CodeLists } from '../guides/code-lists.js';
import type { CompiledGuide } from '../guides/compiled.js';
import { ExpressionCompiler, UnreachablePath } from './compile-expression.js';
import type { Value } from './compiler.js';
import type { Expression, PathExpression } from './expression.js';
import { RULE_FUNCTIONS } from './functions/registry.js';
import { parseExpression, parsePath, parsePaths } from './parse.js';
import { joinPaths, loopsOf, type ResolvedPath } from './paths.js';
import type { EachPlan, PlacePlan, RowSpot, RuleProgram } from './program.js';
import { ProgramBuilder } from './program-builder.js';
import { RowColumns } from './row-columns.js';
import type { Rule } from './rule.js';
import { and, bitSet, FALSE, type Guard, guardsOf, or, type Predicate, Seen, type Test, TRUE, truth } from './truth.js';

/** The parts of a rule parsed, before any guide is looked at. */
interface ParsedRule {
  readonly rule: Rule;
  readonly conditions: readonly Expression[];
  readonly demands: readonly Expression[];
  readonly each: readonly PathExpression[] | null;
  readonly at: PathExpression | null;
  readonly trigger: PathExpression | null;
  readonly parameters: readonly { readonly name: string; readonly expression: Expression }[];
}

/**
 * Compiles rules for a guide: what they ask becomes cells that fill while the walker places segments, and what they
 * demand becomes closures over those cells. A rule is compiled for each place its scope loop has in the guide, where
 * all its paths can be reached. The program is shared by all sets; `RuleRunner` holds what changes.
 *
 * @throws RangeError that names the rule and the cause: a mistake in an expression, an unknown function, a path that no
 * place of the scope can reach.
 */
export function compileRules(guide: CompiledGuide, rules: readonly Rule[], lists: CodeLists): RuleProgram {
  const builder = new ProgramBuilder(guide);
  for (const [index, rule] of rules.entries()) compileRule(builder, parseRule(rule), index, lists);
  return builder.program(rules);
}

/** Parses all expressions of a rule; throws RangeError on a mistake in any. */
export function parseRule(rule: Rule): ParsedRule {
  const named = (part: string) => `${rule.id} ${part}`;
  const path = (text: string | undefined, part: string) => (text === undefined ? null : parsePath(text, named(part)));
  if (rule.at === undefined && rule.each === undefined) throw new RangeError(`${rule.id}: a rule has "at" or "each"`);
  if (rule.each !== undefined && rule.at !== undefined && !rule.at.startsWith('this/')) {
    throw new RangeError(`${rule.id}: beside "each", "at" can only be an element of the same segment (this/...)`);
  }
  return {
    rule,
    conditions: rule.when === undefined ? [] : termsOf(parseExpression(rule.when, named('when')), 'and'),
    demands: termsOf(parseExpression(rule.then, named('then')), 'or'),
    each: rule.each === undefined ? null : parsePaths(rule.each, named('each')),
    at: path(rule.at, 'at'),
    trigger: path(rule.trigger, 'trigger'),
    parameters: Object.entries(rule.parameters ?? {}).map(([name, text]) => ({
      name,
      expression: parseExpression(text, named(`parameter ${name}`)),
    })),
  };
}

function termsOf(expression: Expression, kind: 'and' | 'or'): readonly Expression[] {
  return expression.kind === kind ? expression.terms : [expression];
}

/** False for a question to a code list that nobody has: a rule that hangs on it decides nothing and is left out. */
function isKnowable(term: Expression, lists: CodeLists): boolean {
  if (term.kind === 'not') return isKnowable(term.term, lists);
  if (term.kind !== 'call') return true;
  return RULE_FUNCTIONS.get(term.name)?.isKnowable?.(term, lists) ?? true;
}

/** All paths an expression names. */
function pathsIn(expression: Expression): readonly PathExpression[] {
  switch (expression.kind) {
    case 'path':
      return [expression];
    case 'or':
    case 'and':
      return expression.terms.flatMap(pathsIn);
    case 'not':
      return pathsIn(expression.term);
    case 'compare':
    case 'add':
      return [...pathsIn(expression.left), ...pathsIn(expression.right)];
    case 'in':
      return pathsIn(expression.left);
    case 'call':
      return expression.parameters.flatMap(pathsIn);
    default:
      return [];
  }
}

function compileRule(builder: ProgramBuilder, parsed: ParsedRule, index: number, lists: CodeLists): void {
  const { rule } = parsed;
  const scopes = loopsOf(builder.guide, rule.scope);
  if (scopes.length === 0) throw new RangeError(`${rule.id}: the guide has no loop ${rule.scope}`);
  let unreachable: UnreachablePath | undefined;
  let compiled = 0;
  for (const scope of scopes) {
    try {
      compileAt(builder, parsed, index, scope, lists);
      compiled++;
    } catch (cause) {
      if (!(cause instanceof UnreachablePath)) throw cause;
      unreachable = cause;
    }
  }
  if (compiled === 0) throw unreachable!;
}

function compileAt(builder: ProgramBuilder, parsed: ParsedRule, index: number, scope: number, lists: CodeLists): void {
  const { rule } = parsed;
  const guidePath = (path: PathExpression) =>
    new ExpressionCompiler(builder, lists, scope, null, rule.id).resolve(path);
  const each = parsed.each === null ? null : joinPaths(parsed.each.map(guidePath));
  if (each?.targets.some((target) => target.from === 0)) {
    throw new RangeError(`${rule.id}: "each" must name an element, not ${rule.each}`);
  }
  const columns = each === null ? null : new RowColumns(builder.guide, each);
  if ([...parsed.conditions, ...parsed.demands].some((term) => !isKnowable(term, lists))) return;
  // Every path is looked up before the first cell is made, so that a place which cannot be reached leaves nothing behind.
  for (const expression of [
    ...parsed.conditions,
    ...parsed.demands,
    ...parsed.parameters.map((one) => one.expression),
  ]) {
    for (const path of pathsIn(expression)) if (path.base === 'guide') guidePath(path);
  }
  const at = parsed.at === null ? null : spotOf(parsed.at, columns, guidePath, rule);
  const trigger = parsed.trigger === null ? null : spotOf(parsed.trigger, columns, guidePath, rule);

  const compiler = new ExpressionCompiler(builder, lists, scope, columns, rule.id);
  const conditions = parsed.conditions.map((term) => compiler.located(term));
  const demands = parsed.demands.map((term) => compiler.located(term));
  const parameters = parsed.parameters.map(({ name, expression }) => ({
    name,
    value: parameterValue(compiler, expression),
  }));
  const whole = {
    rule: index,
    scope,
    condition: conditions.length === 0 ? null : and(conditions.map(({ test }) => test)),
    demand: or(demands.map(({ test }) => test)),
    guards: guardsOfRule(conditions, demands),
    trigger: trigger === null ? null : spotPlan(builder, trigger),
    at: at === null ? null : spotPlan(builder, at),
    parameters,
    isProtected: at !== null && 'path' in at ? at.path.isProtected : each!.isProtected,
  };
  if (each === null) {
    builder.add({ ...whole, each: null });
    return;
  }
  const plan = eachPlan(
    builder,
    each,
    columns!,
    conditions,
    demands,
    parameters.length > 0 || (trigger !== null && 'path' in trigger),
  );
  builder.tapEach(each, harmless(plan));
  const kept = plan.slot < 0 ? [] : [bitSet(plan.flag, Seen.true)];
  builder.add({ ...whole, guards: [...kept, ...whole.guards], each: plan });
}

/**
 * All demands must be false, which is rare and so comes first, and all conditions true. What must not have been sent comes
 * last: most of what a guide has is not sent.
 */
function guardsOfRule(
  conditions: readonly { readonly test: Test }[],
  demands: readonly { readonly test: Test }[],
): Guard[] {
  const guards = [
    ...demands.flatMap(({ test }) => guardsOf(test, 'falsehood')),
    ...conditions.flatMap(({ test }) => guardsOf(test, 'truth')),
  ];
  return guards.toSorted((one, other) => one.blocked - other.blocked);
}

/** A value known to be harmless from its own segment is dropped at once; the rest waits for the loop to close. */
function eachPlan(
  builder: ProgramBuilder,
  each: ResolvedPath,
  { columns }: RowColumns,
  conditions: readonly { readonly test: Test; readonly isLocal: boolean }[],
  demands: readonly { readonly test: Test; readonly isLocal: boolean }[],
  readsMore: boolean,
): EachPlan {
  const localConditions = conditions.filter((term) => term.isLocal).map((term) => term.test);
  const localDemands = demands.filter((term) => term.isLocal).map((term) => term.test);
  const isLocal = localConditions.length === conditions.length && localDemands.length === demands.length && !readsMore;
  return {
    columns,
    mayApply: localConditions.length === 0 ? null : and(localConditions),
    mayHold: localDemands.length === 0 ? null : or(localDemands),
    ...(isLocal ? { slot: -1, flag: 0 } : builder.rows(each.owner, columns.length)),
  };
}

/** Tells of a value that it cannot be at fault, where nothing but the value decides that; null where more does. */
function harmless({ columns, mayApply, mayHold }: EachPlan): Predicate | null {
  if (columns.length > 1 || (mayApply === null && mayHold === null)) return null;
  return (bytes, start, end, memory) => {
    memory.columnBytes = bytes;
    memory.columnStarts[0] = start;
    memory.columnEnds[0] = end;
    const isLetGo = (mayApply !== null && mayApply(memory) !== TRUE) || (mayHold !== null && mayHold(memory) !== FALSE);
    return truth(isLetGo);
  };
}

/** Where something stands: a path of the guide, or an element of the segment that `each` is at. */
type Spot = { readonly path: ResolvedPath } | RowSpot;

function spotPlan(builder: ProgramBuilder, spot: Spot): PlacePlan | RowSpot {
  return 'path' in spot ? { slot: builder.place(spot.path), target: spot.path.targets[0]! } : spot;
}

/** An element of the value's own segment needs no cell: the row's place says where that is. */
function spotOf(
  path: PathExpression,
  columns: RowColumns | null,
  resolve: (path: PathExpression) => ResolvedPath,
  rule: Rule,
): Spot {
  if (path.base === 'guide') return { path: resolve(path) };
  if (columns === null) throw new RangeError(`${rule.id}: "${path.text}" stands only in a rule with "each"`);
  const column = columns.column(path);
  if (typeof column === 'string') throw new RangeError(`${rule.id}: "${path.text}": ${column}`);
  return { column: column.column, element: path.element, component: Math.max(path.component, 0) };
}

function parameterValue(compiler: ExpressionCompiler, expression: Expression): Value {
  return compiler.value(expression, compiler.kindOf(expression) ?? 'text');
}
