import type { ElementValue } from '../x12/writer.js';
import type { InstanceValues, ValuePlace } from './instance-values.js';
import { notePositions } from './syntax-note.js';
import type { GuideElement, GuideSegment } from './types.js';

/** What decides how much of a segment is written. */
export interface InstanceParts {
  /** Whether an element of this usage is written. */
  takes(usage: 'R' | 'S'): boolean;
  /** How often something is written that may occur up to `most` times. */
  times(most: number): number;
}

/** The elements of one segment, '' where one is left out. */
export function fillElements(
  segment: GuideSegment,
  place: ValuePlace,
  values: InstanceValues,
  parts: InstanceParts,
): ElementValue[] {
  const taken = choose(segment.elements, segment.syntax ?? [], parts);
  const texts: string[] = [];
  return segment.elements.map((element, index) => {
    if (!taken[index]) {
      texts.push('');
      return '';
    }
    if (element.components === undefined) {
      const made = Array.from({ length: repetitionsOf(element, parts) }, () =>
        values.value(element, { ...place, element: index + 1, before: texts, elements: segment.elements }),
      );
      texts.push(made[0]!);
      return made.length === 1 ? made[0] : { repetitions: made };
    }
    texts.push('');
    const made = Array.from({ length: repetitionsOf(element, parts) }, () =>
      fillComponents(element, { ...place, element: index + 1 }, values, parts),
    );
    return made.length === 1 ? made[0] : { repetitions: made };
  });
}

function repetitionsOf(element: GuideElement, parts: InstanceParts): number {
  return element.repeat === undefined ? 1 : parts.times(element.repeat);
}

function fillComponents(
  element: GuideElement,
  place: ValuePlace,
  values: InstanceValues,
  parts: InstanceParts,
): readonly string[] {
  const components = element.components!;
  const taken = choose(components, element.syntax ?? [], parts);
  // A composite that is sent holds something.
  if (!taken.includes(true)) taken[components.findIndex((component) => component.usage !== 'N')] = true;
  const before: string[] = [];
  for (const [index, component] of components.entries()) {
    const text = taken[index] ? values.value(component, { ...place, before, elements: components }) : '';
    before.push(text);
  }
  return before;
}

/**
 * Which positions are written: the required ones, the situational ones asked for, and then what the syntax notes demand
 * or forbid, until all of them are kept (X12.6 relational conditions). Of elements that exclude each other a required one
 * stays, else the first.
 */
export function choose(elements: readonly GuideElement[], notes: readonly string[], parts: InstanceParts): boolean[] {
  const taken = elements.map((element) => element.usage !== 'N' && parts.takes(element.usage));
  const banned = elements.map((element) => element.usage === 'N');
  const leaveOut = (position: number) => {
    if (elements[position]?.usage === 'R') return;
    taken[position] = false;
    banned[position] = true;
  };
  const canTake = (position: number) => position < elements.length && !banned[position];
  // Every pass takes or bans at least one position, so this ends.
  for (let settled = false; !settled; ) {
    const before = `${taken}/${banned}`;
    for (const note of notes) {
      const positions = notePositions(note).map((position) => position - 1);
      const present = positions.filter((position) => taken[position]);
      const [first, ...others] = positions as [number, ...number[]];
      if (note[0] === 'E' && present.length > 1) {
        const kept = present.find((position) => elements[position]?.usage === 'R') ?? present[0]!;
        for (const position of positions) if (position !== kept) leaveOut(position);
      } else if (note[0] === 'R' && present.length === 0) {
        const free = positions.find(canTake);
        if (free !== undefined) taken[free] = true;
      } else if (note[0] === 'P' && present.length > 0 && present.length < positions.length) {
        if (positions.every((position) => taken[position] || canTake(position))) {
          for (const position of positions) taken[position] = true;
        } else for (const position of positions) leaveOut(position);
      } else if ((note[0] === 'C' || note[0] === 'L') && taken[first]) {
        const missing = others.filter((position) => !taken[position]);
        const isMet = note[0] === 'C' ? missing.length === 0 : missing.length < others.length;
        if (isMet) continue;
        const wanted = note[0] === 'C' ? missing : missing.filter(canTake).slice(0, 1);
        if (wanted.length > 0 && wanted.every(canTake)) for (const position of wanted) taken[position] = true;
        else leaveOut(first);
      }
    }
    settled = before === `${taken}/${banned}`;
  }
  return taken;
}
