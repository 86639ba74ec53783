import type { TextStream } from '../context.js';

/** Files up to this size are checked before anybody wonders. */
const WORTH_TELLING = 16 * 1024 * 1024;
const PERIOD_MILLISECONDS = 500;

/** A line on a person's terminal that tells how far a long file has come; nothing elsewhere. */
export class Progress {
  readonly #stream: TextStream;
  readonly #size: number;
  readonly #isShown: boolean;
  readonly #done: string;
  #last = 0;

  /** `done` says what happens to the bytes, in one word. */
  constructor(stream: TextStream, size: number, done = 'checked') {
    this.#stream = stream;
    this.#size = size;
    this.#done = done;
    this.#isShown = stream.isTTY === true && size > WORTH_TELLING;
  }

  tell(bytes: number): void {
    const now = performance.now();
    if (!this.#isShown || now - this.#last < PERIOD_MILLISECONDS) return;
    this.#last = now;
    this.#stream.write(`\r${String(Math.floor((bytes / this.#size) * 100)).padStart(3)} % ${this.#done}`);
  }

  /** Clears the line. */
  end(): void {
    if (this.#isShown) this.#stream.write(`\r${' '.repeat(20)}\r`);
  }
}
