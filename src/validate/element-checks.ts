import type { CodeLists } from '../guides/code-lists.js';
import { hasCode } from '../guides/code-table.js';
import { type CompiledGuide, ElementFlag } from '../guides/compiled.js';
import { CharacterClass } from '../x12/character-class.js';
import type { Delimiters } from '../x12/delimiters.js';
import { ELEMENTS_KEPT, type SegmentView } from '../x12/segment-view.js';
import { allowedCodes } from './code-checks.js';
import type { ElementReport } from './element-faults.js';
import { type ImportedLists, importedLists } from './imported-lists.js';
import {
  isPlain,
  NO_VALUES,
  type PlainValues,
  plainValues,
  REQUIRED,
  REQUIRED_PARTS,
  ROW_WIDTH,
} from './plain-values.js';
import { SegmentScan } from './segment-scan.js';
import { SeparatorChecks } from './separator-checks.js';
import { checkSyntaxNotes } from './syntax-notes.js';
import { ValueChecks } from './value-checks.js';

// Constants of this file's own: what another exports is read from memory at each use, here once for each element.
const MOST_ELEMENTS = ELEMENTS_KEPT;
const WIDTH = ROW_WIDTH;
const REQUIRED_AT = REQUIRED;
const REQUIRED_PARTS_AT = REQUIRED_PARTS;
const { component: COMPONENT, repetition: REPETITION } = CharacterClass;
const { required: IS_REQUIRED, notUsed: NOT_USED, composite: COMPOSITE } = ElementFlag;

/** The element by which a guide tells places of one segment id apart (a qualifier); `component` 0 means all of it. */
export interface KeyPlace {
  readonly element: number;
  readonly component: number;
  readonly specification: number;
}

/** What the checks read of a guide, made when it is met first. */
interface GuideTables {
  readonly imported: ImportedLists;
  readonly plain: PlainValues;
}

/**
 * Checks the elements of one segment against a node's specifications: usage, repetitions, components, syntax notes, and
 * each value. Works on bytes and the tokenizer's character classes; makes strings only for what it reports.
 */
export class ElementChecker {
  readonly #report: ElementReport;
  readonly #scan = new SegmentScan();
  readonly #values: ValueChecks;
  readonly #separators: SeparatorChecks;
  readonly #lists: CodeLists | undefined;
  readonly #tables = new Map<CompiledGuide, GuideTables>();
  /** A trailing separator is a finding (X12 RFI 1498). */
  #refusesTrailing = false;
  // Also in the scan; kept here since most values need nothing else.
  #guide!: CompiledGuide;
  #plain: PlainValues = NO_VALUES;
  #bytes: Uint8Array = new Uint8Array(0);

  /** Without `lists` values are held against shipped code lists alone. When they change, another checker is needed. */
  constructor(report: ElementReport, lists?: CodeLists) {
    this.#report = report;
    this.#lists = lists;
    this.#values = new ValueChecks(this.#scan);
    this.#separators = new SeparatorChecks(this.#scan, report, (node, segment) =>
      this.#examine(this.#guide, node, segment),
    );
  }

  /** Sets the interchange's delimiters and the partner's choice; call it before each set. */
  prepare(delimiters: Delimiters, trailingSeparators: 'tolerate' | 'reject'): void {
    this.#scan.begin(delimiters);
    this.#refusesTrailing = trailingSeparators === 'reject';
  }

  /** The component separator in force: the interchange's, or the one that the set's data use instead. */
  get componentSeparator(): number {
    return this.#scan.component;
  }

  /** The repetition separator in force, 0 for none. */
  get repetitionSeparator(): number {
    return this.#scan.repetitionSign;
  }

  /** Checks all elements of the segment as this node. */
  check(guide: CompiledGuide, node: number, segment: SegmentView): void {
    this.#examine(guide, node, segment);
    if (this.#scan.faults.count > 0) this.#settle(guide, node, segment);
  }

  /**
   * A key element's value that none of the places it could mean has: X12 knows the value (I6) or does not (7). `codes`
   * are the values of all these places.
   */
  wrongKey(guide: CompiledGuide, segment: SegmentView, key: KeyPlace, codes: readonly string[]): void {
    const scan = this.#scan;
    const { element, component, specification } = key;
    this.#turnTo(guide, segment);
    scan.element = element;
    const isAbsent = element > segment.elementCount;
    let start = isAbsent ? segment.end : segment.starts[element]!;
    let end = isAbsent ? segment.end : segment.ends[element]!;
    if (component === 1 && this.#separators.adoptAfterKey(element, specification, start, end, codes)) return;
    for (let skip = component; skip > 0; skip--) {
      const next = this.#bytes.indexOf(scan.component, start);
      const stop = next < 0 || next > end ? end : next;
      if (skip === 1) end = stop;
      else start = Math.min(stop + 1, end);
    }
    if (start === end) scan.missing(specification, component, start);
    else {
      const base = guide.specs.base[specification]!;
      const isKnown = base < 0 || hasCode(guide.codeTables[base]!, this.#bytes, start, end);
      const code = isKnown ? 'element-code-not-in-guide' : 'element-code-invalid';
      scan.fault(code, specification, component, start, end, { allowed: allowedCodes(codes) });
    }
    scan.faults.tell(this.#report);
  }

  /** Tells what is wrong with the segment: as one finding where one separator is the cause of all, else each. */
  #settle(guide: CompiledGuide, node: number, segment: SegmentView): void {
    const scan = this.#scan;
    if (!scan.hasAdopted && this.#separators.adoptOther()) {
      scan.faults.clear();
      this.#examine(guide, node, segment);
    }
    if (scan.faults.count > 1) this.#separators.blameOneTooMany(node, segment);
    scan.faults.tell(this.#report);
  }

  #turnTo(guide: CompiledGuide, segment: SegmentView): void {
    const scan = this.#scan;
    if (guide !== this.#guide) this.#turnToGuide(guide);
    this.#bytes = segment.bytes;
    scan.segment = segment;
    scan.bytes = segment.bytes;
    scan.repetition = 0;
  }

  #turnToGuide(guide: CompiledGuide): void {
    let tables = this.#tables.get(guide);
    if (tables === undefined) {
      const imported = importedLists(guide, this.#lists);
      tables = { imported, plain: plainValues(guide, imported.plain) };
      this.#tables.set(guide, tables);
    }
    this.#guide = guide;
    this.#plain = tables.plain;
    this.#scan.guide = guide;
    this.#scan.imported = tables.imported.lists;
  }

  /** Collects what is wrong with the segment. Most segments cost the loop and one look at each value. */
  #examine(guide: CompiledGuide, node: number, segment: SegmentView): void {
    this.#turnTo(guide, segment);
    const scan = this.#scan;
    const { bytes, starts, ends, classes, elementCount } = segment;
    const plain = this.#plain;
    const { rows } = plain;
    const first = guide.specStart[node]!;
    const count = guide.specCount[node]!;
    const sent = Math.min(elementCount, MOST_ELEMENTS);
    const common = Math.min(sent, count);
    let present = 0;
    for (let i = 1; i <= common; i++) {
      const start = starts[i]!;
      const end = ends[i]!;
      const spec = first + i - 1;
      const row = spec * WIDTH;
      if (start !== end) {
        present |= 1 << (i - 1);
        if (isPlain(plain, row, bytes, classes[i]!, start, end)) continue;
        scan.element = i;
        this.#element(spec, classes[i]!, start, end);
      } else if (i === elementCount && segment.binaryOffset >= 0 && segment.binaryLength > 0) {
        present |= 1 << (i - 1);
        scan.element = i;
        this.#binary(spec, start);
      } else if (rows[row + REQUIRED_AT] !== 0) {
        scan.element = i;
        scan.missing(spec, 0, start);
      }
    }
    const required = plain.requiredElements[node]!;
    for (let i = common + 1; i <= required; i++) {
      const spec = first + i - 1;
      if (rows[spec * WIDTH + REQUIRED_AT] === 0) continue;
      scan.element = i;
      scan.missing(spec, 0, segment.end);
    }
    if (elementCount > count) this.#beyond(guide.standardCount[node]!, count, sent);
    if (this.#refusesTrailing) this.#trailing(segment);
    const notes = guide.segmentNoteCount[node]!;
    if (notes > 0) {
      checkSyntaxNotes(scan, guide.segmentNoteStart[node]!, notes, present, segment.start, segment.end, first, false);
    }
  }

  /** Elements after those the guide lists: not used while the X12 segment has them, too many after that. */
  #beyond(standard: number, count: number, sent: number): void {
    const scan = this.#scan;
    const { segment } = scan;
    const parameters = { maximum: standard, count: segment.elementCount };
    for (let i = count + 1; i <= sent; i++) {
      const start = segment.starts[i]!;
      const end = segment.ends[i]!;
      if (start === end) continue;
      scan.element = i;
      if (i > standard) {
        scan.fault('element-surplus', -1, 0, start, end, parameters);
        return;
      }
      scan.fault('element-not-used', -1, 0, start, end);
    }
    if (segment.elementCount > sent) {
      scan.element = sent;
      scan.fault('element-surplus', -1, 0, segment.end, segment.end, parameters);
    }
  }

  #trailing(segment: SegmentView): void {
    const last = segment.elementCount;
    if (last === 0 || last > MOST_ELEMENTS || segment.length(last) > 0 || segment.binaryOffset >= 0) return;
    this.#scan.element = last;
    this.#scan.fault('trailing-separator', -1, 0, segment.end, segment.end);
  }

  /**
   * The data of a BIN or BDS segment, which the tokenizer passed over by their count and which are not in the buffer. They
   * go on beyond it when the count was wrong: up to the next terminator.
   */
  #binary(spec: number, start: number): void {
    const { segment, element } = this.#scan;
    if ((this.#guide.specs.flags[spec]! & NOT_USED) !== 0) {
      this.#scan.fault('element-not-used', spec, 0, start, start);
    } else if (!segment.binaryComplete) {
      const parameters = { expected: segment.text(element - 1), found: segment.binaryLength };
      this.#scan.fault('binary-length', spec, 0, start, start, parameters);
    }
  }

  /** An element that is not plain. */
  #element(spec: number, sent: number, start: number, end: number): void {
    const scan = this.#scan;
    const flags = this.#guide.specs.flags[spec]!;
    if ((flags & NOT_USED) !== 0) {
      scan.fault('element-not-used', spec, 0, start, end);
      return;
    }
    const most = this.#guide.specs.repeat[spec]!;
    if (most === 1 && (flags & COMPOSITE) === 0) {
      this.#values.check(spec, flags, sent, start, end, 0);
      return;
    }
    const mask = scan.hasAdopted ? scan.maskOf(start, end) : sent;
    if ((mask & REPETITION) !== 0) this.#repetitions(spec, flags, most, start, end);
    else {
      scan.repetition = most > 1 ? 1 : 0;
      this.#occurrence(spec, flags, mask, start, end);
    }
    scan.repetition = 0;
  }

  #repetitions(spec: number, flags: number, most: number, start: number, end: number): void {
    const scan = this.#scan;
    scan.repetition = 0;
    let from = start;
    for (let i = start; i <= end; i++) {
      if (i !== end && this.#bytes[i] !== scan.repetitionSign) continue;
      scan.repetition++;
      if (scan.repetition > most) {
        scan.fault('element-repetitions-exceeded', spec, 0, from, i, { maximum: most });
        return;
      }
      if (i > from) this.#occurrence(spec, flags, scan.maskOf(from, i), from, i);
      from = i + 1;
    }
  }

  #occurrence(spec: number, flags: number, mask: number, start: number, end: number): void {
    if ((flags & COMPOSITE) === 0) this.#values.check(spec, flags, mask, start, end, 0);
    else this.#composite(spec, mask, start, end);
  }

  #composite(spec: number, sent: number, start: number, end: number): void {
    const scan = this.#scan;
    const specs = this.#guide.specs;
    const first = specs.componentStart[spec]!;
    const count = specs.componentCount[spec]!;
    const bytes = this.#bytes;
    const plain = this.#plain;
    const table = scan.classes;
    const isSingle = (sent & COMPONENT) === 0;
    let from = start;
    let position = 0;
    let present = 0;
    while (from <= end) {
      // One without a separator is its first component, and the classes of its characters are known.
      let i = isSingle ? end : from;
      let mask = isSingle ? sent : 0;
      for (; i < end; i++) {
        const kind = table[bytes[i]!]!;
        if (kind === COMPONENT) break;
        mask |= kind;
      }
      position++;
      const component = first + position - 1;
      if (i === from) {
        if (position <= count && (specs.flags[component]! & IS_REQUIRED) !== 0) {
          scan.missing(component, position, from);
        }
      } else if (position <= count) {
        present |= 1 << (position - 1);
        if (!isPlain(plain, component * WIDTH, bytes, mask, from, i))
          this.#component(component, mask, from, i, position);
      } else {
        scan.fault('component-surplus', spec, position, from, i, { maximum: count });
        break;
      }
      from = i + 1;
    }
    const required = plain.rows[spec * WIDTH + REQUIRED_PARTS_AT]!;
    for (let next = position + 1; next <= required; next++) {
      const component = first + next - 1;
      if ((specs.flags[component]! & IS_REQUIRED) !== 0) scan.missing(component, next, end);
    }
    const notes = specs.noteCount[spec]!;
    if (notes > 0) checkSyntaxNotes(scan, specs.noteStart[spec]!, notes, present, start, end, first, true);
  }

  /** A component that is not plain. */
  #component(spec: number, mask: number, start: number, end: number, position: number): void {
    const flags = this.#guide.specs.flags[spec]!;
    if ((flags & NOT_USED) !== 0) this.#scan.fault('element-not-used', spec, position, start, end);
    else this.#values.check(spec, flags, mask, start, end, position);
  }
}
