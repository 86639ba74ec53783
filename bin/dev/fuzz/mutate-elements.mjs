/** Values that are wrong somewhere: type, size, code, characters. Separators are written as the file's own. */
const WRONG = [
  '',
  ' ',
  '   ',
  'ZZZ',
  'QQ',
  'X'.repeat(81),
  '0',
  '-1',
  '1.',
  '.',
  '-',
  '--5',
  '1E9',
  '00000',
  '99999999999999999999',
  '1.23456789',
  '20261399',
  '20260230',
  '00000000',
  '20261102-20261101',
  '2026110',
  '2561',
  '99',
  '143099',
  'NaN',
  'null',
  '123456789',
  '1234567893',
  '{name}',
  '__proto__',
  '$&',
  '<b>&amp;"\'',
  '</style><script>alert(1)</script>',
  '%s%n',
  '\\',
];
const STRANGE = ['\xe9', '\xff', '\0', '\x07', '\x1b[31m', '\x80', '\u00a0', '\t', '\n', '\r\n', '\x1a', '\x7f'];
const SIZES = [36, 256, 257, 4096, 65_535, 65_536, 70_000];
const COUNTS = [2, 11, 40, 64, 100, 1000];

/** Faults in the value of one element that is there, chosen by chance, or just behind the last one. */
export const ELEMENT_MUTATORS = {
  empty: element(() => ''),
  wrong: element((_value, chance) => chance.of(WRONG)),
  anotherValue: element((_value, chance, parts) => anyElement(parts, chance)),
  delimiterInData: element((value, chance, { delimiters }) =>
    insert(value, chance, chance.of(Object.values(delimiters))),
  ),
  strangeCharacter: element((value, chance) => insert(value, chance, chance.of(STRANGE))),
  huge: element((value, chance) => (value || 'A').padEnd(chance.of(SIZES), value || 'A')),
  manyComponents: element((value, chance, { delimiters }) => repeat(value, chance, delimiters.component)),
  manyRepetitions: element((value, chance, { delimiters }) => repeat(value, chance, delimiters.repetition)),
  surplus(parts, chance) {
    const at = 1 + chance.below(parts.segments.length - 1);
    const count = chance.of(COUNTS);
    parts.segments[at] += `${parts.delimiters.element}${chance.of(['', 'X', '1'])}`.repeat(count);
  },
  digit: element((value, chance) => value.replace(/\d/, () => String(chance.below(10)))),
  amount: element((value, chance) =>
    /^\d+(\.\d+)?$/.test(value)
      ? chance.of(['0', '0.01', `${value}.005`, '9999999999', '-1', '12345678901234567890'])
      : value,
  ),
  date: element((value, chance) =>
    /^\d{8}$/.test(value) ? chance.of(['19000101', '20991231', '20261122', '20240229', '20230229']) : value,
  ),
};

/** A mutator that changes one element of a segment that is not the ISA. */
function element(change) {
  return (parts, chance) => {
    const at = 1 + chance.below(parts.segments.length - 1);
    const elements = (parts.segments[at] ?? '').split(parts.delimiters.element);
    const place = 1 + chance.below(elements.length);
    const components = (elements[place] ?? '').split(parts.delimiters.component);
    if (components.length > 1 && !chance.oneIn(3)) {
      const part = chance.below(components.length);
      components[part] = change(components[part], chance, parts);
      elements[place] = components.join(parts.delimiters.component);
    } else elements[place] = change(elements[place] ?? '', chance, parts);
    parts.segments[at] = Array.from(elements, (one) => one ?? '').join(parts.delimiters.element);
  };
}

function anyElement(parts, chance) {
  return chance.of(chance.of(parts.segments).split(parts.delimiters.element)) ?? '';
}

function insert(value, chance, text) {
  const at = chance.below(value.length + 1);
  return value.slice(0, at) + text + value.slice(at);
}

function repeat(value, chance, separator) {
  return Array.from({ length: chance.of(COUNTS) }, () => value || 'X').join(separator);
}
