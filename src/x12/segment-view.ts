/** How many elements of one segment keep their own offsets; what is beyond is only counted. */
export const ELEMENTS_KEPT = 255;

/**
 * One segment, as offsets into a buffer that is reused: valid only until the handler that got it returns.
 * Element 0 is the segment id. Nothing is copied or decoded until `text` is asked for it.
 */
export class SegmentView {
  /** The buffer the offsets below point into. */
  bytes: Uint8Array = new Uint8Array(0);
  /** Offset in the file of the first byte of the segment id. */
  fileOffset = 0;
  /** Add this to an offset in `bytes` to get an offset in the file. */
  base = 0;
  /** First byte of the segment id in `bytes`. */
  start = 0;
  /** The terminator's place in `bytes` (one past the last data byte). */
  end = 0;
  /** Elements after the id, trailing empty ones included. */
  elementCount = 0;
  /** Segment id packed by `packTag`; -1 when it is longer than three bytes or empty. */
  tag = -1;
  /** `starts[i]` to `ends[i]` (exclusive) are the bytes of element i; filled for 0 to min(elementCount, ELEMENTS_KEPT). */
  readonly starts = new Int32Array(ELEMENTS_KEPT + 1);
  readonly ends = new Int32Array(ELEMENTS_KEPT + 1);
  /** OR of the CharacterClass bits of element i. */
  readonly classes = new Uint16Array(ELEMENTS_KEPT + 1);
  /** For BIN and BDS: where the data begins in the file; the data itself is not in `bytes`. -1 otherwise. */
  binaryOffset = -1;
  /** Bytes from there to the terminator: the length the segment says, or more when it lied. */
  binaryLength = 0;
  /** False when a BIN or BDS says a length that does not end at a terminator. */
  binaryComplete = true;

  /** Length in bytes of element i; 0 when absent or empty. */
  length(i: number): number {
    return i > this.elementCount || i > ELEMENTS_KEPT ? 0 : this.ends[i]! - this.starts[i]!;
  }

  /** Element i as sent, one character a byte (latin1), '' when absent. Components and repetitions stay joined. */
  text(i: number): string {
    if (i > this.elementCount || i > ELEMENTS_KEPT) return '';
    return latin1(this.bytes, this.starts[i]!, this.ends[i]!);
  }

  /** The segment id as sent. */
  get id(): string {
    return this.text(0);
  }

  /** Bytes of the segment without its terminator. */
  get byteLength(): number {
    return this.end - this.start + (this.binaryOffset >= 0 ? this.binaryLength : 0);
  }
}

/** Bytes to string, one character a byte, without a codec. */
export function latin1(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i]!);
  return text;
}

/** Bytes that stay when the buffer is filled again. (A Buffer's own `slice` would share it.) */
export function copyOfBytes(bytes: Uint8Array, start: number, end: number): Uint8Array {
  return Uint8Array.prototype.slice.call(bytes, start, end);
}

/** Packs a segment id of one to three bytes into an integer; -1 for anything else. */
export function packTag(id: string): number {
  if (id.length === 0 || id.length > 3) return -1;
  let tag = 0;
  for (let i = 0; i < id.length; i++) tag = (tag << 8) | (id.charCodeAt(i) & 0xff);
  return tag;
}
