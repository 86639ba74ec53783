import type { CodeList, CodeLists } from '../guides/code-lists.js';
import { hasCode } from '../guides/code-table.js';
import { type CompiledGuide, ElementFlag, ElementKind, NoteKind } from '../guides/compiled.js';
import { CharacterClass, characterClasses } from '../x12/character-class.js';
import type { Delimiters } from '../x12/delimiters.js';
import { ELEMENTS_KEPT, latin1, SegmentView } from '../x12/segment-view.js';
import { foreignSeparator, withoutSeparator } from './separators.js';
import { DATE_FORMATS, decimalDigits, fitsDateFormat, isDate, isTime, wholeNumberDigits } from './values.js';

/** Where in a segment something is wrong; 0 for component and repetition when they do not matter. */
export interface ElementPlace {
  readonly element: number;
  readonly component: number;
  readonly repetition: number;
  /** Bytes of the value in the segment's buffer; equal when it is missing. */
  readonly start: number;
  readonly end: number;
  /** Specification index, -1 beyond what the guide lists. */
  readonly specification: number;
}

/** Receives each element finding: catalogue code, place, wording parameters, and whether it only warns. */
export type ElementReport = (
  code: string,
  place: ElementPlace,
  parameters: Readonly<Record<string, string | number>>,
  warnOnly: boolean,
) => void;

/** One finding about an element, before it is told. */
interface ElementFault {
  readonly code: string;
  readonly place: ElementPlace;
  readonly parameters: Readonly<Record<string, string | number>>;
  readonly warnOnly: boolean;
}

/** Segments with more elements are not searched for a separator too many. */
const LONGEST_SEARCHED = 32;

const STRUCTURE = CharacterClass.component | CharacterClass.repetition;

/**
 * Checks the elements of one segment against a node's specifications: usage, type, length, code lists, dates, syntax
 * notes, composites and repetitions. Works on bytes and the tokenizer's character classes; makes strings only for what
 * it reports.
 */
export class ElementChecker {
  readonly #report: ElementReport;
  readonly #lists: CodeLists | undefined;
  #classes: Uint16Array = new Uint16Array(256);
  /** The table is kept while the interchange's delimiters object stays the same. */
  #delimiters: Delimiters | undefined;
  #component = 0;
  #repetition = 0;
  /** 'reject' turns trailing separators into a finding (X12 RFI 1498). */
  #trailingSeparators: 'tolerate' | 'reject' = 'tolerate';
  // What is being checked, so that the report needs no long argument lists.
  #guide!: CompiledGuide;
  #bytes: Uint8Array = new Uint8Array(0);
  #element = 0;
  /** What is wrong with the segment at hand, told once all of it is known. */
  #pending: ElementFault[] = [];
  /** The set's data use another separator than the header says. */
  #hasAdopted = false;
  readonly #withoutSeparator = new SegmentView();

  /** Without `lists` values are held against shipped code lists alone. */
  constructor(report: ElementReport, lists?: CodeLists) {
    this.#report = report;
    this.#lists = lists;
  }

  /** Sets the interchange's delimiters and the partner's choice; call it before each set. */
  prepare(delimiters: Delimiters, trailingSeparators: 'tolerate' | 'reject'): void {
    if (this.#delimiters !== delimiters) {
      this.#delimiters = delimiters;
      this.#classes = characterClasses(delimiters);
    }
    this.#component = delimiters.component;
    this.#repetition = delimiters.repetition;
    this.#trailingSeparators = trailingSeparators;
    this.#hasAdopted = false;
  }

  /** The component separator in force: the interchange's, or the one that the set's data use instead. */
  get componentSeparator(): number {
    return this.#component;
  }

  /** The repetition separator in force, 0 for none. */
  get repetitionSeparator(): number {
    return this.#repetition;
  }

  /** Checks all elements of the segment as this node. */
  check(guide: CompiledGuide, node: number, segment: SegmentView): void {
    this.#examine(guide, node, segment);
    if (this.#pending.length > 0) this.#settle(guide, node, segment);
  }

  #examine(guide: CompiledGuide, node: number, segment: SegmentView): void {
    this.#guide = guide;
    this.#bytes = segment.bytes;
    const { starts, ends, classes } = segment;
    const specs = guide.specs;
    const first = guide.specStart[node]!;
    const count = guide.specCount[node]!;
    const sent = Math.min(segment.elementCount, ELEMENTS_KEPT);
    const common = Math.min(sent, count);
    let present = 0;
    let i = 1;
    for (; i <= common; i++) {
      const start = starts[i]!;
      const end = ends[i]!;
      const spec = first + i - 1;
      const flags = specs.flags[spec]!;
      if (start === end) {
        if ((flags & ElementFlag.required) !== 0) this.#missing(i, 0, 0, start, spec);
        continue;
      }
      present |= 1 << (i - 1);
      if (this.#isPlain(spec, classes[i]!, start, end)) continue;
      this.#element = i;
      if ((flags & (ElementFlag.notUsed | ElementFlag.composite)) === 0 && specs.repeat[spec] === 1) {
        this.#simple(spec, flags, classes[i]!, start, end, 0, 0, segment);
      } else this.#structured(spec, flags, classes[i]!, start, end, segment);
    }
    for (; i <= count; i++) {
      const spec = first + i - 1;
      if ((specs.flags[spec]! & ElementFlag.required) !== 0) this.#missing(i, 0, 0, segment.end, spec);
    }
    if (segment.elementCount > count) this.#beyond(guide, node, segment, count, sent);
    if (
      this.#trailingSeparators === 'reject' &&
      segment.elementCount > 0 &&
      segment.elementCount <= ELEMENTS_KEPT &&
      segment.length(segment.elementCount) === 0 &&
      segment.binaryOffset < 0
    ) {
      this.#element = segment.elementCount;
      this.#tell('trailing-separator', -1, 0, 0, segment.end, segment.end, {}, false);
    }
    const notes = guide.segmentNoteCount[node]!;
    if (notes > 0) this.#notes(guide.segmentNoteStart[node]!, notes, present, 0, 0, segment.start, segment.end, first);
  }

  /**
   * A key element's value that none of the places it could mean has: X12 knows the value (I6) or does not (7). `codes`
   * are the values of all these places.
   */
  wrongKey(
    guide: CompiledGuide,
    segment: SegmentView,
    key: { readonly element: number; readonly component: number; readonly specification: number },
    codes: readonly string[],
  ): void {
    this.#guide = guide;
    this.#bytes = segment.bytes;
    this.#element = key.element;
    const absent = key.element > segment.elementCount;
    let start = absent ? segment.end : segment.starts[key.element]!;
    let end = absent ? segment.end : segment.ends[key.element]!;
    if (key.component === 1 && start < end) {
      const other = foreignSeparator(this.#bytes, start, end, (from, to) =>
        codes.includes(latin1(this.#bytes, from, to)),
      );
      if (other > 0) {
        const place = { ...key, component: 2, repetition: 0, start, end };
        this.#adopt('component-separator-differs', other, { ...place, specification: key.specification + 1 });
        return;
      }
    }
    for (let skip = key.component; skip > 0; skip--) {
      const next = this.#bytes.indexOf(this.#component, start);
      const stop = next < 0 || next > end ? end : next;
      if (skip === 1) end = stop;
      else start = Math.min(stop + 1, end);
    }
    if (start === end) {
      this.#missing(key.element, key.component, 0, start, key.specification);
      this.#tellPending();
      return;
    }
    const base = guide.specs.base[key.specification]!;
    const known = base < 0 || hasCode(guide.codeTables[base]!, this.#bytes, start, end);
    const code = known ? 'element-code-not-in-guide' : 'element-code-invalid';
    const allowed = allowedCodes(codes);
    this.#tell(code, key.specification, key.component, 0, start, end, { allowed }, false);
    this.#tellPending();
  }

  /**
   * Tells what is wrong with the segment: as one finding where one separator is the cause of all, else each.
   */
  #settle(guide: CompiledGuide, node: number, segment: SegmentView): void {
    if (!this.#hasAdopted && this.#usesOtherSeparator(segment)) {
      this.#pending = [];
      this.#examine(guide, node, segment);
    }
    if (this.#pending.length > 1 && this.#isSeparatorTooMany(guide, node, segment)) return;
    this.#tellPending();
  }

  #tellPending(): void {
    const pending = this.#pending;
    this.#pending = [];
    for (const { code, place, parameters, warnOnly } of pending) this.#report(code, place, parameters, warnOnly);
  }

  /**
   * True when a value that should have parts, or repetitions, has none but would with another separator than the header
   * says. Reports it and reads the rest of the set with that one.
   */
  #usesOtherSeparator(segment: SegmentView): boolean {
    const { specs } = this.#guide;
    for (const { code, place } of this.#pending) {
      const { element, component, specification } = place;
      if (specification < 0 || element > segment.elementCount || element > ELEMENTS_KEPT) continue;
      const start = segment.starts[element]!;
      const end = segment.ends[element]!;
      if (code === 'element-missing' && component > 1) {
        const first = specification - component + 1;
        const other = foreignSeparator(this.#bytes, start, end, (from, to) => this.#fits(first, from, to));
        if (other === 0 || this.#bytes.subarray(start, end).includes(this.#component)) continue;
        this.#adopt('component-separator-differs', other, place);
        return true;
      }
      if (component > 0 || specs.repeat[specification]! < 2 || !/^element-(too-long|code)/.test(code)) continue;
      const other = foreignSeparator(this.#bytes, place.start, place.end, (from, to) =>
        this.#fits(specification, from, to),
      );
      if (other === 0 || !this.#areAll(specification, other, place.start, place.end)) continue;
      this.#adopt('repetition-separator-differs', other, place);
      return true;
    }
    return false;
  }

  /** True when the value has the length, and is one of the codes, that the specification demands. */
  #fits(specification: number, start: number, end: number): boolean {
    const { specs, codeTables } = this.#guide;
    const length = end - start;
    if (length < specs.minimum[specification]! || length > specs.maximum[specification]!) return false;
    const table = Math.max(specs.codes[specification]!, specs.base[specification]!);
    return table < 0 || hasCode(codeTables[table]!, this.#bytes, start, end);
  }

  #areAll(specification: number, separator: number, start: number, end: number): boolean {
    let from = start;
    for (let i = start; i <= end; i++) {
      if (i !== end && this.#bytes[i] !== separator) continue;
      if (!this.#fits(specification, from, i)) return false;
      from = i + 1;
    }
    return true;
  }

  #adopt(code: string, separator: number, place: ElementPlace): void {
    const isComponent = code === 'component-separator-differs';
    const declared = isComponent ? this.#component : this.#repetition;
    if (isComponent) this.#component = separator;
    else this.#repetition = separator;
    this.#hasAdopted = true;
    this.#classes = this.#classes.slice();
    if (declared > 0) this.#classes[declared] = CharacterClass.basic;
    this.#classes[separator] = isComponent ? CharacterClass.component : CharacterClass.repetition;
    // The table is no longer that of the interchange: the next set builds its own.
    this.#delimiters = undefined;
    const parameters = {
      found: String.fromCharCode(separator),
      expected: declared > 0 ? String.fromCharCode(declared) : 'no character',
    };
    this.#report(code, place, parameters, false);
  }

  /**
   * True when the segment would be right without one of its separators, which stands inside a value or too many between
   * two; tells that instead of what it did to every later element.
   */
  #isSeparatorTooMany(guide: CompiledGuide, node: number, segment: SegmentView): boolean {
    const count = segment.elementCount;
    if (count < 2 || count > LONGEST_SEARCHED) return false;
    const pending = this.#pending;
    if (pending.filter(({ warnOnly }) => !warnOnly).length < 2) return false;
    const first = guide.specStart[node]!;
    const key = guide.keyElement[node]!;
    for (let element = Math.max(key, 1); element < Math.min(count, guide.specCount[node]! + 1); element++) {
      const rest = segment.length(element + 1);
      const isText = guide.specs.kind[first + element - 1] === ElementKind.AN;
      if (segment.length(element) === 0 || (rest > 0 && (!isText || element === key))) continue;
      this.#pending = [];
      this.#examine(guide, node, withoutSeparator(segment, element, this.#withoutSeparator));
      if (this.#pending.some(({ warnOnly }) => !warnOnly)) continue;
      this.#element = element + 1;
      const previous = `${guide.ids[node]}${String(element).padStart(2, '0')}`;
      const start = segment.starts[element + 1]!;
      this.#tell('separator-in-value', -1, 0, 0, start, segment.ends[element + 1]!, { previous }, false);
      this.#tellPending();
      return true;
    }
    this.#pending = pending;
    return false;
  }

  /** Elements after those the guide lists: not used while the X12 segment has them, too many after that. */
  #beyond(guide: CompiledGuide, node: number, segment: SegmentView, count: number, sent: number): void {
    const standard = guide.standardCount[node]!;
    for (let i = count + 1; i <= sent; i++) {
      const start = segment.starts[i]!;
      const end = segment.ends[i]!;
      if (start === end) continue;
      this.#element = i;
      if (i <= standard) {
        this.#tell('element-not-used', -1, 0, 0, start, end, {}, false);
        continue;
      }
      this.#tell('element-surplus', -1, 0, 0, start, end, { maximum: standard, count: segment.elementCount }, false);
      return;
    }
    if (segment.elementCount > sent) {
      this.#element = sent;
      this.#tell(
        'element-surplus',
        -1,
        0,
        0,
        segment.end,
        segment.end,
        { maximum: standard, count: segment.elementCount },
        false,
      );
    }
  }

  /** Elements that are not used, repeat, or are composites. */
  #structured(spec: number, flags: number, sent: number, start: number, end: number, segment: SegmentView): void {
    const mask = this.#hasAdopted ? this.#maskOf(start, end) : sent;
    if ((flags & ElementFlag.notUsed) !== 0) {
      this.#tell('element-not-used', spec, 0, 0, start, end, {}, false);
      return;
    }
    const most = this.#guide.specs.repeat[spec]!;
    if ((mask & CharacterClass.repetition) === 0) {
      this.#occurrence(spec, flags, mask, start, end, most > 1 ? 1 : 0, segment);
      return;
    }
    let from = start;
    let occurrence = 0;
    for (let i = start; i <= end; i++) {
      if (i !== end && this.#bytes[i] !== this.#repetition) continue;
      occurrence++;
      if (occurrence > most) {
        this.#tell('element-repetitions-exceeded', spec, 0, occurrence, from, i, { maximum: most }, false);
        return;
      }
      if (i > from) this.#occurrence(spec, flags, this.#maskOf(from, i), from, i, occurrence, segment);
      from = i + 1;
    }
  }

  #occurrence(
    spec: number,
    flags: number,
    mask: number,
    start: number,
    end: number,
    repetition: number,
    segment: SegmentView,
  ): void {
    if ((flags & ElementFlag.composite) === 0) this.#simple(spec, flags, mask, start, end, 0, repetition, segment);
    else this.#composite(spec, start, end, repetition, segment);
  }

  #composite(spec: number, start: number, end: number, repetition: number, segment: SegmentView): void {
    const specs = this.#guide.specs;
    const first = specs.componentStart[spec]!;
    const count = specs.componentCount[spec]!;
    const bytes = this.#bytes;
    const table = this.#classes;
    let from = start;
    let position = 0;
    let present = 0;
    while (from <= end) {
      let i = from;
      let mask = 0;
      for (; i < end; i++) {
        const kind = table[bytes[i]!]!;
        if (kind === CharacterClass.component) break;
        mask |= kind;
      }
      position++;
      if (position > count) {
        if (i > from) {
          this.#tell('component-surplus', spec, position, repetition, from, i, { maximum: count }, false);
          break;
        }
      } else {
        const component = first + position - 1;
        const flags = specs.flags[component]!;
        if (i === from) {
          if ((flags & ElementFlag.required) !== 0) this.#missing(this.#element, position, repetition, from, component);
        } else {
          present |= 1 << (position - 1);
          if (this.#isPlain(component, mask, from, i)) {
            from = i + 1;
            continue;
          }
          if ((flags & ElementFlag.notUsed) !== 0) {
            this.#tell('element-not-used', component, position, repetition, from, i, {}, false);
          } else {
            this.#simple(component, flags, mask, from, i, position, repetition, segment);
          }
        }
      }
      from = i + 1;
    }
    for (let next = position + 1; next <= count; next++) {
      const component = first + next - 1;
      if ((specs.flags[component]! & ElementFlag.required) !== 0) {
        this.#missing(this.#element, next, repetition, end, component);
      }
    }
    const notes = specs.noteCount[spec]!;
    if (notes > 0) this.#notes(specs.noteStart[spec]!, notes, present, this.#element, repetition, start, end, first);
  }

  /** True when what the tokenizer took for separators are none in this set. */
  #isLegalNow(mask: number, start: number, end: number): boolean {
    if (!this.#hasAdopted || (mask & CharacterClass.invalid) !== 0) return false;
    return (this.#maskOf(start, end) & STRUCTURE) === 0;
  }

  #maskOf(start: number, end: number): number {
    let mask = 0;
    for (let i = start; i < end; i++) mask |= this.#classes[this.#bytes[i]!]!;
    return mask;
  }

  /** True when nothing can be wrong with a value, as with most: its characters and length fit, and its code is listed. */
  #isPlain(spec: number, mask: number, start: number, end: number): boolean {
    const { plain, minimum, maximum, codes } = this.#guide.specs;
    if ((mask & ~plain[spec]!) !== 0 || mask === CharacterClass.space) return false;
    const length = end - start;
    if (length < minimum[spec]! || length > maximum[spec]!) return false;
    const list = codes[spec]!;
    return list < 0 || hasCode(this.#guide.codeTables[list]!, this.#bytes, start, end);
  }

  /** One value: characters, type, length, code lists, pattern. At most one finding, the one a person would name. */
  #simple(
    spec: number,
    flags: number,
    mask: number,
    start: number,
    end: number,
    component: number,
    repetition: number,
    segment: SegmentView,
  ): void {
    const specs = this.#guide.specs;
    const bytes = this.#bytes;
    if ((mask & (STRUCTURE | CharacterClass.invalid)) !== 0 && !this.#isLegalNow(mask, start, end)) {
      if ((mask & CharacterClass.invalid) !== 0) {
        this.#tell('element-character-invalid', spec, component, repetition, start, end, {}, false);
      } else if ((mask & CharacterClass.repetition) !== 0) {
        this.#tell('element-repetitions-exceeded', spec, component, repetition, start, end, { maximum: 1 }, false);
      } else this.#tell('component-surplus', spec, component, repetition, start, end, { maximum: 1 }, false);
      return;
    }
    let length = end - start;
    if (mask === CharacterClass.space) {
      // A string holds at least one character that is no space (X12.6 string data elements): this one is empty.
      const required = (flags & ElementFlag.required) !== 0;
      const unsure = (flags & ElementFlag.usageInferred) !== 0;
      const limits = { minimum: specs.minimum[spec]!, maximum: specs.maximum[spec]!, length: 0 };
      if (required) this.#tell('element-missing', spec, component, repetition, start, end, {}, unsure);
      else this.#tell('element-too-short', spec, component, repetition, start, end, limits, false);
      return;
    }
    switch (specs.kind[spec]) {
      case ElementKind.N0:
        if (mask !== CharacterClass.digit) length = wholeNumberDigits(bytes, start, end);
        break;
      case ElementKind.R:
        if (mask !== CharacterClass.digit) length = decimalDigits(bytes, start, end);
        break;
      case ElementKind.DT:
        if (!isDate(bytes, start, end) || length > specs.maximum[spec]!) {
          const format = specs.maximum[spec] === 6 ? 'YYMMDD' : 'CCYYMMDD';
          this.#tell('element-date-invalid', spec, component, repetition, start, end, { format }, false);
          return;
        }
        break;
      case ElementKind.TM:
        if (!isTime(bytes, start, end)) {
          this.#tell('element-time-invalid', spec, component, repetition, start, end, { format: 'HHMM' }, false);
          return;
        }
        break;
      default:
        break;
    }
    if (length < 0) {
      this.#tell('element-not-numeric', spec, component, repetition, start, end, {}, false);
      return;
    }
    if (length < specs.minimum[spec]! || length > specs.maximum[spec]!) {
      const code = length < specs.minimum[spec]! ? 'element-too-short' : 'element-too-long';
      const limits = { minimum: specs.minimum[spec]!, maximum: specs.maximum[spec]!, length };
      this.#tell(code, spec, component, repetition, start, end, limits, false);
      return;
    }
    const codes = specs.codes[spec]!;
    const base = specs.base[spec]!;
    if (codes >= 0) {
      if (!hasCode(this.#guide.codeTables[codes]!, bytes, start, end)) {
        this.#badCode(spec, flags, component, repetition, start, end);
        return;
      }
    } else if (base >= 0 && !hasCode(this.#guide.codeTables[base]!, bytes, start, end)) {
      this.#badCode(spec, flags, component, repetition, start, end);
      return;
    } else if ((flags & ElementFlag.codesImported) !== 0) {
      this.#imported(spec, component, repetition, start, end);
    }
    if (specs.formatFrom[spec]! > 0) this.#dated(spec, component, repetition, start, end, segment);
    const pattern = specs.pattern[spec]!;
    if (pattern >= 0 && !this.#pattern(pattern).test(latin1(bytes, start, end))) {
      this.#tell('element-pattern', spec, component, repetition, start, end, {}, false);
    }
  }

  /**
   * X12 does not know the value: 7, always an error. X12 knows it, the guide does not: I6, or a warning when unsure. A
   * list that others keep (WEDI SNIP type 5) may have been imported since: what the shipped one lacks is looked up there.
   */
  #badCode(spec: number, flags: number, component: number, repetition: number, start: number, end: number): void {
    const specs = this.#guide.specs;
    const codes = specs.codes[spec]!;
    const base = specs.base[spec]!;
    const tables = this.#guide.codeTables;
    const open = (flags & ElementFlag.codesOpen) !== 0;
    if ((flags & ElementFlag.codesExternal) !== 0) {
      const list = this.#lists?.list(specs.codeSet[spec]!);
      if (list === undefined) this.#notInList(spec, component, repetition, start, end, open);
      else this.#ask(list, spec, component, repetition, start, end);
      return;
    }
    const allowed = allowedCodes(tables[codes >= 0 ? codes : base]!.codes);
    if (base >= 0 && !hasCode(tables[base]!, this.#bytes, start, end)) {
      this.#tell('element-code-invalid', spec, component, repetition, start, end, { allowed }, false);
    } else {
      const unsure = open || (flags & ElementFlag.codesInferred) !== 0;
      this.#tell('element-code-not-in-guide', spec, component, repetition, start, end, { allowed }, unsure);
    }
  }

  /** A list that nobody imported is not checked. */
  #imported(spec: number, component: number, repetition: number, start: number, end: number): void {
    const list = this.#lists?.list(this.#guide.specs.codeSet[spec]!);
    if (list !== undefined) this.#ask(list, spec, component, repetition, start, end);
  }

  /** Days do not count here: only a rule knows which day a value is for. */
  #ask(list: CodeList, spec: number, component: number, repetition: number, start: number, end: number): void {
    if (list.ask(latin1(this.#bytes, start, end), 0) === 'unknown') {
      this.#notInList(spec, component, repetition, start, end, !list.isClosed);
    }
  }

  #notInList(spec: number, component: number, repetition: number, start: number, end: number, warnOnly: boolean): void {
    const list = this.#guide.specs.codeSet[spec]!;
    this.#tell('element-code-not-in-list', spec, component, repetition, start, end, { list }, warnOnly);
  }

  /** A date time period is written as its format qualifier says (data elements 1250 and 1251). */
  #dated(spec: number, component: number, repetition: number, start: number, end: number, segment: SegmentView): void {
    const specs = this.#guide.specs;
    const from = specs.formatFrom[spec]!;
    const qualifier =
      component === 0
        ? segment.text(from)
        : (latin1(this.#bytes, segment.starts[this.#element]!, segment.ends[this.#element]!)
            .split(String.fromCharCode(this.#repetition || 0xfffd))
            [Math.max(repetition, 1) - 1]!.split(String.fromCharCode(this.#component))[from - 1] ?? '');
    if (fitsDateFormat(qualifier, this.#bytes, start, end)) return;
    const format = DATE_FORMATS[qualifier]!;
    const code = qualifier === 'TM' ? 'element-time-invalid' : 'element-date-invalid';
    this.#tell(code, spec, component, repetition, start, end, { format }, false);
  }

  readonly #compiledPatterns = new Map<string, RegExp>();

  #pattern(index: number): RegExp {
    const text = this.#guide.patterns[index]!;
    let pattern = this.#compiledPatterns.get(text);
    if (pattern === undefined) {
      pattern = new RegExp(`^(?:${text})$`);
      this.#compiledPatterns.set(text, pattern);
    }
    return pattern;
  }

  /** Syntax notes over the elements of a segment (`element` 0) or the components of one. */
  #notes(
    from: number,
    count: number,
    present: number,
    element: number,
    repetition: number,
    start: number,
    end: number,
    first: number,
  ): void {
    const { kind, first: firstBit, mask, text } = this.#guide.notes;
    for (let note = from; note < from + count; note++) {
      const bits = mask[note]!;
      const got = present & bits;
      let missing = 0;
      let excess = 0;
      switch (kind[note]) {
        case NoteKind.P:
          if (got !== 0 && got !== bits) missing = bits & ~got;
          break;
        case NoteKind.R:
          if (got === 0) missing = bits;
          break;
        case NoteKind.E:
          if ((got & (got - 1)) !== 0) excess = got & (got - 1);
          break;
        case NoteKind.C:
          if ((present & firstBit[note]!) !== 0 && got !== bits) missing = bits & ~got;
          break;
        default:
          if ((present & firstBit[note]!) !== 0 && got === 0) missing = bits;
      }
      missing = this.#notToldMissing(missing, present, first);
      if (missing === 0 && excess === 0) continue;
      const position = 32 - Math.clz32((missing | excess) & -(missing | excess));
      this.#element = element === 0 ? position : element;
      const component = element === 0 ? 0 : position;
      const code = missing !== 0 ? 'element-condition-missing' : 'element-exclusion';
      const at = missing !== 0 ? end : start;
      this.#tell(code, first + position - 1, component, repetition, at, end, { rule: text[note]! }, false);
    }
  }

  /** Without those that the guide requires anyway: they have been told as missing. */
  #notToldMissing(missing: number, present: number, first: number): number {
    if (missing === 0) return 0;
    const { flags } = this.#guide.specs;
    let left = missing;
    for (let position = 0; position < 32; position++) {
      const bit = 1 << position;
      if ((missing & bit & ~present) === 0) continue;
      const usage = flags[first + position]! & (ElementFlag.required | ElementFlag.usageInferred);
      if (usage === ElementFlag.required) left &= ~bit;
    }
    return left === missing ? missing : 0;
  }

  #missing(element: number, component: number, repetition: number, at: number, spec: number): void {
    this.#element = element;
    const unsure = (this.#guide.specs.flags[spec]! & ElementFlag.usageInferred) !== 0;
    this.#tell('element-missing', spec, component, repetition, at, at, {}, unsure);
  }

  #tell(
    code: string,
    specification: number,
    component: number,
    repetition: number,
    start: number,
    end: number,
    parameters: Readonly<Record<string, string | number>>,
    warnOnly: boolean,
  ): void {
    const place = { element: this.#element, component, repetition, start, end, specification };
    this.#pending.push({ code, place, parameters, warnOnly });
  }
}

/** The first codes of a list, for a message. */
export function allowedCodes(codes: readonly string[]): string {
  return codes.length <= 12 ? codes.join(', ') : `${codes.slice(0, 12).join(', ')} ...`;
}
