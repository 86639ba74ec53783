import { base64Of, fillerOf, invalid, listOf, type Members, objectOf, textOf } from './line-shapes.js';
import type { DelimitersJson } from './lines.js';
import { ConversionRefused } from './refusal.js';

/** Longest segment without binary data that any reading of ours takes, in bytes. */
const LONGEST_SEGMENT = 64 * 1024;
/** More elements than fit into the longest segment. */
const MOST_ELEMENTS = LONGEST_SEGMENT;
/** What may stand between segments (X12 RFI 28), and behind an interchange. */
const LINE_BREAKS = /^[\r\n]*$/;
const FILLER_AFTER_INTERCHANGE = /^[\r\n\t\u0020\u001a\u0000]*$/;

/** One segment as X12 text, one character a byte, and what the envelope needs of it. */
export interface SegmentText {
  readonly id: string;
  /** Whole elements as sent; `elements[0]` is the first. */
  readonly elements: readonly string[];
  /** Element names that may disagree with the data. */
  readonly mismatch: ReadonlySet<string>;
  /** With terminator and line breaks. */
  readonly text: string;
}

const NO_MISMATCH: ReadonlySet<string> = new Set();

/**
 * Writes segments of one interchange. Refuses what would be read back as something else: a delimiter or a character
 * beyond one byte inside a value, a wrong length of binary data.
 */
export class SegmentTexts {
  readonly #delimiters: DelimitersJson;
  readonly #lineEnd: string;
  readonly #forbidden: RegExp;
  /** Also what is no single byte: what this does not find needs no second look. */
  readonly #suspicious: RegExp;
  /** A segment id is not split at components: a damaged one may hold their separator. */
  readonly #forbiddenInId: RegExp;

  constructor(delimiters: DelimitersJson, lineEnd: string) {
    this.#delimiters = delimiters;
    this.#lineEnd = lineEnd;
    const { element, component, repetition, segment } = delimiters;
    this.#forbidden = anyOf(element, component, repetition ?? '', segment);
    this.#suspicious = new RegExp(`${this.#forbidden.source}|[^\u0000-\u00ff]`);
    this.#forbiddenInId = anyOf(element, segment);
  }

  /**
   * The segment in these members (`SegmentJson`). `path`: loops it stands in. `isLast`: it ends the interchange.
   * Raises ConversionRefused naming line and element.
   */
  write(members: Members, line: number, path: string, isLast = false): SegmentText {
    const id = this.#id(members.segment, line, path);
    const place = path === '' ? id : `${path}/${id}`;
    const elements = this.#elements(id, objectOf(members.elements, 'elements', line, place), line, path);
    const mismatch = members.mismatch === undefined ? NO_MISMATCH : namesOf(members.mismatch, line, place);
    const after = this.#after(members.after, line, place, isLast);
    const { element, segment } = this.#delimiters;
    let text = elements.length === 0 ? id : `${id}${element}${elements.join(element)}`;
    if (text.length > LONGEST_SEGMENT) invalid(`the segment is longer than ${LONGEST_SEGMENT} bytes`, line, place);
    if (members.binary !== undefined) text += this.#binary(members.binary, id, elements, mismatch, line, place);
    return { id, elements, mismatch, text: `${text}${segment}${after}` };
  }

  #id(value: unknown, line: number, path: string): string {
    const id = textOf(value, 'segment', line, path);
    this.#requireData(id, this.#forbiddenInId, line, path);
    if (/^[\r\n]/.test(id)) invalid('a segment cannot begin with a line break', line, path);
    return id;
  }

  #elements(id: string, members: Members, line: number, path: string): string[] {
    const elements: string[] = [];
    for (const name of Object.keys(members)) {
      const at = name.startsWith(id) ? elementNumber(name, id.length) : 0;
      if (at === 0 || at > MOST_ELEMENTS) {
        invalid('elements are named by their segment and two digits or more (NM101)', line, path);
      }
      while (elements.length < at) elements.push('');
      const value = members[name];
      const isPlain = typeof value === 'string' && !this.#suspicious.test(value);
      elements[at - 1] = isPlain ? value : this.#value(value, line, path === '' ? name : `${path}/${name}`);
    }
    return elements;
  }

  #value(value: unknown, line: number, path: string): string {
    if (typeof value === 'string' || Array.isArray(value)) return this.#repetition(value, line, path);
    const { repetitions } = objectOf(value, 'an element', line, path);
    const list = listOf(repetitions, 'repetitions', line, path);
    const { repetition } = this.#delimiters;
    if (list.length > 1 && repetition === null) {
      invalid('the element repeats, but the interchange has no repetition separator', line, path);
    }
    return list.map((one) => this.#repetition(one, line, path)).join(repetition ?? '');
  }

  #repetition(value: unknown, line: number, path: string): string {
    if (!Array.isArray(value)) return this.#data(value, line, path);
    const components: readonly unknown[] = value;
    return components.map((one, at) => this.#data(one, line, `${path}-${at + 1}`)).join(this.#delimiters.component);
  }

  #data(value: unknown, line: number, path: string): string {
    const text = textOf(value, 'a value', line, path);
    this.#requireData(text, this.#forbidden, line, path);
    return text;
  }

  #requireData(text: string, forbidden: RegExp, line: number, path: string): void {
    if (!forbidden.test(text)) return;
    throw new ConversionRefused(
      'delimiter-in-data',
      'the value holds one of the delimiters, which X12 cannot escape: change the value or the delimiters',
      { line, path },
    );
  }

  #binary(
    value: unknown,
    id: string,
    elements: readonly string[],
    mismatch: ReadonlySet<string>,
    line: number,
    path: string,
  ): string {
    if (id !== 'BIN' && id !== 'BDS') invalid('only BIN and BDS have binary data', line, path);
    const data = base64Of(value, 'binary', line, path);
    const at = id === 'BDS' ? 2 : 1;
    const length = elements[at - 1] ?? '';
    if (elements.length !== at + 1 || elements[at] !== '' || !/^\d{1,15}$/.test(length)) {
      invalid(`a length in ${id}0${at} and an empty ${id}0${at + 1} go with binary data`, line, path);
    }
    if (Number(length) !== data.length && !mismatch.has(`${id}0${at}`)) {
      throw new ConversionRefused('binary-length-wrong', `${id}0${at} is not the length of the binary data`, {
        line,
        path,
      });
    }
    return data;
  }

  #after(value: unknown, line: number, path: string, isLast: boolean): string {
    if (value === undefined) return this.#lineEnd;
    const after = fillerOf(value, 'after', isLast ? FILLER_AFTER_INTERCHANGE : LINE_BREAKS, line, path);
    return isLast ? after : withoutTerminator(after, this.#delimiters.segment, 'after', line);
  }
}

/** The number behind a segment id: two digits, more without a zero in front; 0 for anything else. */
function elementNumber(name: string, from: number): number {
  const digits = name.length - from;
  if (digits < 2 || digits > 5) return 0;
  let number = 0;
  for (let i = from; i < name.length; i++) {
    const digit = name.charCodeAt(i) - 0x30;
    if (digit < 0 || digit > 9) return 0;
    number = number * 10 + digit;
  }
  return digits > 2 && number < 10 ** (digits - 1) ? 0 : number;
}

function anyOf(...characters: readonly string[]): RegExp {
  return new RegExp(`[${characters.join('').replace(/[\]\\^-]/g, '\\$&')}]`);
}

/** Line breaks that are not the segment terminator itself. */
export function lineBreaksOf(value: unknown, what: string, terminator: string, line: number): string {
  return withoutTerminator(fillerOf(value, what, LINE_BREAKS, line), terminator, what, line);
}

function withoutTerminator(text: string, terminator: string, what: string, line: number): string {
  return text.includes(terminator) ? invalid(`${what} holds the segment terminator`, line) : text;
}

function namesOf(value: unknown, line: number, path: string): ReadonlySet<string> {
  return new Set(listOf(value, 'mismatch', line, path).map((name) => textOf(name, 'mismatch', line, path)));
}
