import { type CompiledGuide, ElementFlag, ElementKind } from '../guides/compiled.js';
import { packTag } from '../x12/segment-view.js';
import { EVERY, type PathExpression } from './expression.js';

/** Only segments (or elements of one) whose key has one of these values. */
export interface KeyFilter {
  /** Element of the key; 0: the element that is read (each HI element carries its own qualifier). */
  readonly element: number;
  /** 0: the element itself. */
  readonly component: number;
  readonly values: readonly string[];
}

/** One node of the guide that a path means, and what is read of it. */
export interface Target {
  /** A segment node, or a loop node when the path names a loop. */
  readonly node: number;
  /** First and last element read; 0 when the path names a segment or loop. */
  readonly from: number;
  readonly to: number;
  /** 0 the whole element; EVERY; else 1-based. */
  readonly component: number;
  readonly filter: KeyFilter | null;
}

/** What a path means from one place of a rule's scope. */
export interface ResolvedPath {
  readonly targets: readonly Target[];
  /** The loop whose occurrence holds the values: deepest one that encloses the scope and all targets. */
  readonly owner: number;
  /** True when all values are whole numbers or decimals (X12 types N0 and R). */
  readonly isNumeric: boolean;
  /** At most one value can come in one occurrence of the owner, as the guide has it. */
  readonly isSingle: boolean;
  /** Any of the elements is protected health information. */
  readonly isProtected: boolean;
}

/** Rules of one guide ask for the same paths over and over, and each several times while it is compiled. */
const resolvedPaths = new WeakMap<CompiledGuide, Map<string, ResolvedPath | string>>();

const loopIndexes = new WeakMap<CompiledGuide, ReadonlyMap<string, number[]>>();

/** Nodes of all loops with this id; node 0 for ''. */
export function loopsOf(guide: CompiledGuide, id: string): readonly number[] {
  let index = loopIndexes.get(guide);
  if (index === undefined) {
    const loops = new Map<string, number[]>([['', [0]]]);
    for (let node = 1; node < guide.nodeCount; node++) {
      if (guide.isLoop[node] === 0) continue;
      const known = loops.get(guide.ids[node]!);
      if (known === undefined) loops.set(guide.ids[node]!, [node]);
      else known.push(node);
    }
    index = loops;
    loopIndexes.set(guide, index);
  }
  return index.get(id) ?? [];
}

/** True when `loop` is `node` or encloses it. */
export function encloses(guide: CompiledGuide, loop: number, node: number): boolean {
  for (let up = node; up >= 0; up = guide.parent[up]!) if (up === loop) return true;
  return false;
}

/** Several paths as one: the values of all of them in the order they come. */
export function joinPaths(paths: readonly ResolvedPath[]): ResolvedPath {
  return {
    targets: paths.flatMap((path) => path.targets),
    // Owners all enclose the scope, and loops are numbered level by level: the lowest number is the outermost.
    owner: Math.min(...paths.map((path) => path.owner)),
    isNumeric: paths.every((path) => path.isNumeric),
    isSingle: paths.length === 1 && paths[0]!.isSingle,
    isProtected: paths.some((path) => path.isProtected),
  };
}

/**
 * What a path means from this loop; a text that says why when it means nothing there. A segment that the scope loop does
 * not have is looked for outside all loops: BHT04 is the same for every claim.
 */
export function resolvePath(guide: CompiledGuide, path: PathExpression, scope: number): ResolvedPath | string {
  let known = resolvedPaths.get(guide);
  if (known === undefined) {
    known = new Map();
    resolvedPaths.set(guide, known);
  }
  const key = `${scope} ${path.loop}/${path.segment} ${path.text}`;
  let resolved = known.get(key);
  if (resolved === undefined) {
    resolved = resolve(guide, path, scope);
    known.set(key, resolved);
  }
  return resolved;
}

function resolve(guide: CompiledGuide, path: PathExpression, scope: number): ResolvedPath | string {
  const own = segmentsOf(guide, scope, path.segment).length > 0 ? scope : 0;
  const loops = path.loop === '' ? [own] : meantLoops(guide, path.loop, scope);
  if (loops.length === 0) return `no loop ${path.loop} can be reached`;
  const targets: Target[] = [];
  let reason = '';
  if (path.segment === '') {
    for (const node of loops) targets.push({ node, from: 0, to: 0, component: 0, filter: null });
  } else {
    for (const loop of loops) {
      for (const node of segmentsOf(guide, loop, path.segment)) {
        const found = targetsAt(guide, path, node);
        if (typeof found === 'string') reason = found;
        else targets.push(...found);
      }
    }
  }
  if (targets.length === 0) return reason === '' ? `there is no segment ${path.segment}` : reason;
  let owner = scope;
  for (const { node } of targets) while (!encloses(guide, owner, guide.parent[node]!)) owner = guide.parent[owner]!;
  const [only] = targets;
  const isSingle =
    targets.length === 1 &&
    guide.parent[only!.node] === owner &&
    guide.maximum[only!.node] === 1 &&
    only!.from === only!.to &&
    only!.component !== EVERY &&
    (only!.from === 0 || guide.specs.repeat[guide.specStart[only!.node]! + only!.from - 1]! === 1);
  const specifications = targets.flatMap((target) => specificationsOf(guide, target));
  return {
    targets,
    owner,
    isSingle,
    isNumeric:
      specifications.length > 0 &&
      specifications.every((one) => {
        const isComposite = (guide.specs.flags[one]! & ElementFlag.composite) !== 0;
        return !isComposite && (guide.specs.kind[one] === ElementKind.N0 || guide.specs.kind[one] === ElementKind.R);
      }),
    isProtected: specifications.some((one) => isProtected(guide, one)),
  };
}

/** The specification of an element (component 0) or component of a node; -1 when the guide lists none. */
export function specificationAt(guide: CompiledGuide, node: number, element: number, component: number): number {
  if (element < 1 || element > guide.specCount[node]!) return -1;
  const specification = guide.specStart[node]! + element - 1;
  if (component < 1) return specification;
  const isComposite = (guide.specs.flags[specification]! & ElementFlag.composite) !== 0;
  if (!isComposite || component > guide.specs.componentCount[specification]!) return -1;
  return guide.specs.componentStart[specification]! + component - 1;
}

/** True for an element that is protected, or a composite of which any component is. */
export function isProtected(guide: CompiledGuide, specification: number): boolean {
  if (specification < 0) return true;
  const { flags, componentStart, componentCount } = guide.specs;
  if ((flags[specification]! & ElementFlag.protected) !== 0) return true;
  if ((flags[specification]! & ElementFlag.composite) === 0) return false;
  const first = componentStart[specification]!;
  for (let part = first; part < first + componentCount[specification]!; part++) {
    if ((flags[part]! & ElementFlag.protected) !== 0) return true;
  }
  return false;
}

/** The scope itself, else loops below it, else the nearest enclosing one, else loops below an enclosing one. */
function meantLoops(guide: CompiledGuide, id: string, scope: number): readonly number[] {
  if (guide.ids[scope] === id) return [scope];
  const all = loopsOf(guide, id);
  const below = all.filter((loop) => encloses(guide, scope, loop));
  if (below.length > 0) return below;
  const enclosing = all.find((loop) => encloses(guide, loop, scope));
  if (enclosing !== undefined) return [enclosing];
  for (let up = guide.parent[scope]!; up >= 0; up = guide.parent[up]!) {
    const beside = all.filter((loop) => encloses(guide, up, loop));
    if (beside.length > 0) return beside;
  }
  return [];
}

function segmentsOf(guide: CompiledGuide, loop: number, id: string): number[] {
  const tag = guide.tags.get(packTag(id));
  const nodes: number[] = [];
  const first = guide.firstChild[loop]!;
  for (let node = first; node < first + guide.childCount[loop]!; node++) {
    if (tag !== undefined && guide.tag[node] === tag) nodes.push(node);
  }
  return nodes;
}

/** What the path reads of this segment, or why it cannot be this one. With `*`, the elements that fit. */
function targetsAt(guide: CompiledGuide, path: PathExpression, node: number): Target[] | string {
  const { element, component, segment } = path;
  const count = guide.specCount[node]!;
  const isEvery = element === EVERY;
  if (element > count) return `${segment} has no element ${element} in the guide`;
  const ranges: { from: number; to: number }[] = [];
  for (let one = isEvery ? 1 : element; one <= (isEvery ? count : element); one++) {
    const isThere = component <= 0 || specificationAt(guide, node, one, component) >= 0;
    const last = ranges.at(-1);
    if (isThere && last?.to === one - 1) last.to = one;
    else if (isThere) ranges.push({ from: one, to: one });
  }
  if (ranges.length === 0)
    return `${segment}${String(element).padStart(2, '0')} has no component ${component} in the guide`;
  let reason = '';
  const targets: Target[] = [];
  for (const { from, to } of ranges) {
    const filter = path.qualifiers.length === 0 ? null : filterOf(guide, path, node, from, to);
    if (typeof filter === 'string') reason = filter;
    else targets.push({ node, from, to, component, filter });
  }
  return targets.length === 0 ? reason : targets;
}

function filterOf(
  guide: CompiledGuide,
  path: PathExpression,
  node: number,
  from: number,
  to: number,
): KeyFilter | null | string {
  let element = guide.keyElement[node]!;
  let component = guide.keyComponent[node]!;
  if (element === 0) {
    element = 1;
    component = isComposite(guide, node, 1) ? 1 : 0;
  }
  const ownKey = component > 0 && from > 0 && keysAreAlike(guide, node, element, from, to);
  const values = path.qualifiers;
  const known = new Set<string>();
  let isOpen = false;
  // The segment alone is meant by its key; elements with keys of their own are each asked.
  for (let one = ownKey ? from : element; one <= (ownKey ? to : element); one++) {
    const codes = codesAt(guide, specificationAt(guide, node, one, component));
    if (codes === undefined) isOpen = true;
    else for (const code of codes) known.add(code);
  }
  if (!isOpen && !values.some((value) => known.has(value))) {
    return `${path.segment} has no qualifier ${values.join(', ')} in the guide`;
  }
  if (!isOpen && !ownKey && [...known].every((code) => values.includes(code))) return null;
  return { element: ownKey ? 0 : element, component, values };
}

function isComposite(guide: CompiledGuide, node: number, element: number): boolean {
  const specification = specificationAt(guide, node, element, 0);
  return specification >= 0 && (guide.specs.flags[specification]! & ElementFlag.composite) !== 0;
}

/** True when the elements are composites whose first components mean the same, as all of an HI do. */
function keysAreAlike(guide: CompiledGuide, node: number, key: number, from: number, to: number): boolean {
  const meaning = guide.specs.dataElement[specificationAt(guide, node, key, 1)];
  for (let element = from; element <= to; element++) {
    if (!isComposite(guide, node, element)) return false;
    if (guide.specs.dataElement[specificationAt(guide, node, element, 1)] !== meaning) return false;
  }
  return true;
}

function codesAt(guide: CompiledGuide, specification: number): readonly string[] | undefined {
  if (specification < 0) return undefined;
  const table = guide.specs.codes[specification]!;
  return table < 0 ? undefined : guide.codeTables[table]!.codes;
}

function specificationsOf(guide: CompiledGuide, { node, from, to, component }: Target): number[] {
  if (from === 0) return [];
  const found: number[] = [];
  for (let element = from; element <= to; element++) {
    if (component !== EVERY) {
      found.push(specificationAt(guide, node, element, component));
      continue;
    }
    const whole = specificationAt(guide, node, element, 0);
    const count = isComposite(guide, node, element) ? guide.specs.componentCount[whole]! : 0;
    if (count === 0) found.push(whole);
    for (let part = 1; part <= count; part++) found.push(specificationAt(guide, node, element, part));
  }
  return found;
}
