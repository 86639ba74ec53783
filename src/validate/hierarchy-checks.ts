import { type CompiledGuide, NodeRole } from '../guides/compiled.js';
import type { SegmentView } from '../x12/segment-view.js';

/** Receives a finding about element 1, 2 or 4 of the HL (or element 1 of the LX) at hand. */
export type HierarchyReport = (
  code: string,
  element: number,
  parameters: Readonly<Record<string, string | number>>,
) => void;

/**
 * HL01 counts 1, 2, 3 in the set; HL02 names the HL of the loop this one is nested in; HL04 0 has no child levels.
 * LX01 counts the occurrences of its loop. After a wrong number the count goes on from what was sent, so that one
 * mistake is one finding.
 */
export class HierarchyChecks {
  readonly #report: HierarchyReport;
  #guide!: CompiledGuide;
  #last = 0;
  /** HL01 of the open occurrence of each hierarchical loop, by loop node. */
  #numbers: Int32Array = new Int32Array(0);
  /** 1 where the open occurrence says HL04 0 and no child has been blamed yet. */
  #childless: Uint8Array = new Uint8Array(0);
  /** Nearest hierarchical loop above each loop, 0 when none. */
  #above: Int16Array = new Int16Array(0);

  constructor(report: HierarchyReport) {
    this.#report = report;
  }

  begin(guide: CompiledGuide): void {
    this.#last = 0;
    if (this.#guide === guide) return;
    this.#guide = guide;
    this.#numbers = new Int32Array(guide.nodeCount);
    this.#childless = new Uint8Array(guide.nodeCount);
    this.#above = Int16Array.from({ length: guide.nodeCount }, (_, node) => {
      if (guide.isLoop[node] === 0) return 0;
      for (let up = guide.parent[node]!; up > 0; up = guide.parent[up]!) {
        if ((guide.role[guide.firstChild[up]!]! & NodeRole.hierarchical) !== 0) return up;
      }
      return 0;
    });
  }

  opened(loop: number): void {
    this.#numbers[loop] = 0;
  }

  /** Checks the HL that opens a loop. */
  check(node: number, segment: SegmentView): void {
    const loop = this.#guide.parent[node]!;
    const number = wholeNumber(segment, 1);
    const expected = this.#last + 1;
    if (number !== expected && segment.length(1) > 0) {
      this.#report('hierarchy-number', 1, { expected, found: number < 0 ? '' : number });
    }
    this.#last = number < 0 ? expected : number;
    this.#numbers[loop] = this.#last;
    const above = this.#above[loop]!;
    if (above !== 0 && this.#numbers[above]! > 0) {
      const parent = wholeNumber(segment, 2);
      if (segment.length(2) > 0 && parent !== this.#numbers[above]) {
        this.#report('hierarchy-parent', 2, { expected: this.#numbers[above]!, found: parent < 0 ? '' : parent });
      }
      if (this.#childless[above] === 1) {
        this.#childless[above] = 0;
        this.#report('hierarchy-child', 2, { expected: this.#numbers[above]! });
      }
    }
    const childless = segment.length(4) === 1 && segment.bytes[segment.starts[4]!] === 0x30;
    this.#childless[loop] = childless ? 1 : 0;
  }

  /** LX01 counts the loop's occurrences from 1. What is no number at all is not judged here: its type is wrong. */
  checkCounter(segment: SegmentView, occurrence: number): void {
    const text = segment.text(1);
    if (!/^-?\d+$/.test(text) || Number(text) === occurrence) return;
    this.#report('line-number', 1, { expected: occurrence, found: text });
  }
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
