/** Where in a segment something is wrong; 0 for component and repetition when they do not matter. */
export interface ElementPlace {
  readonly element: number;
  readonly component: number;
  readonly repetition: number;
  /** Bytes of the value in the segment's buffer; equal when it is missing. */
  readonly start: number;
  readonly end: number;
  /** Specification index, -1 beyond what the guide lists. */
  readonly specification: number;
}

/** What the wording's placeholders of a finding stand for. */
export type FaultParameters = Readonly<Record<string, string | number>>;

/**
 * Receives each element finding: catalogue code, place, wording parameters, and whether it only warns. The place is
 * used again for the next one: copy what has to stay.
 */
export type ElementReport = (code: string, place: ElementPlace, parameters: FaultParameters, warnOnly: boolean) => void;

/** One finding about an element, before it is told. It is at once its place, so that none has to be made. */
export interface ElementFault extends ElementPlace {
  readonly code: string;
  readonly parameters: FaultParameters;
  readonly warnOnly: boolean;
}

/** For faults whose wording needs nothing beyond their place. */
export const NO_PARAMETERS: FaultParameters = Object.freeze({});

/** Entries kept for the next segment: one with more faults is rare, and its memory is given back. */
const MOST_ENTRIES = 512;

type Mutable<T> = { -readonly [key in keyof T]: T[key] };

/**
 * What is wrong with one segment, collected until all of it is known. Its entries are used again for the next segment,
 * so that a file full of faults costs no more memory than one without.
 */
export class ElementFaults {
  readonly #entries: Mutable<ElementFault>[] = [];
  #count = 0;
  #errors = 0;

  /** Faults collected. */
  get count(): number {
    return this.#count;
  }

  /** Those of them that are more than a warning. */
  get errors(): number {
    return this.#errors;
  }

  /** The faults in the order they were found; good until `clear`. */
  at(index: number): ElementFault {
    return this.#entries[index]!;
  }

  clear(): void {
    this.#count = 0;
    this.#errors = 0;
  }

  /** Adds one; see `ElementPlace` for the numbers. */
  add(
    code: string,
    element: number,
    component: number,
    repetition: number,
    start: number,
    end: number,
    specification: number,
    parameters: FaultParameters,
    warnOnly: boolean,
  ): void {
    if (!warnOnly) this.#errors++;
    const entry = this.#entries[this.#count];
    if (entry === undefined) {
      this.#entries.push({ code, element, component, repetition, start, end, specification, parameters, warnOnly });
    } else {
      entry.code = code;
      entry.element = element;
      entry.component = component;
      entry.repetition = repetition;
      entry.start = start;
      entry.end = end;
      entry.specification = specification;
      entry.parameters = parameters;
      entry.warnOnly = warnOnly;
    }
    this.#count++;
  }

  /** Tells all of them and forgets them. */
  tell(report: ElementReport): void {
    for (let i = 0; i < this.#count; i++) {
      const fault = this.#entries[i]!;
      report(fault.code, fault, fault.parameters, fault.warnOnly);
    }
    this.clear();
    if (this.#entries.length > MOST_ENTRIES) this.#entries.length = MOST_ENTRIES;
  }
}
