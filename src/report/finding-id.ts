import type { Finding } from '../findings/finding.js';

/** What carries a finding: a set, a group, an interchange, or the file itself when all are absent. 0-based, as outcomes count. */
export interface FindingOwner {
  readonly interchange?: number;
  readonly group?: number;
  readonly set?: number;
}

/** A finding and the id that every report calls it by. */
export interface NumberedFinding {
  readonly id: string;
  readonly finding: Finding;
}

/**
 * Gives the findings of one owner their ids, in the order of their bytes. `F1.2.3-4` is the fourth finding of the third
 * set in the second group of the first interchange, `F1-1` the first of the interchange itself, `F0-1` the first of the
 * file. An id depends on its owner's findings alone, so that whoever reports on a part of the file (text, JSON, HTML, the
 * report beside the acknowledgments) comes to the same one.
 */
export function numberFindings(owner: FindingOwner, findings: readonly Finding[]): readonly NumberedFinding[] {
  if (findings.length === 0) return [];
  const { interchange, group, set } = owner;
  const parts = [interchange, group, set].filter((part) => part !== undefined);
  const name = parts.length === 0 ? '0' : parts.map((part) => part + 1).join('.');
  return [...findings]
    .sort((a, b) => a.place.byteOffset - b.place.byteOffset)
    .map((finding, index) => ({ id: `F${name}-${index + 1}`, finding }));
}
