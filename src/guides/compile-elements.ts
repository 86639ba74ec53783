import { CharacterClass } from '../x12/character-class.js';
import { type CodeTable, codeTable } from './code-table.js';
import { ElementFlag, ElementKind, type ElementSpecs, NoteKind, type SyntaxNotes } from './compiled.js';
import { notePositions } from './syntax-note.js';
import type { CodeSet, CompositeElement, DataElement, GuideElement, GuideSegment, StandardSegment } from './types.js';

/** The X12 standard's part, which guides only tighten. */
export interface Standard {
  readonly elements: Readonly<Record<string, DataElement>>;
  readonly composites: Readonly<Record<string, CompositeElement>>;
  readonly segments: Readonly<Record<string, StandardSegment>>;
  readonly codeSets: ReadonlyMap<string, CodeSet>;
}

/** Longest list of elements a presence mask can hold. */
const MOST_ELEMENTS = 31;

/** Collects the specifications of all elements into parallel arrays; equal code lists are kept once. */
export class ElementCompiler {
  readonly #standard: Standard;
  readonly #rows: SpecRow[] = [];
  readonly #notes: { kind: number; first: number; mask: number; text: string }[] = [];
  readonly #tables = new Map<string, number>();
  readonly codeTables: CodeTable[] = [];
  readonly patterns: string[] = [];

  constructor(standard: Standard) {
    this.#standard = standard;
  }

  segment(segment: GuideSegment) {
    if (segment.elements.length > MOST_ELEMENTS) throw new RangeError(`${segment.segment} has too many elements`);
    const composites = segment.elements.map((element) => this.#components(element));
    const start = this.#rows.length;
    const formats = segment.elements.map((element) => element.element);
    segment.elements.forEach((element, index) => {
      this.#rows.push(this.#row(element, composites[index]!, formatPosition(formats, index)));
    });
    const notes = this.#addNotes(segment.syntax ?? []);
    return { start, count: segment.elements.length, ...notes };
  }

  /** Components stand before their segment's elements in the arrays. */
  #components(element: GuideElement): ComponentRange {
    if (element.components === undefined) return { start: 0, count: 0, noteStart: 0, noteCount: 0 };
    const start = this.#rows.length;
    const formats = element.components.map((component) => component.element);
    element.components.forEach((component, index) => {
      this.#rows.push(
        this.#row(component, { start: 0, count: 0, noteStart: 0, noteCount: 0 }, formatPosition(formats, index)),
      );
    });
    return { start, count: element.components.length, ...this.#addNotes(element.syntax ?? []) };
  }

  #row(element: GuideElement, components: ComponentRange, formatFrom: number): SpecRow {
    const isComposite = element.components !== undefined || this.#standard.composites[element.element] !== undefined;
    const data = this.#standard.elements[element.element];
    if (data === undefined && !isComposite) throw new RangeError(`No data element ${element.element}`);
    let flags = 0;
    if (element.usage === 'R') flags |= ElementFlag.required;
    if (element.usage === 'N') flags |= ElementFlag.notUsed;
    if (isComposite) flags |= ElementFlag.composite;
    if (element.protected === true) flags |= ElementFlag.protected;
    if (element.usageCertainty === 'inferred') flags |= ElementFlag.usageInferred;
    if (element.certainty === 'inferred') flags |= ElementFlag.codesInferred;
    let codes = -1;
    if (element.codes !== undefined) codes = this.#table(element.codes);
    else if (element.codeSet !== undefined) {
      const set = this.#standard.codeSets.get(element.codeSet);
      if (data?.codes === undefined) flags |= ElementFlag.codesExternal;
      if (set === undefined) flags |= ElementFlag.codesImported;
      else {
        codes = this.#table(set.codes.map((entry) => entry.code));
        if (!set.closed) flags |= ElementFlag.codesOpen;
      }
    }
    let pattern = -1;
    if (element.pattern !== undefined) {
      pattern = this.patterns.length;
      this.patterns.push(element.pattern);
    }
    return {
      flags,
      kind: ElementKind[data?.type ?? 'AN'],
      minimum: data?.minimum ?? 0,
      maximum: data?.maximum ?? 0,
      codes,
      codeSet: element.codeSet ?? '',
      base: data?.codes === undefined ? -1 : this.#table(data.codes),
      repeat: element.repeat ?? 1,
      components,
      formatFrom,
      pattern,
      dataElement: element.element,
      name: element.name ?? data?.name ?? this.#standard.composites[element.element]?.name ?? '',
    };
  }

  #table(codes: readonly string[]): number {
    const name = codes.join('\u0000');
    const known = this.#tables.get(name);
    if (known !== undefined) return known;
    this.#tables.set(name, this.codeTables.length);
    this.codeTables.push(codeTable(codes));
    return this.codeTables.length - 1;
  }

  #addNotes(texts: readonly string[]) {
    const noteStart = this.#notes.length;
    for (const text of texts) {
      const positions = notePositions(text);
      const kind = NoteKind[text[0] as keyof typeof NoteKind];
      const bits = positions.map((position) => 1 << (position - 1));
      const conditional = kind === NoteKind.C || kind === NoteKind.L;
      this.#notes.push({
        kind,
        first: bits[0]!,
        mask: (conditional ? bits.slice(1) : bits).reduce((sum, bit) => sum | bit, 0),
        text,
      });
    }
    return { noteStart, noteCount: texts.length };
  }

  specs(): ElementSpecs {
    const rows = this.#rows;
    return {
      flags: Uint16Array.from(rows, (row) => row.flags),
      kind: Uint8Array.from(rows, (row) => row.kind),
      minimum: Uint16Array.from(rows, (row) => row.minimum),
      maximum: Int32Array.from(rows, (row) => row.maximum),
      codes: Int16Array.from(rows, (row) => row.codes),
      codeSet: rows.map((row) => row.codeSet),
      base: Int16Array.from(rows, (row) => row.base),
      plain: Uint16Array.from(rows, plainClasses),
      repeat: Uint16Array.from(rows, (row) => row.repeat),
      componentStart: Int32Array.from(rows, (row) => row.components.start),
      componentCount: Uint8Array.from(rows, (row) => row.components.count),
      formatFrom: Uint8Array.from(rows, (row) => row.formatFrom),
      pattern: Int16Array.from(rows, (row) => row.pattern),
      noteStart: Int32Array.from(rows, (row) => row.components.noteStart),
      noteCount: Uint8Array.from(rows, (row) => row.components.noteCount),
      dataElement: rows.map((row) => row.dataElement),
      name: rows.map((row) => row.name),
    };
  }

  notes(): SyntaxNotes {
    return {
      kind: Uint8Array.from(this.#notes, (note) => note.kind),
      first: Int32Array.from(this.#notes, (note) => note.first),
      mask: Int32Array.from(this.#notes, (note) => note.mask),
      text: this.#notes.map((note) => note.text),
    };
  }
}

interface ComponentRange {
  readonly start: number;
  readonly count: number;
  readonly noteStart: number;
  readonly noteCount: number;
}

interface SpecRow {
  readonly flags: number;
  readonly kind: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly codes: number;
  readonly codeSet: string;
  readonly base: number;
  readonly repeat: number;
  readonly components: ComponentRange;
  readonly formatFrom: number;
  readonly pattern: number;
  readonly dataElement: string;
  readonly name: string;
}

const TEXT =
  CharacterClass.digit |
  CharacterClass.upper |
  CharacterClass.space |
  CharacterClass.numeric |
  CharacterClass.basic |
  CharacterClass.extended;

/** See `ElementSpecs.plain`. */
function plainClasses(row: SpecRow): number {
  const needsMore =
    (row.flags & (ElementFlag.notUsed | ElementFlag.composite | ElementFlag.codesImported)) !== 0 ||
    row.repeat !== 1 ||
    row.formatFrom > 0 ||
    row.pattern >= 0 ||
    (row.codes < 0 && row.base >= 0);
  if (needsMore) return 0;
  if (row.kind === ElementKind.AN || row.kind === ElementKind.ID) return TEXT;
  return row.kind === ElementKind.N0 || row.kind === ElementKind.R ? CharacterClass.digit : 0;
}

/** Data element 1251 (date time period) is formatted as the 1250 before it says. */
function formatPosition(dataElements: readonly string[], index: number): number {
  if (dataElements[index] !== '1251') return 0;
  for (let i = index - 1; i >= 0; i--) if (dataElements[i] === '1250') return i + 1;
  return 0;
}
