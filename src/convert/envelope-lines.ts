import type { Schemas } from '../guides/load.js';
import type { Delimiters } from '../x12/delimiters.js';
import type { HeaderToken } from '../x12/header.js';
import { copyOfBytes, packTag, SegmentView } from '../x12/segment-view.js';
import type { StrayKind, TokenHandler } from '../x12/tokenizer.js';
import type { HeldBytes } from './held-bytes.js';
import { type JsonOutput, jsonString } from './json-output.js';
import { type BytesLine, LINE_FORMAT_VERSION } from './lines.js';
import { SegmentWriter } from './segment-json.js';
import { guideOfSet } from './set-guide.js';
import { SetLines } from './set-lines.js';

const TAG = { GS: packTag('GS'), ST: packTag('ST'), SE: packTag('SE'), GE: packTag('GE'), IEA: packTag('IEA') };
const TAG_TA1 = packTag('TA1');
const TAG_BDS = packTag('BDS');
const ENVELOPE_TAGS: ReadonlySet<number> = new Set(Object.values(TAG));

/** What a conversion went through. */
export interface ConversionSummary {
  readonly interchanges: number;
  readonly groups: number;
  readonly sets: number;
  /** Claims, members and the like; 0 for guides that name no unit. */
  readonly units: number;
  /**
   * Missing trailers, trailers that disagree, segments out of place in the envelope and bytes that are no segment: all are
   * in the output as they were in the input.
   */
  readonly irregularities: number;
}

/** What waits for the bytes up to the next token, which tell the line breaks behind it. */
type Pending = 'nothing' | 'interchange' | 'line' | 'set' | 'segment';

/**
 * Writes the lines of whole files from what a tokenizer finds. Judges nothing and drops nothing: a trailer that is not
 * there is said to be missing, a segment that no envelope takes and bytes that are no segment have lines of their own.
 */
export class EnvelopeLines implements TokenHandler {
  readonly #schemas: Schemas;
  readonly #held: HeldBytes;
  readonly #output: JsonOutput;
  readonly #writer: SegmentWriter;
  readonly #set: SetLines;
  #depth: 'outside' | 'interchange' | 'group' | 'set' = 'outside';
  #delimiters!: Delimiters;
  #lineEnd = '';
  #pending: Pending = 'nothing';
  /** The ST while the second segment has not told the guide; undefined afterwards. */
  #header: SegmentView | undefined;
  #interchangeNumber = '';
  #groupNumber = '';
  #groupVersion = '';
  #setNumber = '';
  #segmentsInSet = 0;
  #setsInGroup = 0;
  #groupsInInterchange = 0;
  readonly #summary = { interchanges: 0, groups: 0, sets: 0, units: 0, irregularities: 0 };

  constructor(schemas: Schemas, held: HeldBytes, output: JsonOutput) {
    this.#schemas = schemas;
    this.#held = held;
    this.#output = output;
    this.#writer = new SegmentWriter(output, (id) =>
      Object.hasOwn(schemas.segments, id) ? schemas.segments[id]?.name : undefined,
    );
    this.#set = new SetLines(this.#writer, output);
  }

  get summary(): ConversionSummary {
    return this.#summary;
  }

  header(token: HeaderToken): void {
    const { byteOffset, byteLength, form, elements, delimiters } = token;
    this.#settle(byteOffset);
    this.#closeTo('outside', byteOffset);
    if (form === 'unreadable') {
      this.#bytes('unreadable-header', byteOffset, byteLength);
      return;
    }
    this.#summary.interchanges++;
    this.#groupsInInterchange = 0;
    this.#interchangeNumber = elements[12]!;
    this.#depth = 'interchange';
    this.#delimiters = delimiters;
    this.#writer.use(delimiters);
    const character = (byte: number) => jsonString(String.fromCharCode(byte));
    const repetition = delimiters.repetition === 0 ? 'null' : character(delimiters.repetition);
    const values = elements.map((element, at) => `"ISA${String(at + 1).padStart(2, '0')}":${jsonString(element)}`);
    this.#output.json(
      `{"kind":"interchange","version":${LINE_FORMAT_VERSION},"byteOffset":${byteOffset},"form":"${form}",` +
        `"delimiters":{"element":${character(delimiters.element)},"component":${character(delimiters.component)},` +
        `"repetition":${repetition},"segment":${character(delimiters.segment)}},` +
        `"segment":"ISA","elements":{${values.join(',')}}`,
    );
    this.#pending = 'interchange';
    this.#held.release(byteOffset + byteLength);
  }

  segment(view: SegmentView): void {
    this.#settle(view.fileOffset);
    if (this.#depth === 'set' && !ENVELOPE_TAGS.has(view.tag)) this.#inSet(view);
    else this.#inEnvelope(view);
    this.#held.release(view.fileOffset + view.byteLength + 1);
  }

  stray(kind: StrayKind, byteOffset: number, byteLength: number): void {
    this.#settle(byteOffset);
    this.#bytes(kind, byteOffset, byteLength);
  }

  /** What follows cannot be cut into segments; the tokenizer tells it as stray. */
  oversize(byteOffset: number): void {
    this.#settle(byteOffset);
    this.#closeTo('outside', byteOffset);
  }

  cut(byteOffset: number, byteLength: number): void {
    this.#settle(byteOffset);
    if (this.#depth === 'set') {
      this.#beginSet(undefined);
      this.#set.interrupt();
    }
    this.#bytes('cut-segment', byteOffset, byteLength);
  }

  /** Closes what is open at the end of the input. */
  end(fileBytes: number): void {
    this.#settle(fileBytes);
    this.#closeTo('outside', fileBytes);
  }

  #inSet(view: SegmentView): void {
    this.#beginSet(view);
    this.#set.segment(view, ++this.#segmentsInSet, this.#binary(view));
    this.#pending = 'segment';
  }

  /** The state table of the envelope (what closes what), without its judgments. */
  #inEnvelope(view: SegmentView): void {
    const { fileOffset, tag } = view;
    const isOpen = this.#depth !== 'interchange';
    if (tag === TAG.IEA) {
      this.#closeTo('interchange', fileOffset);
      this.#end('interchange-end', view, this.#groupsInInterchange, this.#interchangeNumber);
      this.#depth = 'outside';
    } else if (tag === TAG.GS) {
      this.#closeTo('interchange', fileOffset);
      this.#openGroup(view);
    } else if (tag === TAG.GE && isOpen) {
      this.#closeTo('group', fileOffset);
      this.#end('group-end', view, this.#setsInGroup, this.#groupNumber);
      this.#depth = 'interchange';
    } else if (tag === TAG.ST && isOpen) {
      this.#closeTo('group', fileOffset);
      this.#openSet(view);
    } else if (tag === TAG.SE && this.#depth === 'set') {
      this.#finishSet();
      this.#end('set-end', view, this.#segmentsInSet + 1, this.#setNumber);
      this.#depth = 'group';
    } else {
      if (tag !== TAG_TA1) this.#summary.irregularities++;
      this.#begin('segment', view);
      this.#output.json(this.#binary(view));
      this.#pending = 'line';
    }
  }

  #openGroup(view: SegmentView): void {
    this.#summary.groups++;
    this.#groupsInInterchange++;
    this.#setsInGroup = 0;
    this.#groupNumber = view.text(6);
    this.#groupVersion = view.text(8);
    this.#depth = 'group';
    this.#begin('group', view);
    this.#pending = 'line';
  }

  #openSet(view: SegmentView): void {
    this.#summary.sets++;
    this.#setsInGroup++;
    this.#segmentsInSet = 1;
    this.#setNumber = view.text(2);
    this.#header = copyOf(view);
    this.#depth = 'set';
    this.#begin('set', view);
    this.#pending = 'set';
  }

  #beginSet(second: SegmentView | undefined): void {
    const header = this.#header;
    if (header === undefined) return;
    this.#header = undefined;
    const version = {
      group: this.#groupVersion,
      transactionSet: header.text(1),
      implementationReference: header.text(3),
    };
    this.#set.begin(guideOfSet(this.#schemas, version, second), header, this.#delimiters);
  }

  #finishSet(): void {
    this.#beginSet(undefined);
    this.#set.end();
    this.#summary.units += this.#set.units;
  }

  #end(kind: string, view: SegmentView, count: number, controlNumber: string): void {
    const mismatch: string[] = [];
    const said = view.text(1);
    if (!/^\d+$/.test(said) || Number(said) !== count) mismatch.push(`${view.id}01`);
    if (view.text(2) !== controlNumber) mismatch.push(`${view.id}02`);
    if (mismatch.length > 0) this.#summary.irregularities++;
    this.#begin(kind, view);
    if (mismatch.length > 0) this.#output.json(`,"mismatch":${JSON.stringify(mismatch)}`);
    this.#pending = 'line';
  }

  /** Says of everything open below `depth` that its trailer is missing. */
  #closeTo(depth: 'outside' | 'interchange' | 'group', byteOffset: number): void {
    if (this.#depth === 'set') {
      this.#finishSet();
      this.#missing('set-end', byteOffset);
      this.#depth = 'group';
    }
    if (this.#depth === 'group' && depth !== 'group') {
      this.#missing('group-end', byteOffset);
      this.#depth = 'interchange';
    }
    if (this.#depth === 'interchange' && depth === 'outside') {
      this.#missing('interchange-end', byteOffset);
      this.#depth = 'outside';
    }
  }

  #missing(kind: string, byteOffset: number): void {
    this.#summary.irregularities++;
    this.#output.json(`{"kind":"${kind}","byteOffset":${byteOffset},"missing":true}\n`);
  }

  #binary(view: SegmentView): string {
    const { binaryOffset, binaryLength } = view;
    if (binaryOffset < 0) return '';
    const base64 = this.#held.text(binaryOffset, binaryOffset + binaryLength, 'base64');
    const length = view.tag === TAG_BDS ? 2 : 1;
    const isRight = Number(view.text(length)) === binaryLength;
    return `,"binary":"${base64}"${isRight ? '' : `,"mismatch":["${view.id}0${length}"]`}`;
  }

  #bytes(what: BytesLine['what'], byteOffset: number, byteLength: number): void {
    if (what !== 'filler' && what !== 'byte-order-mark') this.#summary.irregularities++;
    const base64 = this.#held.text(byteOffset, byteOffset + byteLength, 'base64');
    this.#output.json(`{"kind":"bytes","what":"${what}","byteOffset":${byteOffset},"base64":"${base64}"}\n`);
    this.#held.release(byteOffset + byteLength);
  }

  #begin(kind: string, view: SegmentView): void {
    this.#output.json(`{"kind":"${kind}","byteOffset":${view.fileOffset},`);
    this.#writer.write(view);
  }

  /** Ends what waited for the bytes before `offset`, where the next token begins. */
  #settle(offset: number): void {
    const pending = this.#pending;
    this.#pending = 'nothing';
    if (pending === 'interchange') {
      this.#lineEnd = this.#held.text(this.#held.start, offset, 'latin1');
      this.#output.json(`,"lineEnd":${jsonString(this.#lineEnd)}}\n`);
    } else if (pending === 'nothing') {
      if (offset > this.#held.start) this.#bytes('filler', this.#held.start, offset - this.#held.start);
    } else {
      const after = this.#after(offset);
      if (pending === 'segment') this.#set.settle(after);
      else if (pending === 'line') this.#output.json(`${after}}\n`);
      else this.#output.json(after);
    }
    this.#held.release(offset);
  }

  #after(offset: number): string {
    if (this.#held.isText(this.#lineEnd, offset)) return '';
    return `,"after":${jsonString(this.#held.text(this.#held.start, offset, 'latin1'))}`;
  }
}

/** A segment that stays when the view goes on to the next. */
function copyOf(view: SegmentView): SegmentView {
  const copy = new SegmentView();
  copy.bytes = copyOfBytes(view.bytes, view.start, view.end);
  copy.end = copy.bytes.length;
  copy.fileOffset = view.fileOffset;
  copy.base = view.fileOffset;
  copy.elementCount = Math.min(view.elementCount, 3);
  copy.tag = view.tag;
  for (let i = 0; i <= copy.elementCount; i++) {
    copy.starts[i] = view.starts[i]! - view.start;
    copy.ends[i] = view.ends[i]! - view.start;
  }
  return copy;
}
