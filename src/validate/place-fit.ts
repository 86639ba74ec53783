import { hasCode } from '../guides/code-table.js';
import { type CompiledGuide, ElementFlag } from '../guides/compiled.js';
import { ELEMENTS_KEPT, type SegmentView } from '../x12/segment-view.js';

/**
 * How badly the elements of a segment suit a node of the guide, apart from its key element: values where the guide has
 * none, required ones that are empty, codes that the guide does not list. 0: they suit. Asked only after an error, to
 * choose between places where the segment might belong; what is wrong with its elements is not told from here.
 */
export function misfits(guide: CompiledGuide, node: number, segment: SegmentView): number {
  const { specs } = guide;
  const first = guide.specStart[node]!;
  const count = guide.specCount[node]!;
  const key = guide.keyElement[node]!;
  const sent = Math.min(segment.elementCount, ELEMENTS_KEPT);
  let faults = 0;
  for (let element = 1; element <= Math.max(count, sent); element++) {
    const isSent = segment.length(element) > 0;
    if (element > count) {
      if (isSent) faults++;
      continue;
    }
    if (element === key) continue;
    const specification = first + element - 1;
    const flags = specs.flags[specification]!;
    if (!isSent) faults += (flags & ElementFlag.required) === 0 ? 0 : 1;
    else if ((flags & ElementFlag.notUsed) !== 0) faults++;
    else if ((flags & ElementFlag.composite) === 0 && specs.repeat[specification] === 1) {
      const codes = specs.codes[specification]!;
      const isListed =
        codes < 0 || hasCode(guide.codeTables[codes]!, segment.bytes, segment.starts[element]!, segment.ends[element]!);
      if (!isListed) faults++;
    }
  }
  return faults;
}
