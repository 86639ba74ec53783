import { codeTable, hasCode } from '../guides/code-table.js';
import { latin1 } from '../x12/segment-view.js';
import { type Amount, amountOf, SCALE } from './amounts.js';
import type { Quantifier, Source, Value, ValueKind } from './compiler.js';
import type { OccurrenceSlot } from './occurrence-slot.js';
import { encloses, type ResolvedPath } from './paths.js';
import type { ProgramBuilder } from './program-builder.js';
import type { AmountsSlot, Keep, SumSlot, TextsSlot } from './slots.js';
import type { TableSlot } from './table-slot.js';
import { type Reading, TapKind } from './taps.js';
import {
  allSeen,
  anySeen,
  bitClear,
  bitSet,
  FALSE,
  guarded,
  or,
  type Predicate,
  Seen,
  type Test,
  TRUE,
  truth,
  UNKNOWN,
} from './truth.js';
import { single } from './values.js';

/**
 * Makes the cells behind questions to paths, and the closures that read them. Paths of the guide get cells that fill as
 * segments pass; columns of a row are read where they stand.
 */
export class CellCompiler {
  protected readonly builder: ProgramBuilder;
  /** Whose expression it is, for messages. */
  protected readonly name: string;
  /** Some question since this was last reset asked more than the row of `each`. */
  protected readsGuide = false;

  constructor(builder: ProgramBuilder, name: string) {
    this.builder = builder;
    this.name = name;
  }

  fail(what: string): never {
    // It may quote a pattern or a path of any length.
    const shown = what.length > 240 ? `${what.slice(0, 120)} ... ${what.slice(-120)}` : what;
    throw new RangeError(`${this.name}: ${shown}`);
  }

  ask(source: Source, predicate: Predicate, key: string, quantifier: Quantifier): Test {
    if (source.kind === 'column') {
      const { column } = source;
      return (memory) => {
        const start = memory.columnStarts[column]!;
        const end = memory.columnEnds[column]!;
        return start === end ? UNKNOWN : predicate(memory.columnBytes, start, end, memory);
      };
    }
    this.#needValues(source);
    const flag = this.builder.flag([source.path], key, { kind: TapKind.test, predicate });
    this.readsGuide = true;
    const test: Test =
      quantifier === 'any' ? ({ flags }) => anySeen(flags[flag]!) : ({ flags }) => allSeen(flags[flag]!);
    return guarded(test, { truth: [bitSet(flag, Seen.true)], falsehood: [bitSet(flag, Seen.false)] });
  }

  exists(sources: readonly Source[]): Test {
    const columns = sources.filter((source) => source.kind === 'column');
    const paths = sources.filter((source) => source.kind === 'guide').map((source) => source.path);
    const tests: Test[] = columns.map(({ column }) => {
      return (memory) => (memory.columnStarts[column]! < memory.columnEnds[column]! ? TRUE : FALSE);
    });
    if (paths.length > 0) {
      this.readsGuide = true;
      const flag = this.builder.flag(paths, 'exists', { kind: TapKind.mark });
      const test: Test = ({ flags }) => (flags[flag]! === 0 ? FALSE : TRUE);
      tests.push(guarded(test, { truth: [bitSet(flag, Seen.true)], falsehood: [bitClear(flag, Seen.true)] }));
    }
    return or(tests);
  }

  count(sources: readonly Source[]): Value {
    const count = this.builder.count(this.guidePaths(sources, 'count'));
    return single('number', ({ counts }) => counts[count]! * SCALE);
  }

  sum(sources: readonly Source[], empty: 'unknown' | 'zero'): Value {
    for (const source of sources) this.#needValues(source);
    const use = { kind: TapKind.sum, reading: amountOf };
    const slot = this.builder.slot(this.guidePaths(sources, 'sum'), '', { kind: 'sum' }, use);
    return single('number', ({ slots }) => {
      const { total, count } = slots[slot] as SumSlot;
      return Number.isNaN(total) || (count === 0 && empty === 'unknown') ? undefined : total;
    });
  }

  read(source: Source, reading: Reading, key: string, kind: ValueKind, keep: Keep): Value {
    if (source.kind === 'column') {
      const { column } = source;
      return single(kind, (memory) => {
        const start = memory.columnStarts[column]!;
        const end = memory.columnEnds[column]!;
        if (start === end) return undefined;
        const value = reading(memory.columnBytes, start, end);
        return Number.isNaN(value) ? undefined : value;
      });
    }
    this.#needValues(source);
    this.readsGuide = true;
    const kept = source.path.isSingle && keep === 'all' ? 'first' : keep;
    const use = { kind: TapKind.amounts, reading };
    const index = this.builder.slot([source.path], `${key} ${kept}`, { kind: 'amounts', keep: kept }, use);
    return {
      kind,
      isSingle: kept !== 'all',
      one: ({ slots }) => {
        const slot = slots[index] as AmountsSlot;
        return slot.count === 0 ? undefined : slot.values[0];
      },
      all: ({ slots }) => {
        const slot = slots[index] as AmountsSlot;
        return slot.isOver ? [] : slot.values.slice(0, slot.count);
      },
    };
  }

  texts(source: Source, keep: 'all' | 'first'): Value {
    if (source.kind === 'column') {
      const { column } = source;
      return single('text', (memory) => {
        const start = memory.columnStarts[column]!;
        const end = memory.columnEnds[column]!;
        return start === end ? undefined : latin1(memory.columnBytes, start, end);
      });
    }
    this.#needValues(source);
    this.readsGuide = true;
    const kept = source.path.isSingle ? 'first' : keep;
    const index = this.builder.slot([source.path], kept, { kind: 'texts', keep: kept }, { kind: TapKind.texts });
    return {
      kind: 'text',
      isSingle: kept === 'first',
      one: ({ slots }) => {
        const slot = slots[index] as TextsSlot;
        return slot.count === 0 ? undefined : slot.text(0);
      },
      all: ({ slots }) => allTexts(slots[index] as TextsSlot),
    };
  }

  distinct(source: Source): Test {
    const paths = this.guidePaths([source], 'distinct');
    this.#needValues(source);
    const index = this.builder.slot(paths, 'all', { kind: 'texts', keep: 'all' }, { kind: TapKind.texts });
    return ({ slots }) => {
      const slot = slots[index] as TextsSlot;
      return slot.count === 0 || slot.isOver ? UNKNOWN : truth(slot.areDistinct);
    };
  }

  occurrences(values: Source, wanted: string, amounts: Source | undefined): Value {
    const sources = amounts === undefined ? [values] : [values, amounts];
    for (const source of sources) this.#needValues(source);
    const [path, amountPath = null] = this.guidePaths(sources, 'a count of occurrences');
    const key = wanted === '' ? 'any' : `'${wanted}'`;
    const predicate = wanted === '' ? () => TRUE : isOneOf([wanted]);
    const slot = this.builder.occurrences(path!, predicate, amountPath, amountOf, key);
    return single('number', (memory) => {
      const { count, total } = (memory.slots[slot] as OccurrenceSlot).result();
      if (amounts === undefined) return count * SCALE;
      return Number.isNaN(total) ? undefined : total;
    });
  }

  sumByKey(key: Source, wanted: Value, amounts: readonly Source[]): Value {
    const [keyPath] = this.guidePaths([key], 'the key of a sum');
    const paths = this.guidePaths(amounts, 'the amounts of a sum');
    for (const source of [key, ...amounts]) this.#needValues(source);
    const { guide } = this.builder;
    // A row is an occurrence of the deepest loop that holds the key and all amounts.
    const rowLoops = new Set(
      keyPath!.targets.map((target) => {
        let loop = guide.parent[target.node]!;
        const mine = (path: ResolvedPath) =>
          path.targets.some(({ node }) => encloses(guide, loop, guide.parent[node]!));
        while (loop > 0 && !paths.every(mine)) loop = guide.parent[loop]!;
        return loop;
      }),
    );
    const slot = this.builder.table(keyPath!, paths, [...rowLoops], amountOf);
    return single('number', (memory) => {
      const text = wanted.one(memory);
      if (text === undefined) return undefined;
      const sum: Amount = (memory.slots[slot] as TableSlot).sum(String(text));
      return Number.isNaN(sum) ? undefined : sum;
    });
  }

  protected guidePaths(sources: readonly Source[], what: string): ResolvedPath[] {
    this.readsGuide = true;
    return sources.map((source) => {
      if (source.kind === 'column') return this.fail(`${what} needs a path of the guide, not "${source.text}"`);
      return source.path;
    });
  }

  #needValues(source: Source): void {
    if (source.kind === 'guide' && source.path.targets.some((target) => target.from === 0)) {
      this.fail(`"${source.text}" names no element`);
    }
  }
}

/** True for the values of a list, without making strings. */
export function isOneOf(values: readonly string[]): Predicate {
  const table = codeTable(values);
  return (bytes, start, end) => (hasCode(table, bytes, start, end) ? TRUE : FALSE);
}

function allTexts(slot: TextsSlot): readonly string[] {
  if (slot.isOver) return [];
  const texts: string[] = [];
  for (let at = 0; at < slot.count; at++) texts.push(slot.text(at));
  return texts;
}
