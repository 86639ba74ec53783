import { npiOf } from '../support/npi.js';
import type { Schemas } from './load.js';
import type { DataElement, GuideElement } from './types.js';

/** The parts of `Schemas` that an instance is made from. */
export type InstanceSchemas = Pick<Schemas, 'elements' | 'codeSets'>;

/** The segment a value stands in. */
export interface ValuePlace {
  readonly segment: string;
  /** 1-based element; 0 while no element is meant. */
  readonly element?: number;
  /** Of the segment's loop under its parent. */
  readonly occurrence: number;
}

/** What a value may depend on: what stands before it in the same segment or composite. */
interface ValueSurroundings extends ValuePlace {
  readonly before: readonly string[];
  readonly elements: readonly GuideElement[];
}

/** Plausible values by data element; what is not here is made from its type, size and name. */
const SAMPLES: Readonly<Record<string, string>> = {
  19: 'BOSTON',
  93: 'EXAMPLE CONTACT',
  100: 'USD',
  116: '021080000',
  156: 'MA',
  166: '1 EXAMPLE STREET',
  234: '99213',
  310: 'EXAMPLE',
  364: '6175550100',
  447: '2000',
  480: '005010X222A1',
  507: '999999992',
  721: 'NM1',
  785: 'EXAMPLE DOCUMENT',
  1034: '45',
  1036: 'PAT',
  1037: 'Q',
  1038: 'DR',
  1039: 'JR',
  1271: 'A1',
  1331: '11',
  1339: '59',
  1705: '005010X222A1',
};

/** Values of a product or service (data element 234) by the qualifier before it (235). */
const PRODUCTS: Readonly<Record<string, string>> = { AD: 'D0120', N4: '00002751001', NU: '0300' };

/** Segments whose dates (data element 1251) are those of a person's birth, death or duty. */
const PERSONAL_DATES = new Set(['DMG', 'INS', 'PAT', 'MPI']);

/**
 * Makes values: of the guide's codes, else of the list or base list, else of type and size. A sequence of numbers drawn
 * from the seed decides between codes; `isPlain` takes the first code each time.
 */
export class InstanceValues {
  readonly #schemas: InstanceSchemas;
  readonly #isPlain: boolean;
  #state: number;

  constructor(schemas: InstanceSchemas, seed: number, isPlain: boolean) {
    this.#schemas = schemas;
    this.#isPlain = isPlain;
    this.#state = (seed ^ 0x9e3779b9) >>> 0;
  }

  /** True about every other time. */
  chance(): boolean {
    return this.#next() < 0.5;
  }

  /** A whole number from `least` to `most`. */
  between(least: number, most: number): number {
    return least + Math.floor(this.#next() * (most - least + 1));
  }

  /** A value for a plain element or component. */
  value(element: GuideElement, at: ValueSurroundings): string {
    const data = this.#schemas.elements[element.element];
    if (data === undefined) throw new RangeError(`No data element ${element.element}`);
    const codes = this.#codesOf(element, data);
    if (codes.length > 0) return this.#pick(codes);
    const text = this.#free(element, data, at);
    return element.pattern === undefined ? text : fitting(element.pattern, text, data);
  }

  #codesOf(element: GuideElement, data: DataElement): readonly string[] {
    if (element.codes !== undefined) return element.codes;
    const list = element.codeSet === undefined ? undefined : this.#schemas.codeSets.get(element.codeSet);
    // What is not on the base list is an error even where a list has it; what has ended may be one too.
    const listed = list?.codes.filter(({ code, to }) => to === undefined && (data.codes?.includes(code) ?? true));
    if (listed !== undefined && listed.length > 0) {
      const sample = listed.find(({ code }) => code === SAMPLES[element.element]);
      return sample === undefined ? listed.map(({ code }) => code) : [sample.code];
    }
    return data.codes ?? [];
  }

  #pick(codes: readonly string[]): string {
    return this.#isPlain ? codes[0]! : codes[this.between(0, codes.length - 1)]!;
  }

  #free(element: GuideElement, data: DataElement, at: ValueSurroundings): string {
    const { minimum, maximum } = data;
    switch (data.type) {
      case 'N0':
        return this.#wholeNumber(element.element, minimum, at);
      case 'R':
        return '1'.padEnd(Math.max(minimum, Math.min(3, maximum)), '0');
      case 'DT':
        return maximum === 6 ? this.#date(at).slice(2) : this.#date(at);
      case 'TM':
        return '1430';
      default:
        return sized(element.element === '1251' ? this.#period(at) : this.#text(element, data, at), data);
    }
  }

  /** A number that counts something counts it: loops (data element 554), bytes of binary data (784). */
  #wholeNumber(element: string, minimum: number, at: ValuePlace): string {
    if (element === '554') return String(at.occurrence);
    return element === '784' ? String(SAMPLES[785]!.length) : '1'.padEnd(minimum, '0');
  }

  #text(element: GuideElement, data: DataElement, at: ValueSurroundings): string {
    const qualifier = at.before.at(-1) ?? '';
    switch (element.element) {
      case '67':
        return qualifier === 'XX' ? this.#npi() : this.#digits(9);
      case '127':
        return this.#digits(9);
      case '509':
      case '1028':
        return `1${this.#digits(9)}`;
      case '234':
        return PRODUCTS[qualifier] ?? SAMPLES[234]!;
      default:
        return SAMPLES[element.element] ?? (element.name ?? data.name).toUpperCase().replace(/[^A-Z0-9 ]/g, '');
    }
  }

  /** A date time period as the format qualifier (data element 1250) before it says. */
  #period(at: ValueSurroundings): string {
    const formatAt = at.elements.findLastIndex(
      ({ element }, index) => index < at.before.length && element === '1250' && at.before[index] !== '',
    );
    const date = this.#date(at);
    switch (formatAt < 0 ? 'D8' : at.before[formatAt]) {
      case 'RD8':
        return `${date}-${date}`;
      case 'DT':
        return `${date}1430`;
      case 'TM':
        return '1430';
      case 'D6':
        return date.slice(2);
      default:
        return date;
    }
  }

  #date(at: ValuePlace): string {
    const day = String(this.between(1, 28)).padStart(2, '0');
    return PERSONAL_DATES.has(at.segment) ? `198004${day}` : `202610${day}`;
  }

  #npi(): string {
    return npiOf(`1${String(this.between(0, 99_999_999)).padStart(8, '0')}`);
  }

  #digits(count: number): string {
    return String(this.between(10 ** (count - 1), 6 * 10 ** (count - 1)));
  }

  /** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
  #next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}

function sized(text: string, { minimum, maximum }: DataElement): string {
  return text.slice(0, maximum).trimEnd().padEnd(minimum, 'X');
}

/** The text when the whole of it matches; else as many digits as do. */
function fitting(pattern: string, text: string, { maximum }: DataElement): string {
  const expression = new RegExp(`^(?:${pattern})$`);
  for (let count = 1; !expression.test(text) && count <= maximum; count++) text = '1'.repeat(count);
  return text;
}
