import type { ClaimRefusal } from '../../domain/claims/model.js';
import { elementOf, type LoopNode, type SegmentNode, segmentOf, type Unit } from '../../validate/unit-tree.js';
import type { UnitRefusalReason } from '../handler.js';
import { type ClaimStatusTable, statusOfPlace } from './claim-status-table.js';

/** The unit a finding refuses, as far as its place is looked up in it. */
type RefusedUnit = Pick<Unit, 'path' | 'delimiters'>;

/**
 * A claim that pass 1 refused, as the claim acknowledgment says it (277CA guide STC01): the status of the rule itself, else
 * of the place in the table, with the entity of the loop the finding lies in; the line when it lies in one, and the level when
 * it concerns more than this claim. `guideId`: that of the set.
 */
export function claimRefusal(
  reason: UnitRefusalReason,
  unit: RefusedUnit,
  guideId: string,
  table: ClaimStatusTable,
): ClaimRefusal {
  const { code, message, mend, place } = reason;
  const [category = '', status = '', entity = ''] = (
    reason.claimStatus ?? tableStatus(reason, unit, guideId, table)
  ).split(':');
  const line = lineOf(reason, unit);
  const loop = innermost(place?.loopPath);
  const level = (['receiver', 'provider'] as const).find(
    (one) => loop !== undefined && table.levels[one].includes(loop),
  );
  return {
    category,
    status,
    entity,
    reason: code,
    message,
    mend,
    ...(level === undefined ? {} : { level }),
    ...(line === undefined ? {} : { line }),
  };
}

function tableStatus(reason: UnitRefusalReason, unit: RefusedUnit, guideId: string, table: ClaimStatusTable): string {
  const category = table.categories[kindOf(reason, table)];
  const { place } = reason;
  if (place !== undefined) {
    const loop = loopAt(reason, unit);
    const segment = segmentAt(reason, loop);
    const found = statusOfPlace(table, {
      guideId,
      loop: innermost(place.loopPath) ?? '',
      segmentId: place.segmentId,
      qualifier: qualifierOf(segment, place.element ?? 1, unit),
      element: place.element,
      component: place.component,
    });
    if (found !== undefined) {
      const entity = found.ofEntity === true ? entityOf(loop, innermost(place.loopPath) ?? '', table) : '';
      return `${category}:${found.status}:${entity}`;
    }
  }
  if (table.balance.snip.includes(reason.snip)) return `${table.categories.invalid}:${table.balance.status}`;
  return `${category}:${table.otherwise}`;
}

function kindOf({ scope, acknowledgment, snip }: UnitRefusalReason, table: ClaimStatusTable) {
  if (acknowledgment !== null && table.missing[scope]?.includes(acknowledgment)) return 'missing';
  return table.relational.includes(snip) ? 'relational' : 'invalid';
}

/** Whom the loop names (NM101), else whom its level is about. */
function entityOf(loop: LoopNode | undefined, loopId: string, table: ClaimStatusTable): string {
  return elementOf(segmentOf(loop, 'NM1'), 1) || (table.entities[loopId] ?? '');
}

/** Number of the line (loop 2400) a finding lies in, 1-based. */
function lineOf({ place, byteOffset }: UnitRefusalReason, { path }: RefusedUnit): number | undefined {
  if (place === undefined || byteOffset === undefined || !place.loopPath.split('/').includes('2400')) return undefined;
  const lines = path.at(-1)?.loops.filter((loop) => loop.id === '2400') ?? [];
  // What is missing from a line stands where the next one begins, half a byte before it.
  const at = lines.findLastIndex((line) => (line.segments[0]?.byteOffset ?? 0) <= byteOffset);
  return at < 0 ? undefined : at + 1;
}

/** The innermost loop of the finding: the last one of its id that begins before it. */
function loopAt({ place, byteOffset }: UnitRefusalReason, { path }: RefusedUnit): LoopNode | undefined {
  const id = innermost(place?.loopPath);
  const found = [...new Set(path.flatMap(withLoopsBelow))].filter(
    (loop) => loop.id === id && (loop.segments[0]?.byteOffset ?? 0) <= (byteOffset ?? 0),
  );
  return found.toSorted((one, other) => one.segments[0]!.byteOffset - other.segments[0]!.byteOffset).at(-1);
}

function withLoopsBelow(loop: LoopNode): readonly LoopNode[] {
  return [loop, ...loop.loops.flatMap(withLoopsBelow)];
}

function segmentAt({ byteOffset }: UnitRefusalReason, loop: LoopNode | undefined): SegmentNode | undefined {
  return loop?.segments.find((segment) => segment.byteOffset === byteOffset);
}

/** What tells a segment apart from others of its id: element 1; in an HI every element has its own qualifier. */
function qualifierOf(segment: SegmentNode | undefined, element: number, { delimiters }: RefusedUnit): string {
  const text = elementOf(segment, segment?.id === 'HI' ? element : 1);
  return text.split(String.fromCharCode(delimiters.component))[0] ?? '';
}

function innermost(loopPath: string | undefined): string | undefined {
  return loopPath?.split('/').at(-1);
}
