import { createReadStream } from 'node:fs';
import { ReadableStream } from 'node:stream/web';
import type { DecryptMessageResult, Key, Message, PartialConfig, PrivateKey, WebStream } from 'openpgp';
import { systemErrorCode } from '../support/errors.js';
import { PayloadFault } from './fault.js';
import { openpgp } from './pgp-keys.js';

/** A sender's clock may be ahead of ours: a signature made a moment from now is no forgery. */
const CLOCKS_APART_MILLISECONDS = 600_000;

/** The last line of armor (RFC 9580, 6.2). */
const ARMOR_END = '-----END PGP MESSAGE-----';

/** What a message is opened with. */
export interface DecryptionKeys {
  /** Ours, unlocked. */
  readonly own: PrivateKey;
  /** The partner's; present when only a message with a sound signature by one of them counts. */
  readonly signers?: readonly Key[];
  /** The moment keys and signatures are judged at. */
  readonly now: Date;
}

/**
 * The content of an OpenPGP message (RFC 9580), armored or binary, as a stream. Pieces come before the end has proved them
 * whole, so nobody may use them before the stream has ended well. `mostBytes`: what its compression may make of it.
 * Raises PayloadFault `encryption-missing` (signed or packed, not encrypted), `encryption-other-key`,
 * `encryption-damaged` (cut off, altered, no message, something behind it), `signature-missing`, `signature-wrong`, `archive-too-large`; system
 * errors of the file as they are.
 */
export async function* decrypted(path: string, keys: DecryptionKeys, mostBytes: number): AsyncGenerator<Uint8Array> {
  const { decrypt } = await openpgp();
  // Streaming content that is not proved yet is what keeps memory bounded.
  const config: PartialConfig = { allowUnauthenticatedStream: true, maxDecompressedMessageSize: mostBytes };
  const file = createReadStream(path);
  try {
    await requireNothingBehind(path);
    const message = await messageOf(file, config);
    requireForUs(message, keys.own);
    const { data, signatures } = (await decrypt({
      message,
      decryptionKeys: keys.own,
      ...(keys.signers === undefined ? {} : { verificationKeys: [...keys.signers] }),
      format: 'binary',
      date: new Date(keys.now.getTime() + CLOCKS_APART_MILLISECONDS),
      config,
    })) as Omit<DecryptMessageResult, 'data'> & { readonly data: WebStream<Uint8Array> };
    for (const { verified } of signatures) verified.catch(() => undefined);
    if (keys.signers !== undefined && signatures.length === 0) throw new PayloadFault('signature-missing');
    yield* data as unknown as AsyncIterable<Uint8Array>;
    if (keys.signers !== undefined && !(await isAnySound(signatures))) throw new PayloadFault('signature-wrong');
  } catch (error) {
    throw asFault(error);
  } finally {
    file.destroy();
  }
}

/**
 * The library reads an armored message up to its end and leaves what follows: a second message, or content in the clear,
 * would be lost without a word. A binary one it reads to the end of the file itself.
 */
async function requireNothingBehind(path: string): Promise<void> {
  let text = '';
  let isEnded = false;
  for await (const piece of createReadStream(path, 'latin1') as AsyncIterable<string>) {
    if (text === '' && !isEnded && piece.charCodeAt(0) >= 0x80) return;
    text += piece;
    const end = isEnded ? 0 : text.indexOf(ARMOR_END);
    if (end >= 0) {
      const behind = isEnded ? text : text.slice(end + ARMOR_END.length);
      if (/[^ \t\r\n]/.test(behind)) throw new PayloadFault('encryption-damaged');
      isEnded = true;
      text = '';
    } else text = text.slice(-ARMOR_END.length);
  }
}

async function messageOf(
  file: AsyncIterable<Uint8Array>,
  config: PartialConfig,
): Promise<Message<WebStream<Uint8Array>>> {
  const { readMessage } = await openpgp();
  const pieces = file[Symbol.asyncIterator]();
  const first = await pieces.next();
  const head: Uint8Array = first.done === true ? new Uint8Array() : first.value;
  const isArmored = (head[0] ?? 0) < 0x80;
  const rest = { [Symbol.asyncIterator]: () => pieces };
  const whole = ReadableStream.from(withFirst(head, rest, isArmored));
  const stream = whole as unknown as WebStream<Uint8Array> & WebStream<string>;
  return isArmored
    ? ((await readMessage({ armoredMessage: stream, config })) as Message<WebStream<Uint8Array>>)
    : ((await readMessage({ binaryMessage: stream, config })) as Message<WebStream<Uint8Array>>);
}

/** Armor is text, one character for each byte. */
async function* withFirst(
  head: Uint8Array,
  rest: AsyncIterable<Uint8Array>,
  isArmored: boolean,
): AsyncGenerator<Uint8Array | string> {
  const form = (piece: Uint8Array) => (isArmored ? Buffer.from(piece).toString('latin1') : new Uint8Array(piece));
  yield form(head);
  for await (const piece of rest) yield form(piece);
}

/** A message names the keys it is for, or hides them with zeros (RFC 9580, 5.1). One for a password alone names none. */
function requireForUs(message: Message<WebStream<Uint8Array>>, own: PrivateKey): void {
  const recipients = message.getEncryptionKeyIDs();
  const ours = own.getKeyIDs();
  const isForUs = recipients.some((id) => ours.some((one) => one.equals(id, true)));
  if (!isForUs) throw new PayloadFault(isEncrypted(message) ? 'encryption-other-key' : 'encryption-missing');
}

/** True when there is a packet of encrypted content or of its session key. */
function isEncrypted({ packets }: Message<WebStream<Uint8Array>>): boolean {
  const tags = packets.map((packet) => (packet.constructor as unknown as { readonly tag: number }).tag);
  return tags.some((tag) => [1, 3, 9, 18, 20].includes(tag));
}

async function isAnySound(signatures: DecryptMessageResult['signatures']): Promise<boolean> {
  const results = await Promise.allSettled(signatures.map(({ verified }) => verified));
  return results.some(({ status }) => status === 'fulfilled');
}

/** The library's complaints about content carry no system code. */
function asFault(error: unknown): unknown {
  if (error instanceof PayloadFault || /^E[A-Z0-9]+$/.test(systemErrorCode(error))) return error;
  const isTooLarge = error instanceof Error && error.message.includes('Maximum decompressed message size');
  if (isTooLarge) return new PayloadFault('archive-too-large', { limit: 'the limit for what is packed' });
  return new PayloadFault('encryption-damaged');
}
