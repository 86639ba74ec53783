import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';

/** Content in pieces. Whoever writes it says how strings become bytes. */
export type Chunks = Iterable<Uint8Array | string> | AsyncIterable<Uint8Array | string>;

/** What was written. */
export interface WrittenFile {
  /** Hex digest of the content. */
  readonly sha256: string;
  readonly bytes: number;
}

/** Writes chunks into an open file, hashing on the way, and holds one at a time. What chunks and disk raise goes up. */
export async function writeHashed(
  handle: FileHandle,
  chunks: Chunks,
  encoding: 'latin1' | 'utf8',
): Promise<WrittenFile> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of chunks) {
    const content = typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk;
    hash.update(content);
    bytes += content.byteLength;
    await handle.writeFile(content);
  }
  return { sha256: hash.digest('hex'), bytes };
}
