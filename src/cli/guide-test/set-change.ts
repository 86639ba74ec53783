import { countRefusedUnits } from '../../envelope/refused-units.js';
import type { Finding, UnitRefusal } from '../../findings/finding.js';
import type { SetRow } from '../../store/ledger.js';

/** Of a set's verdict, what a companion guide may change. */
export type JudgedSet = Pick<SetRow, 'status' | 'units' | 'findings' | 'refusals'>;

/** What another companion guide makes of one set. */
export interface SetChange {
  /** Refused now and not before, and the other way round; 0 or 1. */
  readonly refusedSets: number;
  readonly acceptedSets: number;
  /** Units (claims, patient events) refused now and not before, and the other way round; a refused set refuses all. */
  readonly refusedUnits: number;
  readonly acceptedUnits: number;
  /** Findings there were not before, in file order. */
  readonly came: readonly Finding[];
  /** Findings there are no more. */
  readonly went: readonly Finding[];
}

/** A set that nothing is said of. */
const CLEAN: JudgedSet = { status: 'A', units: 0, findings: [], refusals: [] };

/**
 * Compares the verdicts of two readings of one set; undefined: nothing was said of it. Pure. Findings are the same when
 * code, severity and place are.
 */
export function compareSets(before: JudgedSet | undefined, after: JudgedSet | undefined): SetChange {
  const [one, other] = [before ?? CLEAN, after ?? CLEAN];
  const [wasRefused, isRefused] = [one.status === 'R', other.status === 'R'];
  const [refused, refusing] = [refusalsOf(one), refusalsOf(other)];
  const either = countRefusedUnits([...refused, ...refusing].sort((a, b) => a.from - b.from));
  return {
    refusedSets: isRefused && !wasRefused ? 1 : 0,
    acceptedSets: wasRefused && !isRefused ? 1 : 0,
    refusedUnits: either - countRefusedUnits(refused),
    acceptedUnits: either - countRefusedUnits(refusing),
    came: without(other.findings, one.findings),
    went: without(one.findings, other.findings),
  };
}

/** True for a set of which something is said: only such need to be remembered. */
export function isWorthKeeping({ status, findings, refusals }: JudgedSet): boolean {
  return status === 'R' || findings.length > 0 || refusals.length > 0;
}

function refusalsOf({ status, units, refusals }: JudgedSet): readonly UnitRefusal[] {
  return status === 'R' ? [{ code: '', from: 0, to: units }] : refusals;
}

/** The findings that the others do not have, each as often as it is more often here. */
function without(findings: readonly Finding[], others: readonly Finding[]): Finding[] {
  const left = new Map<string, number>();
  for (const finding of others) left.set(keyOf(finding), (left.get(keyOf(finding)) ?? 0) + 1);
  return findings.filter((finding) => {
    const count = left.get(keyOf(finding)) ?? 0;
    if (count > 0) left.set(keyOf(finding), count - 1);
    return count === 0;
  });
}

function keyOf({ code, severity, place }: Finding): string {
  const { byteOffset, segmentPosition, element = '', component = '', repetition = '' } = place;
  return `${severity} ${code} ${byteOffset} ${segmentPosition} ${element} ${component} ${repetition}`;
}
