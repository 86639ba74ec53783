import { bytesOf, partsOf } from './file-parts.mjs';
import { BYTE_MUTATORS, raw } from './mutate-bytes.mjs';
import { ELEMENT_MUTATORS } from './mutate-elements.mjs';
import { ENVELOPE_MUTATORS } from './mutate-envelope.mjs';
import { SEGMENT_MUTATORS } from './mutate-segments.mjs';

const STRUCTURED = { ...SEGMENT_MUTATORS, ...ELEMENT_MUTATORS, ...ENVELOPE_MUTATORS };
const KINDS = [
  SEGMENT_MUTATORS,
  SEGMENT_MUTATORS,
  ELEMENT_MUTATORS,
  ELEMENT_MUTATORS,
  ENVELOPE_MUTATORS,
  BYTE_MUTATORS,
];
/** Larger inputs say nothing that smaller ones do not. */
const LARGEST = 300_000;

/**
 * One to six faults in a file, or now and then no file at all. Gives the bytes and the names of what was done to them.
 * `another` gives a second file's bytes, `donors` segments of any guide.
 */
export function mutate(bytes, chance, { another, donors }) {
  if (chance.oneIn(200)) return { bytes: raw(chance), names: ['raw'] };
  let changed = Buffer.from(bytes);
  const names = [];
  for (let times = 1 + chance.below(chance.oneIn(3) ? 6 : 2); times > 0; times--) {
    const name = chance.of(Object.keys(chance.of(KINDS)));
    changed = apply(name, changed, chance, another, donors).subarray(0, LARGEST);
    names.push(name);
    if (changed.length === 0) break;
  }
  return { bytes: changed, names };
}

function apply(name, bytes, chance, another, donors) {
  if (Object.hasOwn(BYTE_MUTATORS, name)) return BYTE_MUTATORS[name](bytes, chance, another());
  const parts = partsOf(bytes);
  if (parts === undefined || parts.segments.length < 3) return BYTE_MUTATORS.overwrite(bytes, chance);
  STRUCTURED[name](parts, chance, donors);
  return bytesOf(parts);
}
