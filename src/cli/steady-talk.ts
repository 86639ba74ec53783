import type { CommandContext } from './context.js';

const PAUSE_MILLISECONDS = 5_000;

/** Says now and then how far long work has come: at most every five seconds, and nothing about short work. */
export class SteadyTalk {
  readonly #context: CommandContext;
  #saidAt = performance.now();

  constructor(context: CommandContext) {
    this.#context = context;
  }

  say(text: () => string): void {
    if (performance.now() - this.#saidAt < PAUSE_MILLISECONDS) return;
    this.#saidAt = performance.now();
    this.#context.talk(text());
  }
}
