import type { LoopNode, Unit } from '../validate/unit-tree.js';
import { type Delimiters, isUsableDelimiter, OUTBOUND_DELIMITERS } from '../x12/delimiters.js';

const REPETITIONS = [OUTBOUND_DELIMITERS.repetition, 0x21, 0x7c, 0x1f];

/**
 * The delimiters an answer to this request is written with: ours, unless the request's data holds one of them. Then the
 * request's own, which its data is free of: an id or a trace must come back as it was sent.
 */
export function answerDelimiters(unit: Pick<Unit, 'set' | 'delimiters'>): Delimiters {
  const received = unit.delimiters;
  return isOurs(received) || !holdsOurs(unit.set, received) ? OUTBOUND_DELIMITERS : requestDelimiters(received);
}

/** The received delimiters as an answer can be written with them: with a repetition separator, which ISA11 needs. */
export function requestDelimiters(received: Delimiters): Delimiters {
  const taken = [received.element, received.component, received.segment];
  const repetition = isUsableDelimiter(received.repetition)
    ? received.repetition
    : REPETITIONS.find((byte) => !taken.includes(byte))!;
  return { ...received, repetition };
}

/** The characters that separate in our answers and may be data in what was received with these delimiters. */
export function foreignSigns(received: Delimiters): readonly string[] {
  const theirs = Object.values(received);
  return Object.values(OUTBOUND_DELIMITERS)
    .filter((byte) => !theirs.includes(byte))
    .map((byte) => String.fromCharCode(byte));
}

function isOurs(received: Delimiters): boolean {
  return (
    received.element === OUTBOUND_DELIMITERS.element &&
    received.component === OUTBOUND_DELIMITERS.component &&
    received.segment === OUTBOUND_DELIMITERS.segment &&
    received.repetition === OUTBOUND_DELIMITERS.repetition
  );
}

/** True when data of the loop or below holds a byte that we separate with and the request does not. */
function holdsOurs(loop: LoopNode, received: Delimiters): boolean {
  const theirs = Object.values(received);
  const ours = foreignSigns(received);
  // A byte both separate with has another meaning when it separates something else.
  const clash = (['element', 'component', 'segment'] as const).some(
    (use) => received[use] !== OUTBOUND_DELIMITERS[use] && theirs.includes(OUTBOUND_DELIMITERS[use]),
  );
  const holds = (node: LoopNode): boolean =>
    node.segments.some((segment) => segment.elements.some((text) => ours.some((byte) => text.includes(byte)))) ||
    node.loops.some(holds);
  return clash || holds(loop);
}
