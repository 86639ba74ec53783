import type { CompiledGuide } from '../guides/compiled.js';

/** What a loop is to the units of its guide. */
export const UnitRole = {
  /** No unit, and none below: part of whatever holds it. */
  part: 0,
  /** Holds units below: its own segments are inherited by them. */
  level: 1,
  unit: 2,
} as const;

const known = new WeakMap<CompiledGuide, Uint8Array>();

/** The `UnitRole` of each node of a guide; worked out once. A guide without unit loop has parts only. */
export function unitRoles(guide: CompiledGuide): Uint8Array {
  let roles = known.get(guide);
  if (roles !== undefined) return roles;
  roles = new Uint8Array(guide.nodeCount);
  for (let node = 1; node < guide.nodeCount; node++) {
    if (guide.unitLoop === '' || guide.isLoop[node] === 0 || guide.ids[node] !== guide.unitLoop) continue;
    roles[node] = UnitRole.unit;
    for (let up = guide.parent[node]!; up > 0; up = guide.parent[up]!) {
      if (roles[up] === UnitRole.part) roles[up] = UnitRole.level;
    }
  }
  known.set(guide, roles);
  return roles;
}
