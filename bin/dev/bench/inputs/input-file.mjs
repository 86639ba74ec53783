/** What the bench's input files share: buffered writing with the counts a trailer needs, and deterministic chance. */
import { closeSync, openSync, writeSync } from 'node:fs';

const FLUSH_AT = 1 << 20;

/** One interchange with one group, written set by set to `path`. */
export class InputFile {
  /** Bytes and sets so far; the trailer of the interchange is not in `bytes` until `end`. */
  bytes = 0;
  sets = 0;
  #file;
  #waiting;
  #segments = 0;
  #set = '';

  /** `group` is GS01, `version` GS08; sender and receiver ids are at most 15 characters. */
  constructor(path, { group, version, sender = 'PRCLINIC01', receiver = 'NLHP00042' }) {
    this.#file = openSync(path, 'w');
    const [from, to] = [sender.padEnd(15), receiver.padEnd(15)];
    this.#waiting =
      `ISA*00*          *00*          *ZZ*${from}*ZZ*${to}*261104*0800*^*00501*000000106*0*T*:~` +
      `GS*${group}*${sender}*${receiver}*20261104*0800*106*X*${version}~`;
  }

  /** How much there is, with what waits to be written. */
  get size() {
    return this.bytes + this.#waiting.length;
  }

  /** Segments of the open set so far, ST included. */
  get segments() {
    return this.#segments;
  }

  beginSet(transactionSet, version) {
    this.sets++;
    this.#set = String(this.sets).padStart(4, '0');
    this.#segments = 0;
    this.put(version === '' ? `ST*${transactionSet}*${this.#set}` : `ST*${transactionSet}*${this.#set}*${version}`);
  }

  /** Segments without their terminators. */
  put(...segments) {
    for (const segment of segments) this.#waiting += `${segment}~`;
    this.#segments += segments.length;
    if (this.#waiting.length > FLUSH_AT) this.#flush();
  }

  endSet() {
    this.put(`SE*${this.#segments + 1}*${this.#set}`);
  }

  /** Writes the trailers and closes the file; gives its size in bytes. */
  end() {
    this.#waiting += `GE*${this.sets}*106~IEA*1*000000106~`;
    this.#flush();
    closeSync(this.#file);
    return this.bytes;
  }

  #flush() {
    this.bytes += writeSync(this.#file, this.#waiting, undefined, 'latin1');
    this.#waiting = '';
  }
}

/** A small deterministic generator (mulberry32): `random(n)` is 0 to n - 1. */
export function generator(seed) {
  let state = seed >>> 0;
  return (n) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % n;
  };
}
