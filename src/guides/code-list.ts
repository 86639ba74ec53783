import type { CodeAnswer, CodeList } from './code-lists.js';

/** The day before all days and the day after all, where a period is open. */
export const OPEN_START = 0;
export const OPEN_END = 99_999_999;

/** One code in one period of validity. */
export interface CodeRow {
  /** As it is sent in X12: printable ASCII without spaces, one to thirty characters; ICD codes without the period. */
  readonly code: string;
  /** First and last day it is valid, CCYYMMDD as a number; OPEN_START and OPEN_END where open. */
  readonly from: number;
  readonly to: number;
  /** '' when the source gives none. */
  readonly meaning: string;
}

/** Codes as lines of one length, sorted: what a list is kept as, in its file and in memory. */
export interface CodeRecords {
  /** Characters of the longest code. */
  readonly width: number;
  /** For each row the code filled up with spaces, a space, from, a space, to, a line feed. */
  readonly bytes: Uint8Array;
}

/** A space, eight digits, a space, eight digits, a line feed. */
const DATES_LENGTH = 19;
const SPACE = 0x20;

/** Length of one record. */
export function recordLength(width: number): number {
  return width + DATES_LENGTH;
}

/** Rows in the order they are kept in: by code, then by first day. */
export function sortRows<Row extends CodeRow>(rows: readonly Row[]): Row[] {
  return [...rows].sort((one, other) => {
    if (one.code !== other.code) return one.code < other.code ? -1 : 1;
    return one.from - other.from;
  });
}

/** Packs rows that `sortRows` sorted. About 27 bytes for each ICD-10-CM code. */
export function packRows(sorted: readonly CodeRow[]): CodeRecords {
  const width = sorted.reduce((most, { code }) => Math.max(most, code.length), 1);
  const lines = sorted.map(
    ({ code, from, to }) => `${code.padEnd(width)} ${String(from).padStart(8, '0')} ${String(to).padStart(8, '0')}\n`,
  );
  return { width, bytes: Buffer.from(lines.join(''), 'latin1') };
}

/**
 * A code list that answers from its records: a hash table of record numbers finds the first period of a code, no string
 * is made. Memory: the records and two to four numbers of four bytes for each.
 */
export class PackedCodeList implements CodeList {
  readonly id: string;
  readonly isClosed: boolean;
  readonly isShipped: boolean;
  /** Codes; one of several periods counts once. */
  readonly size: number;
  readonly #bytes: Uint8Array;
  readonly #width: number;
  readonly #length: number;
  readonly #count: number;
  /** Record numbers from 1, 0 where free. */
  readonly #slots: Int32Array;

  /** `records` as `packRows` gives them. */
  constructor(id: string, isClosed: boolean, records: CodeRecords, isShipped = false) {
    this.id = id;
    this.isClosed = isClosed;
    this.isShipped = isShipped;
    this.#bytes = records.bytes;
    this.#width = records.width;
    this.#length = recordLength(records.width);
    this.#count = records.bytes.length / this.#length;
    let slots = 4;
    while (slots < this.#count * 2) slots *= 2;
    this.#slots = new Int32Array(slots);
    this.size = this.#index();
  }

  ask(value: string, day: number): Exclude<CodeAnswer, 'no-list'> {
    let record = this.#find(value);
    if (record < 0) return 'unknown';
    if (day === 0) return 'valid';
    for (; record < this.#count && this.#holds(record, value); record++) {
      const dates = record * this.#length + this.#width + 1;
      if (this.#day(dates) <= day && day <= this.#day(dates + 9)) return 'valid';
    }
    return 'not-in-force';
  }

  /** Fills the table with the first record of each code; gives the number of codes. */
  #index(): number {
    const bytes = this.#bytes;
    const mask = this.#slots.length - 1;
    let size = 0;
    for (let record = 0; record < this.#count; record++) {
      const start = record * this.#length;
      if (record > 0 && this.#isSameCode(start - this.#length, start)) continue;
      let hash = 0;
      for (let i = start; i < start + this.#width && bytes[i] !== SPACE; i++) hash = mix(hash, bytes[i]!);
      let at = spread(hash) & mask;
      while (this.#slots[at] !== 0) at = (at + 1) & mask;
      this.#slots[at] = record + 1;
      size++;
    }
    return size;
  }

  #isSameCode(one: number, other: number): boolean {
    for (let i = 0; i < this.#width; i++) if (this.#bytes[one + i] !== this.#bytes[other + i]) return false;
    return true;
  }

  #find(value: string): number {
    if (value.length === 0 || value.length > this.#width) return -1;
    let hash = 0;
    for (let i = 0; i < value.length; i++) hash = mix(hash, value.charCodeAt(i));
    const mask = this.#slots.length - 1;
    for (let at = spread(hash) & mask; ; at = (at + 1) & mask) {
      const record = this.#slots[at]! - 1;
      if (record < 0 || this.#holds(record, value)) return record;
    }
  }

  #holds(record: number, value: string): boolean {
    const start = record * this.#length;
    for (let i = 0; i < value.length; i++) {
      const character = value.charCodeAt(i);
      // A code holds no space: what is sent with one is not the code that is filled up with spaces.
      if (character === SPACE || this.#bytes[start + i] !== character) return false;
    }
    return value.length === this.#width || this.#bytes[start + value.length] === SPACE;
  }

  #day(at: number): number {
    let day = 0;
    for (let i = at; i < at + 8; i++) day = day * 10 + this.#bytes[i]! - 0x30;
    return day;
  }
}

function mix(hash: number, character: number): number {
  return (Math.imul(hash, 31) + character) | 0;
}

function spread(hash: number): number {
  const mixed = Math.imul(hash, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}
