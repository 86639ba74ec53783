const BLOCK = 64 * 1024;

/**
 * Tells the line number (from 1) of byte offsets in a file by counting line feeds. Reads on from the last offset asked
 * for, so that asking in file order reads the file once; going back starts again.
 */
export class LineCounter {
  readonly #read: (offset: number, length: number) => Uint8Array;
  #offset = 0;
  #line = 1;

  constructor(read: (offset: number, length: number) => Uint8Array) {
    this.#read = read;
  }

  lineAt(offset: number): number {
    if (offset < this.#offset) {
      this.#offset = 0;
      this.#line = 1;
    }
    while (this.#offset < offset) {
      const bytes = this.#read(this.#offset, Math.min(BLOCK, offset - this.#offset));
      if (bytes.length === 0) break;
      for (const byte of bytes) if (byte === 0x0a) this.#line++;
      this.#offset += bytes.length;
    }
    return this.#line;
  }
}
