import { notePositions } from '../../guides/syntax-note.js';
import type { GuideElement, GuideFile, GuideNode, GuideSegment } from '../../guides/types.js';
import type { SegmentNode } from '../../validate/unit-tree.js';
import { type Delimiters, OUTBOUND_DELIMITERS } from '../../x12/delimiters.js';
import { type ElementValue, echo } from '../../x12/writer.js';

/** One segment of an answer. `position` is the guide's, by which the segments of a level are put in order. */
export interface AnswerSegment {
  readonly id: string;
  readonly elements: readonly ElementValue[];
  readonly position: number;
}

const LONGEST_ELEMENT = 264;

/**
 * What the response guide lets an answer repeat of its request. The request guide uses elements, codes and whole
 * segments that the response guide does not (UM05, UM07 to UM10, SV107, CRC ...): these are left out here, by the guide
 * file itself, so that no second list of them has to be kept right.
 */
export class ResponseEcho {
  readonly #segments = new Map<string, readonly GuideSegment[]>();

  constructor(guide: GuideFile) {
    const visit = (loop: string, children: readonly GuideNode[]): void => {
      this.#segments.set(
        loop,
        children.filter((child) => 'segment' in child),
      );
      for (const child of children) {
        if ('children' in child) visit(child.loop, child.children);
      }
    };
    visit('', guide.children);
    for (const [id, body] of Object.entries(guide.shared ?? {})) visit(id, body.children);
  }

  /** A segment of ours at the place the guide gives it. Throws RangeError when the loop has no such segment. */
  place(loop: string, id: string, elements: readonly ElementValue[]): AnswerSegment {
    const key = typeof elements[0] === 'string' ? elements[0] : '';
    const found = this.#find(loop, id, key);
    if (found === undefined) throw new RangeError(`The response guide has no ${id} in loop ${loop}`);
    return { id, elements, position: found.position };
  }

  /**
   * A request's segment as the answer may hold it in `loop`; undefined when the guide has no place for it, or a required
   * part of it cannot be kept. `received` are the delimiters of the request, `written` those of the answer.
   */
  repeat(
    loop: string,
    segment: SegmentNode,
    received: Delimiters,
    written: Delimiters = OUTBOUND_DELIMITERS,
  ): AnswerSegment | undefined {
    const guide = this.#find(loop, segment.id, segment.elements[0] ?? '');
    if (guide === undefined) return undefined;
    const values = guide.elements.map((element, at) =>
      fitElement(element, segment.elements[at] ?? '', received, written),
    );
    const kept = satisfyNotes(values, guide.syntax ?? []);
    if (kept === undefined || guide.elements.some((element, at) => element.usage === 'R' && isEmpty(kept[at]))) {
      return undefined;
    }
    return { id: segment.id, elements: kept, position: guide.position };
  }

  /** Codes the guide lists for element n of a segment; undefined when it has no list. */
  codesOf(loop: string, id: string, element: number): readonly string[] | undefined {
    return this.#segments.get(loop)?.find((segment) => segment.segment === id)?.elements[element - 1]?.codes;
  }

  #find(loop: string, id: string, firstElement: string): GuideSegment | undefined {
    return this.#segments.get(loop)?.find((segment) => {
      const isKeyed = segment.key !== undefined && segment.key === `${id}01`;
      return segment.segment === id && (!isKeyed || (segment.elements[0]?.codes?.includes(firstElement) ?? true));
    });
  }
}

function isEmpty(value: ElementValue): boolean {
  if (typeof value === 'object' && 'repetitions' in value) return value.repetitions.length === 0;
  return value === undefined || value === '' || (typeof value === 'object' && value.every((part) => part === ''));
}

function fitElement(element: GuideElement, text: string, received: Delimiters, written: Delimiters): ElementValue {
  if (element.usage === 'N') return '';
  if (element.components === undefined) return fitValue(element, text, written);
  const parts = text.split(String.fromCharCode(received.component));
  const components = element.components.map((component, at) =>
    component.usage === 'N' ? '' : fitValue(component, parts[at] ?? '', written),
  );
  const kept = satisfyNotes(components, element.syntax ?? []);
  const isWhole = element.components.every((component, at) => component.usage !== 'R' || !isEmpty(kept?.[at]));
  return kept === undefined || !isWhole ? '' : kept;
}

/** The value when the guide takes it: fit to be written, and in the closed list if there is one. */
function fitValue(element: GuideElement, text: string, written: Delimiters): string {
  const value = echo(text, LONGEST_ELEMENT, written);
  return element.codes === undefined || element.codes.includes(value) ? value : '';
}

/**
 * Empties what X12 syntax notes no longer allow to stand after something else was left out. undefined when a note
 * demands a value that is not there.
 */
function satisfyNotes<Value extends ElementValue>(
  values: readonly Value[],
  notes: readonly string[],
): readonly (Value | '')[] | undefined {
  const kept: (Value | '')[] = [...values];
  for (const note of notes) {
    const places = notePositions(note).map((position) => position - 1);
    const present = places.filter((place) => !isEmpty(kept[place]));
    const drop = (dropped: readonly number[]): void => {
      for (const place of dropped) kept[place] = '';
    };
    switch (note[0]) {
      case 'R':
        if (present.length === 0) return undefined;
        break;
      case 'P':
        if (present.length < places.length) drop(present);
        break;
      case 'E':
        drop(present.slice(1));
        break;
      case 'C':
        if (present[0] === places[0] && present.length < places.length) drop([places[0]!]);
        break;
      case 'L':
        if (present[0] === places[0] && present.length === 1) drop([places[0]!]);
        break;
    }
  }
  return kept;
}
