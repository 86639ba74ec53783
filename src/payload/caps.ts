import { PayloadFault } from './fault.js';

/** What a packed file may become at most (`limits` of gateway.yaml). */
export interface PayloadCaps {
  /** Bytes of all its files together once they are unpacked. */
  readonly bytes: number;
  /** Bytes unpacked for each byte received. */
  readonly ratio: number;
  /** Files in one zip. */
  readonly files: number;
}

/** A ratio says nothing of a file this small: a page of equal lines packs well. */
const RATIO_COUNTS_FROM = 1_000_000;

/**
 * Counts what comes out of one received file, whatever its headers claim, and ends it as soon as it is too much. One meter
 * goes with a file through all its layers, so that the caps are those of the whole.
 */
export class UnpackedMeter {
  readonly #caps: PayloadCaps;
  readonly #received: number;
  #bytes = 0;

  /** `received`: bytes of the file as it came. */
  constructor(caps: PayloadCaps, received: number) {
    this.#caps = caps;
    this.#received = received;
  }

  /** Files a zip may hold. */
  get files(): number {
    return this.#caps.files;
  }

  /** Raises PayloadFault `archive-too-large` for a size that would be too much; what is only claimed is not counted. */
  requireRoom(bytes: number): void {
    const { bytes: most, ratio } = this.#caps;
    const total = this.#bytes + bytes;
    if (total > most) throw new PayloadFault('archive-too-large', { limit: `${most} bytes` });
    if (total > RATIO_COUNTS_FROM && total > ratio * this.#received) {
      throw new PayloadFault('archive-too-large', { limit: `${ratio} times the size of the file` });
    }
  }

  /** The same pieces, counted. Raises PayloadFault `archive-too-large` at the piece that is too much. */
  async *counted(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const piece of pieces) {
      this.requireRoom(piece.byteLength);
      this.#bytes += piece.byteLength;
      yield piece;
    }
  }
}
