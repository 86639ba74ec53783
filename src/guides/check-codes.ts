import { notePositions } from './syntax-note.js';
import type { DataElement } from './types.js';

/** Takes where a problem is and what it is. */
export type ReportProblem = (where: string, what: string) => void;

/**
 * Checks a list of codes against its data element: no code twice, each of the right length and form, each in the base
 * list where there is one (a code outside it could never be sent without an error).
 */
export function checkCodes(where: string, codes: readonly string[], element: DataElement, report: ReportProblem): void {
  const seen = new Set<string>();
  const base = element.codes === undefined ? undefined : new Set(element.codes);
  for (const code of codes) {
    if (seen.has(code)) report(where, `code "${code}" is listed twice`);
    seen.add(code);
    if (!fits(code, element)) report(where, `code "${code}" does not fit ${describe(element)}`);
    if (base !== undefined && !base.has(code)) report(where, `code "${code}" is not in the base list`);
  }
}

function fits(code: string, { type, minimum, maximum }: DataElement): boolean {
  if (type === 'N0' && !/^-?\d+$/.test(code)) return false;
  if (type === 'R' && !/^-?\d*\.?\d+$/.test(code)) return false;
  const length = type === 'N0' || type === 'R' ? code.replace(/[-.]/g, '').length : code.length;
  return length >= minimum && length <= maximum && code.trim() === code;
}

function describe({ type, minimum, maximum }: DataElement): string {
  return `${type} ${minimum}/${maximum}`;
}

/**
 * Checks X12 syntax notes: a letter (P, R, E, C or L) and at least two positions of two digits, none of them beyond the
 * end of the segment or composite.
 *
 * @param count Elements or components there are.
 */
export function checkSyntaxNotes(where: string, notes: readonly string[], count: number, report: ReportProblem): void {
  for (const note of notes) {
    if (!/^[PRECL](?:\d\d){2,}$/.test(note)) {
      report(where, `"${note}" is not a syntax note`);
      continue;
    }
    for (const position of notePositions(note)) {
      if (position < 1 || position > count) report(where, `syntax note ${note} names position ${position} of ${count}`);
    }
  }
}
