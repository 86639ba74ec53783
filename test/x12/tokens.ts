import type { HeaderToken } from '../../src/x12/header.js';
import type { SegmentView } from '../../src/x12/segment-view.js';
import { type StrayKind, Tokenizer, type TokenizerOptions } from '../../src/x12/tokenizer.js';

/** What the tokenizer reported, as plain values that can be compared. */
export type Token =
  | { readonly is: 'header'; readonly header: HeaderToken }
  | {
      readonly is: 'segment';
      readonly at: number;
      readonly bytes: number;
      readonly id: string;
      readonly tag: number;
      readonly elements: readonly string[];
      readonly classes: readonly number[];
      readonly binary?: { readonly at: number; readonly length: number; readonly complete: boolean };
    }
  | { readonly is: 'stray'; readonly kind: StrayKind; readonly at: number; readonly bytes: number }
  | { readonly is: 'oversize'; readonly at: number }
  | { readonly is: 'cut'; readonly at: number; readonly bytes: number };

function segmentToken(view: SegmentView): Token {
  const elements: string[] = [];
  const classes: number[] = [];
  for (let i = 1; i <= view.elementCount; i++) elements.push(view.text(i));
  for (let i = 0; i <= view.elementCount; i++) classes.push(view.classes[i] ?? 0);
  const token = { is: 'segment', at: view.fileOffset, bytes: view.byteLength, id: view.id, tag: view.tag } as const;
  if (view.binaryOffset < 0) return { ...token, elements, classes };
  const binary = { at: view.binaryOffset, length: view.binaryLength, complete: view.binaryComplete };
  return { ...token, elements, classes, binary };
}

/** Runs a file through the tokenizer in pieces of these sizes; the last size is used again for what is left. */
export function tokensOf(file: Uint8Array, sizes: readonly number[] = [1 << 20], options?: TokenizerOptions): Token[] {
  const tokens: Token[] = [];
  const tokenizer = new Tokenizer(
    {
      header: (header) => tokens.push({ is: 'header', header }),
      segment: (view) => tokens.push(segmentToken(view)),
      stray: (kind, at, bytes) => tokens.push({ is: 'stray', kind, at, bytes }),
      oversize: (at) => tokens.push({ is: 'oversize', at }),
      cut: (at, bytes) => tokens.push({ is: 'cut', at, bytes }),
    },
    options,
  );
  let at = 0;
  for (let i = 0; at < file.length; i++) {
    const size = Math.max(1, sizes[Math.min(i, sizes.length - 1)] ?? 1);
    // A Buffer, as files are read, that is spoilt afterwards: the tokenizer may not hold on to what it was given.
    const chunk = Buffer.from(file.subarray(at, at + size));
    tokenizer.push(chunk);
    chunk.fill(0x21);
    at += size;
  }
  tokenizer.end();
  return tokens;
}

export const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

/** An ISA of 106 bytes; fields not given are those of an ordinary production file. */
export function isa(
  fields: { sender?: string; control?: string; end?: string; component?: string; repetition?: string } = {},
): string {
  const sender = (fields.sender ?? '110012345A').padEnd(15);
  const { control = '000000101', end = '~', component = ':', repetition = '^' } = fields;
  return `ISA*00*          *00*          *ZZ*${sender}*ZZ*PAYER01        *261103*0915*${repetition}*00501*${control}*0*T*${component}${end}`;
}
