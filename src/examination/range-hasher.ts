import { createHash, type Hash } from 'node:crypto';

/**
 * SHA-256 of the whole of a stream and of ranges in it, while it passes. Ranges do not overlap and come in order, but
 * where they begin and end is only known once the bytes have gone by; so bytes are kept until `release` says that no
 * range can begin or end before them any more. A range that begins with the stream, as the one interchange of most files
 * does, is summed only once.
 */
export class RangeHasher {
  readonly #whole = createHash('sha256');
  #range: Hash | undefined;
  /** The open range began with the stream: up to here the whole's sum is also its own. */
  #isLeading = false;
  /** Bytes from `#heldFrom` on that may still be asked for. */
  #held: Uint8Array[] = [];
  #heldFrom = 0;
  #total = 0;

  /** Bytes seen. */
  get total(): number {
    return this.#total;
  }

  /** The next bytes. They are kept by reference until `release`. */
  push(bytes: Uint8Array): void {
    this.#held.push(bytes);
    this.#total += bytes.length;
  }

  /** A range begins at this offset in the stream. */
  begin(offset: number): void {
    this.#pass(offset);
    this.#isLeading = offset === 0;
    this.#range = this.#isLeading ? undefined : createHash('sha256');
  }

  /** The range ends before this offset; gives its digest in hex. Only after `begin`. */
  finish(offset: number): string {
    this.#pass(offset);
    const sum = this.#isLeading ? this.#whole.copy() : this.#range;
    const digest = sum?.digest('hex') ?? '';
    this.#range = undefined;
    this.#isLeading = false;
    return digest;
  }

  /** Nothing begins or ends before this offset any more. What is still held after that is copied. */
  release(offset: number): void {
    this.#pass(offset);
    if (this.#held.length > 0) this.#held = [Buffer.concat(this.#held)];
  }

  /** The digest of everything, in hex. Once, at the end. */
  wholeDigest(): string {
    this.#pass(this.#total);
    return this.#whole.digest('hex');
  }

  #pass(offset: number): void {
    while (this.#heldFrom < offset && this.#held.length > 0) {
      const first = this.#held[0]!;
      const step = Math.min(first.length, offset - this.#heldFrom);
      const bytes = first.subarray(0, step);
      this.#whole.update(bytes);
      this.#range?.update(bytes);
      this.#heldFrom += step;
      if (step < first.length) this.#held[0] = first.subarray(step);
      else this.#held.shift();
    }
  }
}
