import { expectThat } from './failure.mjs';
import { chunksOf } from './settings.mjs';

/** X12 to JSON and back is the same bytes, whenever it is not refused; chunk sizes change nothing. */
export async function checkConversion(library, bytes, chance) {
  const json = await attempt(library, () => jsonOf(library, bytes, chance.of([7, 300, 1 << 16])));
  if (json === undefined) return;
  const back = await x12Of(library, json, chance.of([5, 1 << 16]));
  expectThat(Buffer.from(back, 'latin1').equals(bytes), 'convert', 'the file comes back changed');
}

/** undefined when the conversion was refused, which is an answer. */
async function attempt(library, work) {
  try {
    return await work();
  } catch (error) {
    if (error instanceof library.ConversionRefused) return undefined;
    throw error;
  }
}

export async function jsonOf(library, bytes, size) {
  const lines = [];
  const conversion = new library.X12ToJson(library.schemas, (line) => lines.push(line));
  for await (const chunk of chunksOf(bytes, size)) conversion.push(chunk);
  conversion.end();
  return lines.join('');
}

export async function x12Of(library, json, size) {
  const texts = [];
  const conversion = new library.JsonToX12((text) => texts.push(text));
  for await (const chunk of chunksOf(Buffer.from(json, 'utf8'), size)) conversion.push(chunk);
  conversion.end();
  return texts.join('');
}
