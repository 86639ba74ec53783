import { headerText } from './header-x12.js';
import { base64Of, invalid, listOf, type Members, objectOf, textOf } from './line-shapes.js';
import { LineSplitter } from './line-splitter.js';
import { LONGEST_LINE } from './lines.js';
import { ConversionRefused } from './refusal.js';
import { type SegmentText, SegmentTexts } from './segment-x12.js';

/** Most bytes that one line is written as: many of a line's few bytes may stand for thousands of empty elements. */
const MOST_WRITTEN = 2 * LONGEST_LINE;
/** Bytes of the input taken at once: what their lines are written as is held. */
const PIECE = 16 * 1024;
/** Characters that are worth handing on. */
const ENOUGH = 64 * 1024;

/** Loops nested deeper than this are in no guide. */
const DEEPEST_LOOP = 50;

type Depth = 'outside' | 'interchange' | 'group' | 'set';

/** Where each kind of line may stand, and what is open after it. */
const KINDS: Readonly<Record<string, { readonly in: readonly Depth[]; readonly next?: Depth }>> = {
  interchange: { in: ['outside'], next: 'interchange' },
  group: { in: ['interchange'], next: 'group' },
  set: { in: ['group'], next: 'set' },
  level: { in: ['set'] },
  unit: { in: ['set'] },
  'set-end': { in: ['set'], next: 'group' },
  'group-end': { in: ['group'], next: 'interchange' },
  'interchange-end': { in: ['interchange'], next: 'outside' },
  segment: { in: ['interchange', 'group'] },
  bytes: { in: ['outside', 'interchange', 'group', 'set'] },
};

/** Segments that open or close something where they stand, and so need a line of their own kind. */
const STRUCTURE: Readonly<Record<Depth, readonly string[]>> = {
  outside: [],
  interchange: ['GS', 'IEA'],
  group: ['GS', 'GE', 'ST', 'IEA'],
  set: ['GS', 'GE', 'ST', 'SE', 'IEA'],
};

/** How X12 is written from JSON. */
export interface JsonToX12Options {
  /**
   * Count segments, sets and groups anew and repeat the headers' control numbers in the trailers, instead of refusing
   * what does not agree. Headers keep their numbers.
   */
  readonly renumber?: boolean;
}

/**
 * Turns the NDJSON of `X12ToJson` back into the X12 file. Push its bytes in chunks of any size, then `end`. Holds one line.
 * Everything is written as the lines say: what cannot be written so, and be read back the same, is refused with its line.
 */
export class JsonToX12 {
  readonly #splitter: LineSplitter;
  readonly #receive: (text: string) => void;
  readonly #renumber: boolean;
  #depth: Depth = 'outside';
  #texts: SegmentTexts | undefined;
  #interchanges = 0;
  #interchangeNumber = '';
  #groupNumber = '';
  #setNumber = '';
  /** Of the line at hand, in bytes. */
  #written = 0;
  #segmentsInSet = 0;
  #setsInGroup = 0;
  #groupsInInterchange = 0;

  /** `onText` gets X12 text, one character a byte (latin1). */
  constructor(onText: (text: string) => void, options: JsonToX12Options = {}) {
    this.#receive = onText;
    this.#renumber = options.renumber === true;
    this.#splitter = new LineSplitter((document, line) => this.#line(document, line));
  }

  /** Takes the next bytes. Raises ConversionRefused. */
  push(chunk: Uint8Array): void {
    this.#splitter.push(chunk);
  }

  /** Says that there is no more input. Raises ConversionRefused `trailer-missing` or `not-convert-json`, as `push` else. */
  end(): void {
    this.#splitter.end();
    const { line } = this.#splitter;
    if (this.#depth !== 'outside') {
      const what = `the input ends inside ${this.#depth === 'interchange' ? 'an' : 'a'} ${this.#depth}`;
      throw new ConversionRefused('trailer-missing', `${what}: its ${this.#depth}-end line is missing`, { line });
    }
    if (this.#interchanges === 0) {
      throw new ConversionRefused('not-convert-json', 'there is no interchange line', { line });
    }
  }

  #line(document: unknown, line: number): void {
    this.#written = 0;
    const members = objectOf(document, 'a line', line);
    const kind = textOf(members.kind, 'kind', line);
    const rule = ruleOf(kind, line);
    if (!rule.in.includes(this.#depth)) {
      const where = this.#depth === 'outside' ? 'outside any interchange' : `directly in the open ${this.#depth}`;
      throw new ConversionRefused('line-out-of-order', `a "${kind}" line cannot stand ${where}`, { line });
    }
    this.#write(kind, members, line);
    this.#depth = rule.next ?? this.#depth;
  }

  #onText(text: string): void {
    this.#written += text.length;
    if (this.#written > MOST_WRITTEN) {
      invalid(`as X12 the line is longer than ${MOST_WRITTEN / (1024 * 1024)} MiB`, this.#splitter.line);
    }
    this.#receive(text);
  }

  #write(kind: string, members: Members, line: number): void {
    if (kind === 'interchange') this.#interchange(members, line);
    else if (kind === 'group') this.#group(members, line);
    else if (kind === 'set') this.#set(members, line);
    else if (kind === 'segment') this.#segment(members, line, '');
    else if (kind === 'bytes') this.#onText(base64Of(members.base64, 'base64', line));
    else if (kind === 'level' || kind === 'unit') {
      this.#children(members, typeof members.path === 'string' ? members.path : '', line, 0);
    } else if (kind === 'set-end') this.#trailer('SE', members, this.#segmentsInSet + 1, this.#setNumber, line);
    else if (kind === 'group-end') this.#trailer('GE', members, this.#setsInGroup, this.#groupNumber, line);
    else this.#trailer('IEA', members, this.#groupsInInterchange, this.#interchangeNumber, line);
  }

  #interchange(members: Members, line: number): void {
    const { delimiters, lineEnd, controlNumber, text } = headerText(members, line);
    this.#texts = new SegmentTexts(delimiters, lineEnd);
    this.#interchanges++;
    this.#groupsInInterchange = 0;
    this.#interchangeNumber = controlNumber;
    this.#onText(text);
  }

  #group(members: Members, line: number): void {
    const { elements } = this.#header('GS', members, line);
    this.#groupsInInterchange++;
    this.#setsInGroup = 0;
    this.#groupNumber = elements[5] ?? '';
  }

  #set(members: Members, line: number): void {
    const { elements } = this.#header('ST', members, line);
    this.#setsInGroup++;
    this.#segmentsInSet = 1;
    this.#setNumber = elements[1] ?? '';
    // The depth is still the group's while this line is written.
    this.#depth = 'set';
    this.#children(members, '', line, 0);
  }

  #header(id: string, members: Members, line: number): SegmentText {
    if (members.segment !== id) invalid(`the segment of this line must be ${id}`, line);
    const segment = this.#texts!.write(members, line, '');
    this.#onText(segment.text);
    return segment;
  }

  #children(members: Members, path: string, line: number, depth: number): void {
    if (depth > DEEPEST_LOOP) invalid(`loops are nested deeper than ${DEEPEST_LOOP}`, line);
    for (const item of listOf(members.children, 'children', line, path)) {
      const child = objectOf(item, 'a child', line, path);
      if (child.children === undefined) {
        this.#segment(child, line, path);
        this.#segmentsInSet++;
      } else {
        const loop = textOf(child.loop, 'loop', line, path);
        this.#children(child, path === '' ? loop : `${path}/${loop}`, line, depth + 1);
      }
    }
  }

  #segment(members: Members, line: number, path: string): void {
    const { id, text } = this.#texts!.write(members, line, path);
    if (STRUCTURE[this.#depth].includes(id)) invalid(`${id} needs a line of its own kind here`, line, path);
    this.#onText(text);
  }

  #trailer(id: 'SE' | 'GE' | 'IEA', members: Members, count: number, controlNumber: string, line: number): void {
    if (members.missing === true) return;
    if (members.segment !== id) invalid(`the segment of this line must be ${id}, or "missing" be true`, line);
    const elements = objectOf(members.elements, 'elements', line, id);
    const names = { count: `${id}01`, number: `${id}02` };
    const agreeing = {
      ...elements,
      [names.count]: agreeingCount(elements[names.count], count),
      [names.number]: controlNumber,
    };
    const isLast = id === 'IEA';
    const written = { ...members, elements: this.#renumber ? agreeing : elements };
    const { elements: texts, mismatch, text } = this.#texts!.write(written, line, '', isLast);
    if (Number(texts[0]) !== count || !/^\d+$/.test(texts[0] ?? '')) requireListed(mismatch, names.count, count, line);
    if ((texts[1] ?? '') !== controlNumber) requireListed(mismatch, names.number, undefined, line);
    this.#onText(text);
  }
}

function ruleOf(kind: string, line: number) {
  const rule = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
  return rule ?? invalid(`kind must be one of ${Object.keys(KINDS).join(', ')}`, line);
}

/** The count as it stands when it is right (it may have zeros in front), else the right one. */
function agreeingCount(said: unknown, count: number): string {
  return typeof said === 'string' && /^\d+$/.test(said) && Number(said) === count ? said : String(count);
}

function requireListed(mismatch: ReadonlySet<string>, name: string, count: number | undefined, line: number): void {
  if (mismatch.has(name)) return;
  const what =
    count === undefined ? 'is not the control number of the header' : `does not say ${count}, which were found`;
  throw new ConversionRefused('trailer-disagrees', `${name} ${what}; --renumber sets it right`, { line });
}

/**
 * The X12 of such lines as a stream of latin1 text (one character a byte), in pieces that memory holds easily whatever
 * the lines say. Raises what `JsonToX12` raises.
 */
export async function* x12OfJson(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: JsonToX12Options = {},
): AsyncGenerator<string, void> {
  let text = '';
  const conversion = new JsonToX12((piece) => {
    text += piece;
  }, options);
  for await (const chunk of chunks) {
    for (let from = 0; from < chunk.length; from += PIECE) {
      conversion.push(chunk.subarray(from, from + PIECE));
      if (text.length < ENOUGH) continue;
      yield text;
      text = '';
    }
  }
  conversion.end();
  if (text !== '') yield text;
}
