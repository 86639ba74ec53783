import { MOST_HELD } from './lines.js';
import { ConversionRefused } from './refusal.js';

/**
 * The last bytes of a stream: those that nobody has claimed yet. A tokenizer tells where things are; line breaks, binary
 * data and bytes outside any interchange are read back from here.
 */
export class HeldBytes {
  #buffer = Buffer.alloc(0);
  #start = 0;
  #end = 0;
  /** Offset in the stream of the first byte held. */
  #offset = 0;

  /** One past the last byte, as an offset in the stream. */
  get end(): number {
    return this.#offset + this.#end - this.#start;
  }

  /** Offset of the first byte that is not claimed. */
  get start(): number {
    return this.#offset;
  }

  /** Copies the next bytes of the stream. */
  push(chunk: Uint8Array): void {
    const held = this.#end - this.#start;
    if (this.#end + chunk.length > this.#buffer.length) {
      // Growing by half again keeps the copying in proportion to the stream.
      const needed = held + chunk.length;
      const target = needed > this.#buffer.length / 2 ? Buffer.allocUnsafe(needed * 2) : this.#buffer;
      this.#buffer.copy(target, 0, this.#start, this.#end);
      this.#buffer = target;
      this.#start = 0;
      this.#end = held;
    }
    this.#buffer.set(chunk, this.#end);
    this.#end += chunk.length;
  }

  /** Lets go of everything before `offset`. */
  release(offset: number): void {
    this.#start += offset - this.#offset;
    this.#offset = offset;
  }

  /** True when the bytes not claimed before `offset` are these, one character a byte. */
  isText(text: string, offset: number): boolean {
    if (offset - this.#offset !== text.length) return false;
    for (let i = 0; i < text.length; i++) {
      if (this.#buffer[this.#start + i] !== text.charCodeAt(i)) return false;
    }
    return true;
  }

  /** Bytes from `from` to `to` (exclusive) as latin1 or base64. Raises ConversionRefused when they are too many. */
  text(from: number, to: number, encoding: 'latin1' | 'base64'): string {
    this.requireRoom(to);
    const shift = this.#start - this.#offset;
    return this.#buffer.toString(encoding, from + shift, to + shift);
  }

  /** Raises ConversionRefused `too-much-to-hold` when what is not claimed reaches further than may be held. */
  requireRoom(to: number): void {
    if (to - this.#offset <= MOST_HELD) return;
    throw new ConversionRefused(
      'too-much-to-hold',
      `more than ${MOST_HELD / (1024 * 1024)} MiB without the end of a segment: binary data, line breaks or bytes outside any interchange`,
      { byteOffset: this.#offset },
    );
  }
}
