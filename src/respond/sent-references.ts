import { Tokenizer } from '../x12/tokenizer.js';

/** References of one interchange that are kept. */
const MOST_REFERENCES = 1_000;

/**
 * Gathers what its sets are called by their writer (BHT03), which a 277CA names them by. Push the bytes of one
 * interchange in chunks of any size, then `end`. At most 1,000; sets without a BHT have none.
 */
export class SentReferences {
  readonly #found = new Set<string>();
  readonly #tokenizer: Tokenizer;

  constructor() {
    const nothing = (): void => undefined;
    this.#tokenizer = new Tokenizer({
      header: nothing,
      segment: (view) => {
        if (view.id !== 'BHT' || this.#found.size >= MOST_REFERENCES) return;
        const reference = view.text(3).slice(0, 50);
        if (reference !== '') this.#found.add(reference);
      },
      stray: nothing,
      oversize: nothing,
      cut: nothing,
    });
  }

  push(chunk: Uint8Array): void {
    this.#tokenizer.push(chunk);
  }

  end(): readonly string[] {
    this.#tokenizer.end();
    return [...this.#found];
  }
}
