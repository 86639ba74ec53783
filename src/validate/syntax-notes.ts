import { ElementFlag, NoteKind } from '../guides/compiled.js';
import type { SegmentScan } from './segment-scan.js';

/**
 * Checks syntax notes (X12.6: P paired, R required, E exclusion, C conditional, L list conditional) over the elements of
 * a segment or the components of an element. Bit n of `present` stands for position n + 1, `first` is the specification
 * of position 1, `start` to `end` are the bytes of the whole.
 */
export function checkSyntaxNotes(
  scan: SegmentScan,
  from: number,
  count: number,
  present: number,
  start: number,
  end: number,
  first: number,
  isComposite: boolean,
): void {
  const { mask, text } = scan.guide.notes;
  for (let note = from; note < from + count; note++) {
    const missing = notToldMissing(scan, missingBits(scan, note, present), present, first);
    const got = present & mask[note]!;
    const excess = scan.guide.notes.kind[note] === NoteKind.E ? got & (got - 1) : 0;
    if (missing === 0 && excess === 0) continue;
    const bits = missing | excess;
    const position = 32 - Math.clz32(bits & -bits);
    if (!isComposite) scan.element = position;
    const component = isComposite ? position : 0;
    const code = missing !== 0 ? 'element-condition-missing' : 'element-exclusion';
    const at = missing !== 0 ? end : start;
    scan.fault(code, first + position - 1, component, at, end, { rule: text[note]! });
  }
}

/** Positions that this note asks for and that are empty. */
function missingBits(scan: SegmentScan, note: number, present: number): number {
  const { kind, first, mask } = scan.guide.notes;
  const bits = mask[note]!;
  const got = present & bits;
  switch (kind[note]) {
    case NoteKind.P:
      return got === 0 ? 0 : bits & ~got;
    case NoteKind.R:
      return got === 0 ? bits : 0;
    case NoteKind.E:
      return 0;
    case NoteKind.C:
      return (present & first[note]!) === 0 ? 0 : bits & ~got;
    default:
      return (present & first[note]!) !== 0 && got === 0 ? bits : 0;
  }
}

/** None when the guide requires one of them anyway: it has been told as missing. */
function notToldMissing(scan: SegmentScan, missing: number, present: number, first: number): number {
  const { flags } = scan.guide.specs;
  for (let left = missing & ~present; left !== 0; left &= left - 1) {
    const position = 31 - Math.clz32(left & -left);
    const usage = flags[first + position]! & (ElementFlag.required | ElementFlag.usageInferred);
    if (usage === ElementFlag.required) return 0;
  }
  return missing;
}
