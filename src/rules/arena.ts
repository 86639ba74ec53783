/** Bytes of its own, since a segment's are gone when its turn is over. */
export class Arena {
  bytes = new Uint8Array(64);
  length = 0;

  /** Copies and gives the offset. */
  add(bytes: Uint8Array, start: number, end: number): number {
    const at = this.length;
    const length = at + end - start;
    if (length > this.bytes.length) {
      const larger = new Uint8Array(length * 2);
      larger.set(this.bytes.subarray(0, at));
      this.bytes = larger;
    }
    const target = this.bytes;
    for (let from = start, to = at; from < end; from++, to++) target[to] = bytes[from]!;
    this.length = length;
    return at;
  }
}
