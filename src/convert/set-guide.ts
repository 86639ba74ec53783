import type { CompiledGuide } from '../guides/compiled.js';
import { compiledGuide } from '../guides/compiled-guides.js';
import type { Schemas } from '../guides/load.js';
import type { SegmentView } from '../x12/segment-view.js';

/** What names the guide of a set: GS08, and ST01 and ST03. */
export interface SetVersion {
  readonly group: string;
  readonly transactionSet: string;
  readonly implementationReference: string;
}

/**
 * The guide whose names a set is given; undefined when there is none. GS08 decides, ST03 where it names no guide of ours.
 * Of several (a 278 request and its response share version and set) the second segment tells which, and the first is
 * taken when it does not. Raises GatewayError `schemas-unreadable`.
 */
export function guideOfSet(
  schemas: Schemas,
  version: SetVersion,
  second: SegmentView | undefined,
): CompiledGuide | undefined {
  const { group, transactionSet, implementationReference } = version;
  const ofSet = schemas.guideIndex.filter((guide) => guide.transactionSet === transactionSet);
  let candidates = ofSet.filter(({ guide }) => guide === group);
  if (candidates.length === 0) candidates = ofSet.filter(({ guide }) => guide === implementationReference);
  const said = candidates.find(
    ({ when }) => when !== undefined && second?.id === when.segment && when.codes.includes(second.text(when.element)),
  );
  const chosen = said ?? candidates[0];
  return chosen === undefined ? undefined : compiledGuide(schemas, chosen.id);
}
