import { KIND_BYTES, kindOf, type PayloadKind } from './kind.js';

/** A stream whose beginning was looked at; its pieces are all of it. */
export interface Headed {
  readonly kind: PayloadKind;
  readonly pieces: AsyncIterable<Uint8Array>;
}

/** Tells the kind of a stream by its first bytes. What the stream raises on the way is raised. */
export async function headed(stream: AsyncIterable<Uint8Array>): Promise<Headed> {
  const source = stream[Symbol.asyncIterator]();
  const read: Uint8Array[] = [];
  let bytes = 0;
  while (bytes < KIND_BYTES) {
    const next = await source.next();
    if (next.done === true) break;
    // A copy: whoever makes the pieces may fill them again.
    read.push(new Uint8Array(next.value));
    bytes += next.value.byteLength;
  }
  return { kind: kindOf(Buffer.concat(read)), pieces: rejoined(read, source) };
}

async function* rejoined(read: readonly Uint8Array[], source: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* read;
    yield* { [Symbol.asyncIterator]: () => source };
  } finally {
    // Whoever stops early ends the source too, so that its file is closed.
    await source.return?.();
  }
}
