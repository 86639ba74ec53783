import { slownessOf } from '../support/pattern-ways.js';
import { checkCodes, checkSyntaxNotes, type ReportProblem } from './check-codes.js';
import { parseKey } from './compile-keys.js';
import type { Schemas } from './load.js';
import { loopBody } from './loop-body.js';
import type { GuideElement, GuideFile, GuideLoop, GuideNode, GuideReference, GuideSegment } from './types.js';

/** What the checker looks at: a loaded `Schemas` fits, and so does a plain object with these parts. */
export type CheckedSchemas = Pick<
  Schemas,
  | 'elements'
  | 'composites'
  | 'segments'
  | 'segmentDirectory'
  | 'control'
  | 'guideIndex'
  | 'adoptedVersions'
  | 'guides'
  | 'codeSets'
  | 'externalCodeSets'
  | 'findingKinds'
>;

/** Checks one guide against itself and against the standard; `checkSchemas` says what comes out. */
export function checkGuide(guide: GuideFile, schemas: CheckedSchemas, report: ReportProblem): void {
  new GuideCheck(guide, schemas, report).run();
}

/** One run over one guide; places read `005010X222A1-837P 2000A/2010AA NM108`. */
class GuideCheck {
  readonly #guide: GuideFile;
  readonly #schemas: CheckedSchemas;
  readonly #report: ReportProblem;
  readonly #usedSegments = new Set<string>();
  readonly #referenced = new Set<string>();
  /** Loop id to the ids of the segments that stand directly in it. */
  readonly #loops = new Map<string, Map<string, GuideSegment>>();

  constructor(guide: GuideFile, schemas: CheckedSchemas, report: ReportProblem) {
    this.#guide = guide;
    this.#schemas = schemas;
    this.#report = report;
  }

  run(): void {
    const { id, children, shared } = this.#guide;
    this.#children(id, children);
    for (const [name, body] of Object.entries(shared ?? {})) this.#loopBody(`${id} ${name}`, name, body.children);
    for (const name of Object.keys(shared ?? {})) {
      if (!this.#referenced.has(name)) this.#report(id, `shared loop ${name} is used nowhere`);
    }
    this.#head();
  }

  /** What the guide says of itself, once its loops are known. */
  #head(): void {
    const { id, when, businessUnit, unitLoop, notUsedSegments, children } = this.#guide;
    if (when !== undefined) {
      const second = children[1];
      const segment = second !== undefined && 'segment' in second ? second : undefined;
      const known = segment?.segment === when.segment ? (segment.elements[when.element - 1]?.codes ?? []) : [];
      if (!when.codes.every((code) => known.includes(code))) {
        this.#report(id, `"when" does not fit the second segment's element ${when.element}`);
      }
    }
    const header = new Map(children.flatMap((node) => ('segment' in node ? [[node.segment, node] as const] : [])));
    for (const loop of businessUnit?.loops ?? []) {
      const segment = (loop === '' ? header : this.#loops.get(loop))?.get(businessUnit!.segment);
      if (segment?.elements[businessUnit!.element - 1] === undefined) {
        this.#report(id, `the business unit ${businessUnit!.name} is not in loop ${loop}`);
      }
    }
    if (unitLoop !== undefined && !this.#loops.has(unitLoop)) this.#report(id, `no unit loop ${unitLoop}`);
    for (const segment of notUsedSegments) {
      if (this.#usedSegments.has(segment)) this.#report(id, `${segment} is used, yet named as not used`);
      if (!this.#schemas.segmentDirectory.has(segment)) this.#report(id, `${segment} is not an X12 segment`);
    }
  }

  #loopBody(where: string, id: string, children: readonly GuideNode[]): void {
    const first = children[0];
    if (first === undefined || !('segment' in first) || first.usage !== 'R') {
      this.#report(where, 'the first child of a loop must be a required segment');
    }
    const segments = this.#loops.get(id) ?? new Map<string, GuideSegment>();
    for (const child of children) {
      if ('segment' in child && !segments.has(child.segment)) segments.set(child.segment, child);
    }
    this.#loops.set(id, segments);
    this.#children(where, children);
  }

  #children(where: string, children: readonly GuideNode[]): void {
    this.#order(where, children);
    this.#siblings(where, children);
    for (const child of children) {
      if ('segment' in child) this.#segment(where, child);
      else this.#loop(where, child, children);
    }
  }

  #loop(where: string, loop: GuideLoop | GuideReference, siblings: readonly GuideNode[]): void {
    const path = `${where}${where === this.#guide.id ? ' ' : '/'}${loop.loop}`;
    const { alternativeTo } = loop;
    if (alternativeTo !== undefined && !siblings.some((other) => 'loop' in other && other.loop === alternativeTo)) {
      this.#report(path, `alternativeTo names ${alternativeTo}, which is no sibling`);
    }
    if ('children' in loop) {
      this.#loopBody(path, loop.loop, loop.children);
      return;
    }
    this.#referenced.add(loop.reference);
    if (this.#guide.shared?.[loop.reference] === undefined) {
      this.#report(path, `there is no shared loop ${loop.reference}`);
    }
  }

  /** Area, then position, never falling; what has no position comes last. */
  #order(where: string, children: readonly GuideNode[]): void {
    let area = 0;
    let position = 0;
    for (const child of children) {
      const nextArea = child.area ?? area;
      const next = child.position ?? Number.POSITIVE_INFINITY;
      if (nextArea < area || (nextArea === area && next < position)) {
        this.#report(where, `${nameOf(child)} stands after what follows it by position`);
      }
      area = nextArea;
      position = next;
    }
  }

  /** Siblings that begin with the same segment id need a key that tells them apart. */
  #siblings(where: string, children: readonly GuideNode[]): void {
    const groups = new Map<string, { name: string; segment: GuideSegment }[]>();
    for (const child of children) {
      const segment = this.#opener(child);
      if (segment === undefined) continue;
      const group = groups.get(segment.segment) ?? [];
      group.push({ name: nameOf(child), segment });
      groups.set(segment.segment, group);
    }
    for (const [id, group] of groups) {
      if (group.length < 2) continue;
      const owners = new Map<string, string>();
      for (const { name, segment } of group) {
        const codes = segment.key === undefined ? [] : this.#keyCodes(where, segment);
        if (codes.length === 0) this.#report(where, `${name} has no key with codes to tell it from other ${id}`);
        if (segment.key !== group[0]!.segment.key) this.#report(where, `${name} has another key than other ${id}`);
        for (const code of codes) {
          const owner = owners.get(code);
          if (owner !== undefined) this.#report(where, `${owner} and ${name} both have ${segment.key} "${code}"`);
          owners.set(code, name);
        }
      }
    }
  }

  #opener(node: GuideNode): GuideSegment | undefined {
    if ('segment' in node) return node;
    const first = loopBody(node, this.#guide)[0];
    return first !== undefined && 'segment' in first ? first : undefined;
  }

  #keyCodes(where: string, segment: GuideSegment): readonly string[] {
    try {
      const key = parseKey(segment.segment, segment.key!);
      const element = segment.elements[key.element - 1];
      return (key.component === 0 ? element : element?.components?.[key.component - 1])?.codes ?? [];
    } catch {
      this.#report(where, `"${segment.key}" does not name an element of ${segment.segment}`);
      return [];
    }
  }

  #segment(where: string, segment: GuideSegment): void {
    const { segments } = this.#schemas;
    this.#usedSegments.add(segment.segment);
    const standard = segments[segment.segment];
    const here = `${where} ${segment.segment}`;
    if (standard === undefined) {
      this.#report(here, 'is not a segment of the standard');
      return;
    }
    if (segment.elements.length > standard.elements.length) this.#report(here, 'has more elements than the standard');
    checkSyntaxNotes(here, segment.syntax ?? [], segment.elements.length, this.#report);
    segment.elements.forEach((element, index) => {
      const reference = `${here}${String(index + 1).padStart(2, '0')}`;
      const expected = standard.elements[index];
      if (expected !== undefined && element.element !== expected) {
        this.#report(reference, `is ${element.element}, the standard has ${expected}`);
      }
      this.#element(reference, element);
    });
  }

  #element(where: string, element: GuideElement): void {
    const { elements, composites } = this.#schemas;
    const composite = composites[element.element];
    const data = elements[element.element];
    if (composite !== undefined) {
      this.#composite(where, element, composite.components);
      return;
    }
    if (data === undefined) {
      this.#report(where, `no data element or composite ${element.element}`);
      return;
    }
    if (element.components !== undefined) this.#report(where, 'has components, yet is no composite');
    checkCodes(where, element.codes ?? [], data, this.#report);
    this.#codeSet(where, element);
    if (element.pattern === undefined) return;
    if (!isExpression(element.pattern)) {
      this.#report(where, 'its pattern is not a regular expression');
      return;
    }
    const slowness = slownessOf(element.pattern);
    if (slowness !== undefined) this.#report(where, `its pattern is refused: ${slowness}`);
  }

  #composite(where: string, element: GuideElement, standard: readonly string[]): void {
    const components = element.components ?? [];
    if (components.length > standard.length) this.#report(where, 'has more components than the standard');
    if (element.usage !== 'N' && components.length === 0) this.#report(where, 'is used, yet lists no components');
    checkSyntaxNotes(where, element.syntax ?? [], components.length, this.#report);
    components.forEach((component, index) => {
      const reference = `${where}-${index + 1}`;
      const expected = standard[index];
      if (expected !== undefined && component.element !== expected) {
        this.#report(reference, `is ${component.element}, the standard has ${expected}`);
      }
      this.#element(reference, component);
    });
  }

  #codeSet(where: string, element: GuideElement): void {
    const { codeSets, externalCodeSets } = this.#schemas;
    if (element.codeSet === undefined) return;
    const set = codeSets.get(element.codeSet);
    if (set === undefined) {
      if (!externalCodeSets.has(element.codeSet)) this.#report(where, `no code list ${element.codeSet}`);
    } else if (set.dataElement !== element.element) {
      this.#report(where, `code list ${set.id} is for data element ${set.dataElement}`);
    }
  }
}

function nameOf(node: GuideNode): string {
  return 'segment' in node ? `${node.segment} (${node.name})` : `loop ${node.loop}`;
}

function isExpression(text: string): boolean {
  try {
    new RegExp(text, 'u');
    return true;
  } catch {
    return false;
  }
}
