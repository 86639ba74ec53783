import { publishedDay } from '../published-day.js';

/** Something wrong in a row. It never quotes the cell: most of these files are about people. */
export interface ReferenceProblem {
  /** From 1; the last line of the row when a cell holds line breaks. */
  readonly line: number;
  /** Documented name of the column, '' when it is about the whole row. */
  readonly column: string;
  /** What is wrong and how to mend it. */
  readonly problem: string;
}

/** What rows are held against; whoever imports looks it up once. */
export interface ReferenceRules {
  /** The payer's form of a provider ID with service location. */
  readonly location: RegExp;
  /** The payer's form of a member id, matched against the whole id; undefined: any. A differing id only warns. */
  readonly memberId: RegExp | undefined;
  readonly states: ReadonlySet<string>;
  /** Ids of the assignments by id and by the payer's own code. */
  readonly assignments: ReadonlyMap<string, string>;
  /** ISO date in the payer's time zone. */
  readonly today: string;
}

const LONGEST_TEXT = 120;
const YES = new Set(['yes', 'y', 'true', '1']);
const NO = new Set(['no', 'n', 'false', '0', '']);
/** What a spreadsheet makes of a long number: 1.00012E+11. */
const SPREADSHEET_NUMBER = /^\d(?:[.,]\d+)?E\+?\d+$/i;
const DATE_FORMS = 'CCYY-MM-DD, CCYYMMDD or MM/DD/CCYY';

/** The cells of one row by column. Asking notes what is wrong, and then gives '' or false, so that a row is read to its end. */
export class ReferenceCells {
  readonly problems: ReferenceProblem[] = [];
  /** Column and words of what is odd and is taken all the same. */
  readonly warnings: { readonly column: string; readonly warning: string }[] = [];
  readonly line: number;
  readonly #cells: readonly string[];
  readonly #places: ReadonlyMap<string, number>;

  constructor(line: number, cells: readonly string[], places: ReadonlyMap<string, number>) {
    this.line = line;
    this.#cells = cells;
    this.#places = places;
  }

  refuse(column: string, problem: string): void {
    this.problems.push({ line: this.line, column, problem });
  }

  warn(column: string, warning: string): void {
    this.warnings.push({ column, warning });
  }

  /** A text of at most 120 characters without line breaks; '' when the cell is empty or the column is absent. */
  text(column: string): string {
    const place = this.#places.get(column);
    const value = place === undefined ? '' : (this.#cells[place] ?? '');
    if (/\p{Cc}/u.test(value)) this.refuse(column, 'holds a line break, tab or other control character; remove it');
    else if (value.length > LONGEST_TEXT) this.refuse(column, `is longer than ${LONGEST_TEXT} characters; shorten it`);
    else return value;
    return '';
  }

  /** The same, and not empty. */
  required(column: string): string {
    const value = this.text(column);
    if (value === '' && !this.#isRefused(column)) this.refuse(column, 'is empty; fill it in or remove the row');
    return value;
  }

  /** A text of a form, in capitals when `upper`; `form` says in words what it looks like. */
  formed(column: string, value: string, pattern: RegExp, form: string): string {
    if (value === '' || pattern.test(value)) return value;
    const changed = 'was changed by a spreadsheet into a rounded number; format the column as text and export it again';
    this.refuse(column, SPREADSHEET_NUMBER.test(value) ? changed : `is not ${form}`);
    return '';
  }

  /** An ISO date, '' for an empty cell. */
  date(column: string): string {
    const value = this.text(column);
    if (value === '') return '';
    const day = publishedDay(value, 0);
    if (day === undefined || day === 0) {
      this.refuse(column, `is not a day of the calendar; write it as ${DATE_FORMS}`);
      return '';
    }
    const digits = String(day).padStart(8, '0');
    return `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`;
  }

  /** yes or no; an empty cell is no. */
  yesNo(column: string): boolean {
    const value = this.text(column).toLowerCase();
    if (YES.has(value)) return true;
    if (!NO.has(value)) this.refuse(column, 'is neither yes nor no (y, n, true, false, 1 and 0 are taken too)');
    return false;
  }

  #isRefused(column: string): boolean {
    return this.problems.some((one) => one.column === column);
  }
}
