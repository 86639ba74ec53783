import type { CompiledGuide } from '../guides/compiled.js';
import { GuideWalker, type WalkSink } from '../validate/walker.js';
import type { Delimiters } from '../x12/delimiters.js';
import type { SegmentView } from '../x12/segment-view.js';
import { UnitRole, unitRoles } from './guide-units.js';
import { type JsonOutput, jsonString } from './json-output.js';
import type { SegmentWriter } from './segment-json.js';

/** A line of anything but a unit is ended at the next segment once it has this many characters. */
const LINE_LENGTH = 64 * 1024;
/** A unit stays on one line up to here, which is far beyond a claim with all its lines. */
const UNIT_LENGTH = 4 * 1024 * 1024;

/** A loop the walk is in. `number`: of a level from 1, of a unit from 0; 0 for a part. */
interface OpenLoop {
  readonly node: number;
  readonly role: number;
  readonly number: number;
}

/**
 * Writes one transaction set as lines: the set, its levels, its units. Every segment is written where it stands, also
 * those the walk cannot place; the walker decides only what surrounds it. Holds nothing: what is written is never touched
 * again.
 */
export class SetLines implements WalkSink {
  readonly #writer: SegmentWriter;
  readonly #output: JsonOutput;
  readonly #walkers = new WeakMap<CompiledGuide, GuideWalker>();
  #guide: CompiledGuide | undefined;
  #walker: GuideWalker | undefined;
  #roles: Uint8Array = new Uint8Array(0);
  readonly #open: OpenLoop[] = [];
  #isLineOpen = false;
  /** Where the line began in the output. */
  #lineStart = 0;
  /** Part loops that are open in the line. */
  #nested = 0;
  #needsComma = false;
  #levels = 0;
  #units = 0;
  /** The segment at hand. */
  #view: SegmentView | undefined;
  #position = 0;
  #extra = '';
  #isPlaced = false;

  constructor(writer: SegmentWriter, output: JsonOutput) {
    this.#writer = writer;
    this.#output = output;
  }

  /** Units of the set so far. */
  get units(): number {
    return this.#units;
  }

  /** Begins a set in the line that was written up to its ST, without the closing brace. Without a guide it has no tree. */
  begin(guide: CompiledGuide | undefined, header: SegmentView, delimiters: Delimiters): void {
    this.#guide = guide;
    this.#levels = 0;
    this.#units = 0;
    this.#output.json(`,"guide":${guide === undefined ? 'null' : jsonString(guide.id)},"children":[`);
    this.#isLineOpen = true;
    this.#lineStart = this.#output.written;
    this.#needsComma = false;
    this.#walker = guide === undefined ? undefined : this.#walkerOf(guide);
    this.#roles = guide === undefined ? this.#roles : unitRoles(guide);
    this.#walker?.useSeparators(delimiters.component, delimiters.repetition);
    this.#walker?.start(header);
  }

  /** The next segment between ST and SE; `extra` is more JSON for it. `settle` must follow before the next call. */
  segment(view: SegmentView, position: number, extra: string): void {
    const length = this.#output.written - this.#lineStart;
    if (length > LINE_LENGTH && length > this.#longest()) this.#finish();
    this.#view = view;
    this.#position = position;
    this.#extra = extra;
    this.#isPlaced = false;
    this.#walker?.step(view);
    if (this.#isPlaced) return;
    this.#beginSegment();
    this.#writer.write(view);
    this.#endSegment(this.#walker === undefined ? '' : ',"unplaced":true');
  }

  /** Ends the last segment with what is known only now: `,"after":"..."` or nothing. */
  settle(after: string): void {
    this.#output.json(after === '' ? '}' : `${after}}`);
  }

  /** Ends the line at hand, so that something else may stand behind it. */
  interrupt(): void {
    this.#finish();
  }

  /** Ends the set. */
  end(): void {
    this.#finish();
    this.#open.length = 0;
  }

  opened(node: number): void {
    const role = this.#isInUnit() ? UnitRole.part : this.#roles[node]!;
    if (role === UnitRole.part) {
      this.#ensureLine();
      this.#open.push({ node, role, number: 0 });
      this.#beginPart(node, false);
      return;
    }
    this.#finish();
    this.#open.push({ node, role, number: role === UnitRole.unit ? this.#units++ : ++this.#levels });
    this.#start(false);
  }

  closed(node: number): void {
    for (let last = this.#open.pop(); last !== undefined; last = this.#open.pop()) {
      if (last.role !== UnitRole.part) this.#finish();
      else if (this.#isLineOpen) {
        this.#output.json(']}');
        this.#nested--;
        this.#needsComma = true;
      }
      if (last.node === node) return;
    }
  }

  matched(node: number, segment: SegmentView, position: number): void {
    // ST stands at the head of the set's line.
    if (position > 1) this.#putNode(node, segment, '');
  }

  late(node: number, segment: SegmentView): void {
    this.#putNode(node, segment, `,"late":${jsonString(this.#guide!.paths[node]!)}`);
  }

  missing(): void {}
  alternative(): void {}
  tooMany(): void {}
  unexpected(): void {}
  wrongKey(): void {}
  unknown(): void {}

  /** Where the guide names no unit loop (278), the whole set is the unit. */
  #longest(): number {
    const isUnit = this.#isInUnit() || this.#guide?.unitLoop === '';
    return isUnit ? UNIT_LENGTH : LINE_LENGTH;
  }

  #walkerOf(guide: CompiledGuide): GuideWalker {
    let walker = this.#walkers.get(guide);
    if (walker === undefined) {
      walker = new GuideWalker(guide, this);
      this.#walkers.set(guide, walker);
    }
    return walker;
  }

  #putNode(node: number, segment: SegmentView, mark: string): void {
    this.#beginSegment();
    this.#writer.writeNode(segment, this.#guide!, node);
    this.#endSegment(mark);
  }

  #beginSegment(): void {
    this.#ensureLine();
    this.#output.json(this.#needsComma ? ',{' : '{');
  }

  #endSegment(mark: string): void {
    if (mark !== '') this.#output.json(mark);
    if (this.#extra !== '') this.#output.json(this.#extra);
    this.#needsComma = true;
    this.#isPlaced = true;
  }

  #isInUnit(): boolean {
    return this.#open.some(({ role }) => role === UnitRole.unit);
  }

  /** Where a line was ended in the middle of a level, a unit or the set, that one goes on in the next line. */
  #ensureLine(): void {
    if (!this.#isLineOpen) this.#start(true);
  }

  #start(isContinued: boolean): void {
    const at = this.#open.findLastIndex(({ role }) => role !== UnitRole.part);
    const places = `"position":${this.#position},"byteOffset":${this.#view!.fileOffset}`;
    const owner = this.#open[at];
    const continued = isContinued ? ',"continued":true' : '';
    const levels = this.#open.filter(({ role }) => role === UnitRole.level).map(({ number }) => number);
    this.#isLineOpen = true;
    this.#lineStart = this.#output.written;
    if (owner === undefined) {
      this.#output.json(`{"kind":"level","level":0,"parent":null,${places},"loop":"","name":"","path":""${continued}`);
    } else {
      const { ids, names, paths } = this.#guide!;
      const kind =
        owner.role === UnitRole.unit
          ? `"kind":"unit","index":${owner.number},"levels":[${levels.join(',')}]`
          : `"kind":"level","level":${owner.number},"parent":${levels.at(-2) ?? 0}`;
      const [id, name, path] = [ids, names, paths].map((texts) => jsonString(texts[owner.node]!));
      this.#output.json(`{${kind},${places},"loop":${id},"name":${name},"path":${path}${continued}`);
    }
    this.#output.json(',"children":[');
    this.#needsComma = false;
    for (const { node } of this.#open.slice(at + 1)) this.#beginPart(node, true);
  }

  #beginPart(node: number, isContinued: boolean): void {
    const { ids, names } = this.#guide!;
    const continued = isContinued ? ',"continued":true' : '';
    const [id, name] = [ids, names].map((texts) => jsonString(texts[node]!));
    this.#output.json(`${this.#needsComma ? ',{' : '{'}"loop":${id},"name":${name}${continued},"children":[`);
    this.#needsComma = false;
    this.#nested++;
  }

  #finish(): void {
    if (!this.#isLineOpen) return;
    this.#output.json(`${']}'.repeat(this.#nested)}]}\n`);
    this.#isLineOpen = false;
    this.#nested = 0;
  }
}
