import type { ReferenceKind, ReferenceService } from '../../domain/reference.js';
import { ReferenceCells, type ReferenceProblem, type ReferenceRules } from './reference-cells.js';
import { type ReferenceRow, ROW_READINGS } from './reference-rows.js';
import type { CsvRecord } from './reference-source.js';

/** Something odd that was taken. */
export interface ReferenceWarning {
  readonly column: string;
  readonly warning: string;
  /** Rows it was seen in, and the line of the first. */
  readonly count: number;
  readonly firstLine: number;
}

/** Problems kept; the others are counted. */
const MOST_PROBLEMS = 100;

/** Checks the rows of one file, each by itself and against those before it. */
export class ReferenceChecker {
  /** Rows checked. */
  rows = 0;
  problemCount = 0;
  /** The first hundred. */
  readonly problems: ReferenceProblem[] = [];
  readonly #kind: ReferenceKind;
  readonly #rules: ReferenceRules;
  readonly #places: ReadonlyMap<string, number>;
  readonly #columns: number;
  /** Line of each key; some 80 MB for a million members. */
  readonly #lines = new Map<string, number>();
  readonly #ranges: { readonly row: ReferenceService; readonly line: number }[] = [];
  readonly #warnings = new Map<string, { column: string; warning: string; count: number; firstLine: number }>();

  /** `columns`: how many cells the header has. */
  constructor(kind: ReferenceKind, rules: ReferenceRules, places: ReadonlyMap<string, number>, columns: number) {
    this.#kind = kind;
    this.#rules = rules;
    this.#places = places;
    this.#columns = columns;
  }

  get warnings(): readonly ReferenceWarning[] {
    return [...this.#warnings.values()];
  }

  /** The row, undefined when something is wrong with it. */
  check({ line, cells: texts }: CsvRecord): ReferenceRow | undefined {
    this.rows++;
    if (texts.length !== this.#columns) {
      const counts = `the row has ${texts.length} cells and the header ${this.#columns}`;
      return this.#refuse({ line, column: '', problem: `${counts}; a cell with a comma in it stands in quotes` });
    }
    const cells = new ReferenceCells(line, texts, this.#places);
    const { read, keyOf, keyColumn } = ROW_READINGS[this.#kind];
    const row = read(cells, this.#rules);
    for (const { column, warning } of cells.warnings) this.#warn(column, warning, line);
    for (const problem of cells.problems) this.#refuse(problem);
    if (cells.problems.length > 0) return undefined;
    const key = keyOf(row as never);
    const earlier = this.#lines.get(key);
    if (earlier !== undefined) {
      return this.#refuse({
        line,
        column: keyColumn,
        problem: `is the same as in line ${earlier}; keep one of the rows`,
      });
    }
    this.#lines.set(key, line);
    if ('isDrug' in row && row.from !== row.to) this.#ranges.push({ row, line });
    return row;
  }

  /** Checks what shows only when all rows were seen: ranges that overlap without one lying in the other. */
  finish(): void {
    const open: { readonly row: ReferenceService; readonly line: number }[] = [];
    const sorted = this.#ranges.toSorted((one, other) => order(one.row, other.row));
    for (const range of sorted) {
      while (open.length > 0 && (open.at(-1)!.row.to < range.row.from || !isComparable(open.at(-1)!.row, range.row))) {
        open.pop();
      }
      const around = open.at(-1);
      if (around !== undefined && around.row.to < range.row.to) {
        const problem = `begins within the range of line ${around.line} and ends outside it; cut it where that one ends`;
        this.#refuse({ line: range.line, column: 'from', problem });
      } else open.push(range);
    }
  }

  #refuse(problem: ReferenceProblem): undefined {
    this.problemCount++;
    if (this.problems.length < MOST_PROBLEMS) this.problems.push(problem);
  }

  #warn(column: string, warning: string, line: number): void {
    const key = `${column} ${warning}`;
    const known = this.#warnings.get(key);
    if (known === undefined) this.#warnings.set(key, { column, warning, count: 1, firstLine: line });
    else known.count++;
  }
}

/** By length, then by first code, wider ranges first. */
function order(one: ReferenceService, other: ReferenceService): number {
  if (!isComparable(one, other)) return one.from.length - other.from.length;
  if (one.from !== other.from) return one.from < other.from ? -1 : 1;
  return one.to > other.to ? -1 : 1;
}

/** Codes of different length never lie in one range. */
function isComparable(one: ReferenceService, other: ReferenceService): boolean {
  return one.from.length === other.from.length;
}
