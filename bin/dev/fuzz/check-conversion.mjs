import { expectThat } from './failure.mjs';
import { BYTE_MUTATORS } from './mutate-bytes.mjs';
import { chunksOf } from './settings.mjs';

/** X12 to JSON and back is the same bytes, whenever it is not refused; chunk sizes change nothing. */
export async function checkConversion(library, bytes, chance) {
  const json = await attempt(library, () => jsonOf(library, bytes, pieceOf(bytes, chance.of([7, 300, 1 << 16]))));
  if (json === undefined) return;
  const back = await x12Of(library, json, pieceOf(json, chance.of([5, 1 << 16])));
  expectThat(Buffer.from(back, 'latin1').equals(bytes), 'convert', 'the file comes back changed');
  if (json.length === 0) return;
  // JSON that somebody changed by hand is turned into X12 or refused.
  const damaged = BYTE_MUTATORS[chance.of(['flip', 'overwrite', 'insert', 'remove', 'cut'])](Buffer.from(json), chance);
  await attempt(library, () => x12Of(library, damaged, 1 << 16));
}

/** Large files are not cut into millions of pieces: the small ones show as much. */
const pieceOf = ({ length }, size) => Math.max(size, Math.ceil(length / 500));

/** undefined when the conversion was refused, which is an answer. */
async function attempt(library, work) {
  try {
    return await work();
  } catch (error) {
    if (error instanceof library.ConversionRefused) return undefined;
    throw error;
  }
}

/** NDJSON of X12 bytes read in pieces of `size`. Rejects with ConversionRefused. */
export async function jsonOf(library, bytes, size) {
  const lines = [];
  const conversion = new library.X12ToJson(library.schemas, (line) => lines.push(line));
  for await (const chunk of chunksOf(bytes, size)) conversion.push(chunk);
  conversion.end();
  return lines.join('');
}

/** X12 of NDJSON, a string or bytes, one character a byte. */
export async function x12Of(library, json, size) {
  const texts = [];
  const conversion = new library.JsonToX12((text) => texts.push(text));
  for await (const chunk of chunksOf(Buffer.from(json), size)) conversion.push(chunk);
  conversion.end();
  return texts.join('');
}
