import type { CodeList, CodeLists } from '../guides/code-lists.js';
import { hasCode } from '../guides/code-table.js';
import { ElementFlag } from '../guides/compiled.js';
import { latin1 } from '../x12/segment-view.js';
import type { SegmentScan } from './segment-scan.js';

/** Codes that a message names before it breaks off. */
const CODES_SHOWN = 12;

/** Checks values against code lists: those of X12 and the guide, and those that others keep (WEDI SNIP type 5). */
export class CodeChecks {
  readonly #scan: SegmentScan;
  readonly #lists: CodeLists | undefined;

  /** Without `lists` values are held against shipped code lists alone. */
  constructor(scan: SegmentScan, lists: CodeLists | undefined) {
    this.#scan = scan;
    this.#lists = lists;
  }

  /** Checks one value. False when a shipped list lacks it, and then nothing else about it is worth telling. */
  check(spec: number, flags: number, start: number, end: number, component: number): boolean {
    const { guide, bytes } = this.#scan;
    const codes = guide.specs.codes[spec]!;
    const table = codes >= 0 ? codes : guide.specs.base[spec]!;
    if (table >= 0 && !hasCode(guide.codeTables[table]!, bytes, start, end)) {
      this.#unlisted(spec, flags, start, end, component);
      return false;
    }
    if (codes < 0 && (flags & ElementFlag.codesImported) !== 0) this.#ask(spec, start, end, component);
    return true;
  }

  /**
   * X12 does not know the value: 7, always an error. X12 knows it, the guide does not: I6, or a warning when unsure. A
   * list that others keep may have been imported since: what the shipped one lacks is looked up there.
   */
  #unlisted(spec: number, flags: number, start: number, end: number, component: number): void {
    const { guide, bytes } = this.#scan;
    const codes = guide.specs.codes[spec]!;
    const base = guide.specs.base[spec]!;
    const isOpen = (flags & ElementFlag.codesOpen) !== 0;
    if ((flags & ElementFlag.codesExternal) !== 0) {
      if (!this.#ask(spec, start, end, component)) this.#notInList(spec, start, end, component, isOpen);
      return;
    }
    const allowed = allowedCodes(guide.codeTables[codes >= 0 ? codes : base]!.codes);
    if (base >= 0 && !hasCode(guide.codeTables[base]!, bytes, start, end)) {
      this.#scan.fault('element-code-invalid', spec, component, start, end, { allowed });
    } else {
      const isUnsure = isOpen || (flags & ElementFlag.codesInferred) !== 0;
      this.#scan.fault('element-code-not-in-guide', spec, component, start, end, { allowed }, isUnsure);
    }
  }

  /** Asks the imported list; false when nobody imported it. Days do not count here: only a rule knows them. */
  #ask(spec: number, start: number, end: number, component: number): boolean {
    const list: CodeList | undefined = this.#lists?.list(this.#scan.guide.specs.codeSet[spec]!);
    if (list === undefined) return false;
    if (list.ask(latin1(this.#scan.bytes, start, end), 0) === 'unknown') {
      this.#notInList(spec, start, end, component, !list.isClosed);
    }
    return true;
  }

  #notInList(spec: number, start: number, end: number, component: number, warnOnly: boolean): void {
    const list = this.#scan.guide.specs.codeSet[spec]!;
    this.#scan.fault('element-code-not-in-list', spec, component, start, end, { list }, warnOnly);
  }
}

const shown = new WeakMap<readonly string[], string>();

/** The first codes of a list, for a message; made once for each list. */
export function allowedCodes(codes: readonly string[]): string {
  let text = shown.get(codes);
  if (text === undefined) {
    text = codes.slice(0, CODES_SHOWN).join(', ') + (codes.length > CODES_SHOWN ? ' ...' : '');
    shown.set(codes, text);
  }
  return text;
}
