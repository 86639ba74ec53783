import { expectThat } from './failure.mjs';

const FILLER = new Set([0x0d, 0x0a, 0x20, 0x09, 0x1a, 0x00]);

/** Every byte is in exactly one header, segment, cut or stray stretch, or is filler; chunks change nothing. */
export function checkTokens(library, bytes, chance) {
  const whole = tokensOf(library, bytes, bytes.length);
  let end = 0;
  for (const { what, from, to } of whole) {
    expectThat(from >= end, 'tokens', `${what} begins inside what was told before`);
    for (let at = end; at < from; at++)
      expectThat(FILLER.has(bytes[at]), 'tokens', `a byte is in nothing before ${what}`);
    end = to;
  }
  expectThat(end <= bytes.length, 'tokens', 'a token ends outside the file');
  for (let at = end; at < bytes.length; at++)
    expectThat(FILLER.has(bytes[at]), 'tokens', 'a byte is in nothing at the end');
  const size = chance.of([1, 7, 64, 107]);
  const pieces = tokensOf(library, bytes, size);
  expectThat(JSON.stringify(pieces) === JSON.stringify(whole), 'tokens', `chunks of ${size} give other tokens`);
}

function tokensOf(library, bytes, size) {
  const tokens = [];
  const add = (what, from, length) => tokens.push({ what, from, to: from + length });
  const tokenizer = new library.Tokenizer({
    header: ({ byteOffset, byteLength, form }) => add(`header ${form}`, byteOffset, byteLength),
    // With its terminator; the view's length is that of the segment.
    segment: (view) => add(`segment ${view.id}`, view.fileOffset, view.byteLength + 1),
    stray: (kind, byteOffset, byteLength) => add(`stray ${kind}`, byteOffset, byteLength),
    oversize: (byteOffset) => add('oversize', byteOffset, 0),
    cut: (byteOffset, byteLength) => add('cut', byteOffset, byteLength),
  });
  for (let at = 0; at < bytes.length; at += size) {
    const piece = new Uint8Array(bytes.subarray(at, at + size));
    tokenizer.push(piece);
    piece.fill(0x21);
  }
  tokenizer.end();
  return tokens;
}
