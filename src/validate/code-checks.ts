import type { CodeList } from '../guides/code-lists.js';
import { hasCode } from '../guides/code-table.js';
import { ElementFlag } from '../guides/compiled.js';
import { latin1 } from '../x12/segment-view.js';
import type { SegmentScan } from './segment-scan.js';

/** Codes that a message names before it breaks off. */
const CODES_SHOWN = 12;

/** Checks values against code lists: those of X12 and the guide, and those that others keep (WEDI SNIP type 5). */
export class CodeChecks {
  readonly #scan: SegmentScan;

  constructor(scan: SegmentScan) {
    this.#scan = scan;
  }

  /** Checks one value. False when its list lacks it, and then nothing else about it is worth telling. */
  check(spec: number, flags: number, start: number, end: number, component: number): boolean {
    const { guide, bytes, imported } = this.#scan;
    const list = imported.length === 0 ? undefined : imported[spec];
    if (list !== undefined) return this.#ask(list, spec, start, end, component);
    const codes = guide.specs.codes[spec]!;
    const table = codes >= 0 ? codes : guide.specs.base[spec]!;
    if (table >= 0 && !hasCode(guide.codeTables[table]!, bytes, start, end)) {
      this.#unlisted(spec, flags, start, end, component);
      return false;
    }
    return true;
  }

  /**
   * X12 does not know the value: 7, always an error. X12 knows it, the guide does not: I6, or a warning when unsure.
   */
  #unlisted(spec: number, flags: number, start: number, end: number, component: number): void {
    const { guide, bytes } = this.#scan;
    const codes = guide.specs.codes[spec]!;
    const base = guide.specs.base[spec]!;
    const isOpen = (flags & ElementFlag.codesOpen) !== 0;
    if ((flags & ElementFlag.codesExternal) !== 0) {
      this.#notInList(spec, start, end, component, isOpen);
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

  /** Asks an imported list, which goes before a shipped one. Days do not count here: only a rule knows them. */
  #ask(list: CodeList, spec: number, start: number, end: number, component: number): boolean {
    if (list.ask(latin1(this.#scan.bytes, start, end), 0) !== 'unknown') return true;
    this.#notInList(spec, start, end, component, !list.isClosed);
    return false;
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
