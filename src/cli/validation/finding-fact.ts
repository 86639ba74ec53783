import type { Finding, FindingCatalogue } from '../../findings/finding.js';
import { mask } from '../../report/layout.js';
import { isValueProtected } from '../../report/segment-line.js';
import { findingWords } from '../../report/text.js';

/** What a finding is called and what encloses it; `group` is GS06 and `set` ST02, '' where there is none. */
export interface FindingWhereabouts {
  /** What every report calls it: `F1.1.2-1`. */
  readonly id: string;
  readonly file: string;
  readonly line: number;
  readonly interchange: number;
  readonly group: string;
  readonly set: string;
}

/** A finding as `validate --json` shows it (`schemas/cli/validate.schema.json`). */
export function findingFact(
  finding: Finding,
  catalogue: FindingCatalogue,
  where: FindingWhereabouts,
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
    carrier: finding.carrier ?? 'acknowledgment',
    snip: finding.snip,
    loop: place.loopPath,
    segment: place.segmentId,
    segmentPosition: place.segmentPosition,
    ...(finding.unit === undefined ? {} : { unit: finding.unit + 1 }),
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
