import { type CodeTable, hasPacked, LONGEST_PACKED, packBytes } from '../guides/code-table.js';
import { type CompiledGuide, ElementFlag } from '../guides/compiled.js';
import { CharacterClass } from '../x12/character-class.js';

/** Integers of one specification in `PlainValues.rows`; a power of two. */
export const ROW_WIDTH = 8;

// What stands where in a row. Constants of this file's own: what another exports is read from memory at each use.
const REFUSED = 0;
const MINIMUM = 1;
const MAXIMUM = 2;
const CODES = 3;
const CODES_MASK = 4;
/** Of a row: not 0 where the element (component) is required. */
export const REQUIRED = 5;
/** Of a composite's row: the last of its components that is required, 0 when none is. */
export const REQUIRED_PARTS = 6;
const { space: SPACE } = CharacterClass;

/** Longest code of those in the array; longer ones are asked of the guide. */
const LONGEST_CODE = LONGEST_PACKED;

/**
 * What settles nearly every value, by specification, in two arrays: an array is quick to read once it is at hand, and
 * `ElementSpecs` with its code tables would be a dozen of them.
 */
export interface PlainValues {
  /**
   * `ROW_WIDTH` integers each: character classes that need more to be looked at, least and greatest length, where its
   * codes begin in `codes` and their mask (-1: any value will do), whether it is required, and its last required component.
   */
  readonly rows: Int32Array;
  /** The slots of all code tables, one after another. */
  readonly codes: Int32Array;
  /** By segment node: the last element that is required, 0 when none is. */
  readonly requiredElements: Uint8Array;
}

/** Of no guide. */
export const NO_VALUES: PlainValues = {
  rows: new Int32Array(0),
  codes: new Int32Array(0),
  requiredElements: new Uint8Array(0),
};

/** Makes the arrays of a guide; `plain` is `ElementSpecs.plain`, or less where imported lists decide. */
export function plainValues(guide: CompiledGuide, plain: Uint16Array): PlainValues {
  const { minimum, maximum, codes, flags, componentStart, componentCount } = guide.specs;
  const starts = startsOf(guide.codeTables);
  const slots = new Int32Array(guide.codeTables.reduce((sum, table) => sum + table.slots.length, 0));
  for (const [index, table] of guide.codeTables.entries()) slots.set(table.slots, starts[index]!);
  const rows = new Int32Array(plain.length * ROW_WIDTH);
  for (let spec = 0; spec < plain.length; spec++) {
    const list = codes[spec]!;
    const row = spec * ROW_WIDTH;
    rows[row + REFUSED] = ~plain[spec]!;
    rows[row + MINIMUM] = minimum[spec]!;
    rows[row + MAXIMUM] = maximum[spec]!;
    rows[row + CODES] = list < 0 ? 0 : starts[list]!;
    rows[row + CODES_MASK] = list < 0 ? -1 : guide.codeTables[list]!.mask;
    rows[row + REQUIRED] = flags[spec]! & ElementFlag.required;
    rows[row + REQUIRED_PARTS] = lastRequired(flags, componentStart[spec]!, componentCount[spec]!);
  }
  const requiredElements = Uint8Array.from(guide.specCount, (count, node) =>
    lastRequired(flags, guide.specStart[node]!, count),
  );
  return { rows, codes: slots, requiredElements };
}

/**
 * True when nothing can be wrong with a value, as with most: its characters and length fit, and its code is listed.
 * `row` is where its specification begins in `rows`, `mask` the classes of its characters. False says nothing.
 */
export function isPlain(
  { rows, codes }: PlainValues,
  row: number,
  bytes: Uint8Array,
  mask: number,
  start: number,
  end: number,
): boolean {
  if ((mask & rows[row + REFUSED]!) !== 0 || mask === SPACE) return false;
  const length = end - start;
  if (length < rows[row + MINIMUM]! || length > rows[row + MAXIMUM]!) return false;
  const codesMask = rows[row + CODES_MASK]!;
  if (codesMask < 0) return true;
  return length <= LONGEST_CODE && hasPacked(codes, rows[row + CODES]!, codesMask, packBytes(bytes, start, end));
}

/** The position (1-based) of the last of these specifications that is required; 0 when none is. */
function lastRequired(flags: Uint16Array, start: number, count: number): number {
  let last = count;
  while (last > 0 && (flags[start + last - 1]! & ElementFlag.required) === 0) last--;
  return last;
}

function startsOf(tables: readonly CodeTable[]): readonly number[] {
  let next = 0;
  return tables.map(({ slots }) => {
    const start = next;
    next += slots.length;
    return start;
  });
}
