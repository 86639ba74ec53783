import { type Delimiters, isAlphanumeric, isUsableDelimiter } from './delimiters.js';
import { latin1 } from './segment-view.js';

/** An ISA is 106 bytes with its terminator (ISA byte map). */
export const ISA_LENGTH = 106;
/** Bytes a tolerant reading may need: a header whose elements are all a little too long still fits. */
export const HEADER_WINDOW = 512;

/** Where the 16 element separators stand, 0-based (ISA byte map). */
const SEPARATOR_OFFSETS = [3, 6, 17, 20, 31, 34, 50, 53, 69, 76, 81, 83, 89, 99, 101, 103];
const COMPONENT_OFFSET = 104;
const TERMINATOR_OFFSET = 105;

/** What one ISA says. `elements[0]` is ISA01 and `elements[15]` is ISA16, each as sent, padding included. */
export interface HeaderToken {
  /**
   * `strict`: 106 bytes with every separator in its place.
   * `tolerant`: some element has the wrong length, yet the 16 elements and those a TA1 echoes can be told (docs/decisions/0004).
   * `unreadable`: neither; no TA1 can be built.
   */
  readonly form: 'strict' | 'tolerant' | 'unreadable';
  readonly byteOffset: number;
  /** Bytes of the header with its terminator; of the tag and separator alone when unreadable. */
  readonly byteLength: number;
  readonly elements: readonly string[];
  readonly delimiters: Delimiters;
}

/** True when the bytes at `at` spell ISA and a byte that could separate elements. */
export function looksLikeHeader(bytes: Uint8Array, at: number): boolean {
  return (
    bytes[at] === 0x49 && bytes[at + 1] === 0x53 && bytes[at + 2] === 0x41 && !isAlphanumeric(bytes[at + 3] ?? 0x41)
  );
}

/** The strict header test: the 16 offsets hold the separator, and no other byte of the 106 does (ISA byte map). */
export function isStrictHeader(bytes: Uint8Array, at: number): boolean {
  if (bytes.length - at < ISA_LENGTH || !looksLikeHeader(bytes, at)) return false;
  const separator = bytes[at + 3]!;
  let next = 0;
  for (let i = 3; i < ISA_LENGTH; i++) {
    const expected = SEPARATOR_OFFSETS[next] === i;
    if ((bytes[at + i] === separator) !== expected) return false;
    if (expected) next++;
  }
  return true;
}

/**
 * Reads the ISA at `at`, strictly if it can, else tolerantly (docs/decisions/0004). `bytes` should hold HEADER_WINDOW bytes from
 * `at` unless the file ends sooner. Never throws; `unreadable` when not even a TA1 could be addressed.
 */
export function readHeader(bytes: Uint8Array, at: number, fileOffset: number): HeaderToken {
  if (isStrictHeader(bytes, at)) {
    const elements: string[] = [];
    for (let i = 0; i < 16; i++) {
      const from = at + SEPARATOR_OFFSETS[i]! + 1;
      const to = i < 15 ? at + SEPARATOR_OFFSETS[i + 1]! : from + 1;
      elements.push(latin1(bytes, from, to));
    }
    return {
      form: 'strict',
      byteOffset: fileOffset,
      byteLength: ISA_LENGTH,
      elements,
      delimiters: delimitersOf(elements, bytes[at + 3]!, bytes[at + COMPONENT_OFFSET]!, bytes[at + TERMINATOR_OFFSET]!),
    };
  }
  return readTolerantly(bytes, at, fileOffset);
}

function delimitersOf(elements: readonly string[], element: number, component: number, segment: number): Delimiters {
  const repetition = elements[10]!.charCodeAt(0);
  // Before 00402 this byte is the control standards id, and a letter under 00501 defines nothing (ISA11 from release 00402 on).
  const usable =
    elements[11]! >= '00402' &&
    elements[10]!.length === 1 &&
    isUsableDelimiter(repetition) &&
    repetition !== element &&
    repetition !== component &&
    repetition !== segment;
  return { element, repetition: usable ? repetition : 0, component, segment };
}

function readTolerantly(bytes: Uint8Array, at: number, fileOffset: number): HeaderToken {
  const end = Math.min(bytes.length, at + HEADER_WINDOW);
  const separator = bytes[at + 3] ?? 0x41;
  const nothing: HeaderToken = {
    form: 'unreadable',
    byteOffset: fileOffset,
    byteLength: Math.min(end - at, 4),
    elements: [],
    delimiters: { element: separator, repetition: 0, component: 0, segment: 0 },
  };
  if (!isUsableDelimiter(separator)) return nothing;
  const elements: string[] = [];
  let from = at + 4;
  for (let i = from; i < end && elements.length < 15; i++) {
    if (bytes[i] !== separator) continue;
    elements.push(latin1(bytes, from, i));
    from = i + 1;
  }
  if (elements.length < 15 || from + 1 >= end) return nothing;
  const component = bytes[from]!;
  const terminator = bytes[from + 1]!;
  elements.push(latin1(bytes, from, from + 1));
  if (!isUsableDelimiter(terminator) || terminator === separator) return nothing;
  let after = from + 2;
  while (after < end && (bytes[after] === 0x0d || bytes[after] === 0x0a)) after++;
  const next = latin1(bytes, after, Math.min(after + 3, end));
  const known = next.startsWith('GS') || next === 'TA1' || next === 'IEA';
  const echoable =
    /^\d{6}$/.test(elements[8]!) &&
    /^\d{4}$/.test(elements[9]!) &&
    /^\d{5}$/.test(elements[11]!) &&
    /^\d{9}$/.test(elements[12]!);
  if (!known || !echoable) return nothing;
  return {
    form: 'tolerant',
    byteOffset: fileOffset,
    byteLength: from + 2 - at,
    elements,
    delimiters: delimitersOf(elements, separator, component, terminator),
  };
}
