import { RefusedUnits } from '../../envelope/refused-units.js';
import type { Finding, FindingCatalogue } from '../../findings/finding.js';
import { generalWording } from '../../report/general-wording.js';
import { findingWords } from '../../report/text.js';
import type { PendingSet } from '../../store/rows.js';
import type { SetContext, UnitRefusalReason } from '../../transactions/handler.js';

/** Reasons told for one unit; a sender mends the first ones and learns of the rest the next time. */
const MOST_REASONS = 20;

/** The findings of a set as the ledger kept them; `total` counts also those that were not kept. */
export interface KeptFindings {
  readonly findings: readonly Finding[];
  readonly total: number;
}

/**
 * Looks up why units of a set were refused, in the words of its findings: which units is said by the stored refusals,
 * which are never capped; the findings, which are, only make the wording exact. `findings` is asked once, and only when
 * a unit is refused. Nothing is judged again. Throws RangeError for a code that the catalogue does not hold.
 */
export function unitRefusals(
  set: Pick<PendingSet, 'refusals'>,
  findings: () => KeptFindings,
  catalogue: FindingCatalogue,
): SetContext['refusalsOf'] {
  if (set.refusals.length === 0) return () => [];
  const refused = new RefusedUnits(set.refusals);
  let kept: FindingsByCode | undefined;
  return (unit) => {
    const codes = refused.codesOf(unit.index);
    if (codes.length === 0) return [];
    kept ??= new FindingsByCode(findings());
    const reasons = new Map<string, UnitRefusalReason>();
    for (const code of codes) {
      const found = kept.within(code, unit.byteStart, unit.byteEnd);
      const told = found.length === 0 ? [generalReason(code, catalogue)] : found.map((one) => reason(one, catalogue));
      for (const one of told) reasons.set(`${one.code} ${one.byteOffset ?? ''} ${one.message}`, one);
    }
    return [...reasons.values()].slice(0, MOST_REASONS);
  };
}

/** The refusing findings of a set that the application answers, by code in the order of their places. */
class FindingsByCode {
  readonly #byCode = new Map<string, Finding[]>();
  readonly #isWhole: boolean;

  constructor({ findings, total }: KeptFindings) {
    this.#isWhole = total <= findings.length;
    for (const finding of findings) {
      if (finding.carrier !== 'application' || finding.severity !== 'reject') continue;
      const ofCode = this.#byCode.get(finding.code);
      if (ofCode === undefined) this.#byCode.set(finding.code, [finding]);
      else ofCode.push(finding);
    }
    for (const ofCode of this.#byCode.values()) ofCode.sort((a, b) => positionOf(a) - positionOf(b));
  }

  /**
   * Those that stand in the bytes of a unit. With none there the fault lies above the unit: the last one before it, or
   * the first one when a level's fault is known only at its end. Empty when findings were left out and it may be another.
   */
  within(code: string, byteStart: number, byteEnd: number): readonly Finding[] {
    const findings = this.#byCode.get(code) ?? [];
    const first = firstFrom(findings, byteStart);
    const inside = findings.slice(first, firstFrom(findings, byteEnd)).slice(0, MOST_REASONS);
    if (inside.length > 0 || !this.#isWhole) return inside;
    return findings.slice(Math.max(0, first - 1), Math.max(1, first));
  }
}

/** What is missing stands where the segment after it begins, and belongs to what ends there. */
function positionOf({ place }: Finding): number {
  return place.byteLength === 0 ? place.byteOffset - 0.5 : place.byteOffset;
}

/** Index of the first finding at or after a byte. */
function firstFrom(findings: readonly Finding[], byte: number): number {
  let low = 0;
  let high = findings.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (positionOf(findings[middle]!) < byte) low = middle + 1;
    else high = middle;
  }
  return low;
}

function reason(finding: Finding, catalogue: FindingCatalogue): UnitRefusalReason {
  const { message, mend } = findingWords(finding, catalogue);
  const { place } = finding;
  return { ...catalogue.kind(finding.code), message, mend, place, byteOffset: Math.floor(positionOf(finding)) };
}

/** Without the finding nothing fills the wording's placeholders; a title has none. */
function generalReason(code: string, catalogue: FindingCatalogue): UnitRefusalReason {
  const kind = catalogue.kind(code);
  const message = kind.message.includes('{') ? `${kind.title}.` : kind.message;
  return { ...kind, message, mend: generalWording(kind.mend) };
}
