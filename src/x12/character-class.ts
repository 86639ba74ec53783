import type { Delimiters } from './delimiters.js';

/**
 * What a byte is, as bits that the tokenizer ORs together for each element. A type check of a whole element is then
 * one comparison instead of a second walk over its bytes.
 */
export const CharacterClass = {
  digit: 1,
  upper: 2,
  space: 4,
  /** Full stop and minus: legal in a number. */
  numeric: 8,
  /** The rest of the basic character set (X12.6 character sets). */
  basic: 16,
  /** The extended character set, accepted by agreement (X12.6 character sets). */
  extended: 32,
  /** Outside both sets: controls and bytes above 7F. IK403 6. */
  invalid: 64,
  component: 128,
  repetition: 256,
  element: 512,
  segment: 1024,
} as const;

const BASIC = '!"&\'()*+,/:;?=';
const EXTENDED = 'abcdefghijklmnopqrstuvwxyz%~@[]_{}\\|<>#$^`';

/** One class per byte value for an interchange with these delimiters; a delimiter leaves the data set (X12.6 character sets). */
export function characterClasses(delimiters: Delimiters): Uint16Array {
  const classes = new Uint16Array(256).fill(CharacterClass.invalid);
  for (let byte = 0x30; byte <= 0x39; byte++) classes[byte] = CharacterClass.digit;
  for (let byte = 0x41; byte <= 0x5a; byte++) classes[byte] = CharacterClass.upper;
  for (const character of BASIC) classes[character.charCodeAt(0)] = CharacterClass.basic;
  for (const character of EXTENDED) classes[character.charCodeAt(0)] = CharacterClass.extended;
  classes[0x20] = CharacterClass.space;
  classes[0x2e] = CharacterClass.numeric;
  classes[0x2d] = CharacterClass.numeric;
  if (delimiters.repetition !== 0) classes[delimiters.repetition] = CharacterClass.repetition;
  classes[delimiters.component] = CharacterClass.component;
  classes[delimiters.element] = CharacterClass.element;
  classes[delimiters.segment] = CharacterClass.segment;
  return classes;
}
