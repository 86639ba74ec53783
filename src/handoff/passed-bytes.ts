/**
 * Bytes of a file that pass by, of which some are kept, some left out and some replaced. Holds what nobody has decided
 * on yet: the rest of one chunk and one segment. Places are offsets in the file; text is latin1, one character a byte.
 */
export class PassedBytes {
  #held = Buffer.alloc(0);
  /** Offset in the file of the first byte held. */
  #offset: number;
  /** Where the run that is kept begins; -1 while bytes are left out. */
  #run: number;
  #text = '';

  /** `offset`: of the first byte in the file. They are kept until told otherwise. */
  constructor(offset: number) {
    this.#offset = offset;
    this.#run = offset;
  }

  push(chunk: Uint8Array): void {
    this.#held = Buffer.concat([this.#held, chunk]);
  }

  /** What begins here is kept. */
  keep(from: number): void {
    if (this.#run < 0) this.#run = from;
  }

  /** What begins here is left out. */
  leaveOut(from: number): void {
    this.#flush(from);
    this.#run = -1;
  }

  /** What stands from here to there (exclusive) becomes this text; what follows is kept. */
  replace(from: number, to: number, text: string): void {
    this.#flush(from);
    this.#text += text;
    this.#run = to;
  }

  /** The text of all that is decided before this byte. */
  take(before: number): string {
    if (this.#run >= 0 && before > this.#run) {
      this.#flush(before);
      this.#run = before;
    }
    const passed = Math.min(Math.max(before - this.#offset, 0), this.#held.length);
    this.#held = this.#held.subarray(passed);
    this.#offset += passed;
    const text = this.#text;
    this.#text = '';
    return text;
  }

  #flush(to: number): void {
    if (this.#run < 0 || to <= this.#run) return;
    this.#text += this.#held.toString('latin1', this.#run - this.#offset, to - this.#offset);
  }
}
