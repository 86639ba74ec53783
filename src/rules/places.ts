import { latin1, type SegmentView } from '../x12/segment-view.js';

/** Most bytes of a value a finding shows. */
export const SHOWN = 256;

/** What is being read: `RuleMemory`. */
export interface Standing {
  readonly segment: SegmentView;
  /** Position of the segment in the set, ST = 1. */
  readonly position: number;
  /** The open unit, counted from 0; -1 outside. */
  readonly unit: number;
}

/** Where a value, segment or loop start stood in the file. */
export class PlaceFacts {
  node = 0;
  segmentPosition = 0;
  byteOffset = 0;
  byteLength = 0;
  element = 0;
  component = 0;
  repetition = 0;
  elementOffset = 0;
  elementLength = 0;
  /** The unit it stands in, counted from 0; -1 outside units. */
  unit = -1;

  set(standing: Standing, node: number, element: number, component: number): void {
    const { segment } = standing;
    this.node = node;
    this.segmentPosition = standing.position;
    this.byteOffset = segment.fileOffset;
    this.byteLength = segment.byteLength;
    this.element = element;
    this.component = component;
    this.repetition = 0;
    this.elementOffset = segment.base + segment.end;
    this.elementLength = 0;
    this.unit = standing.unit;
  }

  setValue(standing: Standing, repetition: number, start: number, end: number): void {
    this.repetition = repetition;
    this.elementOffset = standing.segment.base + start;
    this.elementLength = end - start;
  }
}

/** How far a place is known: `RuleMemory.placeStates`. */
export const PlaceState = { none: 0, segment: 1, value: 2 } as const;

/** Numbers of `PlaceFacts` in a row of `PlaceTable`. */
const WIDTH = 10;

/**
 * For each place slot the first place its path led to: the value, or the segment when its element is empty. All in flat
 * arrays, since places are many, written for every claim and read only for a finding.
 */
export class PlaceTable {
  readonly #facts: Float64Array;
  readonly #values: Uint8Array;
  readonly #lengths: Int32Array;

  constructor(places: number) {
    this.#facts = new Float64Array(places * WIDTH);
    this.#values = new Uint8Array(places * SHOWN);
    this.#lengths = new Int32Array(places);
  }

  /** The segment has come, and what the path names in it was not sent or is the segment itself. */
  segment(place: number, standing: Standing, node: number, element: number, component: number): void {
    const { segment } = standing;
    this.#lengths[place] = 0;
    this.#write(place, standing, node, element, component, 0, segment.end, segment.end);
  }

  value(
    place: number,
    standing: Standing,
    node: number,
    element: number,
    component: number,
    repetition: number,
    start: number,
    end: number,
  ): void {
    this.#write(place, standing, node, element, component, repetition, start, end);
    const { bytes } = standing.segment;
    const values = this.#values;
    const length = end - start < SHOWN ? end - start : SHOWN;
    const first = place * SHOWN;
    for (let at = 0; at < length; at++) values[first + at] = bytes[start + at]!;
    this.#lengths[place] = length;
  }

  #write(
    place: number,
    standing: Standing,
    node: number,
    element: number,
    component: number,
    repetition: number,
    start: number,
    end: number,
  ): void {
    const { segment } = standing;
    const facts = this.#facts;
    const first = place * WIDTH;
    facts[first] = node;
    facts[first + 1] = standing.position;
    facts[first + 2] = segment.fileOffset;
    facts[first + 3] = segment.byteLength;
    facts[first + 4] = element;
    facts[first + 5] = component;
    facts[first + 6] = repetition;
    facts[first + 7] = segment.base + start;
    facts[first + 8] = end - start;
    facts[first + 9] = standing.unit;
  }

  /** What is known of a place whose state is not `none`. */
  facts(place: number): PlaceFacts {
    const known = new PlaceFacts();
    const [
      node,
      segmentPosition,
      byteOffset,
      byteLength,
      element,
      component,
      repetition,
      elementOffset,
      elementLength,
      unit,
    ] = this.#facts.subarray(place * WIDTH, (place + 1) * WIDTH) as unknown as readonly number[];
    return Object.assign(known, {
      node,
      segmentPosition,
      byteOffset,
      byteLength,
      element,
      component,
      repetition,
      elementOffset,
      elementLength,
      unit,
    });
  }

  /** The value as sent (latin1), at most `SHOWN` characters; undefined when there is none. */
  text(place: number): string | undefined {
    const length = this.#lengths[place]!;
    return length === 0 ? undefined : latin1(this.#values, place * SHOWN, place * SHOWN + length);
  }
}
