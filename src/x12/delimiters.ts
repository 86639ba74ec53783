/**
 * The four characters that cut an interchange into pieces, as byte values (0-255).
 * They are read from each ISA anew: two interchanges of one file may differ (ISA byte map).
 */
export interface Delimiters {
  /** Element separator, ISA byte 4. */
  readonly element: number;
  /** Repetition separator, ISA byte 83; 0 when the header defines none (before 00402, or an unusable byte). */
  readonly repetition: number;
  /** Component separator, ISA byte 105. */
  readonly component: number;
  /** Segment terminator, ISA byte 106. */
  readonly segment: number;
}

/** The fixed set every answer of ours is written with (docs/decisions/0005). */
export const OUTBOUND_DELIMITERS: Delimiters = Object.freeze({
  element: 0x2a, // *
  repetition: 0x5e, // ^
  component: 0x3a, // :
  segment: 0x7e, // ~
});

/** True for 0-9, A-Z and a-z: bytes that may never separate anything (X12.6 delimiters). */
export function isAlphanumeric(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);
}

const UNUSABLE_CONTROLS = new Set([0x00, 0x08, 0x0e, 0x0f, 0x10, 0x18, 0x19, 0x1a, 0x1b, 0x7f]);

/**
 * True when a byte may serve as a delimiter: not a letter, digit, space or one of the control characters
 * that carry another meaning, and within seven bits (X12.6 delimiters).
 */
export function isUsableDelimiter(byte: number): boolean {
  return byte < 0x80 && byte !== 0x20 && !isAlphanumeric(byte) && !UNUSABLE_CONTROLS.has(byte);
}

/** True when segments can be cut at the terminator: usable as a delimiter, and no other delimiter's byte. */
export function isUsableTerminator({ element, component, segment }: Delimiters): boolean {
  return isUsableDelimiter(segment) && segment !== element && segment !== component;
}
