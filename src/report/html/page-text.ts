import { type Markup, trusted } from './markup.js';

/** Bytes of a page after which only what is wrong is still added, without what stands around it. */
const FULL_PAGE = 5 * 1024 * 1024;

/** A page that grows from start to end, and knows when it is large enough. */
export class PageText {
  readonly #parts: string[] = [];
  #length = 0;

  add(markup: Markup): void {
    this.#parts.push(markup.text);
    this.#length += markup.text.length;
  }

  /** True when only faults themselves should still be added. */
  get isFull(): boolean {
    return this.#length >= FULL_PAGE;
  }

  get markup(): Markup {
    return trusted(this.#parts.join(''));
  }
}

/** A number or version as sent, cut where nobody needs more of it to know which one is meant. */
export function shortened(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 40)}…`;
}

/** `1 fault`, `3 faults`, `1,204 segments`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
}
