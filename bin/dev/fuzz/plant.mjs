import { CANARY } from './check-reports.mjs';
import { bytesOf, partsOf } from './file-parts.mjs';

/** Free text of at least the canary's length that the guides protect wherever a person is meant. */
const PLANTABLE = { NM1: [3, 4], N3: [1, 2], N4: [1], PER: [2], REF: [2], CLM: [1], TRN: [2] };

/**
 * A valid file of one set with the canary in protected elements, and mutators' victims: the places (in the file's parts)
 * of segments that hold none. undefined when the guide protects nothing that can be planted.
 */
export function plant(library, guideId, shape) {
  const { schemas } = library;
  const guide = schemas.guide(guideId);
  const isProtected = library.protectionOf(guide);
  const parts = partsOf(Buffer.from([...library.exampleInterchange(guide, schemas, shape)].join(''), 'latin1'));
  // ISA, GS and ST stand before the first segment of the instance.
  let place = 3;
  const planted = [];
  for (const { id, path } of library.instanceOf(guide, schemas, shape)) {
    const loop = path.slice(path.lastIndexOf('/') + 1);
    const elements = parts.segments[place].split('*');
    for (const at of PLANTABLE[id] ?? []) {
      if ((elements[at] ?? '').length < 3 || !isProtected(id, loop, at, 0)) continue;
      elements[at] = CANARY;
      planted.push(place);
    }
    parts.segments[place++] = elements.join('*');
  }
  return planted.length === 0 ? undefined : { bytes: bytesOf(parts), planted: new Set(planted) };
}
