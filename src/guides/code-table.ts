/**
 * A set of codes that answers from bytes, without making strings: codes of up to four bytes are packed into integers in
 * an open-addressed table, longer ones are few and compared as text.
 */
export interface CodeTable {
  /** Power of two minus one. */
  readonly mask: number;
  /** Packed codes, 0 where free. */
  readonly slots: Int32Array;
  /** Codes of five bytes or more. */
  readonly long: readonly string[];
  /** All codes in the guide's order, for messages. */
  readonly codes: readonly string[];
}

/** Longest code, in characters, that is packed into an integer. */
export const LONGEST_PACKED = 4;

/** Builds the table; about a third full, so that a miss ends soon. */
export function codeTable(codes: readonly string[]): CodeTable {
  const short = codes.filter((code) => code.length > 0 && code.length <= LONGEST_PACKED);
  let size = 4;
  while (size < short.length * 3) size *= 2;
  const slots = new Int32Array(size);
  const mask = size - 1;
  for (const code of short) {
    const packed = packCode(code);
    let at = hash(packed) & mask;
    while (slots[at] !== 0 && slots[at] !== packed) at = (at + 1) & mask;
    slots[at] = packed;
  }
  return { mask, slots, long: codes.filter((code) => code.length > LONGEST_PACKED), codes: [...codes] };
}

/** Packs a code of one to four characters into an integer that is never 0. */
export function packCode(code: string): number {
  let packed = 0;
  for (let i = 0; i < code.length; i++) packed = (packed << 8) | (code.charCodeAt(i) & 0xff);
  return packed;
}

/** True when `bytes[start..end)` is one of the table's codes. */
export function hasCode(table: CodeTable, bytes: Uint8Array, start: number, end: number): boolean {
  const length = end - start;
  if (length <= LONGEST_PACKED) return hasPacked(table.slots, 0, table.mask, packBytes(bytes, start, end));
  next: for (const code of table.long) {
    if (code.length !== length) continue;
    for (let i = 0; i < length; i++) if (bytes[start + i] !== code.charCodeAt(i)) continue next;
    return true;
  }
  return false;
}

/** Packs the bytes of a code of one to four characters; 0 for none. */
export function packBytes(bytes: Uint8Array, start: number, end: number): number {
  let packed = 0;
  for (let i = start; i < end; i++) packed = (packed << 8) | bytes[i]!;
  return packed;
}

/** True when a packed code is in the table whose slots begin at `first`; `mask` as in `CodeTable`. */
export function hasPacked(slots: Int32Array, first: number, mask: number, packed: number): boolean {
  if (packed === 0) return false;
  let at = hash(packed) & mask;
  for (;;) {
    const slot = slots[first + at]!;
    if (slot === packed) return true;
    if (slot === 0) return false;
    at = (at + 1) & mask;
  }
}

function hash(packed: number): number {
  const mixed = Math.imul(packed, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}
