import { type Finding, LONGEST_QUALIFIER } from '../findings/finding.js';
import type { Delimiters } from '../x12/delimiters.js';
import { latin1 } from '../x12/segment-view.js';
import { type ElementProtection, isEnvelopeProtected, PROTECT_ALL } from './element-protection.js';
import { mask, printable } from './layout.js';

/** Most bytes of a segment that are looked at, the same as the tokenizer's limit. */
const LONGEST_SEGMENT = 64 * 1024;
/** Most columns shown of it; the part around the fault when it is longer. */
const WINDOW = 90;
const BEFORE_CARET = 40;
/** How many elements stand before the data of the segments that carry some. */
const BEFORE_DATA: ReadonlyMap<string, number> = new Map([
  ['BDS', 2],
  ['BIN', 1],
]);

/** What is known of the interchange a segment stands in. */
export interface SegmentSurroundings {
  /** Bytes of the file from `offset`; fewer than `length` at its end. */
  readonly read: (offset: number, length: number) => Uint8Array;
  /** Absent: composites are masked as a whole. */
  readonly delimiters?: Delimiters;
  /** Absent: everything but the envelope and the element at fault is masked. */
  readonly protection?: ElementProtection;
}

/** A segment as it is shown, and the line of carets under the element at fault ('' when the whole segment is meant). */
export interface SegmentLine {
  readonly text: string;
  readonly carets: string;
}

/**
 * True when the value of a finding must not be shown: the guide protects it, or it is a whole composite (which has no
 * data element number), of which any part may be protected.
 */
export function isValueProtected(finding: Finding): boolean {
  const { segmentId, element, dataElement } = finding.place;
  if (finding.isProtected) return true;
  if (element === undefined) return false;
  return isEnvelopeProtected(segmentId, element) ?? dataElement === undefined;
}

/**
 * The segment a finding is about as sent, one column for each byte, protected values as bullets unless `showValues`.
 * undefined when there is no segment to show (something is missing).
 */
export function segmentLine(
  finding: Finding,
  surroundings: SegmentSurroundings,
  showValues: boolean,
): SegmentLine | undefined {
  const { place } = finding;
  if (place.byteLength === 0) return undefined;
  const bytes = surroundings.read(place.byteOffset, Math.min(place.byteLength, LONGEST_SEGMENT));
  if (bytes.length === 0) return undefined;
  const text = beforeData(latin1(bytes, 0, bytes.length), place.segmentId);
  const shown = printable(text);
  const line = showValues ? shown : masked(finding, text, shown, surroundings);
  if (place.element === undefined || place.elementOffset === undefined) return cut(line, 0, 0);
  return cut(line, place.elementOffset - place.byteOffset, Math.max(place.elementLength ?? 0, 1));
}

/**
 * The segment as sent, one character a byte, up to its binary data (BIN02, BDS03): a document is never shown, however it is
 * asked for. All of it when it holds none.
 */
export function beforeData(text: string, segmentId: string): string {
  const elements = BEFORE_DATA.get(segmentId);
  if (elements === undefined || !text.startsWith(segmentId)) return text;
  const separator = text.charAt(segmentId.length);
  const head = text.split(separator, elements + 1).join(separator);
  return separator === '' || head.length === text.length ? text : head + separator;
}

/** `shown` with bullets over what is protected. `text` is the same as sent, of the same length. */
function masked(finding: Finding, text: string, shown: string, surroundings: SegmentSurroundings): string {
  const { place } = finding;
  const idLength = place.segmentId.length;
  // An id that is not the one in the file (unreadable, unknown) tells nothing about what follows.
  if (idLength === 0 || !text.startsWith(place.segmentId)) return mask(shown);
  const separator = text.charAt(idLength);
  if (separator === '') return shown;
  const protection = surroundings.protection ?? PROTECT_ALL;
  const { component, repetition } = surroundings.delimiters ?? { component: 0, repetition: 0 };
  const loopId = place.loopPath.slice(place.loopPath.lastIndexOf('/') + 1);
  const isProtected = (element: number, part: number): boolean => {
    const isAtFault = element === place.element && (place.component === undefined || part === place.component);
    if (isAtFault && isValueProtected(finding)) return true;
    if (isAtFault && surroundings.protection === undefined) return false;
    return protection(place.segmentId, loopId, element, part);
  };
  const values = text.slice(idLength + 1).split(separator);
  const holdsProtected = values.some((_, index) => protection(place.segmentId, loopId, index + 1, 0));
  const mayBeMoved = holdsProtected && isEnvelopeProtected(place.segmentId, place.element ?? 0) === undefined;
  let line = shown.slice(0, idLength);
  let at = idLength;
  for (const [index, value] of values.entries()) {
    const isMoved = mayBeMoved && index + 1 !== place.element && isLongerThanQualifier(value, component, repetition);
    line += printable(separator);
    line += maskElement(value, index + 1, component, repetition, isMoved ? () => true : isProtected);
    at += 1 + value.length;
  }
  return line + shown.slice(at);
}

/**
 * True when a part of the value is too long for a qualifier. Beside protected elements, in a segment with a mistake, it
 * may be one of these, which a separator too few or too many moved out of its place.
 */
function isLongerThanQualifier(value: string, component: number, repetition: number): boolean {
  const separators = new Set(
    [component, repetition].filter((byte) => byte > 0).map((byte) => String.fromCharCode(byte)),
  );
  let length = 0;
  for (const character of value) {
    length = separators.has(character) ? 0 : length + 1;
    if (length > LONGEST_QUALIFIER) return true;
  }
  return false;
}

/**
 * One element, one character a byte, with bullets over its protected parts; separators of components and repetitions
 * always show. `component` and `repetition` are bytes, 0 when unknown or none. `show` renders what is not protected.
 */
export function maskElement(
  value: string,
  element: number,
  component: number,
  repetition: number,
  isProtected: (element: number, part: number) => boolean,
  show: (part: string) => string = printable,
): string {
  if (component === 0) return isProtected(element, 0) ? mask(value) : show(value);
  const componentSeparator = String.fromCharCode(component);
  const repetitionSeparator = repetition === 0 ? undefined : String.fromCharCode(repetition);
  const repetitions = repetitionSeparator === undefined ? [value] : value.split(repetitionSeparator);
  return repetitions
    .map((one) => {
      if (!one.includes(componentSeparator)) {
        return isProtected(element, 0) && isProtected(element, 1) ? mask(one) : show(one);
      }
      return one
        .split(componentSeparator)
        .map((part, index) => (isProtected(element, index + 1) ? mask(part) : show(part)))
        .join(printable(componentSeparator));
    })
    .join(repetitionSeparator === undefined ? '' : printable(repetitionSeparator));
}

/** The part of a long line around the caret, with dots where something was left out. */
function cut(line: string, from: number, length: number): SegmentLine {
  const start = line.length <= WINDOW ? 0 : Math.max(0, Math.min(from - BEFORE_CARET, line.length - WINDOW));
  const end = Math.min(line.length, start + WINDOW);
  const lead = start > 0 ? '...' : '';
  const text = lead + line.slice(start, end) + (end < line.length ? '...' : '');
  if (length === 0) return { text, carets: '' };
  const width = Math.max(1, Math.min(length, end - from));
  return { text, carets: ' '.repeat(lead.length + from - start) + '^'.repeat(width) };
}
