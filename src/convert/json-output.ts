/** First size of the buffer; it grows to what one chunk of input makes of itself. */
const FIRST_SIZE = 64 * 1024;
/** From this length on the runtime's copy is faster than a loop. */
const LONG = 48;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** 1 for bytes that stand for themselves in a JSON string written in ASCII. */
const PLAIN = new Uint8Array(256).fill(1, 0x20, 0x7f);
PLAIN[QUOTE] = 0;
PLAIN[BACKSLASH] = 0;

/**
 * JSON text as bytes, written by hand: a large file has millions of values, and strings made only to be printed would
 * take most of the time. Everything is plain ASCII: bytes above 7E are written as `\u00e9`, so that nobody takes one
 * character for another encoding's bytes.
 */
export class JsonOutput {
  #bytes = Buffer.allocUnsafe(FIRST_SIZE);
  #length = 0;
  #taken = 0;

  /** Bytes written since the beginning. */
  get written(): number {
    return this.#taken + this.#length;
  }

  /** The bytes since the last call; they are the caller's. */
  take(): Uint8Array {
    const piece = this.#bytes.subarray(0, this.#length);
    this.#taken += this.#length;
    this.#length = 0;
    this.#bytes = Buffer.allocUnsafe(this.#bytes.length);
    return piece;
  }

  /** What was written since the last call, as a string; for pieces too small for a buffer of their own. */
  takeText(): string {
    const text = this.#bytes.toString('latin1', 0, this.#length);
    this.#taken += this.#length;
    this.#length = 0;
    return text;
  }

  /** Appends JSON text as it is; ASCII only. */
  json(text: string): void {
    const { length } = text;
    this.#reserve(length);
    const bytes = this.#bytes;
    const at = this.#length;
    if (length >= LONG) bytes.write(text, at, length, 'latin1');
    else for (let i = 0; i < length; i++) bytes[at + i] = text.charCodeAt(i);
    this.#length = at + length;
  }

  /** Appends JSON text that was made into bytes before. */
  prepared(text: Uint8Array): void {
    const { length } = text;
    this.#reserve(length);
    const bytes = this.#bytes;
    const at = this.#length;
    if (length >= LONG) bytes.set(text, at);
    else for (let i = 0; i < length; i++) bytes[at + i] = text[i]!;
    this.#length = at + length;
  }

  /** Appends bytes as a JSON string, one character each. */
  string(source: Uint8Array, start: number, end: number): void {
    this.#reserve((end - start) * 6 + 2);
    const bytes = this.#bytes;
    let at = this.#length;
    bytes[at++] = QUOTE;
    for (let i = start; i < end; i++) {
      const byte = source[i]!;
      if (PLAIN[byte] === 1) bytes[at++] = byte;
      else at = escapeInto(bytes, at, byte);
    }
    bytes[at++] = QUOTE;
    this.#length = at;
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }
}

const HEXADECIMAL = Buffer.from('0123456789abcdef', 'latin1');

function escapeInto(bytes: Uint8Array, at: number, byte: number): number {
  bytes[at] = BACKSLASH;
  if (byte === QUOTE || byte === BACKSLASH) {
    bytes[at + 1] = byte;
    return at + 2;
  }
  bytes[at + 1] = 0x75;
  bytes[at + 2] = 0x30;
  bytes[at + 3] = 0x30;
  bytes[at + 4] = HEXADECIMAL[byte >> 4]!;
  bytes[at + 5] = HEXADECIMAL[byte & 15]!;
  return at + 6;
}

const TO_ESCAPE = /[^\u0020\u0021\u0023-\u005b\u005d-\u007e]/g;

/** A latin1 text as a JSON string in ASCII, quotes included; for what is written once in a while. */
export function jsonString(text: string): string {
  return `"${text.replace(TO_ESCAPE, (character) => {
    if (character === '"' || character === '\\') return `\\${character}`;
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  })}"`;
}
