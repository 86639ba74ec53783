import { type CodeRow, OPEN_END, OPEN_START } from '../../guides/code-list.js';
import { publishedDay } from '../published-day.js';

/** What a layout makes of one line or record of a publisher's file; '' in a row where the file says nothing. */
export type SourceRow =
  | {
      readonly line: number;
      readonly code: string;
      readonly meaning: string;
      readonly from: string;
      readonly to: string;
    }
  /** The description goes on. */
  | { readonly line: number; readonly more: string }
  | { readonly line: number; readonly problem: string };

/** Record ids of the HCPCS file: the first line of an entry and those on which its description goes on. */
export interface HcpcsRecords {
  readonly first: string;
  readonly more: string;
}

/** One row that was not taken. It never quotes the row: the file may be another than the operator meant. */
export interface RowProblem {
  /** From 1. */
  readonly line: number;
  readonly problem: string;
}

/** What the codes of a list look like. */
export interface CodeForm {
  /** Regular expression over the whole code; absent: any printable characters. */
  readonly pattern?: string | undefined;
  /** The same in words, for a message. */
  readonly patternText?: string;
  /** ICD codes are published with a period and sent without. */
  readonly dropPeriods: boolean;
}

/** Problems kept; the others are counted. */
const MOST_PROBLEMS = 50;
/** More than any code list has; NDC, the largest in use, has about 250,000. */
const MOST_ROWS = 2_000_000;
const LONGEST_CODE = 30;
const LONGEST_MEANING = 500;

/** Takes rows one by one, checks each, and keeps the good ones. */
export class RowCollector {
  readonly rows: CodeRow[] = [];
  readonly problems: RowProblem[] = [];
  problemCount = 0;
  readonly #form: CodeForm;
  readonly #pattern: RegExp;
  /** Indexes into `rows` with their lines, by code. */
  readonly #known = new Map<string, { readonly index: number; readonly line: number }[]>();
  #last = -1;

  constructor(form: CodeForm) {
    this.#form = form;
    this.#pattern = new RegExp(`^(?:${form.pattern ?? '[!-~]+'})$`);
  }

  /** False when there are more rows than any list has: the rest need not be read. */
  take(row: SourceRow): boolean {
    if ('problem' in row) this.#refuse(row.line, row.problem);
    else if ('more' in row) this.#continue(row.more);
    else {
      const problem = this.#add(row);
      if (problem !== undefined) this.#refuse(row.line, problem);
    }
    return this.rows.length < MOST_ROWS;
  }

  /** What is wrong with the row; undefined when it was taken. */
  #add({ line, code: published, meaning, from, to }: Extract<SourceRow, { code: string }>): string | undefined {
    this.#last = -1;
    const code = this.#form.dropPeriods ? published.replaceAll('.', '') : published;
    if (code === '') return 'there is no code';
    if (code.length > LONGEST_CODE || !/^[!-~]+$/.test(code)) {
      return `the code is longer than ${LONGEST_CODE} characters, or holds spaces or accents`;
    }
    if (!this.#pattern.test(code)) {
      return `the code is not of the form of this list, which is ${this.#form.patternText ?? this.#form.pattern}`;
    }
    const [first, last] = [publishedDay(from, OPEN_START), publishedDay(to, OPEN_END)];
    if (first === undefined || last === undefined) {
      return 'a date is neither CCYYMMDD, CCYY-MM-DD nor MM/DD/CCYY';
    }
    if (first > last) return 'the code ends before it begins';
    const known = this.#known.get(code) ?? [];
    const overlap = known.find(({ index }) => this.rows[index]!.from <= last && first <= this.rows[index]!.to);
    if (overlap !== undefined) {
      return `line ${overlap.line} has the same code for some of the same days`;
    }
    this.#last = this.rows.length;
    this.#known.set(code, [...known, { index: this.#last, line }]);
    this.rows.push({ code, from: first, to: last, meaning: meaning.slice(0, LONGEST_MEANING) });
    return undefined;
  }

  #continue(more: string): void {
    const row = this.rows[this.#last];
    if (row === undefined) return;
    this.rows[this.#last] = { ...row, meaning: `${row.meaning} ${more}`.slice(0, LONGEST_MEANING) };
  }

  #refuse(line: number, problem: string): void {
    this.problemCount++;
    if (this.problems.length < MOST_PROBLEMS) this.problems.push({ line, problem });
  }
}
