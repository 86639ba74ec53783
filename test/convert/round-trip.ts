import { JsonToX12, type JsonToX12Options } from '../../src/convert/json-to-x12.js';
import { X12ToJson } from '../../src/convert/x12-to-json.js';
import { defaultSchemasRoot, loadSchemas } from '../../src/guides/load.js';

/** The schemas as shipped. */
export const schemas = loadSchemas(defaultSchemasRoot());

/** The bytes in pieces of this size, each spoilt once it was used: nobody may hold on to what it was given. */
function inPieces(bytes: Uint8Array, size: number, use: (piece: Uint8Array) => void): void {
  for (let at = 0; at < bytes.length; at += size) {
    const piece = bytes.slice(at, at + size);
    use(piece);
    piece.fill(0x21);
  }
}

/** NDJSON of an X12 text (one character a byte), read in pieces of `size` bytes. */
export function jsonOf(x12: string, size = 1 << 20): string {
  let text = '';
  const conversion = new X12ToJson(schemas, (piece) => {
    text += Buffer.from(piece).toString('latin1');
  });
  inPieces(Buffer.from(x12, 'latin1'), size, (piece) => conversion.push(piece));
  conversion.end();
  return text;
}

/** X12 of NDJSON, one character a byte, read in pieces of `size` bytes. */
export function x12Of(json: string, size = 1 << 20, options: JsonToX12Options = {}): string {
  let text = '';
  const conversion = new JsonToX12((piece) => {
    text += piece;
  }, options);
  inPieces(Buffer.from(json, 'utf8'), size, (piece) => conversion.push(piece));
  conversion.end();
  return text;
}

// biome-ignore lint/suspicious/noExplicitAny: lines are looked into freely; the JSON Schema test checks their shape
export type AnyLine = any;

/** The lines of NDJSON as values. */
export function linesOf(json: string): AnyLine[] {
  return json
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

/** NDJSON of such values. */
export function jsonOfLines(lines: readonly unknown[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}
