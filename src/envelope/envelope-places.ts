import type { HeaderToken } from '../x12/header.js';
import type { Place } from '../x12/places.js';
import { ELEMENTS_KEPT, type SegmentView } from '../x12/segment-view.js';
import { isIdentifier } from './shapes.js';

/** Data element numbers of the elements of each envelope segment, in order (X12 interchange control structures). */
const DATA_ELEMENTS: Readonly<Record<string, readonly string[]>> = {
  ISA: 'I01 I02 I03 I04 I05 I06 I05 I07 I08 I09 I65 I11 I12 I13 I14 I15'.split(' '),
  GS: ['479', '142', '124', '373', '337', '28', '455', '480'],
  ST: ['143', '329', '1705'],
  SE: ['96', '329'],
  GE: ['97', '28'],
  IEA: ['I16', 'I12'],
};

/** A segment id as it may be shown: what is no id at all (it may be anybody's data) becomes ''. */
export function shownSegmentId(view: SegmentView): string {
  const id = view.tag < 0 ? '' : view.id;
  return isIdentifier(id, 2, 3) ? id : '';
}

/** The place of a segment, or of its element n (1-based); `segmentPosition` is 0 outside a set. */
export function segmentPlace(view: SegmentView, segmentPosition: number, element?: number): Place {
  const segmentId = shownSegmentId(view);
  const place = {
    byteOffset: view.fileOffset,
    byteLength: view.byteLength,
    segmentPosition,
    segmentId,
    loopPath: '',
  };
  if (element === undefined) return place;
  const dataElement = DATA_ELEMENTS[segmentId]?.[element - 1];
  const isThere = element <= view.elementCount && element <= ELEMENTS_KEPT;
  return {
    ...place,
    element,
    ...(dataElement === undefined ? {} : { dataElement }),
    elementOffset: isThere ? view.base + view.starts[element]! : view.fileOffset + view.byteLength,
    elementLength: view.length(element),
  };
}

/** The place of element n (1-based) of an ISA. */
export function headerPlace(header: HeaderToken, element?: number): Place {
  const place = {
    byteOffset: header.byteOffset,
    byteLength: header.byteLength - 1,
    segmentPosition: 0,
    segmentId: 'ISA',
    loopPath: '',
  };
  if (element === undefined) return place;
  let elementOffset = header.byteOffset + 4;
  for (let i = 0; i < element - 1; i++) elementOffset += (header.elements[i]?.length ?? 0) + 1;
  const dataElement = DATA_ELEMENTS.ISA?.[element - 1];
  return {
    ...place,
    element,
    ...(dataElement === undefined ? {} : { dataElement }),
    elementOffset,
    elementLength: header.elements[element - 1]?.length ?? 0,
  };
}

/** The place where a segment is missing: right after what came last. */
export function missingPlace(segmentId: string, byteOffset: number, segmentPosition = 0): Place {
  return { byteOffset, byteLength: 0, segmentPosition, segmentId, loopPath: '' };
}

/** A stretch of bytes that is no segment. */
export function bytesPlace(byteOffset: number, byteLength: number): Place {
  return { byteOffset, byteLength, segmentPosition: 0, segmentId: '', loopPath: '' };
}
