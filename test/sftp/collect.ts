import { sha256Of } from './remote-side.js';

/** Takes a download into memory, as its size, digest and bytes. */
export async function collect(pieces: AsyncIterable<Uint8Array>) {
  const taken: Uint8Array[] = [];
  for await (const piece of pieces) taken.push(Uint8Array.from(piece));
  const content = Buffer.concat(taken);
  return { content, bytes: content.length, sha256: sha256Of(content) };
}
