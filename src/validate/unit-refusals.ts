import type { UnitRefusal } from '../findings/finding.js';
import type { CompiledGuide } from '../guides/compiled.js';
import { NodeMap } from './node-map.js';

/** Where a loop stands to the guide's unit loop. */
const Position = { outside: 0, holds: 1, inside: 2 } as const;

const NO_REFUSALS: readonly UnitRefusal[] = Object.freeze([]);

interface OpenRefusal {
  readonly code: string;
  readonly from: number;
  to: number;
}

/**
 * Counts the units of a set (claims, patient events) and keeps which of them findings refuse. A fault inside a unit
 * refuses that unit; a fault in a loop that holds units (a billing provider, a subscriber) refuses all units of that
 * occurrence, later ones included; a fault outside both refuses all of the set. Never capped: pass 2 depends on it.
 */
export class UnitRefusals {
  #guide!: CompiledGuide;
  /** `Position` of each loop node. */
  #positions: Uint8Array = new Uint8Array(0);
  /** Units counted when each holding loop opened. */
  #unitsBefore: Int32Array = new Int32Array(0);
  /** Codes found in the open occurrence of a holding loop; 0 is the set. */
  readonly #pending = new NodeMap<Set<string>>();
  #refusals: OpenRefusal[] = [];
  /** The refusal added last for each code, which a next one may continue. */
  #last = new Map<string, OpenRefusal>();
  #units = 0;
  /** The open unit, counted from 0; -1 outside. */
  #open = -1;

  /** Starts a set. */
  begin(guide: CompiledGuide): void {
    this.#units = 0;
    this.#open = -1;
    this.#pending.clear();
    // A new one, and not the same cleared: see `NodeMap`.
    if (this.#last.size > 0) this.#last = new Map();
    if (this.#guide === guide) return;
    this.#guide = guide;
    this.#positions = positionsOf(guide);
    this.#unitsBefore = new Int32Array(guide.nodeCount);
  }

  /** Units opened so far. */
  get units(): number {
    return this.#units;
  }

  /** The unit that is open, counted from 0; -1 outside units. */
  get current(): number {
    return this.#open;
  }

  opened(loop: number): void {
    const position = this.#positions[loop]!;
    if (position === Position.holds) this.#unitsBefore[loop] = this.#units;
    else if (position === Position.inside && this.#guide.ids[loop] === this.#guide.unitLoop) this.#open = this.#units++;
  }

  closed(loop: number): void {
    if (this.#open >= 0 && this.#guide.ids[loop] === this.#guide.unitLoop) this.#open = -1;
    if (this.#pending.size === 0) return;
    const codes = this.#pending.take(loop);
    if (codes === undefined) return;
    for (const code of codes) this.#add(code, this.#unitsBefore[loop]!, this.#units);
  }

  /** A fault in the open occurrence of this loop, or in the unit named (-1 none). */
  refuse(code: string, loop: number, unit: number): void {
    if (this.#positions[loop] === Position.inside) this.#add(code, this.#units - 1, this.#units);
    else if (unit >= 0) this.#add(code, unit, unit + 1);
    else {
      let holder = loop;
      while (holder > 0 && this.#positions[holder] !== Position.holds) holder = this.#guide.parent[holder]!;
      const codes = this.#pending.get(holder);
      if (codes === undefined) this.#pending.set(holder, new Set([code]));
      else codes.add(code);
    }
  }

  /** Ends the set. `units` is 1 for a guide without a unit loop: the set itself. */
  take(): { readonly units: number; readonly refusals: readonly UnitRefusal[] } {
    const isWhole = this.#guide.unitLoop === '';
    if (isWhole) this.#units = 1;
    this.#unitsBefore[0] = 0;
    // Loops that a set cut off before its SE left open end here.
    if (this.#pending.size > 0) for (const loop of this.#pending.nodes()) this.closed(loop);
    if (this.#refusals.length === 0) return { units: this.#units, refusals: NO_REFUSALS };
    const refusals = this.#refusals.sort((a, b) => a.from - b.from || a.to - b.to);
    this.#refusals = [];
    return { units: this.#units, refusals };
  }

  #add(code: string, from: number, to: number): void {
    if (from >= to || from < 0) return;
    const last = this.#last.get(code);
    if (last !== undefined && from >= last.from && from <= last.to) {
      last.to = Math.max(last.to, to);
      return;
    }
    const refusal = { code, from, to };
    this.#refusals.push(refusal);
    this.#last.set(code, refusal);
  }
}

function positionsOf(guide: CompiledGuide): Uint8Array {
  const positions = new Uint8Array(guide.nodeCount);
  if (guide.unitLoop === '') return positions;
  // Parents are numbered before their children, so one pass marks what lies inside units.
  for (let node = 1; node < guide.nodeCount; node++) {
    if (guide.isLoop[node] === 0) continue;
    if (guide.ids[node] !== guide.unitLoop && positions[guide.parent[node]!] !== Position.inside) continue;
    positions[node] = Position.inside;
    for (let up = guide.parent[node]!; up > 0 && positions[up] === Position.outside; up = guide.parent[up]!) {
      positions[up] = Position.holds;
    }
  }
  return positions;
}
