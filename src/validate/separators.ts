import type { SegmentView } from '../x12/segment-view.js';

/** 1 for a byte that may separate: a printable character that is no letter, digit, full stop or minus. */
const SIGNS = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte > 0x20 && byte < 0x7f && !/[A-Za-z0-9.-]/.test(String.fromCharCode(byte)) ? 1 : 0,
);

/**
 * The sign that would separate a value into parts of which the first is right; 0 when none would. Letters, digits and
 * spaces separate nothing, and a full stop or minus belongs to numbers and codes.
 */
export function foreignSeparator(
  bytes: Uint8Array,
  start: number,
  end: number,
  isFirst: (from: number, to: number) => boolean,
): number {
  for (let i = start; i < end - 1; i++) {
    const byte = bytes[i]!;
    if (SIGNS[byte] === 1) return i > start && isFirst(start, i) ? byte : 0;
  }
  return 0;
}

/** The segment with an element and the rest of it, after the separator, as one; an empty rest is left out. */
export function withoutSeparator(segment: SegmentView, element: number, into: SegmentView): SegmentView {
  into.bytes = segment.bytes;
  into.start = segment.start;
  into.end = segment.end;
  into.base = segment.base;
  into.fileOffset = segment.fileOffset;
  into.tag = segment.tag;
  into.elementCount = segment.elementCount - 1;
  const hasRest = segment.length(element + 1) > 0;
  for (let i = 0; i <= into.elementCount; i++) {
    const from = i > element ? i + 1 : i;
    into.starts[i] = segment.starts[from]!;
    into.ends[i] = segment.ends[from]!;
    into.classes[i] = segment.classes[from]!;
  }
  if (hasRest) {
    into.ends[element] = segment.ends[element + 1]!;
    into.classes[element] = segment.classes[element]! | segment.classes[element + 1]!;
  }
  return into;
}
