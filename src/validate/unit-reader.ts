import type { CompiledGuide } from '../guides/compiled.js';
import type { Delimiters } from '../x12/delimiters.js';
import type { SegmentView } from '../x12/segment-view.js';
import { type TokenHandler, Tokenizer } from '../x12/tokenizer.js';
import { TreeSink } from './tree-sink.js';
import type { Unit } from './unit-tree.js';
import { GuideWalker } from './walker.js';

/**
 * Reads the units of one accepted transaction set from its byte range (ST to SE). Pass 2, convert and reports use it;
 * it trusts that the set was judged before. Push the range's bytes in chunks of any size, then `end`.
 */
export class UnitReader {
  readonly #tokenizer: Tokenizer;
  readonly #sink: TreeSink;

  /** `fileOffset` is where the range begins in the file, so that places in the tree are places in the file. */
  constructor(guide: CompiledGuide, delimiters: Delimiters, fileOffset: number, onUnit: (unit: Unit) => void) {
    this.#sink = new TreeSink(guide, delimiters, onUnit);
    const walker = new GuideWalker(guide, this.#sink);
    walker.useSeparators(delimiters.component, delimiters.repetition);
    let started = false;
    const handler: TokenHandler = {
      header() {},
      segment(segment: SegmentView) {
        if (started) walker.step(segment);
        else walker.start(segment);
        started = true;
      },
      stray() {},
      oversize() {},
      cut() {},
    };
    this.#tokenizer = new Tokenizer(handler);
    this.#tokenizer.continueInside(delimiters, fileOffset);
  }

  push(chunk: Uint8Array): void {
    this.#tokenizer.push(chunk);
  }

  /** Says the range is complete; the last units are given before it returns. */
  end(): void {
    this.#tokenizer.end();
    this.#sink.finish();
  }
}
