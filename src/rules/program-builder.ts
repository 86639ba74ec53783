import { codeTable } from '../guides/code-table.js';
import { type CompiledGuide, ElementFlag } from '../guides/compiled.js';
import { type ResolvedPath, specificationAt, type Target } from './paths.js';
import { CELLS_IN_WORD, type Judgment, type LoopTap, type RuleProgram } from './program.js';
import type { Rule } from './rule.js';
import { ruleKinds } from './rule-kinds.js';
import type { SlotPlan } from './slots.js';
import { type Tap, TapKind, type TapUse } from './taps.js';
import type { Predicate } from './truth.js';

/** What is done with the values a path gives. */
type Use = Pick<TapUse, 'kind'> & Partial<Pick<TapUse, 'predicate' | 'reading'>>;

/** A tap while uses are still being added. */
type GrowingTap = Omit<Tap, 'memo' | NumberList> & {
  readonly [List in NumberList]: number[];
} & {
  readonly key: string;
  readonly uses: TapUse[];
  memo: number;
};

type NumberList = 'testFlags' | 'marks' | 'counts' | 'places' | 'openers';

/** The cells of a loop while they are being handed out: the last word of each kind may have room. */
interface GrowingCells {
  readonly flagWords: number[];
  readonly placeWords: number[];
  readonly counts: number[];
  readonly slots: number[];
  flagsInLast: number;
  placesInLast: number;
}

/** Gathers the cells and taps of all rules of a program; equal questions share one cell. */
export class ProgramBuilder {
  readonly guide: CompiledGuide;
  readonly #cells = new Map<string, number>();
  readonly #plans: SlotPlan[] = [];
  readonly #memos: Predicate[][] = [];
  readonly #taps: (GrowingTap[] | null)[];
  readonly #loopTaps: (LoopTap[] | null)[];
  readonly #clears: (GrowingCells | null)[];
  readonly #judgments: (Judgment[] | null)[];
  readonly #eachJudgments: Judgment[] = [];
  readonly #openers = new Set<number>();
  /** Flag 0 is the one that is always set, and alone in its word. */
  #flagWords = 1;
  #counts = 0;
  #placeWords = 0;

  constructor(guide: CompiledGuide) {
    this.guide = guide;
    this.#taps = new Array(guide.nodeCount).fill(null);
    this.#loopTaps = new Array(guide.nodeCount).fill(null);
    this.#clears = new Array(guide.nodeCount).fill(null);
    this.#judgments = new Array(guide.nodeCount).fill(null);
  }

  /** A flag that the values of these paths set; `key` names what is asked of them. */
  flag(paths: readonly ResolvedPath[], key: string, use: Use): number {
    return this.#cell(`flag ${key}`, paths, (owner) => {
      const flag = this.#newFlag(owner);
      this.#tapAll(paths, use, flag, 'mark');
      return flag;
    });
  }

  count(paths: readonly ResolvedPath[]): number {
    return this.#cell('count', paths, (owner) => {
      this.#cleared(owner).counts.push(this.#counts);
      this.#tapAll(paths, { kind: TapKind.count }, this.#counts, 'count');
      return this.#counts++;
    });
  }

  slot(paths: readonly ResolvedPath[], key: string, plan: SlotPlan, use: Use): number {
    return this.#cell(`${plan.kind} ${key}`, paths, (owner) => {
      const slot = this.#newSlot(owner, plan);
      this.#tapAll(paths, use, slot, 'mark');
      return slot;
    });
  }

  /** A place slot. A loop's place is that of the segment it opens with. */
  place(path: ResolvedPath): number {
    const targets = path.targets.map((target) => this.#opener(target));
    for (const { node } of path.targets) this.#tapOpeners(this.guide.parent[node]!);
    const opened = [{ ...path, targets }];
    return this.#cell('place', opened, (owner) => {
      const place = this.#newPlace(owner);
      this.#tapAll(opened, { kind: TapKind.place }, place, 'mark');
      return place;
    });
  }

  /** A table with one row for each occurrence of the loop that holds both the key and the amounts. */
  table(
    key: ResolvedPath,
    amounts: readonly ResolvedPath[],
    rowLoops: readonly number[],
    reading: TapUse['reading'],
  ): number {
    const all = [key, ...amounts];
    return this.#cell(`table of ${describe([key])}`, all, (owner) => {
      const slot = this.#newSlot(owner, { kind: 'table' });
      for (const loop of rowLoops) this.#loopTap(loop, { kind: 'row', index: slot });
      this.#tapAll([key], { kind: TapKind.tableKey }, slot, 'mark');
      this.#tapAll(amounts, { kind: TapKind.tableAmount, reading: reading ?? null }, slot, 'mark');
      return slot;
    });
  }

  /** Counts and sums the occurrences of loops in which a value is wanted. */
  occurrences(
    values: ResolvedPath,
    predicate: TapUse['predicate'],
    amounts: ResolvedPath | null,
    reading: TapUse['reading'],
    key: string,
  ): number {
    const all = amounts === null ? [values] : [values, amounts];
    return this.#cell(`occurrences ${key} of ${describe([values])}`, all, (owner) => {
      const slot = this.#newSlot(owner, { kind: 'occurrences' });
      const loops = new Set(values.targets.map(({ node }) => this.guide.parent[node]!));
      for (const loop of loops) this.#loopTap(loop, { kind: 'row', index: slot });
      this.#tapAll([values], { kind: TapKind.occurrenceValue, predicate }, slot, 'mark');
      if (amounts !== null) this.#tapAll([amounts], { kind: TapKind.occurrenceAmount, reading }, slot, 'mark');
      return slot;
    });
  }

  /** A slot that is no path's alone. */
  rows(owner: number, columns: number): number {
    return this.#newSlot(owner, { kind: 'rows', columns });
  }

  /**
   * Row taps for the judgment that is added next. `harmless` says TRUE of a value that need not be looked at; null: the
   * value alone does not say.
   */
  tapEach(path: ResolvedPath, harmless: Predicate | null): void {
    this.#tapAll([path], { kind: TapKind.row, predicate: harmless }, this.#eachJudgments.length, 'mark');
  }

  add(judgment: Judgment): void {
    if (judgment.each !== null) this.#eachJudgments.push(judgment);
    // One that is judged as its values come has nothing left to do when the loop closes.
    if (judgment.each !== null && judgment.each.slot < 0) return;
    const list = this.#judgments[judgment.scope] ?? [];
    list.push(judgment);
    this.#judgments[judgment.scope] = list;
  }

  program(rules: readonly Rule[]): RuleProgram {
    return {
      guide: this.guide,
      rules,
      kinds: ruleKinds(rules),
      flags: this.#flagWords * CELLS_IN_WORD,
      counts: this.#counts,
      plans: this.#plans,
      places: this.#placeWords * CELLS_IN_WORD,
      memos: this.#memos,
      taps: this.#taps.map((list) => list?.toSorted((one, other) => one.from - other.from) ?? null),
      loopTaps: this.#loopTaps,
      clears: this.#clears,
      judgments: this.#judgments,
      guardTables: this.#judgments.map((list) => (list === null ? null : guardTable(list))),
      eachJudgments: this.#eachJudgments,
    };
  }

  #cell(key: string, paths: readonly ResolvedPath[], make: (owner: number) => number): number {
    const owner = outermost(paths);
    const whole = `${key} | ${owner} | ${describe(paths)}`;
    let cell = this.#cells.get(whole);
    if (cell === undefined) {
      cell = make(owner);
      this.#cells.set(whole, cell);
    }
    return cell;
  }

  #newSlot(owner: number, plan: SlotPlan): number {
    const slot = this.#plans.push(plan) - 1;
    this.#cleared(owner).slots.push(slot);
    return slot;
  }

  #newFlag(owner: number): number {
    const cells = this.#cleared(owner);
    if (cells.flagsInLast === CELLS_IN_WORD) {
      cells.flagWords.push(this.#flagWords++);
      cells.flagsInLast = 0;
    }
    return cells.flagWords.at(-1)! * CELLS_IN_WORD + cells.flagsInLast++;
  }

  #newPlace(owner: number): number {
    const cells = this.#cleared(owner);
    if (cells.placesInLast === CELLS_IN_WORD) {
      cells.placeWords.push(this.#placeWords++);
      cells.placesInLast = 0;
    }
    return cells.placeWords.at(-1)! * CELLS_IN_WORD + cells.placesInLast++;
  }

  #cleared(owner: number): GrowingCells {
    const cells = this.#clears[owner] ?? {
      flagWords: [],
      placeWords: [],
      counts: [],
      slots: [],
      flagsInLast: CELLS_IN_WORD,
      placesInLast: CELLS_IN_WORD,
    };
    this.#clears[owner] = cells;
    return cells;
  }

  #tapAll(paths: readonly ResolvedPath[], use: Use, index: number, onLoop: 'mark' | 'count'): void {
    for (const target of paths.flatMap((path) => path.targets)) {
      if (this.guide.isLoop[target.node] === 1) this.#loopTap(target.node, { kind: onLoop, index });
      else this.#tap(target, use, index);
    }
  }

  /** Everything that is asked of the same elements is done in one reading. */
  #tap(target: Target, use: Use, index: number): void {
    const { node, from, to, component, filter } = target;
    const list = this.#taps[node] ?? [];
    this.#taps[node] = list;
    const key = describeTarget(target);
    let tap = list.find((one) => one.key === key);
    if (tap === undefined) {
      tap = {
        key,
        node,
        from,
        to,
        component,
        isStructured: component !== 0 || filter?.element === 0 || this.#anyRepeats(target),
        filter:
          filter === null
            ? null
            : { element: filter.element, component: filter.component, table: codeTable(filter.values) },
        memo: -1,
        testFlags: [],
        marks: [],
        counts: [],
        places: [],
        openers: [],
        uses: [],
      };
      list.push(tap);
    }
    switch (use.kind) {
      case TapKind.mark:
        tap.marks.push(index);
        break;
      case TapKind.count:
        tap.counts.push(index);
        break;
      case TapKind.place:
        tap.places.push(index);
        break;
      case TapKind.opener:
        tap.openers.push(index);
        break;
      case TapKind.test:
        this.#remember(tap, use.predicate!, index);
        break;
      default:
        tap.uses.push({
          kind: use.kind,
          index,
          predicate: use.predicate ?? null,
          reading: use.reading ?? null,
          harmless: this.#harmless(tap, use),
        });
    }
  }

  #remember(tap: GrowingTap, predicate: Predicate, flag: number): void {
    if (tap.memo < 0) tap.memo = this.#memos.push([]) - 1;
    this.#memos[tap.memo]!.push(predicate);
    tap.testFlags.push(flag);
  }

  /** What the value of a row alone decides is asked of the memo: the same codes come again and again. */
  #harmless(tap: GrowingTap, { kind, predicate }: Use): number {
    if (kind !== TapKind.row || predicate === undefined || predicate === null) return -1;
    const flag = this.#newFlag(this.guide.parent[tap.node]!);
    this.#remember(tap, predicate, flag);
    return flag;
  }

  #loopTap(loop: number, tap: LoopTap): void {
    const list = this.#loopTaps[loop] ?? [];
    list.push(tap);
    this.#loopTaps[loop] = list;
  }

  #anyRepeats({ node, from, to }: Target): boolean {
    if (from === 0) return false;
    for (let element = from; element <= to; element++) {
      const specification = specificationAt(this.guide, node, element, 0);
      if (this.guide.specs.repeat[specification]! > 1) return true;
    }
    return false;
  }

  /** Where a loop and those around it began: what was not sent should have stood behind that. */
  #tapOpeners(loop: number): void {
    for (let open = loop; open > 0 && !this.#openers.has(open); open = this.guide.parent[open]!) {
      this.#openers.add(open);
      const target = { node: this.guide.firstChild[open]!, from: 0, to: 0, component: 0, filter: null };
      this.#tap(target, { kind: TapKind.opener }, open);
    }
  }

  #opener(target: Target): Target {
    if (this.guide.isLoop[target.node] === 0) return target;
    return { node: this.guide.firstChild[target.node]!, from: 0, to: 0, component: 0, filter: null };
  }
}

/** True for an element that is a composite in the guide. */
export function isCompositeAt(guide: CompiledGuide, node: number, element: number): boolean {
  const specification = specificationAt(guide, node, element, 0);
  return specification >= 0 && (guide.specs.flags[specification]! & ElementFlag.composite) !== 0;
}

/** The first two guards of each judgment. */
function guardTable(judgments: readonly Judgment[]): Int32Array {
  return Int32Array.from(
    judgments.flatMap(({ guards: [first, second] }) => [
      first?.flag ?? 0,
      first?.mask ?? 1,
      second?.flag ?? 0,
      second?.mask ?? 1,
    ]),
  );
}

/** Several paths share one cell, which lives as long as the outermost of their owners. */
function outermost(paths: readonly ResolvedPath[]): number {
  // Owners all enclose the scope, and loops are numbered level by level: the lowest number is the outermost.
  return Math.min(...paths.map((path) => path.owner));
}

function describe(paths: readonly ResolvedPath[]): string {
  return paths
    .flatMap((path) => path.targets)
    .map(describeTarget)
    .join(' ');
}

function describeTarget({ node, from, to, component, filter }: Target): string {
  const key = filter === null ? '' : `${filter.element}-${filter.component}:${filter.values}`;
  return `${node}.${from}-${to}.${component}.${key}`;
}
