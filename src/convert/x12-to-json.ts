import type { Schemas } from '../guides/load.js';
import { Tokenizer } from '../x12/tokenizer.js';
import { type ConversionSummary, EnvelopeLines } from './envelope-lines.js';
import { HeldBytes } from './held-bytes.js';
import { JsonOutput } from './json-output.js';
import { ConversionRefused } from './refusal.js';

/**
 * Turns an X12 file into NDJSON (`ConvertLine`), without loss whatever the file holds. Push its bytes in chunks of any
 * size, then `end`; chunk boundaries never change the text. Holds one segment and what the chunk becomes.
 */
export class X12ToJson {
  readonly #held = new HeldBytes();
  readonly #output = new JsonOutput();
  readonly #lines: EnvelopeLines;
  readonly #tokenizer: Tokenizer;
  readonly #onText: (text: Uint8Array) => void;

  /** `onText` gets the text as bytes, plain ASCII, cut anywhere; they are its own. */
  constructor(schemas: Schemas, onText: (text: Uint8Array) => void) {
    this.#lines = new EnvelopeLines(schemas, this.#held, this.#output);
    this.#tokenizer = new Tokenizer(this.#lines);
    this.#onText = onText;
  }

  /** Takes the next bytes. Raises ConversionRefused `too-much-to-hold`, GatewayError `schemas-unreadable`. */
  push(chunk: Uint8Array): void {
    this.#held.push(chunk);
    // Of a Buffer, `slice` is no copy, and what is kept of a chunk must be one.
    this.#tokenizer.push(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length));
    this.#held.requireRoom(this.#tokenizer.offset);
    this.#give();
  }

  /** Says that there is no more input. Raises ConversionRefused `not-x12` when there was no interchange, as for `push` else. */
  end(): ConversionSummary {
    const { summary } = this.#lines;
    this.#tokenizer.end();
    if (summary.interchanges === 0) {
      const what = this.#held.end === 0 ? 'the file is empty' : 'the file holds no readable ISA';
      throw new ConversionRefused('not-x12', what);
    }
    this.#lines.end(this.#held.end);
    this.#give();
    return summary;
  }

  #give(): void {
    const text = this.#output.take();
    if (text.length > 0) this.#onText(text);
  }
}

/**
 * The NDJSON of an X12 file as a stream of bytes, plain ASCII, about one piece for each chunk. The generator's return
 * value is the summary. Raises what `X12ToJson` raises.
 */
export async function* jsonOfX12(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  schemas: Schemas,
): AsyncGenerator<Uint8Array, ConversionSummary> {
  let text: Uint8Array | undefined;
  const conversion = new X12ToJson(schemas, (piece) => {
    text = piece;
  });
  for await (const chunk of chunks) {
    conversion.push(chunk);
    if (text !== undefined) yield text;
    text = undefined;
  }
  const summary = conversion.end();
  if (text !== undefined) yield text;
  return summary;
}
