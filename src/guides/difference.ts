import { keyValues, parseKey } from './compile-keys.js';
import { loopBody } from './loop-body.js';
import type { GuideElement, GuideFile, GuideNode, GuideSegment } from './types.js';

/** One difference between two guides. */
export interface GuideDifference {
  readonly change: 'added' | 'removed' | 'changed';
  readonly kind: 'guide' | 'loop' | 'segment' | 'element';
  /** Loops from the outermost down, then the segment or element: `2300/CLM05-3`; '' for the guide itself. */
  readonly path: string;
  readonly name: string;
  /** What changed: `usage`, `repeat`, `codes`, ... Only of a change. */
  readonly field?: string;
  /** Before and after as text, of a change; of `codes` what went and what came, joined by spaces. */
  readonly from?: string;
  readonly to?: string;
}

/**
 * What must be done to the first guide to get the second: loops, segments, elements and components by their places, with
 * usage, repeat, codes, code lists, patterns and syntax notes. Names and positions are not compared. Loops match by id,
 * segments by id and, where several of that id stand in a loop, by a code that their keys share, else by name. A shared
 * loop is compared once. Pure.
 */
export function* guideDifferences(before: GuideFile, after: GuideFile): Generator<GuideDifference> {
  for (const field of ['guide', 'transactionSet', 'functionalGroup', 'unitLoop'] as const) {
    yield* changed('guide', '', after.title, field, before[field] ?? '', after[field] ?? '');
  }
  yield* new Comparison(before, after).children(before.children, after.children, '');
}

function* changed(
  kind: GuideDifference['kind'],
  path: string,
  name: string,
  field: string,
  from: string,
  to: string,
): Generator<GuideDifference> {
  if (from !== to) yield { change: 'changed', kind, path, name, field, from, to };
}

class Comparison {
  readonly #before: GuideFile;
  readonly #after: GuideFile;
  readonly #compared = new Set<string>();

  constructor(before: GuideFile, after: GuideFile) {
    this.#before = before;
    this.#after = after;
  }

  *children(before: readonly GuideNode[], after: readonly GuideNode[], path: string): Generator<GuideDifference> {
    const left = new Set(after);
    for (const node of before) {
      const partner = partnerOf(node, before, [...left]);
      if (partner === undefined) {
        yield gone('removed', node, path);
        continue;
      }
      left.delete(partner);
      if ('loop' in node && 'loop' in partner) yield* this.#loop(node, partner, join(path, node.loop));
      else if ('segment' in node && 'segment' in partner) yield* segment(node, partner, join(path, node.segment));
    }
    for (const node of left) yield gone('added', node, path);
  }

  *#loop(
    before: Exclude<GuideNode, GuideSegment>,
    after: Exclude<GuideNode, GuideSegment>,
    path: string,
  ): Generator<GuideDifference> {
    yield* changed('loop', path, after.name, 'usage', before.usage, after.usage);
    yield* changed('loop', path, after.name, 'repeat', String(before.repeat), String(after.repeat));
    yield* changed('loop', path, after.name, 'alternative', before.alternativeTo ?? '', after.alternativeTo ?? '');
    if ('reference' in before && 'reference' in after) {
      const pair = `${before.reference} ${after.reference}`;
      if (this.#compared.has(pair)) return;
      this.#compared.add(pair);
    }
    yield* this.children(loopBody(before, this.#before), loopBody(after, this.#after), path);
  }
}

function partnerOf(
  node: GuideNode,
  siblings: readonly GuideNode[],
  candidates: readonly GuideNode[],
): GuideNode | undefined {
  if ('loop' in node) return candidates.find((other) => 'loop' in other && other.loop === node.loop);
  const same = (nodes: readonly GuideNode[]) =>
    nodes.filter((other): other is GuideSegment => 'segment' in other && other.segment === node.segment);
  const others = same(candidates);
  const codes = codesOf(node);
  return (
    others.find((other) => codesOf(other).some((code) => codes.includes(code))) ??
    others.find((other) => other.name === node.name) ??
    (same(siblings).length === 1 && others.length === 1 ? others[0] : undefined)
  );
}

function codesOf(node: GuideSegment): readonly string[] {
  return node.key === undefined ? [] : keyValues(node, parseKey(node.segment, node.key));
}

function gone(change: 'added' | 'removed', node: GuideNode, path: string): GuideDifference {
  const isLoop = 'loop' in node;
  return {
    change,
    kind: isLoop ? 'loop' : 'segment',
    path: join(path, isLoop ? node.loop : node.segment),
    name: node.name,
  };
}

function* segment(before: GuideSegment, after: GuideSegment, path: string): Generator<GuideDifference> {
  const { name } = after;
  yield* changed('segment', path, name, 'usage', before.usage, after.usage);
  yield* changed('segment', path, name, 'repeat', String(before.max), String(after.max));
  yield* changed('segment', path, name, 'syntax', notes(before.syntax), notes(after.syntax));
  yield* elements(before.elements, after.elements, (index) => `${path}${String(index + 1).padStart(2, '0')}`, name);
}

/** Elements of a segment or components of a composite. What is not listed at the end is not used. */
function* elements(
  before: readonly GuideElement[],
  after: readonly GuideElement[],
  pathOf: (index: number) => string,
  holder: string,
): Generator<GuideDifference> {
  for (let index = 0; index < Math.max(before.length, after.length); index++) {
    const from = before[index];
    const to = after[index];
    const path = pathOf(index);
    const name = to?.name ?? from?.name ?? holder;
    yield* changed('element', path, name, 'usage', from?.usage ?? 'N', to?.usage ?? 'N');
    if (from === undefined || to === undefined || from.usage === 'N' || to.usage === 'N') continue;
    yield* changed('element', path, name, 'element', from.element, to.element);
    yield* changed('element', path, name, 'repeat', String(from.repeat ?? 1), String(to.repeat ?? 1));
    yield* changed('element', path, name, 'codeSet', from.codeSet ?? '', to.codeSet ?? '');
    yield* changed('element', path, name, 'pattern', from.pattern ?? '', to.pattern ?? '');
    yield* changed('element', path, name, 'syntax', notes(from.syntax), notes(to.syntax));
    yield* changed('element', path, name, 'codes', less(from.codes, to.codes), less(to.codes, from.codes));
    yield* elements(from.components ?? [], to.components ?? [], (part) => `${path}-${part + 1}`, name);
  }
}

/** The codes of the first list that the second lacks. */
function less(codes: readonly string[] = [], others: readonly string[] = []): string {
  return codes.filter((code) => !others.includes(code)).join(' ');
}

function notes(syntax: readonly string[] = []): string {
  return [...syntax].sort().join(' ');
}

function join(path: string, id: string): string {
  return path === '' ? id : `${path}/${id}`;
}
