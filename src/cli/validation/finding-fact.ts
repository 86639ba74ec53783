import type { Finding, FindingCatalogue } from '../../findings/finding.js';
import { mask } from '../../report/layout.js';
import { isValueProtected } from '../../report/segment-line.js';
import { findingWords } from '../../report/text.js';

/** A finding as `validate --json` shows it (`schemas/cli/validate.schema.json`). */
export function findingFact(
  finding: Finding,
  catalogue: FindingCatalogue,
  where: { readonly file: string; readonly line: number; readonly interchange: number },
  showValues: boolean,
) {
  const { place, value } = finding;
  const { title, message, mend, source } = findingWords(finding, catalogue);
  const shown = value === undefined || showValues || !isValueProtected(finding) ? value : mask(value);
  return {
    kind: 'finding',
    ...where,
    byteOffset: place.byteOffset,
    code: finding.code,
    severity: finding.severity,
    scope: finding.scope,
    acknowledgment: finding.acknowledgment ?? '',
    snip: finding.snip,
    loop: place.loopPath,
    segment: place.segmentId,
    segmentPosition: place.segmentPosition,
    ...(place.element === undefined ? {} : { element: place.element }),
    ...(place.component === undefined ? {} : { component: place.component }),
    ...(place.repetition === undefined ? {} : { repetition: place.repetition }),
    ...(shown === undefined ? {} : { value: shown }),
    title,
    message,
    mend,
    source,
  };
}
