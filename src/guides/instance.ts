import type { ElementValue } from '../x12/writer.js';
import { fillElements } from './instance-elements.js';
import { type InstanceSchemas, InstanceValues } from './instance-values.js';
import { loopBody } from './loop-body.js';
import type { GuideFile, GuideLoop, GuideNode, GuideReference, GuideSegment } from './types.js';

/**
 * How much of a guide an instance shows: `minimal` only what is required, `maximal` every loop, segment, element and
 * component that is not forbidden, `mixed` a part of it that the seed chooses.
 */
export type InstanceKind = 'minimal' | 'maximal' | 'mixed';

/** What decides how large an instance is, and which values it holds. */
export interface InstanceOptions {
  readonly kind: InstanceKind;
  /** A whole number; equal seeds give equal instances. Default 0. */
  readonly seed?: number;
  /** Most occurrences of a loop, segment or element that may repeat (a minimal instance has one of each). Default 2. */
  readonly repeats?: number;
  /** The instance holds at least one unit of work (`unitLoop`: a claim), also where the guide allows a set without. */
  readonly withUnit?: boolean;
  /**
   * Has the last word on how often a loop occurs under one parent; `usual` is what it would be. For files of any size:
   * `(loop, usual) => (loop === '2000B' ? 50_000 : usual)`. Nothing is held in memory but the open loops.
   */
  readonly occurrences?: (loop: string, usual: number) => number;
}

/** One segment of an instance, without ST and SE. */
export interface InstanceSegment {
  readonly id: string;
  readonly elements: readonly ElementValue[];
  /** Loops from the outermost to its own, joined by `/`; '' for what stands outside all loops. */
  readonly path: string;
}

/**
 * Writes one valid transaction set of a guide, segment by segment, ST and SE left out: codes of the guide, values of the
 * right type, length and date form, syntax notes kept, HL and LX numbers right, exactly one of two alternative loops,
 * claim charges equal to the sum of the lines. All values are invented. Valid means X12 syntax and the guide (WEDI SNIP
 * types 1 and 2); rules between segments are not looked at.
 */
export function* instanceOf(
  guide: GuideFile,
  schemas: InstanceSchemas,
  options: InstanceOptions,
): Generator<InstanceSegment> {
  yield* new Instance(guide, schemas, options).segments();
}

/** What a loop's occurrence knows of itself while it is written. */
interface Surroundings {
  readonly path: string;
  /** 1-based, under its parent. */
  readonly occurrence: number;
  /** HL01 of the nearest hierarchical loop above, '' when none. */
  readonly parentNumber: string;
}

class Instance {
  readonly #guide: GuideFile;
  readonly #options: Required<Omit<InstanceOptions, 'occurrences' | 'withUnit'>> & Pick<InstanceOptions, 'occurrences'>;
  readonly #values: InstanceValues;
  /** The loops from the outermost to a unit that are written although the guide does not demand them. */
  readonly #wanted: ReadonlySet<GuideNode>;
  #hierarchyNumber = 0;

  constructor(guide: GuideFile, schemas: InstanceSchemas, options: InstanceOptions) {
    const { seed = 0, repeats = 2 } = options;
    this.#guide = guide;
    this.#options = { ...options, seed, repeats };
    this.#wanted = new Set(options.withUnit === true ? pathToUnit(guide) : []);
    this.#values = new InstanceValues(schemas, seed, options.kind === 'minimal' && seed === 0);
  }

  segments(): Generator<InstanceSegment> {
    return this.#body(this.#guide.children, { path: '', occurrence: 1, parentNumber: '' });
  }

  *#body(children: readonly GuideNode[], at: Surroundings): Generator<InstanceSegment> {
    const counts = this.#plan(children);
    const opener = children[0];
    let number = at.parentNumber;
    if (at.path !== '' && opener !== undefined && 'segment' in opener && opener.segment === 'HL') {
      number = String(++this.#hierarchyNumber);
    }
    for (const [index, child] of children.entries()) {
      for (let occurrence = 1; occurrence <= counts[index]!; occurrence++) {
        if ('loop' in child) {
          const path = at.path === '' ? child.loop : `${at.path}/${child.loop}`;
          yield* this.#body(loopBody(child, this.#guide), { path, occurrence, parentNumber: number });
        } else if (child.segment !== 'ST' && child.segment !== 'SE') {
          const elements = this.#segment(child, at, number, children, counts);
          yield { id: child.segment, elements, path: at.path };
        }
      }
    }
  }

  /** How often each child occurs, known before the first is written: HL04 and totals look ahead. */
  #plan(children: readonly GuideNode[]): number[] {
    const { kind, repeats, occurrences } = this.#options;
    const counts = children.map((child) => {
      const isLoop = 'loop' in child;
      if (child.usage === 'N' || !(this.#wanted.has(child) || this.#takes(child.usage))) return 0;
      const most = isLoop ? child.repeat : child.max;
      const bound = kind === 'minimal' ? 1 : repeats;
      const usual = this.#times(Math.min(bound, most === 'unbounded' ? bound : most));
      return isLoop ? (occurrences?.(child.loop, usual) ?? usual) : usual;
    });
    for (const [index, child] of children.entries()) {
      const other = 'loop' in child ? this.#rivalOf(child, children) : -1;
      if (other < 0) continue;
      const isDue = (child as GuideLoop).alternativeTo !== undefined;
      counts[index] = counts[other]! > 0 ? 0 : isDue ? 1 : counts[index]!;
    }
    return counts;
  }

  /**
   * The sibling in whose presence this loop cannot be written, -1 when none: the one it is an alternative to, or an
   * earlier one with the same loop inside, to which a reader would give it (a patient event after a dependent).
   */
  #rivalOf(loop: GuideLoop | GuideReference, siblings: readonly GuideNode[]): number {
    return siblings.findIndex((sibling) => {
      if (!('loop' in sibling) || sibling === loop) return false;
      if (loop.alternativeTo !== undefined) return sibling.loop === loop.alternativeTo;
      const isEarlier = siblings.indexOf(sibling) < siblings.indexOf(loop);
      const inside = loopBody(sibling, this.#guide);
      return isEarlier && inside.some((node) => 'loop' in node && node.loop === loop.loop);
    });
  }

  #takes(usage: 'R' | 'S'): boolean {
    const { kind } = this.#options;
    return usage === 'R' || kind === 'maximal' || (kind === 'mixed' && this.#values.chance());
  }

  #times(most: number): number {
    return this.#options.kind === 'mixed' ? this.#values.between(1, most) : most;
  }

  #segment(
    segment: GuideSegment,
    at: Surroundings,
    hierarchyNumber: string,
    siblings: readonly GuideNode[],
    counts: readonly number[],
  ): ElementValue[] {
    const parts = {
      takes: (usage: 'R' | 'S') => this.#takes(usage),
      times: (most: number) => this.#times(Math.min(most, this.#options.repeats)),
    };
    const place = { segment: segment.segment, occurrence: at.occurrence };
    const elements = fillElements(segment, place, this.#values, parts);
    if (segment.segment === 'HL')
      this.#number(segment, elements, at, hierarchyNumber, this.#hasLevels(siblings, counts));
    if (segment.segment === 'CLM') {
      const lines = siblings.findIndex((sibling) => 'loop' in sibling && sibling.loop === '2400');
      if (lines >= 0) elements[1] = String(100 * counts[lines]!);
    }
    return elements;
  }

  /** HL01 and HL02 as the file stands; HL04 says whether levels follow below, as far as the guide leaves a choice. */
  #number(segment: GuideSegment, elements: ElementValue[], at: Surroundings, number: string, hasLevels: boolean): void {
    elements[0] = number;
    if (elements[1] !== '') elements[1] = at.parentNumber;
    const codes = segment.elements[3]?.codes ?? [];
    const wanted = hasLevels ? '1' : '0';
    if (elements[3] !== undefined && elements[3] !== '')
      elements[3] = codes.includes(wanted) ? wanted : (codes[0] ?? '');
  }

  #hasLevels(siblings: readonly GuideNode[], counts: readonly number[]): boolean {
    return siblings.some((sibling, index) => {
      if (!('loop' in sibling) || counts[index] === 0) return false;
      const first = loopBody(sibling, this.#guide)[0];
      return first !== undefined && 'segment' in first && first.segment === 'HL';
    });
  }
}

/**
 * The loops down to a unit of work, the way that leaves the fewest to choice. Where the whole set is the unit, down to the
 * loop that may stand in several places (the patient event of a 278).
 */
function pathToUnit(guide: GuideFile): readonly GuideNode[] {
  const choices = (path: readonly GuideNode[]) => path.filter(({ usage }) => usage !== 'R').length;
  const [shared = ''] = Object.keys(guide.shared ?? {});
  const paths = pathsTo(guide.unitLoop ?? shared, guide.children);
  return [...paths].sort((one, other) => choices(one) - choices(other))[0] ?? [];
}

/** Shared loops lie below the units and are not looked into. */
function pathsTo(loop: string, children: readonly GuideNode[]): readonly (readonly GuideNode[])[] {
  return children.flatMap((child) => {
    if (!('loop' in child)) return [];
    if (child.loop === loop || ('reference' in child && child.reference === loop)) return [[child]];
    return 'children' in child ? pathsTo(loop, child.children).map((path) => [child, ...path]) : [];
  });
}
