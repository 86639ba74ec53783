import { isStrictHeader, readHeader } from '../x12/header.js';
import { invalid, type Members, objectOf, textOf } from './line-shapes.js';
import { type DelimitersJson, LINE_FORMAT_VERSION } from './lines.js';
import { ConversionRefused } from './refusal.js';
import { lineBreaksOf } from './segment-x12.js';

const ELEMENT_NAMES = Array.from({ length: 16 }, (_, at) => `ISA${String(at + 1).padStart(2, '0')}`);

/** An ISA as X12 text, one character a byte, with what the segments after it need. */
export interface HeaderText {
  readonly delimiters: DelimitersJson;
  readonly lineEnd: string;
  /** ISA13. */
  readonly controlNumber: string;
  /** With terminator and line breaks. */
  readonly text: string;
}

/**
 * The ISA in an `interchange` line. Raises ConversionRefused `version-unknown`, `line-invalid` (an element is absent or
 * has the wrong length, the separators do not agree with the elements that name them) or `not-latin1`.
 */
export function headerText(members: Members, line: number): HeaderText {
  if (members.version !== LINE_FORMAT_VERSION) {
    throw new ConversionRefused('version-unknown', `the version of the lines must be ${LINE_FORMAT_VERSION}`, { line });
  }
  const delimiters = delimitersOf(objectOf(members.delimiters, 'delimiters', line), line);
  const values = objectOf(members.elements, 'elements', line);
  const elements = ELEMENT_NAMES.map((name) => textOf(values[name], name, line));
  if (Object.keys(values).length !== ELEMENT_NAMES.length) invalid('an ISA has the elements ISA01 to ISA16', line);
  const { element, segment } = delimiters;
  const isa = `ISA${element}${elements.join(element)}${segment}`;
  if (members.form === 'strict') requireStrict(isa, delimiters, line);
  else if (members.form === 'tolerant') requireAgreement(elements, delimiters, line);
  else invalid('form must be "strict" or "tolerant"', line);
  const lineEnd = lineBreaksOf(members.lineEnd, 'lineEnd', segment, line);
  return { delimiters, lineEnd, controlNumber: elements[12]!, text: `${isa}${lineEnd}` };
}

function delimitersOf(members: Members, line: number): DelimitersJson {
  const one = (name: string): string => {
    const text = textOf(members[name], `delimiters.${name}`, line);
    return text.length === 1 ? text : invalid(`delimiters.${name} must be one character`, line);
  };
  const repetition = members.repetition === null ? null : one('repetition');
  return { element: one('element'), component: one('component'), repetition, segment: one('segment') };
}

/** The ISA byte map holds, and a reader would find these very delimiters. */
function requireStrict(isa: string, delimiters: DelimitersJson, line: number): void {
  const bytes = Buffer.from(isa, 'latin1');
  if (!isStrictHeader(bytes, 0) || bytes.length !== 106) {
    invalid('the elements of an ISA must have their fixed lengths, padded with spaces, without the separator', line);
  }
  const { repetition, component } = readHeader(bytes, 0, 0).delimiters;
  const said = delimiters.repetition === null ? 0 : delimiters.repetition.charCodeAt(0);
  if (repetition !== said || component !== delimiters.component.charCodeAt(0)) disagreement(line);
}

function requireAgreement(elements: readonly string[], { component, repetition }: DelimitersJson, line: number): void {
  if (elements[15] !== component || (repetition !== null && elements[10] !== repetition)) disagreement(line);
}

function disagreement(line: number): never {
  return invalid(
    'the delimiters do not agree with ISA11 (repetition, from version 00402 on) and ISA16 (component)',
    line,
  );
}
