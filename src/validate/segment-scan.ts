import type { CodeList } from '../guides/code-lists.js';
import { type CompiledGuide, ElementFlag } from '../guides/compiled.js';
import { CharacterClass, characterClasses } from '../x12/character-class.js';
import type { Delimiters } from '../x12/delimiters.js';
import type { SegmentView } from '../x12/segment-view.js';
import { ElementFaults, type FaultParameters, NO_PARAMETERS } from './element-faults.js';

/** Signs that part a value in two. */
export const STRUCTURE = CharacterClass.component | CharacterClass.repetition;

/**
 * What the element checks share: the segment being checked and the element within, the separators that the set is read
 * with, and the faults found. `ElementChecker` moves it along.
 */
export class SegmentScan {
  guide!: CompiledGuide;
  /** Imported code lists that decide on values of this guide, by specification. */
  imported: readonly (CodeList | undefined)[] = [];
  segment!: SegmentView;
  bytes: Uint8Array = new Uint8Array(0);
  /** The element being checked, 1-based, and its occurrence: 0 for one that does not repeat. */
  element = 0;
  repetition = 0;
  faults = new ElementFaults();
  /** The separators in force: the interchange's, or the ones that the set's data use instead; repetition 0 for none. */
  component = 0;
  repetitionSign = 0;
  /** Class of each byte with these separators. */
  classes: Uint16Array = new Uint16Array(256);
  /** The set's data use another separator than the header says, so that the tokenizer's classes are not right. */
  hasAdopted = false;
  /** The table is kept while the interchange's delimiters object stays the same. */
  #delimiters: Delimiters | undefined;

  /** Starts a set, read with the interchange's separators. */
  begin(delimiters: Delimiters): void {
    if (this.#delimiters !== delimiters) {
      this.#delimiters = delimiters;
      this.classes = characterClasses(delimiters);
    }
    this.component = delimiters.component;
    this.repetitionSign = delimiters.repetition;
    this.hasAdopted = false;
  }

  /** Reads the rest of the set with this separator; gives the one declared, 0 for none. */
  adopt(separator: number, isComponent: boolean): number {
    const declared = isComponent ? this.component : this.repetitionSign;
    if (isComponent) this.component = separator;
    else this.repetitionSign = separator;
    this.hasAdopted = true;
    this.classes = this.classes.slice();
    if (declared > 0) this.classes[declared] = CharacterClass.basic;
    this.classes[separator] = isComponent ? CharacterClass.component : CharacterClass.repetition;
    // The table is no longer that of the interchange: the next set builds its own.
    this.#delimiters = undefined;
    return declared;
  }

  /** The classes of a value's characters with the separators in force. */
  maskOf(start: number, end: number): number {
    let mask = 0;
    for (let i = start; i < end; i++) mask |= this.classes[this.bytes[i]!]!;
    return mask;
  }

  /** A fault of the element at hand, or of one of its components; `start` to `end` are the value's bytes. */
  fault(
    code: string,
    specification: number,
    component: number,
    start: number,
    end: number,
    parameters: FaultParameters = NO_PARAMETERS,
    warnOnly = false,
  ): void {
    const { element, repetition } = this;
    this.faults.add(code, element, component, repetition, start, end, specification, parameters, warnOnly);
  }

  /** The element at hand, or one of its components, is required and not there; only a warning where that was inferred. */
  missing(specification: number, component: number, at: number): void {
    const isInferred = (this.guide.specs.flags[specification]! & ElementFlag.usageInferred) !== 0;
    this.fault('element-missing', specification, component, at, at, NO_PARAMETERS, isInferred);
  }
}
