import { elementOf, type LoopNode, loopOf, segmentOf, segmentsOf, type Unit } from '../../validate/unit-tree.js';
import { type ElementValue, echo as printable } from '../../x12/writer.js';
import type { EventAnswer, Reject, SubscriberAnswer } from './answers.js';
import type { ResponseFacts } from './facts.js';
import { foundEvent, LONGEST_MESSAGE, MORE_ON_FILE } from './found-event.js';
import { nameLoop } from './inquiry.js';
import type { AnswerSegment } from './parts.js';

/**
 * BHT02 and BHT06 of the answer: 49, original without action, and RD, as in the one published sample there is; the guide
 * tables also take BHT02 11.
 */
const PURPOSE = '49';
const TRANSACTION_TYPE = 'RD';

const LONGEST_ID = 80;
const LONGEST_REFERENCE = 50;
/** A level takes three traces. */
const MOST_TRACES = 3;
/** NM101 of requesters the response knows; any other comes back as a provider. */
const REQUESTERS = ['1P', 'FA'];
/** Stands where the answer needs an id and none was sent. */
const NO_ID = 'UNKNOWN';
/** Addresses and contacts say nothing new; AAA is ours to write. */
const LEFT_OUT = new Set(['N3', 'N4', 'PER', 'AAA']);

/** What is answered above the subscribers; a reject ends the answer there. */
export interface Heading {
  readonly payer?: Reject;
  readonly requester?: Reject;
}

/**
 * The segments of an inquiry response between ST and SE (005010X215): the inquiry's levels with new HL numbers and its
 * traces as TRN*2, and under each patient the PAs found, or a reject. `set`: a set of the inquiry, for what stands above
 * the subscribers.
 */
export function inquiryResponse(
  set: Unit['set'],
  heading: Heading,
  subscribers: readonly SubscriberAnswer[],
  facts: ResponseFacts,
): readonly AnswerSegment[] {
  return new InquiryResponse(facts).build(set, heading, subscribers);
}

class InquiryResponse {
  readonly #segments: AnswerSegment[] = [];
  readonly #facts: ResponseFacts;
  #hierarchicalId = 0;

  constructor(facts: ResponseFacts) {
    this.#facts = facts;
  }

  build(set: Unit['set'], heading: Heading, subscribers: readonly SubscriberAnswer[]): readonly AnswerSegment[] {
    const { date, time } = this.#facts;
    const reference = this.#text(elementOf(segmentOf(set, 'BHT'), 3), LONGEST_REFERENCE);
    this.#write('', 'BHT', '0007', PURPOSE, reference === '' ? NO_ID : reference, date, time, TRANSACTION_TYPE);
    const payer = this.#level('2000A', '20', 0, heading.payer === undefined, []);
    this.#name('2010A', nameLoop(loopOf(set, '2000A'), '2010A'), ['X3', '2'], 'PI', heading.payer);
    if (heading.payer !== undefined) return this.#segments;
    const level = loopOf(set, '2000B');
    const requester = this.#level('2000B', '21', payer, heading.requester === undefined, []);
    this.#name('2010B', nameLoop(level, '2010B'), ['1P', '2'], '46', heading.requester);
    if (heading.requester !== undefined) return this.#segments;
    for (const subscriber of subscribers) this.#subscriber(subscriber, requester);
    return this.#segments;
  }

  /** One 2000C for each patient, since what follows a dependent is read as the dependent's. */
  #subscriber({ inquiry, patients, hasMore }: SubscriberAnswer, parent: number): void {
    const told = patients.flatMap(({ events }) => events);
    const lastTold = hasMore ? told.findLast(({ kind }) => kind === 'found') : undefined;
    for (const { dependent, reject, events } of patients) {
      const hasChild = dependent !== undefined || events.length > 0;
      let id = this.#level('2000C', '22', parent, hasChild, this.#traces('2000C', inquiry.level));
      const isMember = dependent === undefined;
      this.#name('2010C', nameLoop(inquiry.level, '2010C'), ['IL', '1'], 'MI', isMember ? reject : undefined);
      if (!isMember) {
        const { level } = dependent;
        id = this.#level('2000D', '23', id, events.length > 0, this.#traces('2000D', level));
        this.#name('2010D', nameLoop(level, '2010D'), ['QC', '1'], '', reject);
      }
      for (const event of events) this.#event(event, id, event === lastTold);
    }
  }

  #event(answer: EventAnswer, parent: number, hasMore: boolean): void {
    if (answer.kind === 'rejected') this.#rejectedEvent(answer, parent);
    else {
      const segments = foundEvent(answer, this.#hierarchicalId, parent, hasMore ? MORE_ON_FILE : '', this.#facts);
      this.#hierarchicalId += segments.filter(({ id }) => id === 'HL').length;
      this.#segments.push(...segments);
    }
  }

  /** What was asked, by its traces and numbers, and why there is nothing. */
  #rejectedEvent({ question, reject, message }: Extract<EventAnswer, { kind: 'rejected' }>, parent: number): void {
    const text = this.#text(message, LONGEST_MESSAGE);
    this.#level('2000E', 'EV', parent, false, [
      ...this.#traces('2000E', question.event),
      ...this.#repeated('2000E', question.event, 'REF'),
      this.#aaa('2000E', reject),
      ...(text === '' ? [] : [this.#facts.parts.echo.place('2000E', 'MSG', [text])]),
    ]);
  }

  /** Writes HL and, in the guide's order, the level's segments; returns the HL number. */
  #level(loop: string, code: string, parent: number, hasChild: boolean, segments: readonly AnswerSegment[]): number {
    const id = ++this.#hierarchicalId;
    this.#write(loop, 'HL', String(id), parent === 0 ? '' : String(parent), code, hasChild ? '1' : '0');
    this.#segments.push(...segments.toSorted((a, b) => a.position - b.position));
    return id;
  }

  /** A name loop as it was sent, without addresses; NM1 in the plainest form when the response has no place for what was sent. */
  #name(
    id: string,
    source: LoopNode | undefined,
    [entity, type]: readonly [entity: string, type: string],
    qualifier: string,
    reject: Reject | undefined,
  ): void {
    const { echo } = this.#facts.parts;
    const sent = segmentOf(source, 'NM1');
    const isRequester = id === '2010B' && !REQUESTERS.includes(elementOf(sent, 1));
    const name = sent && (isRequester ? { ...sent, elements: [entity, ...sent.elements.slice(1)] } : sent);
    const own = this.#text(elementOf(sent, 9), LONGEST_ID);
    const ids = qualifier === '' ? [] : ['', '', '', '', '', qualifier, own === '' ? NO_ID : own];
    const plain = echo.place(id, 'NM1', [entity, type, ...ids]);
    const others = (source?.segments ?? []).filter((segment) => segment.id !== 'NM1' && !LEFT_OUT.has(segment.id));
    const repeated = [
      (name && this.#repeat(id, name)) ?? plain,
      ...others.flatMap((segment) => this.#repeat(id, segment) ?? []),
      ...(reject === undefined ? [] : [this.#aaa(id, reject)]),
    ];
    this.#segments.push(...repeated.toSorted((a, b) => a.position - b.position));
  }

  #traces(loop: string, level: LoopNode | undefined): readonly AnswerSegment[] {
    return segmentsOf(level, 'TRN')
      .flatMap((trace) => this.#repeat(loop, { ...trace, elements: ['2', ...trace.elements.slice(1)] }) ?? [])
      .slice(0, MOST_TRACES);
  }

  #repeated(loop: string, level: LoopNode | undefined, id: string): readonly AnswerSegment[] {
    return segmentsOf(level, id).flatMap((segment) => this.#repeat(loop, segment) ?? []);
  }

  #repeat(loop: string, segment: LoopNode['segments'][number]): AnswerSegment | undefined {
    return this.#facts.parts.echo.repeat(loop, segment, this.#facts.received, this.#facts.written);
  }

  #aaa(loop: string, { reason, followUp }: Reject): AnswerSegment {
    return this.#facts.parts.echo.place(loop, 'AAA', ['N', '', reason, followUp]);
  }

  #write(loop: string, id: string, ...elements: readonly ElementValue[]): void {
    this.#segments.push(this.#facts.parts.echo.place(loop, id, elements));
  }

  #text(text: string, longest: number): string {
    return printable(text, longest, this.#facts.written);
  }
}
