import { elementOf, type LoopNode, loopOf, segmentOf, type Unit } from '../../validate/unit-tree.js';
import type { UnitRefusalReason } from '../handler.js';
import { LONGEST_MESSAGE } from './messages.js';
import { type AaaEntry, type AaaLoop, UNNAMED } from './refusals.js';
import { EVENT_LOOPS, SERVICE_LOOPS } from './response.js';
import type { ResponseEcho } from './response-echo.js';

/** A refusal that pass 1 found, with its place in the answer. */
export interface FoundRefusal {
  /** The finding's code. */
  readonly code: string;
  readonly entry: AaaEntry;
  /** What is wrong and how to mend it, as MSG01 may hold them. */
  readonly message: string;
  readonly mend: string;
}

/** Input error: fits where nothing more exact is in a loop's list. */
const INPUT_ERROR = '33';

/** Where this gateway says what concerns a level: with the name that belongs to it. */
const LEVELS: Readonly<Record<string, AaaLoop>> = {
  '2000A': '2010A',
  '2010A': '2010A',
  '2000B': '2010B',
  '2010B': '2010B',
  '2000C': '2010C',
  '2010C': '2010C',
  '2000D': '2010D',
  '2010D': '2010D',
};

/**
 * The AAA of each reason for which pass 1 refused a patient event: the rule's own loop, reject reason and follow-up as
 * far as the request has the loop and the response guide's list for it the codes, else an input error at the event. A
 * reason of a service or a provider whose place is not known is told at the event.
 */
export function foundRefusals(
  reasons: readonly UnitRefusalReason[],
  unit: Unit,
  guide: Pick<ResponseEcho, 'codesOf'>,
): readonly FoundRefusal[] {
  return reasons.map((reason) => ({
    code: reason.code,
    entry: entryOf(reason, unit, guide),
    message: sentence(reason.message, `${reason.title}.`),
    mend: sentence(reason.mend, ''),
  }));
}

/** What is wrong first, all of it, then how to mend it: MSG01 takes as many whole sentences as it can hold. */
export function foundSentences(found: readonly FoundRefusal[]): readonly string[] {
  const sentences = [...found.map(({ message }) => message), ...found.map(({ mend }) => mend)];
  return [...new Set(sentences)].filter((text) => text !== '');
}

function entryOf(
  { rejectReason, byteOffset }: UnitRefusalReason,
  unit: Unit,
  guide: Pick<ResponseEcho, 'codesOf'>,
): AaaEntry {
  const [loop, reason, followUp] = UNNAMED;
  const place = placeOf(rejectReason?.loop ?? loop, byteOffset, unit, guide);
  const reasons = guide.codesOf(place.loop, 'AAA', 3) ?? [];
  const followUps = guide.codesOf(place.loop, 'AAA', 4) ?? [];
  const told = [rejectReason?.reason ?? reason, INPUT_ERROR].find((code) => reasons.includes(code));
  if (told === undefined) return { loop, reason, followUp, line: 0 };
  const next = [rejectReason?.followUp ?? followUp, 'C', 'N'].find((code) => followUps.includes(code));
  return { ...place, reason: told, followUp: next ?? followUp };
}

type AaaPlace = Pick<AaaEntry, 'loop' | 'line' | 'name'>;

const EVENT: AaaPlace = { loop: '2000E', line: 0 };

/** The place for a rule's loop (of the response guide), as exact as the finding's own place tells. */
function placeOf(
  loop: string,
  byteOffset: number | undefined,
  unit: Unit,
  guide: Pick<ResponseEcho, 'codesOf'>,
): AaaPlace {
  const level = LEVELS[loop];
  if (level !== undefined) return loopOf(unit.set, level) === undefined ? EVENT : { loop: level, line: 0 };
  const event = loopOf(unit.set, '2000E');
  if (event === undefined || byteOffset === undefined) return EVENT;
  const eventName = nameIn(event, EVENT_LOOPS, loop, byteOffset, guide);
  if (eventName !== undefined) return { ...eventName, line: 0 };
  if (!loop.startsWith('2000F') && !loop.startsWith('2010F')) return EVENT;
  const services = event.loops.filter(({ id }) => id === '2000F');
  const line = lastBefore(services, byteOffset);
  const service = services[line - 1];
  if (service === undefined) return EVENT;
  const serviceName = nameIn(service, SERVICE_LOOPS, loop, byteOffset, guide);
  return serviceName === undefined ? { loop: '2000F', line } : { ...serviceName, line };
}

/** The provider or transport a byte lies in; undefined when the rule speaks of none, or the answer cannot repeat it. */
function nameIn<Place extends AaaLoop>(
  level: LoopNode,
  places: Readonly<Record<string, Place>>,
  loop: string,
  byteOffset: number,
  guide: Pick<ResponseEcho, 'codesOf'>,
): { readonly loop: Place; readonly name: number } | undefined {
  const [from, to] = Object.entries(places).find(([, place]) => place === loop) ?? [];
  if (to === undefined) return undefined;
  const loops = level.loops.filter(({ id }) => id === from);
  const name = lastBefore(loops, byteOffset);
  const kind = elementOf(segmentOf(loops[name - 1], 'NM1'), 1);
  return guide.codesOf(to, 'NM1', 1)?.includes(kind) === true ? { loop: to, name } : undefined;
}

/** Which of these loops, 1 to n, begins last at or before a byte; 0 when none does. */
function lastBefore(loops: readonly LoopNode[], byteOffset: number): number {
  return loops.filter(({ segments }) => (segments[0]?.byteOffset ?? Number.POSITIVE_INFINITY) <= byteOffset).length;
}

/**
 * Capitals, as the payer's other sentences, and a hyphen for the colon, which separates components in an answer; the
 * second choice when the first is too long for MSG01.
 */
function sentence(text: string, otherwise: string): string {
  const spelled = text.replaceAll(': ', ' - ');
  return (spelled.length <= LONGEST_MESSAGE ? spelled : otherwise).toUpperCase();
}
