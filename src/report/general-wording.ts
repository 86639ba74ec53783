/**
 * Phrases of the findings catalogue that name a value of one finding, and what stands for them when no finding is at
 * hand. Longer phrases come before those they contain.
 */
const PHRASES: readonly (readonly [phrase: string, general: string])[] = [
  ['The part "{name}" (loop {loop}), which begins with {segment},', 'A loop'],
  ['The loop of {name} ({loop})', 'A loop'],
  ['The level with number {expected}', 'The level that is named as the parent'],
  ['level {expected}', 'the parent level'],
  ['{element} in the group header', 'An element of the group header'],
  ['{element} is the first too many', 'those at the end are too many'],
  ['this one ({element})', 'this one'],
  ['{element} ({name})', 'The element'],
  ['A segment begins with "{segment}", which', 'A segment begins with an id that'],
  ['X12 knows {segment}', 'X12 knows the segment'],
  ['{segment} is an X12 segment', 'The segment is an X12 segment'],
  ['{segment} ({name})', 'The segment'],
  [' (loop {loop})', ''],
  [
    'more than {maximum} times in loop {loop}, which is all the guide allows',
    'more often in its loop than the guide allows',
  ],
  ['in loop {loop}', 'in its loop'],
  [' (X12 note {rule})', ''],
  ['is a "{name}"', 'is of another kind'],
  [' Allowed here: {allowed}.', ''],
  ['the code list "{list}"', 'its code list'],
  ['There are {bytes} bytes of data', 'There are data'],
  ['holds {found}', 'holds another number of'],
  [', but {expected} were counted', ' than were counted'],
  ['is {found}, but the header (ISA13) says {expected}', 'is not the one in the header (ISA13)'],
  ['is {found}, but its header (GS06) says {expected}', 'is not the one in its header (GS06)'],
  ['is {found}, but its header (ST02) says {expected}', 'is not the one in its header (ST02)'],
  ['is {found}, but the next number in this set is {expected}', 'is not the next number in this set'],
  [
    'is {found}, but the level this one belongs to has number {expected}',
    'is not the number of the level that this one belongs to',
  ],
  ['is {found}, but this is line {expected}', 'is not the number of the line'],
  ['more than {maximum} times, which is all the guide allows', 'more often than the guide allows'],
  ['more than {maximum} parts, which is all it may have', 'more parts than it may have'],
  ['Send at most {maximum} here.', 'Send no more than the guide allows here.'],
  ['Send at most {maximum}.', 'Send no more than the guide allows.'],
  ['has {length} characters, but needs at least {minimum}', 'has fewer characters than it needs'],
  ['has {length} characters, but may have at most {maximum}', 'has more characters than it may have'],
  [', {minimum} to {maximum} characters, zeros in front included', ', zeros in front included'],
  ['to {maximum} characters', 'to the length the guide allows'],
  ['{format}', 'the guide asks for'],
  ['as the guide asks for', 'as the guide asks for it'],
  ['the data for "{name}"', 'the data that are missing'],
  ['complete value for "{name}"', 'complete value'],
  ['codes for "{name}"', 'codes'],
  ['"{name}"', 'the value'],
];

/** Stands for a placeholder that no phrase knows; any other is shown by its name: `{total}` as `(total)`. */
const VALUES: Readonly<Record<string, string>> = {
  element: 'the element',
  name: 'the value',
  segment: 'the segment',
  loop: 'its loop',
};

/** A catalogue sentence as it reads for any finding of its kind: nothing in it stands for a value. */
export function generalWording(wording: string): string {
  let text = wording;
  for (const [phrase, general] of PHRASES) text = text.replaceAll(phrase, general);
  text = text.replace(
    /\{(\w+)\}/g,
    (_, name: string) => VALUES[name] ?? `(${name.replaceAll(/(?=[A-Z])/g, ' ').toLowerCase()})`,
  );
  return text.charAt(0).toUpperCase() + text.slice(1);
}
