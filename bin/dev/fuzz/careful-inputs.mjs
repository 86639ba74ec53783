import { bytesOf, idOf, partsOf, placesOf } from './file-parts.mjs';
import { ELEMENT_MUTATORS } from './mutate-elements.mjs';
import { SEGMENT_MUTATORS } from './mutate-segments.mjs';
import { plant } from './plant.mjs';

const SHAPES = [{ kind: 'minimal' }, { kind: 'mixed', seed: 4, repeats: 1 }, { kind: 'maximal', repeats: 1 }];
const DELIMITERS = ['*', '|', '>', ':', '^', '~', '!', '\n', '\r', '\x1c', '\x1d', '\x1e', '\x1f', '+', '[', ']', '\\'];
const LINE_ENDS = ['', '\n', '\r\n', '\n\n'];
const AFTER = ['', '\r\n', ' \t\r\n', '\0\0', '\x1a'];
/** Ids that would reach beyond the set they stand in. */
const FAR_REACHING = new Set(['ISA', 'GS', 'ST', 'SE', 'GE', 'IEA', 'BIN', 'BDS']);
const HARMLESS = ['empty', 'huge', 'manyComponents', 'manyRepetitions', 'surplus', 'strangeCharacter', 'wrong'];

/** A valid file in another dress (delimiters, line ends, filler, the interchange twice): still without a finding. */
export function dressedInput(file, chance) {
  const parts = partsOf(file.bytes);
  const names = ['element', 'repetition', 'component', 'segment'];
  const own = names.map((name) => parts.delimiters[name]);
  const text = file.bytes.toString('latin1');
  const free = DELIMITERS.filter((one) => own.includes(one) || !text.includes(one));
  const changed = names.map(() => free.splice(chance.below(free.length), 1)[0]);
  const lineEnd = LINE_ENDS[chance.below(LINE_ENDS.length)];
  const ends = [...lineEnd].some((one) => changed.includes(one)) ? '' : lineEnd;
  const dress = (one) => changed[own.indexOf(one)] ?? one;
  const segments = parts.segments.slice(0, -1).map((segment) => [...segment].map(dress).join(''));
  const interchange = segments.map((segment) => segment + changed[3] + ends).join('');
  const dressed = interchange + (chance.oneIn(4) ? interchange : '') + chance.of(AFTER);
  return { bytes: Buffer.from(dressed, 'latin1'), names: ['dressed'], isValid: true };
}

/** Faults in one set of a valid file with several: the others stay without a finding. undefined when they might not. */
export function containedInput(file, chance, donors) {
  const parts = partsOf(file.bytes);
  const [starts, ends] = [placesOf(parts, 'ST'), placesOf(parts, 'SE')];
  if (starts.length < 2) return undefined;
  const set = chance.below(starts.length);
  const { delimiters } = parts;
  const body = { delimiters, segments: ['', ...parts.segments.slice(starts[set] + 1, ends[set])] };
  const names = [];
  for (let times = 1 + chance.below(4); times > 0 && body.segments.length > 1; times--) {
    const mutators = chance.of([SEGMENT_MUTATORS, ELEMENT_MUTATORS]);
    const name = chance.of(Object.keys(mutators));
    mutators[name](body, chance, donors);
    names.push(name);
  }
  const changed = body.segments.slice(1).map((segment) => segment ?? '');
  const ids = changed
    .join(delimiters.segment)
    .split(delimiters.segment)
    .map((segment) => idOf(segment, delimiters));
  if (changed.some((segment) => segment.length > 60_000) || ids.some((id) => FAR_REACHING.has(id))) return undefined;
  parts.segments.splice(starts[set] + 1, ends[set] - starts[set] - 1, ...changed);
  const cleanSets = starts.flatMap((_, index) => (index === set ? [] : [index]));
  return { bytes: bytesOf(parts), names: ['contained', ...names], setting: 'plain', cleanSets };
}

/** Plants values that must be masked into valid files, and makes faults beside them; keeps the files it planted. */
export class PlantedInputs {
  #library;
  #guideIds;
  #planted = new Map();

  constructor(library, guideIds) {
    this.#library = library;
    this.#guideIds = guideIds;
  }

  /** Faults behind the first two elements of segments, which say what the others mean; undefined for a guide without protection. */
  next(chance) {
    const guideId = chance.of(this.#guideIds);
    const shape = chance.of(SHAPES);
    const key = `${guideId} ${JSON.stringify(shape)}`;
    if (!this.#planted.has(key)) this.#planted.set(key, plant(this.#library, guideId, shape));
    const file = this.#planted.get(key);
    if (file === undefined) return undefined;
    const parts = partsOf(file.bytes);
    const { element, segment: terminator } = parts.delimiters;
    const names = [];
    for (let times = 1 + chance.below(5); times > 0; times--) {
      const place = 3 + chance.below(parts.segments.length - 3);
      const elements = parts.segments[place].split(element);
      if (elements.length < 4 || ['HL', 'SE', 'GE', 'IEA'].includes(elements[0])) continue;
      const name = chance.of(HARMLESS);
      const own = { ...parts, segments: ['', elements.slice(3).join(element)] };
      ELEMENT_MUTATORS[name](own, chance);
      parts.segments[place] = [...elements.slice(0, 3), own.segments[1].replaceAll(terminator, '')].join(element);
      names.push(name);
    }
    return { bytes: bytesOf(parts), names: ['planted', ...names], isPlanted: true };
  }
}
