import { type CompiledGuide, ElementFlag } from '../guides/compiled.js';
import { CharacterClass } from '../x12/character-class.js';
import type { Delimiters } from '../x12/delimiters.js';
import { ELEMENTS_KEPT, type SegmentView } from '../x12/segment-view.js';
import { type JsonOutput, jsonString } from './json-output.js';

/** Segments without a place that are kept ready, by id; a file of invented ids does not fill the memory. */
const MOST_IDS_KEPT = 2000;

const SEPARATED = CharacterClass.component | CharacterClass.repetition;

/** Writes segments as JSON, names and structure from the guide where it has a place for them. */
export class SegmentWriter {
  readonly #output: JsonOutput;
  readonly #names: (id: string) => string | undefined;
  readonly #byId = new Map<string, SegmentStart>();
  readonly #byNode = new WeakMap<CompiledGuide, SegmentStart[]>();
  #component = 0x3a;
  #repetition = 0x5e;

  /** `names` gives X12's own name of a segment, for one that no guide places. */
  constructor(output: JsonOutput, names: (id: string) => string | undefined) {
    this.#output = output;
    this.#names = names;
  }

  /** The separators of the interchange that follows. */
  use({ component, repetition }: Delimiters): void {
    this.#component = component;
    this.#repetition = repetition;
  }

  /** Appends `"segment":"REF","name":"...","elements":{...}`; the braces around are the caller's. */
  write(view: SegmentView): void {
    this.#write(view, this.#startOf(view.id), undefined, 0, 0);
  }

  /**
   * The same for a segment that is this node of the guide: elements that the guide has as composite or repeating are
   * structured even when only one value was sent.
   */
  writeNode(view: SegmentView, guide: CompiledGuide, node: number): void {
    let starts = this.#byNode.get(guide);
    if (starts === undefined) {
      starts = [];
      this.#byNode.set(guide, starts);
    }
    starts[node] ??= new SegmentStart(view.id, guide.names[node]);
    this.#write(view, starts[node], guide, guide.specStart[node]!, guide.specCount[node]!);
  }

  #write(
    view: SegmentView,
    known: SegmentStart,
    guide: CompiledGuide | undefined,
    firstSpecification: number,
    specifications: number,
  ): void {
    const output = this.#output;
    const { bytes, starts, ends, elementCount } = view;
    const isMasked = view.binaryOffset < 0;
    const separator = bytes[view.ends[0]!]!;
    let end = 0;
    let isFirst = true;
    output.prepared(known.start);
    for (let i = 1; i <= elementCount; i++) {
      let start: number;
      let mask: number = SEPARATED;
      if (i <= ELEMENTS_KEPT) {
        start = starts[i]!;
        end = ends[i]!;
        if (isMasked) mask = view.classes[i]!;
      } else {
        start = end + 1;
        end = bytes.indexOf(separator, start);
        if (end < 0 || end > view.end) end = view.end;
      }
      if (start === end && i < elementCount) continue;
      if (!isFirst) output.json(',');
      isFirst = false;
      output.prepared(known.key(i));
      const specification = i <= specifications ? firstSpecification + i - 1 : -1;
      const isComposite = specification >= 0 && (guide!.specs.flags[specification]! & ElementFlag.composite) !== 0;
      const repeats = specification >= 0 && guide!.specs.repeat[specification]! > 1;
      if (start === end || ((mask & SEPARATED) === 0 && !isComposite && !repeats)) output.string(bytes, start, end);
      else this.#structured(bytes, start, end, isComposite, repeats);
    }
    output.json('}');
  }

  #structured(bytes: Uint8Array, start: number, end: number, isComposite: boolean, repeats: boolean): void {
    const next = this.#repetition === 0 ? -1 : this.#separatorIn(bytes, start, end, this.#repetition);
    if (next < 0 && !repeats) {
      this.#components(bytes, start, end, isComposite);
      return;
    }
    this.#output.json('{"repetitions":[');
    let from = start;
    for (let to = next; to >= 0; to = this.#separatorIn(bytes, from, end, this.#repetition)) {
      this.#components(bytes, from, to, isComposite);
      this.#output.json(',');
      from = to + 1;
    }
    this.#components(bytes, from, end, isComposite);
    this.#output.json(']}');
  }

  #components(bytes: Uint8Array, start: number, end: number, isComposite: boolean): void {
    const output = this.#output;
    let to = this.#separatorIn(bytes, start, end, this.#component);
    if (to < 0 && !isComposite) {
      output.string(bytes, start, end);
      return;
    }
    output.json('[');
    let from = start;
    for (; to >= 0; to = this.#separatorIn(bytes, from, end, this.#component)) {
      output.string(bytes, from, to);
      output.json(',');
      from = to + 1;
    }
    output.string(bytes, from, end);
    output.json(']');
  }

  /** Where the separator stands next, -1 for nowhere. Component separators may be any byte, even NUL. */
  #separatorIn(bytes: Uint8Array, start: number, end: number, separator: number): number {
    for (let i = start; i < end; i++) if (bytes[i] === separator) return i;
    return -1;
  }

  #startOf(id: string): SegmentStart {
    let known = this.#byId.get(id);
    if (known === undefined) {
      if (this.#byId.size >= MOST_IDS_KEPT) this.#byId.clear();
      known = new SegmentStart(id, this.#names(id));
      this.#byId.set(id, known);
    }
    return known;
  }
}

/** The parts of a segment that are the same each time it comes, as bytes. */
class SegmentStart {
  /** Up to the brace before the elements. */
  readonly start: Uint8Array;
  readonly #id: string;
  readonly #keys: Uint8Array[] = [];

  constructor(id: string, name: string | undefined) {
    const shown = name === undefined ? '' : `"name":${jsonString(name)},`;
    this.start = Buffer.from(`"segment":${jsonString(id)},${shown}"elements":{`, 'latin1');
    this.#id = id;
  }

  /** `"NM109":` */
  key(element: number): Uint8Array {
    if (element > ELEMENTS_KEPT) return this.#makeKey(element);
    this.#keys[element] ??= this.#makeKey(element);
    return this.#keys[element];
  }

  #makeKey(element: number): Uint8Array {
    return Buffer.from(`${jsonString(`${this.#id}${String(element).padStart(2, '0')}`)}:`, 'latin1');
  }
}
