import { LONGEST_LINE } from './lines.js';
import { ConversionRefused } from './refusal.js';

const LINE_FEED = 0x0a;

/**
 * Cuts NDJSON into its documents, with the number of the line each stands on. Holds one line. Blank lines count and are
 * passed over.
 */
export class LineSplitter {
  readonly #onDocument: (document: unknown, line: number) => void;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });
  #pieces: Uint8Array[] = [];
  #length = 0;
  #line = 1;

  constructor(onDocument: (document: unknown, line: number) => void) {
    this.#onDocument = onDocument;
  }

  /** Lines begun so far. */
  get line(): number {
    return this.#line;
  }

  /** Takes the next bytes. Raises ConversionRefused `line-too-long`, `not-utf-8` or `not-json`, and what the receiver raises. */
  push(chunk: Uint8Array): void {
    let from = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, from)) {
      this.#keep(chunk.subarray(from, end));
      this.#give();
      this.#line++;
      from = end + 1;
    }
    // The chunk is the caller's again once this returns; of a Buffer, `slice` would not be a copy.
    if (from < chunk.length) this.#keep(new Uint8Array(chunk.subarray(from)));
  }

  /** The last line needs no line feed. */
  end(): void {
    this.#give();
  }

  #keep(piece: Uint8Array): void {
    this.#length += piece.length;
    if (this.#length > LONGEST_LINE) {
      const most = `${LONGEST_LINE / (1024 * 1024)} MiB`;
      throw new ConversionRefused('line-too-long', `the line is longer than ${most}`, { line: this.#line });
    }
    this.#pieces.push(piece);
  }

  #give(): void {
    const text = this.#text();
    this.#pieces = [];
    this.#length = 0;
    if (text.trim() === '') return;
    let document: unknown;
    try {
      document = JSON.parse(text);
    } catch {
      // The parser's own message quotes the line, which may hold names and ids.
      throw new ConversionRefused('not-json', 'the line is no JSON document', { line: this.#line });
    }
    this.#onDocument(document, this.#line);
  }

  #text(): string {
    try {
      return this.#decoder.decode(this.#pieces.length === 1 ? this.#pieces[0] : Buffer.concat(this.#pieces));
    } catch {
      throw new ConversionRefused('not-utf-8', 'the line is not UTF-8', { line: this.#line });
    }
  }
}
