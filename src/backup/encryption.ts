import { ReadableStream } from 'node:stream/web';
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { GatewayError } from '../support/errors.js';

/** Content in pieces. */
export type Pieces = AsyncIterable<Uint8Array>;

/** A new key for backups: the secret half as the text of its file, and the public half to encrypt to. */
export async function newBackupKey(): Promise<{ readonly identityFile: string; readonly recipient: string }> {
  const identity = await generateX25519Identity();
  const recipient = await identityToRecipient(identity);
  return { identityFile: `# public key: ${recipient}\n${identity}\n`, recipient };
}

/**
 * Encrypts files in the age format (age-encryption.org/v1), each on its own, so that the `age` program opens them too and
 * whoever makes backups cannot read old ones. Raises GatewayError `recipient-not-valid` (exit code 2).
 */
export class Sealer {
  readonly #encrypter = new Encrypter();

  /** `recipients`: public keys, `age1...`, at least one. */
  constructor(recipients: readonly string[]) {
    for (const recipient of recipients) {
      try {
        this.#encrypter.addRecipient(recipient);
      } catch {
        throw new GatewayError('A recipient is no public key of age', {
          code: 'recipient-not-valid',
          operation: 'encrypt a backup',
          subject: recipient.startsWith('AGE-SECRET-KEY') ? '(a secret key)' : recipient,
          hint: 'Give the line that begins with age1, as "x12gw backup-key FILE" or age-keygen prints it.',
          exitCode: 2,
        });
      }
    }
  }

  async *seal(pieces: Pieces): Pieces {
    yield* through(pieces, (stream) => this.#encrypter.encrypt(stream));
  }
}

/** Decrypts what a Sealer wrote. */
export class Opener {
  readonly #decrypter = new Decrypter();

  /** `identityFile`: the text of a key file, `AGE-SECRET-KEY-...` lines and comments. Raises `backup-key-not-valid`. */
  constructor(identityFile: string) {
    const identities = identityFile.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#'));
    try {
      if (identities.length === 0) throw new Error('no key');
      for (const identity of identities) this.#decrypter.addIdentity(identity.trim());
    } catch {
      throw new GatewayError('The key file holds no secret key of age', {
        code: 'backup-key-not-valid',
        operation: 'decrypt a backup',
        hint: 'Name the file that "x12gw backup-key" or age-keygen wrote; its key begins with AGE-SECRET-KEY-.',
        exitCode: 2,
      });
    }
  }

  /** Raises GatewayError `backup-not-decrypted` when the key does not fit or the bytes are not those that were sealed. */
  async *open(pieces: Pieces, path: string): Pieces {
    try {
      yield* through(pieces, (stream) => this.#decrypter.decrypt(stream));
    } catch (error) {
      if (error instanceof GatewayError) throw error;
      throw new GatewayError('A file of the backup cannot be decrypted', {
        code: 'backup-not-decrypted',
        operation: 'decrypt a backup',
        subject: path,
        hint: 'Use the key file that belongs to a recipient of this set; if it is, the file is damaged: take an older set.',
        exitCode: 3,
      });
    }
  }
}

type Bytes = globalThis.ReadableStream<Uint8Array>;

/** Pieces changed by age, which leaves a stream as it is when its bytes are wrong: whatever happens, the file behind is closed. */
async function* through(pieces: Pieces, change: (stream: Bytes) => Promise<Bytes>): Pieces {
  const source = pieces[Symbol.asyncIterator]();
  try {
    const stream = ReadableStream.from({ [Symbol.asyncIterator]: () => source }) as unknown as Bytes;
    yield* (await change(stream)) as unknown as Pieces;
  } finally {
    await source.return?.();
  }
}
