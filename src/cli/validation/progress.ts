import type { TextStream } from '../context.js';

/** Files up to this size are checked before anybody wonders. */
const WORTH_TELLING = 16 * 1024 * 1024;
const PERIOD_MILLISECONDS = 500;

/** A line on a person's terminal that tells how far a long file has come; nothing elsewhere. */
export class Progress {
  readonly #stream: TextStream;
  readonly #size: number;
  readonly #isShown: boolean;
  #last = 0;

  constructor(stream: TextStream, size: number) {
    this.#stream = stream;
    this.#size = size;
    this.#isShown = stream.isTTY === true && size > WORTH_TELLING;
  }

  tell(bytes: number): void {
    const now = performance.now();
    if (!this.#isShown || now - this.#last < PERIOD_MILLISECONDS) return;
    this.#last = now;
    this.#stream.write(`\r${String(Math.floor((bytes / this.#size) * 100)).padStart(3)} % checked`);
  }

  /** Clears the line. */
  end(): void {
    if (this.#isShown) this.#stream.write(`\r${' '.repeat(20)}\r`);
  }
}
