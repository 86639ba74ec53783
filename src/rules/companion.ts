import type { CompiledGuide } from '../guides/compiled.js';
import type { PathExpression } from './expression.js';
import { parsePath } from './parse.js';
import { loopsOf } from './paths.js';
import type { CompanionChange, CompanionGuide, Rule } from './rule.js';

/** What a change says as a rule, beside its wording. */
type Demand = Pick<Rule, 'scope' | 'then' | 'acknowledgment'> & Partial<Pick<Rule, 'at' | 'each'>>;

/**
 * The rules of a companion guide: its changes written out, then its own rules. All are of SNIP type 7. A change of a loop
 * that stands below several loops gives a rule for each of them, under one id.
 *
 * @throws RangeError that names the change: a path with a mistake, a loop the guide does not have.
 */
export function companionRules(companion: CompanionGuide, guide: CompiledGuide): Rule[] {
  const changes = companion.changes.flatMap((change) => changeRules(change, guide));
  return [...changes, ...companion.rules];
}

/** True when files received on this day (CCYYMMDD, 0 unknown: any day) are held against the companion guide. */
export function isInForce({ from, to }: Pick<CompanionGuide, 'from' | 'to'>, received: number): boolean {
  if (received === 0) return true;
  return (from === undefined || Number(from) <= received) && (to === undefined || received <= Number(to));
}

function changeRules(change: CompanionChange, guide: CompiledGuide): Rule[] {
  const { id, severity, certainty, claimStatus, rejectReason, title, message, mend, source, when } = change;
  return demandsOf(change, guide).map((demand) => ({
    id,
    snip: 7,
    ...demand,
    ...(when === undefined ? {} : { when }),
    severity,
    certainty,
    ...(claimStatus === undefined ? {} : { claimStatus }),
    ...(rejectReason === undefined ? {} : { rejectReason }),
    title,
    message,
    mend,
    source,
  }));
}

/** IK304 and IK403 codes: 999 guide. They matter only where a partner has type 7 answered there. */
function demandsOf(change: CompanionChange, guide: CompiledGuide): Demand[] {
  if ('require' in change) {
    const { path, scopes, inner } = placed(change.require, change.id, guide);
    const acknowledgment = path.element !== 0 ? 'I9' : path.segment === '' ? 'I7' : 'I6';
    return scopes.map((scope) => demand(scope, `exists(${inner})`, { at: inner, acknowledgment }));
  }
  if ('forbid' in change) {
    const { path, scopes, inner } = placed(change.forbid, change.id, guide);
    const isSituational = change.when !== undefined;
    const ofElement = isSituational ? 'I13' : 'I10';
    const ofSegment = isSituational ? 'I9' : 'I4';
    const acknowledgment = path.element !== 0 ? ofElement : ofSegment;
    return scopes.map((scope) => demand(scope, `not exists(${inner})`, { at: inner, acknowledgment }));
  }
  if ('most' in change) {
    const { path, scopes, inner } = placed(change.most, change.id, guide);
    const acknowledgment = path.segment === '' ? '4' : '5';
    const limit = `count(${inner}) <= ${change.count}`;
    return scopes.map((scope) => demand(scope, limit, { at: inner, acknowledgment }));
  }
  if ('codes' in change) {
    const values = change.values.map((value) => quoted(value, change.id)).join(', ');
    return valueDemands(change.codes, `value in (${values})`, 'I6', change.id, guide);
  }
  if ('length' in change) {
    const { minimum, maximum } = change;
    const limits = [
      ...(minimum === undefined ? [] : [`length(value) >= ${minimum}`]),
      ...(maximum === undefined ? [] : [`length(value) <= ${maximum}`]),
    ];
    if (limits.length === 0) throw new RangeError(`${change.id}: a length needs a minimum or a maximum`);
    const acknowledgment = limits.length === 2 ? 'I12' : minimum === undefined ? '5' : '4';
    return valueDemands(change.length, limits.join(' and '), acknowledgment, change.id, guide);
  }
  const pattern = quoted(change.matches, change.id);
  return valueDemands(change.pattern, `matches(value, ${pattern})`, 'I12', change.id, guide);
}

function demand(scope: string, then: string, rest: Omit<Demand, 'scope' | 'then'>): Demand {
  return { scope, then, ...rest };
}

/** What every value of an element must be. */
function valueDemands(text: string, then: string, acknowledgment: string, id: string, guide: CompiledGuide): Demand[] {
  const { path, scopes, inner } = placed(text, id, guide);
  if (path.element === 0) throw new RangeError(`${id}: "${text}" names no element`);
  return scopes.map((scope) => demand(scope, then, { each: inner, acknowledgment }));
}

/** The loops in which a path of a change is judged, and the path as it is written from there. */
function placed(
  text: string,
  id: string,
  guide: CompiledGuide,
): { readonly path: PathExpression; readonly scopes: readonly string[]; readonly inner: string } {
  const path = parsePath(text, id);
  if (path.base !== 'guide') throw new RangeError(`${id}: "${text}" must begin with a loop or a segment`);
  if (path.segment !== '') return { path, scopes: [path.loop], inner: text.slice(text.indexOf('/') + 1).trim() };
  const above = loopsOf(guide, path.loop).map((loop) => guide.ids[guide.parent[loop]!]!);
  if (above.length === 0) throw new RangeError(`${id}: the guide has no loop ${path.loop}`);
  return { path, scopes: [...new Set(above)], inner: path.loop };
}

function quoted(text: string, id: string): string {
  if (text.includes("'")) throw new RangeError(`${id}: a value cannot hold an apostrophe`);
  return `'${text}'`;
}
