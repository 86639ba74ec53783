import { changeElement, placesOf } from './file-parts.mjs';

const COUNTS = ['0', '', '1', '2', '-1', '01', '99', '999999', '9999999999', 'X', '1.0'];
const NUMBERS = ['', '0', '0001', '0002', '1', '000000001', '000000002', 'ABCD', '1234567890', '-1', '000000000', ' 1'];
const IDS = ['837', '278', '999', '997', '835', '834', '820', '270', '271', '276', '277', '', 'XXX', 'ST'];
const GROUPS = ['HC', 'HI', 'FA', 'HP', 'BE', 'RA', 'HS', 'HB', 'HR', 'HN', '', 'ZZ'];
const VERSIONS = [
  '005010X222A1',
  '005010X223A2',
  '005010X217',
  '005010X231A1',
  '005010X222',
  '005010X214',
  '004010X098A1',
  '',
  'X'.repeat(13),
];
const SEPARATORS = ['*', ':', '^', '~', '|', '>', '!', '\n', '\r', '\x1c', '\x1d', '\x1f', ' ', 'A', '1', '\0', '\xff'];
/** Widths of ISA01 to ISA16. */
const WIDTHS = [2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9, 1, 1, 1];

/** Faults in the envelope: counts, numbers, ids, several sets with equal HL ids, a damaged ISA, delimiters. */
export const ENVELOPE_MUTATORS = {
  count: (parts, chance) => trailer(parts, chance, ['SE', 'GE', 'IEA'], 1, COUNTS),
  number: (parts, chance) => trailer(parts, chance, ['SE', 'GE', 'IEA', 'ST'], 2, NUMBERS),
  groupNumber: (parts, chance) => trailer(parts, chance, ['GS'], 6, NUMBERS),
  transactionSet: (parts, chance) => trailer(parts, chance, ['ST'], 1, IDS),
  reference: (parts, chance) => trailer(parts, chance, ['ST'], 3, VERSIONS),
  functionalGroup: (parts, chance) => trailer(parts, chance, ['GS'], 1, GROUPS),
  version: (parts, chance) => trailer(parts, chance, ['GS'], 8, VERSIONS),
  groupValue: (parts, chance) =>
    trailer(parts, chance, ['GS'], 2 + chance.below(6), ['', 'X', 'X'.repeat(20), '20261399', '2560', '\xe9']),
  headerElement(parts, chance) {
    const at = chance.below(WIDTHS.length);
    const width = WIDTHS[at];
    const text = chance.of([
      '',
      ' ',
      '0',
      '9',
      'ZZ',
      '00501',
      '00401',
      'T',
      'P',
      'X',
      '1',
      '\xe9',
      'EXAMPLEPAYER',
      'ABC DEF',
    ]);
    const keepsWidth = !chance.oneIn(4);
    changeElement(parts, 0, at + 1, () =>
      keepsWidth ? text.padEnd(width, text === '0' ? '0' : ' ').slice(0, width) : text,
    );
  },
  headerLength(parts, chance) {
    const at = chance.below(105);
    const header = parts.segments[0];
    parts.segments[0] = chance.oneIn(2)
      ? header.slice(0, at) + header.slice(at + 1)
      : `${header.slice(0, at)} ${header.slice(at)}`;
  },
  /** The whole file in other delimiters: stays what it was when they are usable and stand nowhere in the data. */
  otherDelimiters(parts, chance) {
    const names = ['element', 'repetition', 'component', 'segment'];
    const changed = Object.fromEntries(names.map((name) => [name, chance.of(SEPARATORS)]));
    const swapped = new Map(names.map((name) => [parts.delimiters[name], changed[name]]));
    parts.segments = parts.segments.map((segment) => [...segment].map((one) => swapped.get(one) ?? one).join(''));
    Object.assign(parts.delimiters, changed);
  },
  /** Delimiters that the header says, but the file does not use. */
  conflictingDelimiters(parts, chance) {
    const header = parts.segments[0].split('');
    header[chance.of([3, 82, 104])] = chance.of(SEPARATORS);
    parts.segments[0] = header.join('');
  },
  noTerminator(parts, chance) {
    const at = chance.below(parts.segments.length - 1);
    parts.segments.splice(at, 2, `${parts.segments[at]}${parts.segments[at + 1]}`);
  },
  lineEnds(parts, chance) {
    const end = chance.of(['\r\n', '\n', '\r', ' ', '\n\n', '\t']);
    parts.segments = parts.segments.map((segment, at) => (at === 0 ? segment : end + segment));
  },
  equalSets(parts, chance) {
    const [start] = placesOf(parts, 'ST');
    const [end] = placesOf(parts, 'SE');
    if (start === undefined || end === undefined) return;
    const set = parts.segments.slice(start, end + 1);
    const copies = 1 + chance.below(4);
    for (let copy = 0; copy < copies; copy++) parts.segments.splice(start, 0, ...set);
    if (chance.oneIn(2))
      for (const place of placesOf(parts, 'GE'))
        changeElement(parts, place, 1, (count) => String(Number(count) + copies));
  },
  secondInterchange: (parts) =>
    parts.segments.splice(-1, 1, ...parts.segments.slice(0, -1), ...parts.segments.slice(0, -1), ''),
  headerAgain: (parts, chance) => parts.segments.splice(chance.below(parts.segments.length), 0, parts.segments[0]),
  acknowledgment: (parts, chance) =>
    parts.segments.splice(
      1 + chance.below(2),
      0,
      ['TA1', chance.of(NUMBERS), '261102', '1430', 'A', '000'].join(parts.delimiters.element),
    ),
  tail(parts, chance) {
    parts.segments.push(
      chance.of(['garbage', ' \r\n', '\0\0\x1a', 'ISA', `ISA${parts.delimiters.element}00`, '\xef\xbb\xbf']),
    );
  },
  noTrailers: (parts, chance) => parts.segments.splice(-1 - chance.below(4)),
};

function trailer(parts, chance, ids, element, values) {
  const places = placesOf(parts, ...ids);
  if (places.length > 0) changeElement(parts, chance.of(places), element, () => chance.of(values));
}
