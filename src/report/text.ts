import { styleText } from 'node:util';
import { type Finding, type FindingCatalogue, fillWording } from '../findings/finding.js';
import { placeName } from '../x12/places.js';
import { mask, printable, wrap } from './layout.js';
import { ruleLine } from './rule-line.js';
import { isValueProtected, type SegmentSurroundings, segmentLine } from './segment-line.js';
import { unitWord } from './unit-word.js';

/** Where findings stand, for the text about them. */
export interface FindingSource extends Partial<SegmentSurroundings> {
  /** What stands before the line number: a path the operator typed, or a submission number. Never a sender's file name. */
  readonly label: string;
  /** Line number (from 1) of a byte offset; absent: no line numbers. */
  readonly lineAt?: (offset: number) => number;
  /** ST01 of the set it stands in, which says what its units are called. */
  readonly transactionSet?: string;
}

export interface FindingTextOptions {
  /** true: protected values are shown, which is for the operator's own terminal only. */
  readonly showValues: boolean;
  readonly color: boolean;
  /** What every report calls the finding (`numberFindings`); absent: it is not said. */
  readonly id?: string;
}

type Style = Parameters<typeof styleText>[0];

/**
 * What is wrong in words of the catalogue, and how to mend it, with the finding's parameters filled in. Parameters that
 * the place itself tells (`element`, `segment`, `loop`, `name`) need not be given. Safe to print.
 */
export function findingWords(
  finding: Finding,
  catalogue: FindingCatalogue,
): { readonly title: string; readonly message: string; readonly mend: string; readonly source: string } {
  const kind = catalogue.kind(finding.code);
  const { place } = finding;
  const parameters: Record<string, string | number> = {
    element: placeName(place),
    name: placeName(place),
    segment: place.segmentId,
    loop: place.loopPath.slice(place.loopPath.lastIndexOf('/') + 1),
  };
  for (const [name, value] of Object.entries(finding.parameters)) {
    parameters[name] = typeof value === 'string' ? printable(value) : value;
  }
  return {
    title: kind.title,
    message: fillWording(kind.message, parameters),
    mend: fillWording(kind.mend, parameters),
    source: kind.source,
  };
}

/**
 * One finding as a compiler would print it: `label:line (byte offset) severity code id` (the segment's number where lines
 * are not known), its unit, loop path and position, the segment as sent with carets under the fault, what is wrong, how to mend it, and where the rule comes from. Ends with a
 * line feed. Protected values are bullets of equal length unless `showValues`.
 */
export function findingText(
  finding: Finding,
  catalogue: FindingCatalogue,
  source: FindingSource,
  options: FindingTextOptions,
): string {
  const paint = (style: Style, text: string): string =>
    options.color ? styleText(style, text, { validateStream: false }) : text;
  const { place } = finding;
  const words = findingWords(finding, catalogue);
  const line = source.lineAt === undefined ? '' : `:${source.lineAt(place.byteOffset)}`;
  // Who has no line to look at counts segments: the byte alone finds nothing in an editor.
  const segment = line === '' && place.segmentPosition > 0 ? `segment ${place.segmentPosition}, ` : '';
  const severity = paint(finding.severity === 'reject' ? ['bold', 'red'] : ['bold', 'yellow'], finding.severity);
  const id = options.id === undefined ? '' : ` ${options.id}`;
  const lines = [
    `${paint('bold', `${source.label}${line}`)} (${segment}byte ${place.byteOffset}) ${severity} ${finding.code}${id}`,
  ];
  const where = whereabouts(finding, source.transactionSet);
  if (where !== '') lines.push(`  ${where}`);
  const shown =
    source.read === undefined ? undefined : segmentLine(finding, { ...source, read: source.read }, options.showValues);
  if (shown !== undefined) {
    lines.push(`  | ${shown.text}`);
    if (shown.carets !== '') lines.push(`  | ${paint('red', shown.carets)}`);
  } else if (finding.value !== undefined) {
    const value = printable(finding.value);
    lines.push(`  sent: ${isValueProtected(finding) && !options.showValues ? mask(value) : value}`);
  }
  lines.push(...wrap(`${words.title}. ${words.message}`, '  '));
  lines.push(...wrap(`To mend it: ${words.mend}`, '  '));
  lines.push(`  ${paint('dim', `Rule: ${ruleLine({ snip: finding.snip, source: words.source })}`)}`);
  return `${lines.join('\n')}\n`;
}

/** All findings, one after another with an empty line between, as parts to write out. */
export function* findingsText(
  findings: Iterable<Finding>,
  catalogue: FindingCatalogue,
  source: FindingSource,
  options: FindingTextOptions,
): Generator<string, void, undefined> {
  let isFirst = true;
  for (const finding of findings) {
    yield (isFirst ? '' : '\n') + findingText(finding, catalogue, source, options);
    isFirst = false;
  }
}

/**
 * `claim 3 of the set, loop 2000A/2010A, segment 9 of the set (DMG03)`: as much as the place tells. `transactionSet` (ST01)
 * says what its units are called.
 */
export function whereabouts(finding: Finding, transactionSet = ''): string {
  const { place } = finding;
  const parts: string[] = [];
  if (finding.unit !== undefined) parts.push(`${unitWord(transactionSet)} ${finding.unit + 1} of the set`);
  if (place.loopPath !== '') parts.push(`loop ${place.loopPath}`);
  const name = printable(placeName(place));
  if (place.segmentPosition > 0) {
    parts.push(`segment ${place.segmentPosition} of the set${name === '' ? '' : ` (${name})`}`);
  } else if (name !== '') {
    parts.push(name);
  }
  return parts.join(', ');
}
