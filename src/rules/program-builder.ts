import { codeTable } from '../guides/code-table.js';
import type { CompiledGuide } from '../guides/compiled.js';
import { CellBuilder } from './cell-builder.js';
import { guardPlaces } from './guard-places.js';
import { guardTable } from './guard-table.js';
import { describe, describeTarget, outermost } from './path-keys.js';
import { type ResolvedPath, specificationAt, type Target } from './paths.js';
import type { EachPlan, Judgment, LoopTap, RuleProgram } from './program.js';
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

type NumberList = 'testFlags' | 'steps' | 'places' | 'placeGuards';

/** Steps that need nothing but an index. */
const HAS_NO_USE: ReadonlySet<number> = new Set([TapKind.mark, TapKind.count, TapKind.place, TapKind.opener]);

/** Gathers the cells and taps of all rules of a program; equal questions share one cell. */
export class ProgramBuilder {
  readonly guide: CompiledGuide;
  readonly #cells = new Map<string, number>();
  readonly #made: CellBuilder;
  readonly #memos: Predicate[][] = [];
  readonly #taps: (GrowingTap[] | null)[];
  readonly #loopTaps: (LoopTap[] | null)[];
  readonly #judgments: (Judgment[] | null)[];
  readonly #eachJudgments: Judgment[] = [];
  readonly #openers = new Set<number>();
  /** Places of which a set has one value at most in each occurrence of their loop. */
  readonly #singlePlaces = new Set<number>();

  constructor(guide: CompiledGuide) {
    this.guide = guide;
    this.#taps = new Array(guide.nodeCount).fill(null);
    this.#loopTaps = new Array(guide.nodeCount).fill(null);
    this.#made = new CellBuilder(guide.nodeCount);
    this.#judgments = new Array(guide.nodeCount).fill(null);
  }

  /** A flag that the values of these paths set; `key` names what is asked of them. */
  flag(paths: readonly ResolvedPath[], key: string, use: Use): number {
    return this.#cell(`flag ${key}`, paths, (owner) => {
      const flag = this.#made.flag(owner);
      this.#tapAll(paths, use, flag, 'mark');
      return flag;
    });
  }

  count(paths: readonly ResolvedPath[]): number {
    return this.#cell('count', paths, (owner) => {
      const count = this.#made.count(owner);
      this.#tapAll(paths, { kind: TapKind.count }, count, 'count');
      return count;
    });
  }

  slot(paths: readonly ResolvedPath[], key: string, plan: SlotPlan, use: Use): number {
    return this.#cell(`${plan.kind} ${key}`, paths, (owner) => {
      const slot = this.#made.slot(owner, plan);
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
      const place = this.#made.place(owner);
      if (path.isSingle && targets[0]!.from > 0) this.#singlePlaces.add(place);
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
      const slot = this.#made.slot(owner, { kind: 'table' });
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
      const slot = this.#made.slot(owner, { kind: 'occurrences' });
      const loops = new Set(values.targets.map(({ node }) => this.guide.parent[node]!));
      for (const loop of loops) this.#loopTap(loop, { kind: 'row', index: slot });
      this.#tapAll([values], { kind: TapKind.occurrenceValue, predicate }, slot, 'mark');
      if (amounts !== null) this.#tapAll([amounts], { kind: TapKind.occurrenceAmount, reading }, slot, 'mark');
      return slot;
    });
  }

  /** A slot for the rows of one judgment, and the flag that says it has any. */
  rows(owner: number, columns: number): Pick<EachPlan, 'slot' | 'flag'> {
    return { slot: this.#made.slot(owner, { kind: 'rows', columns }), flag: this.#made.flag(owner) };
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
    const taps = this.#taps.map((list) => list?.toSorted((one, other) => one.from - other.from) ?? null);
    guardPlaces(
      taps,
      this.#judgments.flatMap((list) => list ?? []),
      this.#singlePlaces,
    );
    const guarded = this.#judgments.map((list) => (list === null ? null : guardTable(list)));
    return {
      guide: this.guide,
      rules,
      kinds: ruleKinds(rules),
      flags: this.#made.flags,
      counts: this.#made.counts,
      plans: this.#made.plans,
      places: this.#made.places,
      memos: this.#memos,
      taps,
      loopTaps: this.#loopTaps,
      clears: this.#made.clears,
      judgments: guarded.map((one) => one?.judgments ?? null),
      guards: guarded.map((one) => one?.table ?? null),
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
        steps: [],
        places: [],
        placeGuards: [],
        uses: [],
      };
      list.push(tap);
    }
    const { kind } = use;
    if (kind === TapKind.test) this.#remember(tap, use.predicate!, index);
    else if (HAS_NO_USE.has(kind)) tap.steps.push(kind, index);
    else {
      const harmless = this.#harmless(tap, use);
      const step = tap.uses.push({
        kind,
        index,
        predicate: use.predicate ?? null,
        reading: use.reading ?? null,
        harmless,
      });
      tap.steps.push(kind, step - 1);
    }
    if (kind === TapKind.place) tap.places.push(index);
  }

  #remember(tap: GrowingTap, predicate: Predicate, flag: number): void {
    if (tap.memo < 0) {
      tap.memo = this.#memos.push([]) - 1;
      // Before all other steps: rows look at what the memo said.
      tap.steps.unshift(TapKind.test, tap.memo);
    }
    this.#memos[tap.memo]!.push(predicate);
    tap.testFlags.push(flag);
  }

  /** What the value of a row alone decides is asked of the memo: the same codes come again and again. */
  #harmless(tap: GrowingTap, { kind, predicate }: Use): number {
    if (kind !== TapKind.row || predicate === undefined || predicate === null) return -1;
    const flag = this.#made.flag(this.guide.parent[tap.node]!);
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
