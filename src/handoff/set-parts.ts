import type { Delimiters } from '../x12/delimiters.js';
import { packTag, type SegmentView } from '../x12/segment-view.js';
import { type TokenHandler, Tokenizer } from '../x12/tokenizer.js';

const TAG = { HL: packTag('HL'), CLM: packTag('CLM'), SE: packTag('SE') };

/** How deep a level stands, by HL03 (837 guides: 20 billing provider, 22 subscriber, 23 patient). */
const DEPTHS: Readonly<Record<string, number>> = Object.freeze({ '20': 0, '22': 1, '23': 2 });
/** Levels that can be open at once. */
export const LEVELS_DEEP = 3;

/** What an accepted 837 set is made of, in file order. A part goes on until the next one begins. */
export interface SetPartHandler {
  /** A level begins: its HL, counted from 0 in the set, and how deep it stands. */
  level(view: SegmentView, index: number, depth: number): void;
  /** A claim begins: its CLM, which opens loop 2300. */
  claim(view: SegmentView): void;
  /** Any other segment between ST and SE, those included in which nothing begins. */
  other(view: SegmentView): void;
  /** SE. */
  trailer(view: SegmentView): void;
}

/**
 * Cuts the bytes of one accepted 837 set at its levels and claims; it trusts that pass 1 found the set well built. Push
 * the bytes from ST to SE in chunks of any size, then `end`.
 */
export class SetParts {
  readonly #tokenizer: Tokenizer;

  /** `fileOffset`: where the set begins in the file. */
  constructor(delimiters: Delimiters, fileOffset: number, handler: SetPartHandler) {
    let levels = 0;
    let depth = 0;
    const tokens: TokenHandler = {
      header() {},
      segment(view) {
        if (view.tag === TAG.CLM) handler.claim(view);
        else if (view.tag === TAG.HL) {
          depth = DEPTHS[view.text(3)] ?? depth;
          handler.level(view, levels++, depth);
        } else if (view.tag === TAG.SE) handler.trailer(view);
        else handler.other(view);
      },
      stray() {},
      oversize() {},
      cut() {},
    };
    this.#tokenizer = new Tokenizer(tokens);
    this.#tokenizer.continueInside(delimiters, fileOffset);
  }

  /** Everything before this byte of the file has been told. */
  get offset(): number {
    return this.#tokenizer.offset;
  }

  push(chunk: Uint8Array): void {
    this.#tokenizer.push(chunk);
  }

  end(): void {
    this.#tokenizer.end();
  }
}
