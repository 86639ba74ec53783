import { elementOf, type LoopNode, loopOf, type SegmentNode, segmentOf, type Unit } from '../../validate/unit-tree.js';
import type { Delimiters } from '../../x12/delimiters.js';
import { echo as printable } from '../../x12/writer.js';
import { authorizedService, patternSegment, placePatterns } from './authorized-values.js';
import { messageWith } from './messages.js';
import { type AaaLoop, refusedLevel } from './refusals.js';
import { repeatableSegments } from './repeatable.js';
import type { ResponseContent, ReviewStatement } from './response-content.js';
import type { AnswerSegment, ResponseEcho } from './response-echo.js';
import { StatementWriter, withDocumentCodes } from './statement-segments.js';

/** The moment the response carries: CCYYMMDD and HHMM. */
export interface ResponseTime {
  readonly date: string;
  readonly time: string;
}

/** The levels above the event, top first, each with its name loop and HL03. */
const LEVELS = [
  { level: '2000A', name: '2010A', code: '20' },
  { level: '2000B', name: '2010B', code: '21' },
  { level: '2000C', name: '2010C', code: '22' },
  { level: '2000D', name: '2010D', code: '23' },
] as const;

/** Where the name loops below event and service stand in the response; the others have no place there. */
export const EVENT_LOOPS: Readonly<Record<string, '2010EA' | '2010EC'>> = { '2010EA': '2010EA', '2010EB': '2010EC' };
export const SERVICE_LOOPS: Readonly<Record<string, '2010FA'>> = { '2010F': '2010FA' };

/** BHT03 (data element 127). */
const LONGEST_REFERENCE = 50;

/** Addresses and contacts of people say nothing new; a transport's addresses are what it is about. */
const ADDRESS_SEGMENTS = new Set(['N3', 'N4', 'PER']);
/** In an answer these speak for the payer: they are ours to write, never a copy. */
const OWN_SEGMENTS = new Set(['HL', 'TRN', 'AAA', 'HCR', 'PWK', 'MSG']);

/**
 * The segments of a 278 response between ST and SE (005010X217, BHT02 11): the request's levels with new HL numbers,
 * its traces turned to TRN*2, its content as far as the response guide takes it, and what `content` says. A level at or
 * above which the request is refused ends the tree (HL04 0). `written`: what the answer is separated with.
 */
export function responseSegments(
  unit: Pick<Unit, 'set' | 'delimiters'>,
  content: ResponseContent,
  echo: ResponseEcho,
  at: ResponseTime,
  written: Delimiters,
): readonly AnswerSegment[] {
  return new ResponseBuilder(unit, content, echo, written).build(at);
}

class ResponseBuilder {
  readonly #segments: AnswerSegment[] = [];
  readonly #unit: Pick<Unit, 'set' | 'delimiters'>;
  readonly #content: ResponseContent;
  readonly #echo: ResponseEcho;
  readonly #statements: StatementWriter;
  readonly #written: Delimiters;
  readonly #refusedLoop: AaaLoop | undefined;
  #hierarchicalId = 0;

  constructor(
    unit: Pick<Unit, 'set' | 'delimiters'>,
    content: ResponseContent,
    echo: ResponseEcho,
    written: Delimiters,
  ) {
    this.#written = written;
    this.#statements = new StatementWriter(echo, written);
    this.#unit = unit;
    this.#content = content;
    this.#echo = echo;
    const refused = content.refusals[0]?.loop;
    this.#refusedLoop = refused && refusedLevel(refused);
  }

  build(at: ResponseTime): readonly AnswerSegment[] {
    const { set } = this.#unit;
    const reference = printable(elementOf(segmentOf(set, 'BHT'), 3), LONGEST_REFERENCE, this.#written);
    const follow = this.#content.moreFollows ? '19' : '18';
    this.#segments.push(this.#echo.place('', 'BHT', ['0007', '11', reference, at.date, at.time, follow]));
    let parent = 0;
    for (const { level, name, code } of LEVELS) {
      const loop = loopOf(set, level);
      if (loop === undefined) continue;
      const isLast = this.#refusedLoop === name;
      parent = this.#level(level, code, parent, !isLast, []);
      this.#nameLoop(
        name,
        loop.loops.find((child) => child.id === name),
        this.#aaa(name, 0),
      );
      if (isLast) return this.#segments;
    }
    const event = loopOf(set, '2000E');
    if (event !== undefined) this.#event(event, parent);
    return this.#segments;
  }

  #event(event: LoopNode, parent: number): void {
    const services = this.#services(event);
    const isRefused = this.#refusedLoop === '2000E';
    const placed = placePatterns(event, services, services.length > 0 ? this.#content.lines : []);
    const own = isRefused
      ? this.#refusal('2000E', 0, this.#content.event)
      : this.#statements.segments('2000E', said(this.#content.event, placed.message));
    const repeated = withDocumentCodes(
      '2000E',
      this.#repeated('2000E', event, placed.event),
      this.#content.event,
      this.#echo,
    );
    const id = this.#level('2000E', 'EV', parent, services.length > 0, [...repeated, ...own]);
    this.#nameLoops(event, EVENT_LOOPS, 0);
    for (const [at, service] of services.entries()) {
      const statement = placed.statements[at];
      const isAtFault = this.#content.refusals.some((entry) => entry.line === at + 1);
      const own = isAtFault
        ? this.#refusal('2000F', at + 1, statement)
        : statement === undefined
          ? []
          : this.#statements.segments('2000F', statement);
      const line = this.#repeated('2000F', service, placed.lines[at], statement);
      this.#level('2000F', 'SS', id, false, [...withDocumentCodes('2000F', line, statement, this.#echo), ...own]);
      this.#nameLoops(service, SERVICE_LOOPS, at + 1);
    }
  }

  /** The service lines that are answered: each must hold an AAA or an HCR. */
  #services(event: LoopNode): readonly LoopNode[] {
    if (this.#refusedLoop === '2000E') return [];
    const services = event.loops.filter((loop) => loop.id === '2000F');
    return this.#refusedLoop === '2000F' || this.#content.lines.length === services.length ? services : [];
  }

  /** Writes HL and, in the guide's order, the level's segments; returns the HL number. */
  #level(loop: string, code: string, parent: number, hasChild: boolean, segments: readonly AnswerSegment[]): number {
    const id = ++this.#hierarchicalId;
    const above = parent === 0 ? '' : String(parent);
    this.#segments.push(this.#echo.place(loop, 'HL', [String(id), above, code, hasChild ? '1' : '0']));
    this.#segments.push(...inOrder(segments));
    return id;
  }

  /**
   * What a level repeats of its request: the traces as the sender's own, and all that the guide takes, with what was
   * authorized in the place of what was asked for. `pattern`: the authorized HSD, '' for the one of the request.
   */
  #repeated(loop: string, source: LoopNode, pattern = '', statement?: ReviewStatement): readonly AnswerSegment[] {
    const repeated: AnswerSegment[] = [];
    const { authorized } = statement ?? {};
    for (const segment of repeatableSegments(source)) {
      const isTrackingNumber = segment.id === 'REF' && elementOf(segment, 1) === 'NT';
      if (OWN_SEGMENTS.has(segment.id) && segment.id !== 'TRN') continue;
      if (isTrackingNumber || (segment.id === 'HSD' && pattern !== '')) continue;
      if (segment.id === 'TRN') this.#add(repeated, loop, replace(segment, 1, '2'));
      else if (segment.id === 'UM' && this.#content.isNotUrgent) this.#add(repeated, loop, replace(segment, 6, ''));
      else if (authorized !== undefined) {
        const { delimiters } = this.#unit;
        const isCountedInPattern = pattern !== '' && authorized.deliveryPattern === '';
        this.#add(
          repeated,
          loop,
          authorizedService(source, segment, authorized, isCountedInPattern, delimiters, this.#echo),
        );
      } else this.#add(repeated, loop, segment);
    }
    if (pattern !== '') this.#add(repeated, loop, patternSegment(pattern));
    return repeated;
  }

  #nameLoops(level: LoopNode, places: Readonly<Record<string, AaaLoop>>, line: number): void {
    for (const [from, to] of Object.entries(places)) {
      const loops = level.loops.filter((loop) => loop.id === from);
      for (const [at, loop] of loops.entries()) this.#nameLoop(to, loop, this.#aaa(to, line, at + 1));
    }
  }

  /** A name loop; left out whole when its NM1 has no place in the response. */
  #nameLoop(id: string, source: LoopNode | undefined, refusals: readonly AnswerSegment[]): void {
    const repeated: AnswerSegment[] = [];
    const isTransport = id === '2010EC';
    for (const segment of source === undefined ? [] : repeatableSegments(source)) {
      const isName = segment.id === 'NM1';
      if (ADDRESS_SEGMENTS.has(segment.id) && !isTransport) continue;
      this.#add(repeated, id, isName ? this.#requesterName(id, segment) : segment);
      if (isName && repeated.length === 0) return;
    }
    this.#segments.push(...inOrder([...repeated, ...refusals]));
  }

  /** A request may come from a payer or an employer; the response guide knows requesters as 1P and FA only. */
  #requesterName(id: string, segment: SegmentNode): SegmentNode {
    const codes = this.#echo.codesOf(id, 'NM1', 1) ?? [];
    return id === '2010B' && !codes.includes(elementOf(segment, 1)) ? replace(segment, 1, '1P') : segment;
  }

  #add(segments: AnswerSegment[], loop: string, segment: SegmentNode): void {
    const repeated = this.#echo.repeat(loop, segment, this.#unit.delimiters, this.#written);
    if (repeated !== undefined) segments.push(repeated);
  }

  /** What a refused level says: its own AAA, or when only a provider of it is at fault the statement; and why. */
  #refusal(loop: '2000E' | '2000F', line: number, statement: ReviewStatement | undefined): readonly AnswerSegment[] {
    const message = this.#content.refusalMessages.get(line) ?? '';
    const refusals = this.#aaa(loop, line);
    if (refusals.length > 0 || statement === undefined) {
      return [...refusals, ...this.#statements.message(loop, message)];
    }
    return this.#statements.segments(loop, { ...statement, message });
  }

  #aaa(loop: AaaLoop, line: number, name?: number): readonly AnswerSegment[] {
    return this.#content.refusals
      .filter((entry) => entry.loop === loop && entry.line === line && entry.name === name)
      .map((entry) => this.#echo.place(loop, 'AAA', ['N', '', entry.reason, entry.followUp]));
  }
}

/** A statement with further words, as far as there is room. */
function said(statement: ReviewStatement, words: string): ReviewStatement {
  return words === '' ? statement : { ...statement, message: messageWith([statement.message], words, []) };
}

/** The segment with another value in element n. */
function replace(segment: SegmentNode, n: number, value: string): SegmentNode {
  return { ...segment, elements: segment.elements.map((element, at) => (at === n - 1 ? value : element)) };
}

function inOrder(segments: readonly AnswerSegment[]): readonly AnswerSegment[] {
  return segments.toSorted((a, b) => a.position - b.position);
}
