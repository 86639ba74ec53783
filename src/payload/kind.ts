import { open } from 'node:fs/promises';

/** What the first bytes of a file say it is; `other` is whatever needs no opening, X12 among it. */
export type PayloadKind = 'gzip' | 'zip' | 'pgp' | 'other';

/** Bytes `kindOf` looks at. */
export const KIND_BYTES = 512;

const ARMOR = '-----BEGIN PGP MESSAGE-----';
/** Packets a message may begin with (RFC 9580, 5): session keys, one-pass signature, signature, compressed, encrypted. */
const MESSAGE_PACKETS = new Set([1, 2, 3, 4, 8, 9, 18, 20]);

/**
 * Tells a file's kind by its content; names are not asked. gzip: RFC 1952, 2.3.1. zip: a local header or, for one without
 * files, its end record (APPNOTE 4.3). OpenPGP: armored or binary. An armored message may have white space in front.
 */
export function kindOf(head: Uint8Array): PayloadKind {
  const [first = 0, second = 0, third = 0, fourth = 0] = head;
  if (first === 0x1f && second === 0x8b) return 'gzip';
  if (first === 0x50 && second === 0x4b && ((third === 3 && fourth === 4) || (third === 5 && fourth === 6)))
    return 'zip';
  const text = Buffer.from(head.subarray(0, KIND_BYTES)).toString('latin1');
  if (text.trimStart().startsWith(ARMOR)) return 'pgp';
  if (head.length >= 3 && (first & 0x80) !== 0) {
    const packet = (first & 0x40) !== 0 ? first & 0x3f : (first & 0x3f) >> 2;
    // A byte order mark begins like packet 47 or 62, which no message has.
    if (MESSAGE_PACKETS.has(packet)) return 'pgp';
  }
  return 'other';
}

/** The kind of a file on disk. System errors go up as they are. */
export async function kindOfFile(path: string): Promise<PayloadKind> {
  const file = await open(path);
  try {
    const head = Buffer.alloc(KIND_BYTES);
    const { bytesRead } = await file.read(head, 0, KIND_BYTES, 0);
    return kindOf(head.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}
