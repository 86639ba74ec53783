/**
 * The NDJSON form of an X12 file: one JSON document a line, described in `docs/convert.md` and `schemas/convert.schema.json`.
 * The segments of a file, taken in the order of the lines and in the order within each line, are the file in its order.
 * All text is latin1: one character U+0000 to U+00FF stands for one byte.
 */

/** Version of the line format; on every `interchange` line. A change that old programs would misread raises it. */
export const LINE_FORMAT_VERSION = 1;

/** Longest line the way back reads, in bytes: more than any line the way out writes. */
export const LONGEST_LINE = 32 * 1024 * 1024;

/**
 * Most bytes held before their meaning is known: binary data of one segment, or bytes outside any interchange. In a line
 * they grow by a third (base64), which must stay below `LONGEST_LINE`.
 */
export const MOST_HELD = 16 * 1024 * 1024;

/** The value of an element: as sent, or its components, or its repetitions. */
export type ElementJson =
  | string
  | readonly string[]
  | { readonly repetitions: readonly (string | readonly string[])[] };

/**
 * One segment. Elements are named as people name them: `NM109`. Empty ones are left out but for the last, so that the
 * greatest number tells how many were sent.
 */
export interface SegmentJson {
  readonly segment: string;
  /** The guide's name for it, or X12's where no guide places it. Not read on the way back. */
  readonly name?: string;
  readonly elements: Readonly<Record<string, ElementJson>>;
  /** BIN and BDS: all bytes of the data element, base64. */
  readonly binary?: string;
  /** Line breaks after the terminator, when they differ from the interchange's `lineEnd`. */
  readonly after?: string;
  /** The guide has no place for this segment here; it stands where it was sent. */
  readonly unplaced?: true;
  /** It belongs into the loop with this path ('' the set) and came too late; it stands where it was sent. */
  readonly late?: string;
  /** Counts, lengths and control numbers (`SE01`) that disagreed with the data when sent, and are to be kept so. */
  readonly mismatch?: readonly string[];
}

/** One occurrence of a loop. */
export interface LoopJson {
  readonly loop: string;
  readonly name: string;
  /** The loop began on an earlier line. */
  readonly continued?: true;
  readonly children: readonly (LoopJson | SegmentJson)[];
}

/** The four separators, one character each; no repetition separator: null. */
export interface DelimitersJson {
  readonly element: string;
  readonly component: string;
  readonly repetition: string | null;
  readonly segment: string;
}

/** ISA. `elements` are ISA01 to ISA16 as sent, padding included. */
export interface InterchangeLine {
  readonly kind: 'interchange';
  readonly version: number;
  readonly byteOffset: number;
  /** `tolerant`: some element has the wrong length and the separators were found by counting. */
  readonly form: 'strict' | 'tolerant';
  readonly delimiters: DelimitersJson;
  readonly segment: 'ISA';
  readonly elements: Readonly<Record<string, string>>;
  /** Line breaks after the ISA, and after each segment that has no `after` of its own. */
  readonly lineEnd: string;
}

/** GS. */
export interface GroupLine extends SegmentJson {
  readonly kind: 'group';
  readonly byteOffset: number;
}

/** ST, and what the set holds before its first level or unit. */
export interface SetLine extends SegmentJson {
  readonly kind: 'set';
  readonly byteOffset: number;
  /** Id of the guide whose names and loops are used; null when there is none for it. */
  readonly guide: string | null;
  readonly children: readonly (LoopJson | SegmentJson)[];
}

/** What lines inside a set share. */
interface PartLine {
  /** Position in the set of the first segment on the line, ST = 1, and its first byte in the file. */
  readonly position: number;
  readonly byteOffset: number;
  /** Loops from the outermost to this one, joined by `/`; '' for the set. */
  readonly path: string;
  /** The level or unit began on an earlier line; this one goes on. */
  readonly continued?: true;
  readonly children: readonly (LoopJson | SegmentJson)[];
}

/**
 * A loop that holds units (such as the subscriber of claims) without them. `level` counts from 1 in the set, 0 being the
 * set itself; `parent` is the level it stands in.
 */
export interface LevelLine extends PartLine {
  readonly kind: 'level';
  readonly level: number;
  readonly parent: number | null;
  readonly loop: string;
  readonly name: string;
}

/** One unit: a claim, a patient event, a member. `levels` are those it inherits, outermost first. */
export interface UnitLine extends PartLine {
  readonly kind: 'unit';
  /** From 0, in its set. */
  readonly index: number;
  readonly levels: readonly number[];
  readonly loop: string;
  readonly name: string;
}

/** SE, GE or IEA; or the fact that it was not there. */
export type EndLine = { readonly kind: 'set-end' | 'group-end' | 'interchange-end'; readonly byteOffset: number } & (
  | SegmentJson
  | { readonly missing: true }
);

/** A segment inside an interchange but in no set: TA1, or one that is out of place. */
export interface LooseSegmentLine extends SegmentJson {
  readonly kind: 'segment';
  readonly byteOffset: number;
}

/** Bytes that are no segment of any interchange, base64: they stand in the file exactly here. */
export interface BytesLine {
  readonly kind: 'bytes';
  readonly what: 'filler' | 'byte-order-mark' | 'utf-16' | 'archive' | 'other' | 'unreadable-header' | 'cut-segment';
  readonly byteOffset: number;
  readonly base64: string;
}

/** One line of the NDJSON form. */
export type ConvertLine =
  | InterchangeLine
  | GroupLine
  | SetLine
  | LevelLine
  | UnitLine
  | EndLine
  | LooseSegmentLine
  | BytesLine;
