import { hasCode } from '../guides/code-table.js';
import { ElementKind } from '../guides/compiled.js';
import { latin1, SegmentView } from '../x12/segment-view.js';
import { ElementFaults, type ElementPlace, type ElementReport } from './element-faults.js';
import type { SegmentScan } from './segment-scan.js';
import { foreignSeparator, withoutSeparator } from './separators.js';

/** Segments with more elements are not searched for a separator too many. */
const LONGEST_SEARCHED = 32;

/**
 * Finds the one separator that explains several faults of a segment: another one than the header declares, used all
 * through the set, or one too many in this segment.
 */
export class SeparatorChecks {
  readonly #scan: SegmentScan;
  readonly #report: ElementReport;
  readonly #examine: (node: number, segment: SegmentView) => void;
  readonly #shortened = new SegmentView();
  #trial = new ElementFaults();

  /** `report` gets what is told at once, since the set is read otherwise from there on; `examine` checks a segment again. */
  constructor(scan: SegmentScan, report: ElementReport, examine: (node: number, segment: SegmentView) => void) {
    this.#scan = scan;
    this.#report = report;
    this.#examine = examine;
  }

  /**
   * True when a value that should have parts, or repetitions, has none but would with another separator than the header
   * says. Reports it and reads the rest of the set with that one; the segment has to be examined again.
   */
  adoptOther(): boolean {
    const { faults } = this.#scan;
    for (let i = 0; i < faults.count; i++) {
      const fault = faults.at(i);
      if (fault.specification < 0) continue;
      if (fault.code === 'element-missing') {
        if (fault.component > 1 && this.#adoptBetweenComponents(fault)) return true;
      } else if (fault.component === 0 && this.#scan.guide.specs.repeat[fault.specification]! > 1) {
        if (/^element-(too-long|code)/.test(fault.code) && this.#adoptBetweenRepetitions(fault)) return true;
      }
    }
    return false;
  }

  /**
   * The same for a key that is the first component of its element, `start` to `end`: true when another separator would
   * part one of `codes` from the rest.
   */
  adoptAfterKey(element: number, specification: number, start: number, end: number, codes: readonly string[]): boolean {
    const { bytes } = this.#scan;
    const other = foreignSeparator(bytes, start, end, (from, to) => codes.includes(latin1(bytes, from, to)));
    if (other === 0) return false;
    const place = { element, component: 2, repetition: 0, start, end, specification: specification + 1 };
    this.#adopt('component-separator-differs', other, place);
    return true;
  }

  /**
   * Looks for a separator without which the segment would be right: one inside a value, or one too many between two. If
   * there is one, the scan's faults become that alone, instead of what it did to every later element.
   */
  blameOneTooMany(node: number, segment: SegmentView): void {
    const scan = this.#scan;
    const { guide, faults } = scan;
    const listed = guide.specCount[node]!;
    if (faults.errors < 2 || segment.elementCount < 2 || segment.elementCount > LONGEST_SEARCHED) return;
    // Without one separator what stands furthest back would still be beyond the listed elements.
    if (lastSent(segment) > listed + 1) return;
    const first = guide.specStart[node]!;
    const key = guide.keyElement[node]!;
    scan.faults = this.#trial;
    for (let element = Math.max(key, 1); element < Math.min(segment.elementCount, listed + 1); element++) {
      const rest = segment.length(element + 1);
      const isText = guide.specs.kind[first + element - 1] === ElementKind.AN;
      if (segment.length(element) === 0 || (rest > 0 && (!isText || element === key))) continue;
      scan.faults.clear();
      this.#examine(node, withoutSeparator(segment, element, this.#shortened));
      if (scan.faults.errors > 0) continue;
      const previous = `${guide.ids[node]}${String(element).padStart(2, '0')}`;
      scan.element = element + 1;
      scan.fault('separator-in-value', -1, 0, segment.starts[element + 1]!, segment.ends[element + 1]!, { previous });
      this.#trial = faults;
      return;
    }
    scan.faults = faults;
  }

  #adoptBetweenComponents(fault: ElementPlace): boolean {
    const { segment, bytes, component } = this.#scan;
    const { element } = fault;
    if (segment.length(element) === 0) return false;
    const start = segment.starts[element]!;
    const end = segment.ends[element]!;
    const first = fault.specification - fault.component + 1;
    const other = foreignSeparator(bytes, start, end, (from, to) => this.#fits(first, from, to));
    if (other === 0 || bytes.subarray(start, end).includes(component)) return false;
    this.#adopt('component-separator-differs', other, fault);
    return true;
  }

  #adoptBetweenRepetitions(fault: ElementPlace): boolean {
    const { bytes } = this.#scan;
    const { specification, start, end } = fault;
    const other = foreignSeparator(bytes, start, end, (from, to) => this.#fits(specification, from, to));
    if (other === 0 || !this.#areAll(specification, other, start, end)) return false;
    this.#adopt('repetition-separator-differs', other, fault);
    return true;
  }

  /** True when the value has the length, and is one of the codes, that the specification demands. */
  #fits(specification: number, start: number, end: number): boolean {
    const { bytes, guide } = this.#scan;
    const { minimum, maximum, codes, base } = guide.specs;
    const length = end - start;
    if (length < minimum[specification]! || length > maximum[specification]!) return false;
    const table = Math.max(codes[specification]!, base[specification]!);
    return table < 0 || hasCode(guide.codeTables[table]!, bytes, start, end);
  }

  #areAll(specification: number, separator: number, start: number, end: number): boolean {
    let from = start;
    for (let i = start; i <= end; i++) {
      if (i !== end && this.#scan.bytes[i] !== separator) continue;
      if (!this.#fits(specification, from, i)) return false;
      from = i + 1;
    }
    return true;
  }

  #adopt(code: string, separator: number, place: ElementPlace): void {
    const declared = this.#scan.adopt(separator, code === 'component-separator-differs');
    const expected = declared > 0 ? String.fromCharCode(declared) : 'no character';
    this.#report(code, place, { found: String.fromCharCode(separator), expected }, false);
  }
}

/** The last element that is not empty. */
function lastSent(segment: SegmentView): number {
  let last = segment.elementCount;
  while (last > 0 && segment.length(last) === 0) last--;
  return last;
}
