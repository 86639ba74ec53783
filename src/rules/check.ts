import type { CodeLists } from '../guides/code-lists.js';
import type { CompiledGuide } from '../guides/compiled.js';
import type { CodeSet } from '../guides/types.js';
import { slownessOf } from '../support/pattern-ways.js';
import { compileRules } from './compile.js';
import type { Expression, PathExpression } from './expression.js';
import { parseExpression, parsePaths } from './parse.js';
import { loopsOf, resolvePath } from './paths.js';
import type { Rule } from './rule.js';
import { namesElement } from './rule-kinds.js';

/** What the checker looks things up in. */
export interface RuleCheckSetting {
  readonly guide: CompiledGuide;
  /** Ids of rules of other files, and codes of the findings file; those of this file are added. */
  readonly ids: Set<string>;
  readonly codeSets: ReadonlyMap<string, Pick<CodeSet, 'codes'>>;
  /** Lists that rules may ask by name, shipped or not. */
  readonly listIds: ReadonlySet<string>;
  /** SNIP types the file's rules may have: 2 to 6 for a guide, 7 for a companion guide. */
  readonly snips: readonly number[];
}

/** Every list is there and holds everything, so that all of a rule is compiled. */
const ANY_LIST: CodeLists = { list: (id) => ({ id, isClosed: true, size: 1, ask: () => 'valid' }) };

/**
 * What is wrong with rules that a JSON Schema cannot see, one line each, with the rule's id; [] when all is well:
 * expressions that do not compile, an id used twice, an unsure rule that rejects, a code that does not fit its place,
 * wording and parameters that do not fit, a parameter that would show protected values, a list nobody knows, a
 * pattern that may take too long.
 */
export function checkRules(rules: readonly Rule[], setting: RuleCheckSetting): string[] {
  const problems: string[] = [];
  const own = new Set<string>();
  for (const rule of rules) {
    // The same id again in one file is a companion change that was written out for several loops.
    if (setting.ids.has(rule.id) && !own.has(rule.id)) problems.push(`${rule.id}: the id is used twice`);
    own.add(rule.id);
    problems.push(...checkRule(rule, setting).map((problem) => `${rule.id}: ${problem}`));
  }
  for (const id of own) setting.ids.add(id);
  return problems;
}

function checkRule(rule: Rule, setting: RuleCheckSetting): string[] {
  const problems: string[] = [];
  if (rule.certainty === 'inferred' && rule.severity === 'reject') problems.push('an inferred rule cannot reject');
  if (!setting.snips.includes(rule.snip)) problems.push(`SNIP type ${rule.snip} does not belong in this file`);
  problems.push(...checkWording(rule));
  try {
    compileRules(setting.guide, [rule], ANY_LIST);
  } catch (cause) {
    return [...problems, (cause as Error).message];
  }
  return [...problems, ...checkCode(rule, setting), ...checkPaths(rule, setting)];
}

function checkCode(rule: Rule, { codeSets }: RuleCheckSetting): string[] {
  const list = namesElement(rule) ? 'element-syntax-error' : 'segment-syntax-error';
  const codes = codeSets.get(list)?.codes ?? [];
  if (codes.some(({ code }) => code === rule.acknowledgment)) return [];
  return [`${rule.acknowledgment} is no code of ${list}, where its place belongs`];
}

function checkWording({ title, message, mend, parameters = {} }: Rule): string[] {
  const problems: string[] = [];
  if (title.endsWith('.')) problems.push('the title ends with a full stop');
  const used = [...`${message}${mend}`.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!);
  for (const name of used)
    if (parameters[name] === undefined) problems.push(`the wording uses {${name}}, which is no parameter`);
  for (const name of Object.keys(parameters))
    if (!used.includes(name)) problems.push(`the parameter ${name} is not used`);
  return problems;
}

/** Paths that compile and still mean something wrong. */
function checkPaths(rule: Rule, { guide, listIds }: RuleCheckSetting): string[] {
  const problems: string[] = [];
  const scopes = loopsOf(guide, rule.scope);
  const each = rule.each === undefined ? [] : parsePaths(rule.each, rule.id);
  for (const path of each) {
    for (const scope of scopes) {
      const resolved = resolvePath(guide, path, scope);
      // One value outside the scope would be blamed again by each occurrence.
      if (typeof resolved !== 'string' && resolved.owner !== scope)
        problems.push(`"${path.text}" lies outside the scope`);
    }
  }
  for (const [name, text] of Object.entries(rule.parameters ?? {})) {
    for (const path of pathsOf(parseExpression(text, name))) {
      const meant = path.base === 'guide' ? [path] : each.map((one) => columnPath(one, path));
      if (meant.some((one) => showsProtected(guide, one, scopes)))
        problems.push(`the parameter ${name} shows protected values`);
    }
  }
  if (rule.at !== undefined && rule.each !== undefined && rule.trigger !== undefined && !rule.trigger.includes('/')) {
    problems.push('beside an "at" of its own, "trigger" names its element: this/...');
  }
  const expressions = [rule.when, rule.then, ...Object.values(rule.parameters ?? {})].filter(
    (text) => text !== undefined,
  );
  for (const text of expressions) {
    const expression = parseExpression(text, rule.id);
    for (const pattern of textsOf(expression, 'matches')) {
      const slowness = slownessOf(pattern);
      if (slowness !== undefined) problems.push(`the pattern of matches(...) is refused: ${slowness}`);
    }
    for (const id of textsOf(expression, 'code')) if (!listIds.has(id)) problems.push(`there is no code list "${id}"`);
    for (const path of pathsOf(expression)) {
      if (comesLater(guide, path, scopes))
        problems.push(`"${path.text}" stands behind the scope, which is judged before it`);
    }
  }
  return [...new Set(problems)];
}

/** True when what the path means begins after the scope has closed: then it is never there. */
function comesLater(guide: CompiledGuide, path: PathExpression, scopes: readonly number[]): boolean {
  if (path.base !== 'guide') return false;
  return scopes.every((scope) => {
    const resolved = resolvePath(guide, path, scope);
    if (typeof resolved === 'string') return true;
    if (resolved.owner === scope) return false;
    return resolved.targets.every(({ node }) => {
      const mine = childOn(guide, resolved.owner, scope);
      const other = childOn(guide, resolved.owner, node);
      return guide.rank[other]! > guide.rank[mine]!;
    });
  });
}

/** The child of `loop` that is or encloses the node. */
function childOn(guide: CompiledGuide, loop: number, node: number): number {
  let child = node;
  while (guide.parent[child] !== loop && guide.parent[child]! > 0) child = guide.parent[child]!;
  return child;
}

/** What `value` and `this...` stand for, as a path of the guide. */
function columnPath(each: PathExpression, column: PathExpression): PathExpression {
  if (column.base === 'value') return each;
  if (column.segment === '') return { ...each, component: column.component };
  return { ...each, element: column.element, component: column.component };
}

function showsProtected(guide: CompiledGuide, path: PathExpression, scopes: readonly number[]): boolean {
  return scopes.some((scope) => {
    const resolved = resolvePath(guide, path, scope);
    return typeof resolved !== 'string' && resolved.isProtected;
  });
}

/** Paths whose values an expression shows; what is only counted shows nothing. */
function pathsOf(expression: Expression): readonly PathExpression[] {
  switch (expression.kind) {
    case 'path':
      return [expression];
    case 'or':
    case 'and':
      return expression.terms.flatMap(pathsOf);
    case 'not':
      return pathsOf(expression.term);
    case 'compare':
    case 'add':
      return [...pathsOf(expression.left), ...pathsOf(expression.right)];
    case 'in':
      return pathsOf(expression.left);
    case 'call': {
      if (expression.name === 'count' || expression.name === 'loops') return [];
      // The key of a sum by key is asked for, not shown.
      const shown = expression.name === 'totalwhere' ? expression.parameters.slice(1) : expression.parameters;
      return shown.flatMap(pathsOf);
    }
    default:
      return [];
  }
}

/** The texts that calls of a function have as their second parameter: lists of `code`, patterns of `matches`. */
function textsOf(expression: Expression, name: 'code' | 'matches'): readonly string[] {
  switch (expression.kind) {
    case 'or':
    case 'and':
      return expression.terms.flatMap((term) => textsOf(term, name));
    case 'not':
      return textsOf(expression.term, name);
    case 'call': {
      const text = expression.parameters[1];
      const own = expression.name === name && text?.kind === 'text' ? [text.text] : [];
      return [...own, ...expression.parameters.flatMap((parameter) => textsOf(parameter, name))];
    }
    default:
      return [];
  }
}
