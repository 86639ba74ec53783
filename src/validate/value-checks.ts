import { ElementFlag, ElementKind } from '../guides/compiled.js';
import { LONGEST_MATCHED } from '../support/pattern-ways.js';
import { CharacterClass } from '../x12/character-class.js';
import { latin1 } from '../x12/segment-view.js';
import { CodeChecks } from './code-checks.js';
import { type SegmentScan, STRUCTURE } from './segment-scan.js';
import {
  DATE_FORMATS,
  dateFormatAt,
  decimalDigits,
  fitsDateFormat,
  isDate,
  isTime,
  wholeNumberDigits,
} from './values.js';

/** Stands for no repetition separator where a value is split: no byte is this character. */
const NO_SIGN = '\ufffd';

/**
 * Checks one value, an element or a component, that is used and not empty: characters, type, length, code lists, date
 * format, pattern. At most one finding of the first four, the one a person would name.
 */
export class ValueChecks {
  readonly #scan: SegmentScan;
  readonly #codes: CodeChecks;
  readonly #patterns = new Map<string, RegExp>();

  constructor(scan: SegmentScan) {
    this.#scan = scan;
    this.#codes = new CodeChecks(scan);
  }

  /** `mask` holds the classes of the value's characters, `component` its number in a composite, 0 for an element. */
  check(spec: number, flags: number, mask: number, start: number, end: number, component: number): void {
    if ((mask & (STRUCTURE | CharacterClass.invalid)) !== 0 && !this.#isLegalNow(mask, start, end)) {
      this.#badCharacter(spec, mask, start, end, component);
      return;
    }
    if (mask === CharacterClass.space) {
      this.#blank(spec, flags, start, end, component);
      return;
    }
    const length = this.#lengthOf(spec, mask, start, end, component);
    if (length < 0) return;
    const { minimum, maximum, formatFrom, pattern } = this.#scan.guide.specs;
    if (length < minimum[spec]! || length > maximum[spec]!) {
      this.#badLength(spec, length, start, end, component);
      return;
    }
    if (!this.#codes.check(spec, flags, start, end, component)) return;
    if (formatFrom[spec]! > 0) this.#period(spec, start, end, component);
    if (pattern[spec]! >= 0) this.#pattern(pattern[spec]!, spec, start, end, component);
  }

  /** True when what the tokenizer took for separators are none in this set. */
  #isLegalNow(mask: number, start: number, end: number): boolean {
    const scan = this.#scan;
    if (!scan.hasAdopted || (mask & CharacterClass.invalid) !== 0) return false;
    return (scan.maskOf(start, end) & STRUCTURE) === 0;
  }

  #badCharacter(spec: number, mask: number, start: number, end: number, component: number): void {
    if ((mask & CharacterClass.invalid) !== 0) {
      this.#scan.fault('element-character-invalid', spec, component, start, end);
      return;
    }
    const code = (mask & CharacterClass.repetition) !== 0 ? 'element-repetitions-exceeded' : 'component-surplus';
    this.#scan.fault(code, spec, component, start, end, { maximum: 1 });
  }

  /** A string holds at least one character that is no space (X12.6 string data elements): this one is empty. */
  #blank(spec: number, flags: number, start: number, end: number, component: number): void {
    if ((flags & ElementFlag.required) === 0) this.#badLength(spec, 0, start, end, component);
    else {
      const isInferred = (flags & ElementFlag.usageInferred) !== 0;
      this.#scan.fault('element-missing', spec, component, start, end, undefined, isInferred);
    }
  }

  /** The length that counts for the type: digits of a number, else characters. -1 when the value is not of its type. */
  #lengthOf(spec: number, mask: number, start: number, end: number, component: number): number {
    const { guide, bytes } = this.#scan;
    const length = end - start;
    const most = guide.specs.maximum[spec]!;
    switch (guide.specs.kind[spec]) {
      case ElementKind.N0:
      case ElementKind.R: {
        if (mask === CharacterClass.digit) return length;
        const isWhole = guide.specs.kind[spec] === ElementKind.N0;
        const digits = isWhole ? wholeNumberDigits(bytes, start, end) : decimalDigits(bytes, start, end);
        if (digits < 0) this.#scan.fault('element-not-numeric', spec, component, start, end);
        return digits;
      }
      case ElementKind.DT:
        if (length <= most && isDate(bytes, start, end)) return length;
        this.#scan.fault('element-date-invalid', spec, component, start, end, {
          format: most === 6 ? 'YYMMDD' : 'CCYYMMDD',
        });
        return -1;
      case ElementKind.TM:
        if (isTime(bytes, start, end)) return length;
        this.#scan.fault('element-time-invalid', spec, component, start, end, { format: 'HHMM' });
        return -1;
      default:
        return length;
    }
  }

  #badLength(spec: number, length: number, start: number, end: number, component: number): void {
    const { specs } = this.#scan.guide;
    const minimum = specs.minimum[spec]!;
    const maximum = specs.maximum[spec]!;
    const code = length < minimum || length === 0 ? 'element-too-short' : 'element-too-long';
    this.#scan.fault(code, spec, component, start, end, { minimum, maximum, length });
  }

  /** A date time period is written as its format qualifier says (data elements 1250 and 1251). */
  #period(spec: number, start: number, end: number, component: number): void {
    const { guide, bytes } = this.#scan;
    const qualifier = this.#qualifier(guide.specs.formatFrom[spec]!, component);
    if (fitsDateFormat(qualifier, bytes, start, end)) return;
    const code = qualifier === 'TM' ? 'element-time-invalid' : 'element-date-invalid';
    this.#scan.fault(code, spec, component, start, end, { format: DATE_FORMATS[qualifier]! });
  }

  /** The element at this position, or the component at it of the repetition at hand. */
  #qualifier(position: number, component: number): string {
    const { segment, element, repetition, component: sign, repetitionSign } = this.#scan;
    if (component === 0) {
      if (segment.length(position) === 0) return '';
      return dateFormatAt(segment.bytes, segment.starts[position]!, segment.ends[position]!);
    }
    const repetitions = segment
      .text(element)
      .split(repetitionSign === 0 ? NO_SIGN : String.fromCharCode(repetitionSign));
    return repetitions[Math.max(repetition, 1) - 1]!.split(String.fromCharCode(sign))[position - 1] ?? '';
  }

  #pattern(index: number, spec: number, start: number, end: number, component: number): void {
    // A search may take the square of the length, and a sender chooses the length.
    if (end - start > LONGEST_MATCHED) return;
    const text = this.#scan.guide.patterns[index]!;
    let pattern = this.#patterns.get(text);
    if (pattern === undefined) {
      pattern = new RegExp(`^(?:${text})$`);
      this.#patterns.set(text, pattern);
    }
    if (pattern.test(latin1(this.#scan.bytes, start, end))) return;
    this.#scan.fault('element-pattern', spec, component, start, end);
  }
}
