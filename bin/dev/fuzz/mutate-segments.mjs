import { idOf, placesOf } from './file-parts.mjs';

/** A place that is not the ISA; the ISA has mutators of its own. */
const anyPlace = (parts, chance) => 1 + chance.below(parts.segments.length - 1);

const ENVELOPE = new Set(['ISA', 'GS', 'ST', 'SE', 'GE', 'IEA']);

/**
 * Faults in whole segments and in the hierarchy. Each takes the parts, which it changes, the chance, and `donors`: a
 * function that gives segments of any guide.
 */
export const SEGMENT_MUTATORS = {
  drop: (parts, chance) => parts.segments.splice(anyPlace(parts, chance), 1 + chance.below(3)),
  duplicate(parts, chance) {
    const at = anyPlace(parts, chance);
    const copy = parts.segments[at];
    for (let times = chance.oneIn(8) ? 200 : 1; times > 0; times--) parts.segments.splice(at, 0, copy);
  },
  swap(parts, chance) {
    const [a, b] = [anyPlace(parts, chance), anyPlace(parts, chance)];
    [parts.segments[a], parts.segments[b]] = [parts.segments[b], parts.segments[a]];
  },
  move(parts, chance) {
    const [moved] = parts.segments.splice(anyPlace(parts, chance), 1);
    parts.segments.splice(anyPlace(parts, chance), 0, moved ?? '');
  },
  moveBlock(parts, chance) {
    const moved = parts.segments.splice(anyPlace(parts, chance), 2 + chance.below(12));
    parts.segments.splice(anyPlace(parts, chance), 0, ...moved);
  },
  repeatBlock(parts, chance) {
    const at = anyPlace(parts, chance);
    const block = parts.segments.slice(at, at + 1 + chance.below(20));
    for (let times = 1 + chance.below(8); times > 0; times--) parts.segments.splice(at, 0, ...block);
  },
  truncateSegment(parts, chance) {
    const at = anyPlace(parts, chance);
    const segment = parts.segments[at] ?? '';
    parts.segments[at] = segment.slice(0, chance.below(segment.length));
  },
  strangeId(parts, chance) {
    const at = anyPlace(parts, chance);
    const id = idOf(parts.segments[at] ?? '', parts.delimiters);
    const strange = chance.of([
      'ZZZ',
      '',
      'Z',
      'TOOLONG',
      'nm1',
      'ISA',
      'ST',
      'SE',
      'HL',
      'LX',
      'BIN',
      'BDS',
      'TA1',
      'LS',
      'LE',
    ]);
    parts.segments[at] = `${strange}${(parts.segments[at] ?? '').slice(id.length)}`;
  },
  otherGuide(parts, chance, donors) {
    const given = donors(1 + chance.below(6)).filter((segment) => !ENVELOPE.has(idOf(segment, { element: '*' })));
    const { element, component, repetition } = parts.delimiters;
    const own = { '*': element, ':': component, '^': repetition };
    const translated = given.map((segment) => segment.replace(/[*:^]/g, (found) => own[found]));
    parts.segments.splice(anyPlace(parts, chance), 0, ...translated);
  },
  binary(parts, chance) {
    const { element } = parts.delimiters;
    const length = chance.of(['0', '3', '10', '99999999', '999999999999999', '-1', '', 'X']);
    const data = chance.of(['', 'abc', `a${parts.delimiters.segment}b${element}c`, '\0\xff'.repeat(5)]);
    const start = chance.of(['BIN', `BDS${element}B64`]);
    parts.segments.splice(anyPlace(parts, chance), 0, [start, length, data].join(element));
  },
  hierarchyNumber: (parts, chance) => inHierarchy(parts, chance, 1),
  hierarchyParent: (parts, chance) => inHierarchy(parts, chance, 2),
  hierarchyLevel: (parts, chance) => inHierarchy(parts, chance, 3),
  hierarchyChild: (parts, chance) => inHierarchy(parts, chance, 4),
};

/** Another value in one element of one HL: cycles, leaps, the same number again, none. */
function inHierarchy(parts, chance, element) {
  const places = placesOf(parts, 'HL');
  if (places.length === 0) return;
  const at = chance.of(places);
  const elements = parts.segments[at].split(parts.delimiters.element);
  const own = elements[1] ?? '1';
  elements[element] = chance.of([
    own,
    '1',
    '0',
    '',
    '-1',
    '2',
    '999999999999',
    '01',
    'A',
    '20',
    '22',
    '23',
    'EV',
    'SS',
    'PT',
    '19',
  ]);
  parts.segments[at] = elements.join(parts.delimiters.element);
}
