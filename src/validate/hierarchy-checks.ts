import { type CompiledGuide, NodeRole } from '../guides/compiled.js';
import type { SegmentView } from '../x12/segment-view.js';
import { NodeMap } from './node-map.js';

/** Receives a finding about element 1, 2 or 4 of the HL (or element 1 of the LX) at hand. */
export type HierarchyReport = (
  code: string,
  element: number,
  parameters: Readonly<Record<string, string | number>>,
) => void;

/** Where an element of an earlier segment stands, as in `Place`. */
export interface EarlierElement {
  readonly byteOffset: number;
  readonly byteLength: number;
  readonly segmentPosition: number;
  readonly element: number;
  readonly elementOffset: number;
  readonly elementLength: number;
}

/** Receives a finding about an HL whose level has ended. */
export type EarlierReport = (
  code: string,
  node: number,
  place: EarlierElement,
  parameters: Readonly<Record<string, string | number>>,
) => void;

/**
 * HL01 counts 1, 2, 3 in the set; HL02 names the HL of the loop this one is nested in; HL04 0 has no child levels.
 * LX01 counts the occurrences of its loop. After a wrong number the count may go on from what was sent or from what it
 * should have been, and the levels below may name either, so that one mistake is one finding.
 */
export class HierarchyChecks {
  readonly #report: HierarchyReport;
  readonly #reportEarlier: EarlierReport;
  #guide!: CompiledGuide;
  /** HL01 of the last level as sent, and as counted. They are equal unless something was wrong. */
  #last = 0;
  #counted = 0;
  /** HL01 of the open occurrence of each hierarchical loop, by loop node. */
  #numbers: Int32Array = new Int32Array(0);
  /** What HL01 of these should have been. */
  #due: Int32Array = new Int32Array(0);
  /** 1 where the open occurrence says HL04 0 and no child has been blamed yet. */
  #childless: Uint8Array = new Uint8Array(0);
  /** Nearest hierarchical loop above each loop, 0 when none. */
  #above: Int16Array = new Int16Array(0);

  /** Loops that may, but need not, have a level below them: there HL04 1 is checked when they end. */
  #mayHaveLevels: Uint8Array = new Uint8Array(0);
  /** Of open loops whose HL04 is 1 and below which no level has come: where their HL stands. */
  readonly #expecting = new NodeMap<EarlierElement>();

  /** `report` gets what is wrong with the HL or LX at hand, `reportEarlier` what shows only when a level ends. */
  constructor(report: HierarchyReport, reportEarlier: EarlierReport) {
    this.#report = report;
    this.#reportEarlier = reportEarlier;
  }

  begin(guide: CompiledGuide): void {
    this.#last = 0;
    this.#counted = 0;
    this.#expecting.clear();
    if (this.#guide === guide) return;
    this.#guide = guide;
    this.#numbers = new Int32Array(guide.nodeCount);
    this.#due = new Int32Array(guide.nodeCount);
    this.#childless = new Uint8Array(guide.nodeCount);
    this.#above = Int16Array.from({ length: guide.nodeCount }, (_, node) => {
      if (guide.isLoop[node] === 0) return 0;
      for (let up = guide.parent[node]!; up > 0; up = guide.parent[up]!) {
        if ((guide.role[guide.firstChild[up]!]! & NodeRole.hierarchical) !== 0) return up;
      }
      return 0;
    });
    this.#mayHaveLevels = levelsThatMayEnd(guide, this.#above);
  }

  opened(loop: number): void {
    this.#numbers[loop] = 0;
    this.#childless[loop] = 0;
  }

  /** A level that has ended should have had one below it when its HL04 says so. */
  closed(loop: number): void {
    if (this.#expecting.size === 0) return;
    const place = this.#expecting.take(loop);
    if (place === undefined) return;
    this.#reportEarlier('hierarchy-no-child', this.#guide.firstChild[loop]!, place, { found: this.#numbers[loop]! });
  }

  /** The HL of this level is missing: its number may have been used up, or not. */
  supposed(loop: number): void {
    this.#counted++;
    this.#expecting.take(this.#above[loop]!);
  }

  /** Checks the HL of an open level that came late: its number was counted when it was missing. */
  checkLate(node: number, segment: SegmentView, position: number): void {
    this.#counted--;
    this.check(node, segment, position);
  }

  /** Checks the HL that opens a loop. */
  check(node: number, segment: SegmentView, position: number): void {
    const loop = this.#guide.parent[node]!;
    const number = wholeNumber(segment, 1);
    const expected = this.#last + 1;
    const counted = this.#counted + 1;
    if (number !== expected && number !== counted && segment.length(1) > 0) {
      this.#report('hierarchy-number', 1, { expected, found: number < 0 ? '' : number });
      this.#counted = counted;
    } else this.#counted = number < 0 ? counted : number;
    this.#last = number < 0 ? expected : number;
    this.#numbers[loop] = this.#last;
    this.#due[loop] = counted;
    const above = this.#above[loop]!;
    if (above !== 0 && this.#numbers[above]! > 0) {
      const parent = wholeNumber(segment, 2);
      if (segment.length(2) > 0 && parent !== this.#numbers[above] && parent !== this.#due[above]) {
        this.#report('hierarchy-parent', 2, { expected: this.#numbers[above]!, found: parent < 0 ? '' : parent });
      }
      if (this.#childless[above] === 1) {
        this.#childless[above] = 0;
        this.#report('hierarchy-child', 2, { expected: this.#numbers[above]! });
      }
    }
    if (above !== 0 && this.#expecting.size > 0) this.#expecting.take(above);
    const child = segment.length(4) === 1 ? segment.bytes[segment.starts[4]!] : 0;
    this.#childless[loop] = child === 0x30 ? 1 : 0;
    if (child === 0x31 && this.#mayHaveLevels[loop] === 1) {
      this.#expecting.set(loop, {
        byteOffset: segment.fileOffset,
        byteLength: segment.byteLength,
        segmentPosition: position,
        element: 4,
        elementOffset: segment.base + segment.starts[4]!,
        elementLength: 1,
      });
    }
  }

  /** LX01 counts the loop's occurrences from 1. What is no number at all is not judged here: its type is wrong. */
  checkCounter(segment: SegmentView, occurrence: number): void {
    if (wholeNumber(segment, 1) === occurrence) return;
    const text = segment.text(1);
    if (!/^-?\d+$/.test(text) || Number(text) === occurrence) return;
    this.#report('line-number', 1, { expected: occurrence, found: text });
  }
}

/** Loops of levels that have levels below them, none of which the guide requires (a missing required one is told). */
function levelsThatMayEnd(guide: CompiledGuide, above: Int16Array): Uint8Array {
  const levels = new Uint8Array(guide.nodeCount);
  const isLevel = (loop: number): boolean =>
    guide.isLoop[loop] === 1 && (guide.role[guide.firstChild[loop]!]! & NodeRole.hierarchical) !== 0;
  const below = Array.from({ length: guide.nodeCount }, (_, loop) => loop).filter((loop) => loop > 0 && isLevel(loop));
  for (const loop of below) levels[above[loop]!] = 1;
  for (const loop of below) if (guide.required[loop] === 1 || guide.alternative[loop]! >= 0) levels[above[loop]!] = 0;
  return levels;
}

/** The element as a whole number without leading zeros, -1 when it is none. */
function wholeNumber(segment: SegmentView, element: number): number {
  if (element > segment.elementCount) return -1;
  const start = segment.starts[element]!;
  const end = segment.ends[element]!;
  if (end === start || end - start > 9 || (end - start > 1 && segment.bytes[start] === 0x30)) return -1;
  let value = 0;
  for (let i = start; i < end; i++) {
    const digit = segment.bytes[i]! - 0x30;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}
