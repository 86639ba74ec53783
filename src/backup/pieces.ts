import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { READ_SIZE } from '../files/hash-file.js';
import type { Pieces } from './encryption.js';

/** A file in pieces, opened when the first one is asked for. System errors go up as they are. */
export async function* piecesOf(path: string): Pieces {
  yield* createReadStream(path, { highWaterMark: READ_SIZE });
}

/** Measures what runs through it. */
export class Measure {
  readonly #hash = createHash('sha256');
  #bytes = 0;

  async *through(pieces: Pieces): Pieces {
    for await (const piece of pieces) {
      this.#hash.update(piece);
      this.#bytes += piece.byteLength;
      yield piece;
    }
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Hex digest; once, at the end. */
  digest(): string {
    return this.#hash.digest('hex');
  }
}
