import { ReadableStream } from 'node:stream/web';
import type { Key, PrivateKey, WebStream } from 'openpgp';
import { openpgp } from './pgp-keys.js';

/** For whom content is encrypted, and as whom it is signed. */
export interface EncryptionKeys {
  /** The partner's: all of them can open it. At least one. */
  readonly recipients: readonly Key[];
  /** Ours, unlocked; absent: not signed. */
  readonly own?: PrivateKey;
  /** The moment keys are judged at, and the time of the signature. */
  readonly now: Date;
}

/**
 * Content as a binary OpenPGP message, as a stream in bounded memory. Each call gives other bytes, since the session key is
 * drawn anew: whoever sends it twice keeps what was made first. Raises the library's Error for a key that has expired or
 * cannot encrypt, before the first piece; what the content raises goes up as it is.
 */
export async function* encrypted(content: AsyncIterable<Uint8Array>, keys: EncryptionKeys): AsyncGenerator<Uint8Array> {
  const { createMessage, encrypt } = await openpgp();
  // Copies: the library keeps pieces for a while, and ours may be filled again.
  const pieces = ReadableStream.from(copies(content)) as unknown as WebStream<Uint8Array>;
  const message = await createMessage({ binary: pieces, format: 'binary' });
  const data = await encrypt({
    message,
    encryptionKeys: [...keys.recipients],
    ...(keys.own === undefined ? {} : { signingKeys: keys.own }),
    format: 'binary',
    date: keys.now,
  });
  yield* data as unknown as AsyncIterable<Uint8Array>;
}

async function* copies(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const piece of content) yield new Uint8Array(piece);
}
