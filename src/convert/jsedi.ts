import type { Schemas } from '../guides/load.js';
import { LineSplitter } from './line-splitter.js';
import type { ConvertLine, LoopJson, SegmentJson } from './lines.js';
import { ConversionRefused } from './refusal.js';
import { SegmentTexts } from './segment-x12.js';
import { X12ToJson } from './x12-to-json.js';

/** Largest file given to node-x12, which holds about sixty bytes of memory for each byte of the file. */
export const LARGEST_JSEDI_FILE = 10 * 1024 * 1024;

/** A set as node-x12 has it: ST without its id, and the segments between ST and SE. Elements are whole. */
interface SetParts {
  readonly header: readonly string[];
  readonly segments: { readonly tag: string; readonly elements: readonly string[] }[];
}

/** What of an interchange node-x12's notation holds; trailers are left out of it and written anew. */
interface InterchangeParts {
  readonly header: readonly string[];
  readonly functionalGroups: { readonly header: readonly string[]; readonly transactions: SetParts[] }[];
}

/**
 * One interchange in the JS EDI notation of node-x12 (`JSEDINotation`), as one JSON document in plain ASCII. The notation
 * knows no trailers, no TA1, no binary data and no second interchange: what it would lose is refused. The result is held
 * against the file, and so is the X12 that node-x12 writes from it, before it is given.
 * Raises ConversionRefused, and what `X12ToJson` raises. Loads node-x12 when first called.
 */
export async function jsediOf(file: Uint8Array, schemas: Schemas): Promise<string> {
  if (file.length > LARGEST_JSEDI_FILE) {
    const most = `${LARGEST_JSEDI_FILE / (1024 * 1024)} MiB`;
    throw new ConversionRefused(
      'jsedi-too-large',
      `the file is larger than ${most}: use --to json, which has no limit`,
    );
  }
  const expected = partsOf(file, schemas);
  const { X12Generator, X12Interchange, X12Parser } = await import('node-x12');
  const read = attempt(() => new X12Parser(true).parse(Buffer.from(file).toString('latin1')));
  if (!(read instanceof X12Interchange)) throw lossy('node-x12 finds more than one interchange in it');
  const text = JSON.stringify(read.toJSEDINotation());
  const notation: InterchangeParts = JSON.parse(text);
  // node-x12 keeps the ISA without its padding and zeros; what it writes from that must have them again.
  requireSame({ ...expected, header: [] }, { ...notation, header: [] });
  const written = attempt(() => new X12Generator(JSON.parse(text)).toString());
  requireSame(expected, partsOf(Buffer.from(written, 'latin1'), schemas));
  return text.replace(/[\u007f-\uffff]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Its messages quote the file, so they are not passed on. */
function attempt<Result>(work: () => Result): Result {
  try {
    return work();
  } catch {
    throw lossy('node-x12 cannot read it');
  }
}

function lossy(what: string, byteOffset?: number): ConversionRefused {
  const hint = `${what}: use --to json, which loses nothing`;
  return new ConversionRefused('jsedi-would-lose', hint, byteOffset === undefined ? {} : { byteOffset });
}

/** The interchange by our own reading. Raises ConversionRefused `jsedi-would-lose` for what the notation cannot hold. */
function partsOf(file: Uint8Array, schemas: Schemas): InterchangeParts {
  const collected = new PartsCollector();
  const lines = new LineSplitter((line) => collected.take(line as ConvertLine));
  const conversion = new X12ToJson(schemas, (text) => lines.push(text));
  conversion.push(file);
  conversion.end();
  lines.end();
  return collected.parts();
}

class PartsCollector {
  #interchange: InterchangeParts | undefined;
  #texts: SegmentTexts | undefined;

  take(line: ConvertLine): void {
    const { kind, byteOffset } = line;
    if (kind === 'bytes') {
      if (line.what !== 'filler') throw lossy('bytes that are no segment would be lost', byteOffset);
      return;
    }
    if ('missing' in line) throw lossy('a trailer is missing', byteOffset);
    if ('mismatch' in line) throw lossy('a trailer disagrees with what it closes, and would be repaired', byteOffset);
    if (kind === 'interchange') {
      if (this.#interchange !== undefined) throw lossy('there is more than one interchange', byteOffset);
      if (line.form !== 'strict') throw lossy('the ISA is not of fixed length', byteOffset);
      this.#interchange = { header: Object.values(line.elements), functionalGroups: [] };
      this.#texts = new SegmentTexts(line.delimiters, line.lineEnd);
    } else if (kind === 'group') {
      this.#interchange!.functionalGroups.push({ header: this.#elements(line), transactions: [] });
    } else if (kind === 'set') {
      this.#interchange!.functionalGroups.at(-1)!.transactions.push({ header: this.#elements(line), segments: [] });
      this.#children(line.children, byteOffset);
    } else if (kind === 'level' || kind === 'unit') this.#children(line.children, byteOffset);
    else if (kind === 'segment')
      throw lossy('a segment between the groups or sets (such as TA1) would be lost', byteOffset);
  }

  parts(): InterchangeParts {
    return this.#interchange!;
  }

  #children(children: readonly (LoopJson | SegmentJson)[], byteOffset: number): void {
    const { segments } = this.#interchange!.functionalGroups.at(-1)!.transactions.at(-1)!;
    for (const child of children) {
      if ('children' in child) this.#children(child.children, byteOffset);
      else if (child.binary !== undefined) throw lossy('binary data would be corrupted', byteOffset);
      else segments.push({ tag: child.segment, elements: this.#elements(child) });
    }
  }

  #elements(segment: SegmentJson): readonly string[] {
    return this.#texts!.write({ ...segment }, 0, '').elements;
  }
}

/** Both hold the same ISA, groups, sets, segments and elements. */
function requireSame(expected: InterchangeParts, found: InterchangeParts): void {
  const plain = ({ header, functionalGroups }: InterchangeParts) =>
    JSON.stringify([
      header,
      functionalGroups.map((group) => [
        group.header,
        group.transactions.map((set) => [set.header, set.segments.map(({ tag, elements }) => [tag, elements])]),
      ]),
    ]);
  if (plain(expected) !== plain(found)) throw lossy('what node-x12 makes of it is not what the file holds');
}
