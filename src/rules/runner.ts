import type { FindingTrigger } from '../findings/finding.js';
import type { Delimiters } from '../x12/delimiters.js';
import { latin1, type SegmentView } from '../x12/segment-view.js';
import type { RuleFault } from './fault.js';
import { mayAsk, mayBeBroken } from './guard-table.js';
import { RuleMemory } from './memory.js';
import type { OccurrenceSlot } from './occurrence-slot.js';
import { encloses, isProtected, specificationAt } from './paths.js';
import { PlaceFacts, PlaceState, SHOWN } from './places.js';
import {
  type Column,
  GROUP_WIDTH,
  type GuardTable,
  type Judgment,
  type PlacePlan,
  type RuleProgram,
} from './program.js';
import type { RowsSlot } from './rows-slot.js';
import type { TableSlot } from './table-slot.js';
import { type TakeRow, TapReader } from './tap-reader.js';
import type { Tap } from './taps.js';
import { FALSE, Seen, TRUE } from './truth.js';
import { ValueMemo } from './value-memo.js';
import { scalarText } from './values.js';

/** Most values a parameter joins. */
const MOST_SHOWN = 10;

/**
 * Runs the rules of one program over sets, one after another. It is told what the walker tells its sink: `begin`, then
 * `opened`, `matched` and `closed` as they come, then `finish`. A broken rule is reported when its scope loop closes, or
 * as soon as its value comes when nothing else decides. Never throws on content.
 */
export class RuleRunner {
  readonly #program: RuleProgram;
  readonly #report: (fault: RuleFault) => void;
  readonly #memory: RuleMemory;
  readonly #memos: readonly ValueMemo[];
  readonly #reader: TapReader;
  readonly #place = new PlaceFacts();
  readonly #unitLoops: Uint8Array;
  #units = 0;

  constructor(program: RuleProgram, report: (fault: RuleFault) => void) {
    this.#program = program;
    this.#report = report;
    this.#memory = new RuleMemory(program);
    this.#memos = program.memos.map((predicates) => new ValueMemo(predicates));
    this.#reader = new TapReader(this.#memory, this.#memos, this.#takeRow);
    const { guide } = program;
    this.#unitLoops = Uint8Array.from({ length: guide.nodeCount }, (_, node) => {
      return guide.isLoop[node] === 1 && guide.unitLoop !== '' && guide.ids[node] === guide.unitLoop ? 1 : 0;
    });
  }

  /** Starts a set. `received` is the day its file came as the number CCYYMMDD, 0 when nobody says. */
  begin(delimiters: Delimiters, received: number): void {
    this.#reader.separators.component = delimiters.component;
    this.#reader.separators.repetition = delimiters.repetition;
    const day = received === 0 ? Number.NaN : received;
    if (!Object.is(day, this.#memory.received)) for (const memo of this.#memos) memo.clear();
    this.#memory.received = day;
    this.#memory.unit = -1;
    this.#units = 0;
    this.#memory.clear();
  }

  /** A new occurrence of this loop begins. */
  opened(loop: number): void {
    const memory = this.#memory;
    if (this.#unitLoops[loop] === 1) memory.unit = this.#units++;
    memory.openerPositions[loop] = 0;
    const cells = this.#program.clears[loop];
    if (cells !== null) memory.clearLoop(loop, cells!);
    const taps = this.#program.loopTaps[loop];
    if (taps === null) return;
    for (const { kind, index } of taps!) {
      if (kind === 'mark') memory.flags[index]! |= Seen.true;
      else if (kind === 'count') memory.counts[index]!++;
      else {
        memory.touch(index);
        (memory.slots[index] as TableSlot | OccurrenceSlot).open();
      }
    }
  }

  /** The segment is this node; `position` counts from ST = 1. */
  matched(node: number, segment: SegmentView, position: number): void {
    const taps = this.#program.taps[node];
    if (taps === null) return;
    const memory = this.#memory;
    memory.segment = segment;
    memory.position = position;
    this.#reader.read(taps!);
  }

  /** The occurrence ended; the segment at hand is what shows it. */
  closed(loop: number, segment: SegmentView, position: number): void {
    const judgments = this.#program.judgments[loop];
    if (judgments !== null) {
      this.#memory.segment = segment;
      this.#memory.position = position;
      this.#judgeAll(judgments!, this.#program.guards[loop]!);
    }
    if (this.#unitLoops[loop] === 1) this.#memory.unit = -1;
  }

  /** The set ended: judges what holds for all of it. The segment is its last. */
  finish(segment: SegmentView, position: number): void {
    this.closed(0, segment, position);
  }

  #judgeAll(judgments: readonly Judgment[], { groups, guards }: GuardTable): void {
    const { flags, flagsByFour } = this.#memory;
    for (let row = 0; row < groups.length; row += GROUP_WIDTH) {
      if (!mayAsk(groups, row, flagsByFour)) continue;
      for (let at = groups[row + 3]!; at < groups[row + 4]!; at++) {
        if (mayBeBroken(guards, at, flags)) this.#judge(judgments[at]!);
      }
    }
  }

  #judge(judgment: Judgment): void {
    const memory = this.#memory;
    const { each } = judgment;
    if (each === null) {
      if (isBroken(judgment, memory)) this.#reportPlace(judgment);
      return;
    }
    const rows = memory.slots[each.slot] as RowsSlot;
    for (let row = 0; row < rows.count; row++) {
      const place = rows.read(row, memory);
      if (isBroken(judgment, memory)) this.#reportRow(judgment, place, judgment.scope);
    }
  }

  /** A value of `each` has come: it is judged now, kept for later, or let go when it cannot be at fault. */
  readonly #takeRow: TakeRow = (tap, use, element, component, repetition, start, end) => {
    const judgment = this.#program.eachJudgments[use.index]!;
    const { columns, mayApply, mayHold, slot, flag } = judgment.each!;
    const memory = this.#memory;
    const { segment } = memory;
    memory.columnBytes = segment.bytes;
    memory.columnStarts[0] = start;
    memory.columnEnds[0] = end;
    for (let column = 1; column < columns.length; column++) this.#readColumn(columns[column]!, column);
    if (mayApply !== null && mayApply(memory) !== TRUE) return;
    if (mayHold !== null && mayHold(memory) !== FALSE) return;
    if (slot >= 0) {
      memory.touch(slot);
      memory.flags[flag]! |= Seen.true;
      const place = (memory.slots[slot] as RowsSlot).take(memory);
      if (place !== undefined) this.#setRowPlace(place, judgment, tap, element, component, repetition);
      return;
    }
    if (!isBroken(judgment, memory)) return;
    this.#setRowPlace(this.#place, judgment, tap, element, component, repetition);
    this.#reportRow(judgment, this.#place, this.#program.guide.parent[tap.node]!);
  };

  #readColumn({ element, component }: Column, column: number): void {
    const { segment, columnStarts, columnEnds } = this.#memory;
    let start = this.#reader.occurrenceStart;
    let end = this.#reader.occurrenceEnd;
    if (element > 0) {
      const isSent = element <= segment.elementCount && segment.length(element) > 0;
      start = isSent ? segment.starts[element]! : segment.end;
      end = isSent ? segment.ends[element]! : segment.end;
    }
    for (let skip = component; skip > 0; skip--) {
      let stop = start;
      while (stop < end && segment.bytes[stop] !== this.#reader.separators.component) stop++;
      if (skip === 1) end = stop;
      else start = Math.min(stop + 1, end);
    }
    columnStarts[column] = start;
    columnEnds[column] = end;
  }

  #setRowPlace(
    place: PlaceFacts,
    { at }: Judgment,
    tap: Tap,
    element: number,
    component: number,
    repetition: number,
  ): void {
    const memory = this.#memory;
    if (at === null || 'slot' in at) {
      place.set(memory, tap.node, element, component);
      place.setValue(memory, repetition, memory.columnStarts[0]!, memory.columnEnds[0]!);
    } else {
      place.set(memory, tap.node, at.element, at.component);
      place.setValue(memory, 0, memory.columnStarts[at.column]!, memory.columnEnds[at.column]!);
    }
  }

  #reportRow(judgment: Judgment, place: PlaceFacts, loop: number): void {
    const memory = this.#memory;
    const { at } = judgment;
    const column = at === null || 'slot' in at ? 0 : at.column;
    const start = memory.columnStarts[column]!;
    const end = Math.min(memory.columnEnds[column]!, start + SHOWN);
    const value = start === end ? undefined : latin1(memory.columnBytes, start, end);
    this.#tell(judgment, place, loop, value, place);
  }

  #reportPlace(judgment: Judgment): void {
    const { slot, target } = judgment.at as PlacePlan;
    const { places } = this.#memory;
    if (this.#memory.placeStates[slot] !== PlaceState.none) {
      this.#tell(judgment, places.facts(slot), judgment.scope, places.text(slot), undefined);
      return;
    }
    const { guide } = this.#program;
    const isLoop = guide.isLoop[target.node] === 1;
    const place = this.#place;
    place.set(
      this.#memory,
      isLoop ? guide.firstChild[target.node]! : target.node,
      target.from,
      Math.max(target.component, 0),
    );
    this.#setMissing(place, guide.parent[target.node]!, judgment.scope);
    this.#tell(judgment, place, judgment.scope, undefined, undefined);
  }

  /**
   * Where what was not sent should have stood: behind the start of its loop, or of the nearest loop around it that was
   * sent in this occurrence of the scope; with none, before the segment that ended the scope.
   */
  #setMissing(place: PlaceFacts, parent: number, scope: number): void {
    const { openerPositions, openerEnds } = this.#memory;
    const { guide } = this.#program;
    let loop = parent;
    while (!encloses(guide, loop, scope) && openerPositions[loop]! <= openerPositions[scope]!)
      loop = guide.parent[loop]!;
    if (openerPositions[loop]! > 0) {
      place.segmentPosition = openerPositions[loop]! + 1;
      place.byteOffset = openerEnds[loop]!;
    }
    place.byteLength = 0;
    place.elementOffset = place.byteOffset;
  }

  #tell(
    judgment: Judgment,
    place: PlaceFacts,
    loop: number,
    value: string | undefined,
    row: PlaceFacts | undefined,
  ): void {
    const { guide } = this.#program;
    const { node, element, component } = place;
    this.#report({
      rule: judgment.rule,
      scope: judgment.scope,
      loop,
      node,
      segmentPosition: place.segmentPosition,
      byteOffset: place.byteOffset,
      byteLength: place.byteLength,
      element,
      component,
      repetition: place.repetition,
      elementOffset: place.elementOffset,
      elementLength: place.elementLength,
      unit: place.unit,
      value: element === 0 ? undefined : value,
      isProtected: element > 0 && isProtected(guide, specificationAt(guide, node, element, component)),
      parameters: this.#parameters(judgment),
      trigger: this.#trigger(judgment, row),
    });
  }

  #parameters({ parameters }: Judgment): Readonly<Record<string, string>> {
    const texts: Record<string, string> = {};
    for (const { name, value } of parameters) {
      const values = value.isSingle ? [value.one(this.#memory)] : value.all(this.#memory).slice(0, MOST_SHOWN);
      texts[name] = values.map((one) => (one === undefined ? '-' : scalarText(one, value.kind))).join(', ') || '-';
    }
    return texts;
  }

  #trigger({ trigger }: Judgment, row: PlaceFacts | undefined): FindingTrigger | undefined {
    if (trigger === null) return undefined;
    if ('column' in trigger) {
      if (row === undefined) return undefined;
      // The value itself, or another component of its element: where the row stands.
      return this.#triggerAt(
        row,
        trigger.element > 0 ? trigger : { element: row.element, component: trigger.component || row.component },
      );
    }
    const { placeStates, places } = this.#memory;
    if (placeStates[trigger.slot] === PlaceState.none) return undefined;
    const facts = places.facts(trigger.slot);
    return this.#triggerAt(facts, facts);
  }

  #triggerAt(place: PlaceFacts, spot: { readonly element: number; readonly component: number }): FindingTrigger {
    return {
      segmentId: this.#program.guide.ids[place.node]!,
      segmentPosition: place.segmentPosition,
      ...(spot.element > 0 ? { element: spot.element } : {}),
      ...(spot.component > 0 ? { component: spot.component } : {}),
    };
  }
}

/** Surely applies and surely does not hold. */
function isBroken({ condition, demand }: Judgment, memory: RuleMemory): boolean {
  return (condition === null || condition(memory) === TRUE) && demand(memory) === FALSE;
}
