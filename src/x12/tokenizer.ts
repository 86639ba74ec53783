import { CharacterClass, characterClasses } from './character-class.js';
import type { Delimiters } from './delimiters.js';
import { isUsableTerminator } from './delimiters.js';
import { HEADER_WINDOW, type HeaderToken, ISA_LENGTH, isStrictHeader, looksLikeHeader, readHeader } from './header.js';
import { copyOfBytes, ELEMENTS_KEPT, latin1, SegmentView } from './segment-view.js';

/** What the tokenizer finds, in file order. Every byte of the file is in exactly one of these or is filler. */
export interface TokenHandler {
  /** An ISA, well formed or not. Segments that follow use its delimiters. */
  header(header: HeaderToken): void;
  /** One segment of the open interchange (never the ISA). The view is reused: read it before returning. */
  segment(segment: SegmentView): void;
  /**
   * Bytes outside any interchange that are not filler. `kind` tells what they look like. After an unreadable header and
   * after `oversize` they are the rest of that damage.
   */
  stray(kind: StrayKind, byteOffset: number, byteLength: number): void;
  /**
   * The segment that begins here never ends: it grew beyond the cap, or the header's terminator cannot be one. The interchange is given up; its bytes from
   * here on are reported as stray, up to the next strict ISA, which may stand inside that segment.
   */
  oversize(byteOffset: number): void;
  /**
   * The input ended inside a segment, or an ISA follows that stands in the middle of it. `data`: inside its binary data,
   * before all of them came.
   */
  cut(byteOffset: number, byteLength: number, data?: CutData): void;
}

/** Binary data that the input ended in: the segment's id, the bytes it announces and those that are there. */
export interface CutData {
  readonly segment: string;
  readonly expected: number;
  readonly found: number;
}

/**
 * `utf-16`: every other byte is NUL or there is a UTF-16 mark; `archive`: zip, gzip or tar; `byte-order-mark`: the three bytes
 * of a UTF-8 mark at the start of the file, which harm nothing; `other`: anything else.
 */
export type StrayKind = 'utf-16' | 'archive' | 'byte-order-mark' | 'other';

export interface TokenizerOptions {
  /** Largest segment without its binary data, in bytes. Default 64 KiB (docs/decisions/0004). */
  readonly maximumSegment?: number;
}

// Constants of this file's own: what another exports is read from memory at each use, here once for each byte.
const { element: ELEMENT, segment: SEGMENT } = CharacterClass;
const MOST_ELEMENTS = ELEMENTS_KEPT;
const ISA_ELEMENTS = 16;
const TAG_IEA = 0x494541;
const TAG_BIN = 0x42494e;
const TAG_BDS = 0x424453;
/** Where a tar archive says `ustar`, and so much of a file is looked at before it is read. */
const TAR_MARK_OFFSET = 257;
const OPENING_WINDOW = TAR_MARK_OFFSET + 5;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * Cuts a stream of bytes into ISA headers and segments. Push-style: `push` chunks of any size, then `end` once.
 * Chunk boundaries never change what is reported. Never throws on content. Holds at most one segment (or header
 * window) beside the chunk it was given.
 */
export class Tokenizer {
  readonly #handler: TokenHandler;
  readonly #maximumSegment: number;
  readonly #view = new SegmentView();
  /** Bytes of an unfinished segment or header window, from earlier chunks. */
  #carry: Uint8Array = new Uint8Array(0);
  #carryLength = 0;
  /** Offset in the file of the first byte that has not been consumed (the carry's first byte). */
  #offset = 0;
  #inInterchange = false;
  #classes: Uint16Array = new Uint16Array(256);
  #elementSeparator = 0;
  #terminator = 0;
  /** The 32-byte-or-less window at the file's start has been looked at for marks of other formats. */
  #opened = false;
  /** Start and length of a run of stray bytes not yet reported; -1 when there is none. */
  #strayOffset = -1;
  #strayLength = 0;
  #strayKind: StrayKind = 'other';
  /** Bytes of a BIN or BDS value still to pass; -1 when not inside one. */
  #binaryLeft = -1;
  /** The value is over but no terminator followed: what comes up to the next one still belongs to the segment. */
  #binaryOverrun = false;
  /** What `#lastTerminatorOf` was asked last, and its answer. */
  #searched: Uint8Array = this.#carry;
  #searchedTo = -1;
  #searchedFor = -1;
  #lastTerminator = -1;

  constructor(handler: TokenHandler, options: TokenizerOptions = {}) {
    this.#handler = handler;
    this.#maximumSegment = options.maximumSegment ?? 64 * 1024;
  }

  /**
   * Starts inside an interchange whose header was read before: the bytes pushed next begin with a segment and stand at
   * `fileOffset` in the file. Call it before the first `push`.
   */
  continueInside(delimiters: Delimiters, fileOffset: number): void {
    this.#opened = true;
    this.#inInterchange = true;
    this.#offset = fileOffset;
    this.#useDelimiters(delimiters);
  }

  /** Offset in the file of the first byte not consumed yet: everything that begins before it has been reported. */
  get offset(): number {
    return this.#offset;
  }

  /** Takes the next bytes. They are not kept after the call returns, beyond what is copied. */
  push(source: Uint8Array): void {
    // A Buffer's bytes as a plain array: code that meets both kinds, here and in all that reads segments, is slower.
    const chunk = new Uint8Array(source.buffer, source.byteOffset, source.length);
    // The same array may come again with other bytes in it.
    this.#searchedTo = -1;
    let from = 0;
    while (from < chunk.length && this.#carryLength > 0) from = this.#feedCarry(chunk, from);
    if (from < chunk.length) {
      const consumed = this.#consume(chunk, from, chunk.length, false);
      this.#keep(chunk, consumed);
    }
  }

  /** Says that there is no more input; reports what was left unfinished. */
  end(): void {
    if (this.#carryLength > 0) {
      const rest = this.#carry.subarray(0, this.#carryLength);
      this.#carryLength = 0;
      const consumed = this.#consume(rest, 0, rest.length, true);
      const left = rest.length - consumed;
      if (left > 0 && this.#inInterchange) this.#handler.cut(this.#offset, left);
      this.#offset += left;
    }
    if (this.#binaryLeft >= 0) this.#cutInData();
    this.#flushStray();
  }

  #cutInData(): void {
    const { fileOffset, id, binaryLength } = this.#view;
    const left = this.#binaryLeft;
    const data = left === 0 ? undefined : { segment: id, expected: binaryLength, found: binaryLength - left };
    this.#handler.cut(fileOffset, this.#offset - fileOffset, data);
  }

  /**
   * Moves bytes of the chunk into the carry until something in the carry can be consumed. Inside an interchange that
   * is up to the next terminator, so that each byte is copied and read at most twice whatever the chunk sizes are.
   */
  #feedCarry(chunk: Uint8Array, from: number): number {
    let upTo: number;
    let waiting = false;
    if (this.#inInterchange && this.#binaryLeft < 0) {
      const terminator = chunk.indexOf(this.#terminator, from);
      waiting = terminator < 0;
      upTo = terminator < 0 ? chunk.length : terminator + 1;
      upTo = Math.min(upTo, from + this.#maximumSegment + 1);
    } else {
      upTo = Math.min(chunk.length, from + HEADER_WINDOW);
    }
    this.#append(chunk, from, upTo);
    // Without a terminator nothing in the carry can be whole: it is not read again for every small chunk.
    if (waiting && this.#carryLength <= this.#maximumSegment) return upTo;
    const before = this.#carryLength;
    const rest = this.#carry.subarray(0, before);
    this.#carryLength = 0;
    const consumed = this.#consume(rest, 0, before, false);
    this.#keep(rest, consumed);
    return upTo;
  }

  #append(source: Uint8Array, from: number, to: number): void {
    const needed = this.#carryLength + to - from;
    if (needed > this.#carry.length) {
      const grown = new Uint8Array(Math.max(needed, this.#carry.length * 2, 4096));
      grown.set(this.#carry.subarray(0, this.#carryLength));
      this.#carry = grown;
    }
    this.#carry.set(source.subarray(from, to), this.#carryLength);
    this.#carryLength = needed;
  }

  /** Keeps what was not consumed for the next chunk. `source` may be the carry itself. */
  #keep(source: Uint8Array, from: number): void {
    const left = source.length - from;
    if (left === 0) return;
    if (source.buffer === this.#carry.buffer) {
      this.#carry.copyWithin(0, from, source.length);
      this.#carryLength = left;
    } else {
      this.#carryLength = 0;
      this.#append(source, from, source.length);
    }
  }

  /**
   * Consumes what it can of `bytes[from..to)` and returns where it stopped. `#offset` moves along. With `last`, no more
   * bytes will come, so windows need not be full.
   */
  #consume(bytes: Uint8Array, from: number, to: number, last: boolean): number {
    let at = from;
    while (at < to) {
      const before = at;
      const wasInInterchange = this.#inInterchange;
      if (this.#binaryLeft >= 0) at = this.#passBinary(bytes, at, to);
      else if (this.#inInterchange) at = this.#segments(bytes, at, to, last);
      else at = this.#betweenInterchanges(bytes, at, to, last);
      if (at === before && this.#inInterchange === wasInInterchange) break;
    }
    return at;
  }

  /** Reads whole segments; stops at IEA, at a new ISA, inside binary data, or where a segment is not finished. */
  #segments(bytes: Uint8Array, from: number, to: number, last: boolean): number {
    const view = this.#view;
    const { starts, ends, classes } = view;
    const table = this.#classes;
    const base = this.#offset - from;
    let at = from;
    view.bytes = bytes;
    view.base = base;
    const lastTerminator = this.#lastTerminatorOf(bytes, to);
    for (;;) {
      // CR and LF after a terminator are outside the standard and tolerated (X12 RFI 28), unless one is the terminator.
      while (at < to) {
        const byte = bytes[at]!;
        if ((byte === LINE_FEED || byte === CARRIAGE_RETURN) && byte !== this.#terminator) at++;
        else break;
      }
      this.#offset = base + at;
      if (at >= to) return at;

      const start = at;
      if (bytes[start] === 0x49 && looksLikeHeader(bytes, start)) {
        // A new ISA before IEA: only one that passes the strict test counts, names may begin with ISA (X12 RFI 28).
        if (isStrictHeader(bytes, start)) {
          this.#openInterchange(readHeader(bytes, start, base + start));
          at = start + this.#headerLength;
          this.#offset = base + at;
          return at;
        }
        if (to - start < ISA_LENGTH && !last) return start;
      }

      if (start > lastTerminator) return this.#unfinished(bytes, start, to, base);
      let element = 0;
      let mask = 0;
      starts[0] = start;
      for (;;) {
        // A terminator follows, so that the end of the bytes need not be looked for.
        let kind = table[bytes[at]!]!;
        while (kind < ELEMENT) {
          mask |= kind;
          kind = table[bytes[++at]!]!;
        }
        if (element <= MOST_ELEMENTS) {
          ends[element] = at;
          classes[element] = mask;
        }
        if (kind === SEGMENT) break;
        element++;
        at++;
        mask = 0;
        if (element <= MOST_ELEMENTS) starts[element] = at;
        if (at - start === 4 && bytes[start] === 0x42 && this.#isBinaryTag(bytes, start)) {
          const data = this.#openBinary(bytes, start, to, base);
          if (data >= 0) return data;
        }
      }
      if (at - start > this.#maximumSegment) return this.#giveUp(start, base);

      if (element >= ISA_ELEMENTS && this.#isCutByHeader(bytes, start, at)) {
        const header = at + 1 - ISA_LENGTH;
        this.#handler.cut(base + start, header - start);
        this.#openInterchange(readHeader(bytes, header, base + header));
        this.#offset = base + at + 1;
        return at + 1;
      }

      const idLength = ends[0]! - start;
      let tag = -1;
      // A NUL in front would pack like the shorter id behind it.
      if (bytes[start] === 0) tag = -1;
      else if (idLength === 3) tag = (bytes[start]! << 16) | (bytes[start + 1]! << 8) | bytes[start + 2]!;
      else if (idLength === 2) tag = (bytes[start]! << 8) | bytes[start + 1]!;
      else if (idLength === 1) tag = bytes[start]!;
      view.start = start;
      view.end = at;
      view.fileOffset = base + start;
      view.elementCount = element;
      view.tag = tag;
      view.binaryOffset = -1;
      at++;
      this.#offset = base + at;
      this.#handler.segment(view);
      if (tag === TAG_IEA) {
        this.#inInterchange = false;
        return at;
      }
    }
  }

  /** The last terminator in `bytes[0..to)`, -1 when there is none; kept, since many interchanges may stand in one chunk. */
  #lastTerminatorOf(bytes: Uint8Array, to: number): number {
    if (this.#searched !== bytes || this.#searchedTo !== to || this.#searchedFor !== this.#terminator) {
      this.#searched = bytes;
      this.#searchedTo = to;
      this.#searchedFor = this.#terminator;
      this.#lastTerminator = bytes.lastIndexOf(this.#terminator, to - 1);
    }
    return this.#lastTerminator;
  }

  /** The segment at `start` has no terminator yet; only binary data may begin before that comes. */
  #unfinished(bytes: Uint8Array, start: number, to: number, base: number): number {
    if (to - start > 4 && bytes[start + 3] === this.#elementSeparator && this.#isBinaryTag(bytes, start)) {
      const data = this.#openBinary(bytes, start, to, base);
      if (data >= 0) return data;
    }
    return to - start > this.#maximumSegment ? this.#giveUp(start, base) : start;
  }

  /**
   * True when the segment that ends at `at` is the remains of one that was cut off with a whole ISA behind: two files
   * put together, the first of them truncated.
   */
  #isCutByHeader(bytes: Uint8Array, start: number, at: number): boolean {
    return at + 1 - ISA_LENGTH > start && isStrictHeader(bytes, at + 1 - ISA_LENGTH);
  }

  /** The search for the next ISA begins at the segment itself, so that it finds the same one whatever the chunks are. */
  #giveUp(start: number, base: number): number {
    this.#inInterchange = false;
    this.#offset = base + start;
    this.#handler.oversize(base + start);
    this.#markStray('other', base + start, 0);
    return start;
  }

  #isBinaryTag(bytes: Uint8Array, start: number): boolean {
    const tag = (bytes[start]! << 16) | (bytes[start + 1]! << 8) | bytes[start + 2]!;
    return tag === TAG_BIN || tag === TAG_BDS;
  }

  /**
   * BIN*length*data and BDS*filter*length*data: the data is counted, not scanned, since it may hold any byte
   * (X12 segments BIN and BDS). Returns `start` when the length is not all there yet, -1 when this is no
   * usable binary segment (it is then read as an ordinary one), else where the data begins.
   */
  #openBinary(bytes: Uint8Array, start: number, to: number, base: number): number {
    const view = this.#view;
    const lengthElement = bytes[start + 1] === 0x44 ? 2 : 1;
    let at = start + 4;
    let element = 1;
    let length = 0;
    let digits = 0;
    let elementStart = at;
    for (; ; at++) {
      if (at - start > 64) return -1;
      if (at >= to) return start;
      const byte = bytes[at]!;
      if (byte === this.#terminator) return -1;
      if (byte !== this.#elementSeparator) {
        if (element === lengthElement) {
          if (byte < 0x30 || byte > 0x39 || digits >= 15) return -1;
          length = length * 10 + byte - 0x30;
          digits++;
        }
        continue;
      }
      view.starts[element] = elementStart;
      view.ends[element] = at;
      view.classes[element] = element === lengthElement ? CharacterClass.digit : CharacterClass.upper;
      element++;
      elementStart = at + 1;
      if (element > lengthElement) break;
    }
    if (digits === 0) return -1;
    // The data element is kept as an empty one; its place and size are on the view.
    const held = copyOfBytes(bytes, start, at + 1);
    const shift = -start;
    view.bytes = held;
    for (let i = 1; i < element; i++) {
      view.starts[i] = view.starts[i]! + shift;
      view.ends[i] = view.ends[i]! + shift;
    }
    view.starts[0] = 0;
    view.ends[0] = 3;
    view.classes[0] = CharacterClass.upper;
    view.starts[element] = held.length;
    view.ends[element] = held.length;
    view.classes[element] = 0;
    view.start = 0;
    view.end = held.length;
    view.base = base + start;
    view.fileOffset = base + start;
    view.elementCount = element;
    view.tag = (held[0]! << 16) | (held[1]! << 8) | held[2]!;
    view.binaryOffset = base + at + 1;
    view.binaryLength = length;
    this.#binaryLeft = length;
    this.#binaryOverrun = false;
    this.#offset = base + at + 1;
    return at + 1;
  }

  #passBinary(bytes: Uint8Array, from: number, to: number): number {
    const view = this.#view;
    let at = from + Math.min(this.#binaryLeft, to - from);
    this.#binaryLeft -= at - from;
    if (this.#binaryLeft === 0 && at < to) {
      const end = bytes[at] === this.#terminator ? at : bytes.indexOf(this.#terminator, at);
      if (end !== at) {
        this.#binaryOverrun = true;
        view.binaryLength += (end < 0 ? to : end) - at;
      }
      at = end < 0 ? to : end + 1;
      if (end >= 0) {
        this.#binaryLeft = -1;
        view.binaryComplete = !this.#binaryOverrun;
        this.#offset += at - from;
        this.#handler.segment(view);
        return at;
      }
    }
    this.#offset += at - from;
    return at;
  }

  /** Looks for the next ISA; everything else is filler or stray. */
  #betweenInterchanges(bytes: Uint8Array, from: number, to: number, last: boolean): number {
    let at = from;
    const base = this.#offset - from;
    if (!this.#opened) {
      if (to - at < OPENING_WINDOW && !last) return at;
      this.#opened = true;
      at = this.#openFile(bytes, at, to, base);
    }
    if (this.#strayOffset >= 0 && this.#strayKind !== 'other') {
      // A container may hold X12 word for word; what is inside is not the file that was sent.
      this.#markStray(this.#strayKind, base + at, to - at);
      this.#offset = base + to;
      return to;
    }
    while (at < to && (this.#strayOffset < 0 ? isFiller(bytes[at]!) : false)) at++;
    this.#offset = base + at;
    while (at < to) {
      if (looksLikeHeader(bytes, at) || (to - at < 4 && bytes[at] === 0x49)) {
        if (to - at < HEADER_WINDOW && !last) return at;
        const strict = isStrictHeader(bytes, at);
        // After stray bytes only a strict header counts; a tolerant reading is for where a header is due.
        if (looksLikeHeader(bytes, at) && (strict || this.#strayOffset < 0)) {
          const header = readHeader(bytes, at, base + at);
          this.#flushStray();
          this.#openInterchange(header);
          at += header.byteLength;
          this.#offset = base + at;
          if (this.#inInterchange) return at;
          continue;
        }
      }
      let next = bytes.indexOf(0x49, at + 1);
      if (next < 0 || next > to) next = to;
      this.#markStray('other', base + at, next - at);
      at = next;
      this.#offset = base + at;
    }
    return at;
  }

  /** At the start of the file: byte order marks and formats that are plainly something else (X12 RFI 28). */
  #openFile(bytes: Uint8Array, at: number, to: number, base: number): number {
    const [a, b, c, d] = [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]];
    if (a === 0xef && b === 0xbb && c === 0xbf && to - at >= 3) {
      this.#handler.stray('byte-order-mark', base + at, 3);
      return at + 3;
    }
    const wide =
      (a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff) || (a === 0x49 && b === 0) || (a === 0 && b === 0x49);
    const archive =
      (a === 0x50 && b === 0x4b && (c === 3 || c === 5) && (d === 4 || d === 6)) || (a === 0x1f && b === 0x8b);
    const tar = latin1(bytes, at + TAR_MARK_OFFSET, Math.min(at + OPENING_WINDOW, to)) === 'ustar';
    if (wide) this.#markStray('utf-16', base + at, 0);
    else if (archive || tar) this.#markStray('archive', base + at, 0);
    return at;
  }

  #headerLength = 0;

  #openInterchange(header: HeaderToken): void {
    this.#headerLength = header.byteLength;
    const isReadable = header.form !== 'unreadable';
    this.#inInterchange = isReadable && isUsableTerminator(header.delimiters);
    this.#useDelimiters(header.delimiters);
    this.#handler.header(header);
    if (this.#inInterchange) return;
    // Nothing after this header can be cut into segments; the next strict ISA is looked for right behind it.
    const end = header.byteOffset + header.byteLength;
    if (isReadable) this.#handler.oversize(end);
    this.#markStray('other', end, 0);
  }

  #useDelimiters(delimiters: Delimiters): void {
    this.#classes = characterClasses(delimiters);
    this.#elementSeparator = delimiters.element;
    this.#terminator = delimiters.segment;
  }

  #markStray(kind: StrayKind, offset: number, length: number): void {
    if (this.#strayOffset < 0) {
      this.#strayOffset = offset;
      this.#strayLength = 0;
      this.#strayKind = kind;
    }
    this.#strayLength += length;
  }

  #flushStray(): void {
    if (this.#strayOffset >= 0 && this.#strayLength > 0) {
      this.#handler.stray(this.#strayKind, this.#strayOffset, this.#strayLength);
    }
    this.#strayOffset = -1;
    this.#strayLength = 0;
  }
}

/** CR, LF, space, TAB, SUB and NUL between interchanges mean nothing (X12 RFI 28). */
function isFiller(byte: number): boolean {
  return byte === 0x0d || byte === 0x0a || byte === 0x20 || byte === 0x09 || byte === 0x1a || byte === 0x00;
}
