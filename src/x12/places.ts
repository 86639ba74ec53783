/**
 * Where in a file something stands. Offsets are bytes from the start of the file, 0-based;
 * positions count as the 999 counts them: ST is segment 1, the first element after the id is 1.
 */
export interface Place {
  /** First byte of the segment (of the damage, when there is no segment). */
  readonly byteOffset: number;
  /** Bytes of the segment without its terminator; 0 when there is no segment (something is missing here). */
  readonly byteLength: number;
  /** Segment position in its transaction set, ST = 1; 0 outside a set. */
  readonly segmentPosition: number;
  /** Segment id as it stands, or the id of the segment that is missing; '' when there is none. */
  readonly segmentId: string;
  /** Loop path such as `2000A/2000B/2010BA`; '' outside a loop. */
  readonly loopPath: string;
  /** Element position, 1 to n; absent when the whole segment is meant. */
  readonly element?: number;
  /** Component position in a composite element, 1 to n. */
  readonly component?: number;
  /** Occurrence of a repeating element, 1 to n. */
  readonly repetition?: number;
  /** X12 data element number of the element or component, such as `782`; absent for a whole composite. */
  readonly dataElement?: string;
  /** First byte of the element or component, for the caret under it. */
  readonly elementOffset?: number;
  /** Its length in bytes; 0 when it is missing. */
  readonly elementLength?: number;
}

/** `NM109`, `CLM05-3`, `NM1`: the name people give to a place. */
export function placeName(place: Pick<Place, 'segmentId' | 'element' | 'component'>): string {
  if (place.element === undefined) return place.segmentId;
  const element = `${place.segmentId}${String(place.element).padStart(2, '0')}`;
  return place.component === undefined ? element : `${element}-${place.component}`;
}
