import type { Trace } from '../../domain/prior-authorization/model.js';
import { elementOf, segmentsOf } from '../../validate/unit-tree.js';
import { echo as printable } from '../../x12/writer.js';
import type { EventAnswer } from './answers.js';
import { eventTree } from './event-tree.js';
import type { ResponseFacts } from './facts.js';
import type { AnswerSegment } from './parts.js';

/** MSG01. */
export const LONGEST_MESSAGE = 264;

/** Said with the last PA told, when there are more. */
export const MORE_ON_FILE = 'MORE ARE ON FILE. ASK AGAIN WITH DATES OR A STATUS.';

/**
 * One PA as a patient event and its services, with what a response to its request would say of it now: ours is TRN*1 with
 * the tracking number, those of the inquiry and of the request are TRN*2. HL numbers go on after `numbered`, under `parent`.
 * `notice`: a sentence before the message of the event, '' for none.
 */
export function foundEvent(
  { question, priorAuthorization }: Extract<EventAnswer, { kind: 'found' }>,
  numbered: number,
  parent: number,
  notice: string,
  facts: ResponseFacts,
): readonly AnswerSegment[] {
  const { parts, written, timeZone, originator } = facts;
  const asked = segmentsOf(question.event, 'TRN').map((trace): Trace => {
    return { number: elementOf(trace, 2), originator: elementOf(trace, 3), originatorDivision: elementOf(trace, 4) };
  });
  const event = eventTree(priorAuthorization, asked, written);
  const set = { id: '', name: '', segments: [], loops: [event] };
  const response = parts.responseOf({ set, delimiters: written }, priorAuthorization, timeZone);
  const numberedAgain = response
    .filter(({ id }) => id !== 'BHT')
    .map((segment) => (segment.id === 'HL' ? withNumbers(segment, numbered, parent) : segment));
  const trace = parts.echo.place('2000E', 'TRN', ['1', priorAuthorization.trackingNumber, originator]);
  const [level, ...content] = numberedAgain;
  const segments = level === undefined ? [] : [level, trace, ...content];
  return notice === '' ? segments : withNotice(segments, notice, facts);
}

/** The event hangs from the patient, a service from the event. */
function withNumbers(level: AnswerSegment, numbered: number, parent: number): AnswerSegment {
  const [id, above, ...rest] = level.elements;
  const under = above === '' || above === undefined ? parent : numbered + Number(above);
  return { ...level, elements: [String(numbered + Number(id)), String(under), ...rest] };
}

/** The sentence in the MSG of the event, before what that says already; cut where it has no room. */
function withNotice(
  segments: readonly AnswerSegment[],
  notice: string,
  { parts, written }: ResponseFacts,
): readonly AnswerSegment[] {
  const services = segments.findIndex(({ id }, at) => at > 0 && id === 'HL');
  const end = services < 0 ? segments.length : services;
  const event = segments.slice(0, end);
  const own = event.find(({ id }) => id === 'MSG');
  const text = printable(`${notice} ${own?.elements[0] ?? ''}`.trim(), LONGEST_MESSAGE, written);
  const message = parts.echo.place('2000E', 'MSG', [text]);
  return [...event.filter((segment) => segment !== own), message, ...segments.slice(end)];
}
