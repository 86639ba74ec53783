import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { chunksOf, readSize } from '../files/hash-file.js';
import type { Pieces } from './encryption.js';

/** A file in pieces, opened when the first one is asked for. System errors go up as they are. */
export async function* piecesOf(path: string): Pieces {
  const handle = await open(path, 'r');
  try {
    yield* chunksOf(handle, readSize((await handle.stat()).size));
  } finally {
    await handle.close();
  }
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
