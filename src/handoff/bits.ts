/** A row of flags, one bit each, that grows: a set of a million levels takes 125 kilobytes. */
export class Bits {
  #bytes = new Uint8Array(1024);

  /** Raises the flag at a place from 0; returns whether it was down. */
  raise(at: number): boolean {
    const byte = at >>> 3;
    if (byte >= this.#bytes.length) {
      const grown = new Uint8Array(Math.max(byte + 1, this.#bytes.length * 2));
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    const isUp = this.isUp(at);
    this.#bytes[byte]! |= 1 << (at & 7);
    return !isUp;
  }

  isUp(at: number): boolean {
    return ((this.#bytes[at >>> 3] ?? 0) & (1 << (at & 7))) !== 0;
  }
}
