import { compiledGuide } from '../../src/guides/compiled-guides.js';
import { defaultSchemasRoot, loadSchemas } from '../../src/guides/load.js';
import { SetValidator, type ValidatorSchemas } from '../../src/validate/set-validator.js';
import { UnitReader } from '../../src/validate/unit-reader.js';
import type { Unit } from '../../src/validate/unit-tree.js';
import { type Delimiters, OUTBOUND_DELIMITERS } from '../../src/x12/delimiters.js';
import { Tokenizer } from '../../src/x12/tokenizer.js';

/** The schemas as shipped. */
export const schemas = loadSchemas(defaultSchemasRoot());

/** The units of one set, given as its segments from ST to SE without terminators, as the gateway reads them. */
export function unitsOf(
  guideId: string,
  segments: readonly string[],
  delimiters: Delimiters = OUTBOUND_DELIMITERS,
): Unit[] {
  const units: Unit[] = [];
  const reader = new UnitReader(compiledGuide(schemas, guideId), delimiters, 0, (unit) => units.push(unit));
  const terminator = String.fromCharCode(delimiters.segment);
  reader.push(Buffer.from(segments.join(terminator) + terminator, 'latin1'));
  reader.end();
  return units;
}

/** What is wrong with one set, warnings included, one short line for each finding; [] for a clean one. */
export function findingsOf(guideIds: readonly string[], segments: readonly string[]): string[] {
  return findingsUnder({ compiled: (id) => compiledGuide(schemas, id), ...schemas }, guideIds, segments);
}

/** The same under schemas of the caller's, which may bring rules between segments. */
export function findingsUnder(
  validatorSchemas: ValidatorSchemas,
  guideIds: readonly string[],
  segments: readonly string[],
): string[] {
  const validator = new SetValidator(validatorSchemas);
  validator.begin(guideIds, OUTBOUND_DELIMITERS);
  const nothing = (): void => {};
  const tokenizer = new Tokenizer({
    header: nothing,
    segment: (segment) => validator.segment(segment),
    stray: nothing,
    oversize: nothing,
    cut: nothing,
  });
  tokenizer.continueInside(OUTBOUND_DELIMITERS, 0);
  tokenizer.push(Buffer.from(`${segments.join('~')}~`, 'latin1'));
  tokenizer.end();
  return validator.end().findings.map(({ place, code }) => {
    return `${place.segmentPosition} ${place.segmentId}${place.element ?? ''} in ${place.loopPath}: ${code}`;
  });
}

/** Lines of a template, blank ones and margins dropped, without the terminators: the segments of a set. */
export function segmentsOfText(text: string): string[] {
  return text
    .split(/[~\n]/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** The segments with every one that begins with a key replaced by its value (several joined with ~), or dropped for ''. */
export function changed(segments: readonly string[], changes: Readonly<Record<string, string>>): string[] {
  for (const start of Object.keys(changes)) {
    if (!segments.some((segment) => segment.startsWith(start))) throw new Error(`No segment begins with ${start}`);
  }
  return segments.flatMap((segment) => {
    const start = Object.keys(changes).find((key) => segment.startsWith(key));
    return start === undefined ? [segment] : segmentsOfText(changes[start]!);
  });
}
