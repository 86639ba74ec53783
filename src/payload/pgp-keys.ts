import { readFile } from 'node:fs/promises';
import type { Key, PrivateKey } from 'openpgp';
import { GatewayError, systemErrorCode } from '../support/errors.js';

/** The library, loaded when the first key or message needs it: most installations never do. */
export const openpgp = () => import('openpgp');

/** A key ring of one partner is some kilobytes; what is larger is the wrong file. */
const MOST_BYTES = 1_000_000;

/** What people compare and watch of a key. */
export interface KeyFacts {
  /** Upper-case hexadecimal, 40 digits or 64. */
  readonly fingerprint: string;
  /** Such as `eddsaLegacy` or `rsaEncryptSign 4096`. */
  readonly algorithm: string;
  readonly userIds: readonly string[];
  /** ISO instants; '' for a key that does not expire. */
  readonly created: string;
  readonly expires: string;
  /** Why nothing can be encrypted for it at the moment asked about, '' when it can. */
  readonly problem: string;
}

/**
 * Reads public keys, armored or binary. Raises GatewayError (exit code 2): `pgp-key-unreadable` when the file is absent,
 * too large or holds no key, `pgp-key-private` for a private key, which is nobody's to hand over.
 */
export async function readPublicKeys(file: string): Promise<readonly Key[]> {
  const keys = await parseKeys(await read(file), file);
  if (keys.some((key) => key.isPrivate())) {
    throw new GatewayError('The file holds a private key', {
      code: 'pgp-key-private',
      operation: 'read a public key',
      subject: file,
      hint: 'Ask the partner for the public key alone, and tell them that their private key must not leave their hands.',
      exitCode: 2,
    });
  }
  return keys;
}

/**
 * Reads our private key and unlocks it. `passphrase` '' for a key that has none. Raises GatewayError (exit code 3)
 * `pgp-own-key-unusable` when it is absent, no private key, or locked with another passphrase.
 */
export async function readPrivateKey(file: string, passphrase: string): Promise<PrivateKey> {
  const { decryptKey } = await openpgp();
  const [key] = await read(file)
    .then((content) => parseKeys(content, file))
    .catch((error: unknown) => {
      throw ownUnusable(file, error instanceof GatewayError ? error.message : 'it cannot be read');
    });
  if (key === undefined || !key.isPrivate()) throw ownUnusable(file, 'it holds no private key');
  if (key.isDecrypted()) return key;
  return decryptKey({ privateKey: key, passphrase }).catch(() => {
    throw ownUnusable(file, 'the passphrase does not open it');
  });
}

/** Facts of a key as of `now`. */
export async function keyFacts(key: Key, now: Date): Promise<KeyFacts> {
  const expires = await key.getExpirationTime().catch(() => null);
  const { algorithm, bits } = key.getAlgorithmInfo() as { algorithm: string; bits?: number };
  return {
    fingerprint: key.getFingerprint().toUpperCase(),
    algorithm: bits === undefined ? algorithm : `${algorithm} ${bits}`,
    userIds: key.getUserIDs(),
    created: key.getCreationTime().toISOString(),
    expires: expires instanceof Date ? expires.toISOString() : '',
    problem: await key.getEncryptionKey(undefined, now).then(
      () => '',
      () => (expires instanceof Date && expires <= now ? 'it has expired' : 'nothing can be encrypted for it'),
    ),
  };
}

async function parseKeys(content: Buffer, file: string): Promise<readonly Key[]> {
  const { readKeys } = await openpgp();
  const text = content.toString('latin1');
  // The library reads the first armored block of a file; a private key may stand behind a public one.
  const blocks = text.split(/(?=-----BEGIN PGP )/).filter((block) => block.startsWith('-----BEGIN PGP '));
  const read =
    blocks.length > 0
      ? blocks.map((armoredKeys) => readKeys({ armoredKeys }))
      : [readKeys({ binaryKeys: new Uint8Array(content) })];
  const keys = await Promise.all(read).then(
    (found) => found.flat(),
    () => [],
  );
  if (keys.length === 0) throw unreadable(file, 'it holds no OpenPGP key');
  return keys;
}

async function read(file: string): Promise<Buffer> {
  const content = await readFile(file).catch((error: unknown) => {
    const code = systemErrorCode(error);
    throw unreadable(file, code === 'ENOENT' ? 'there is no such file' : code || 'it cannot be read');
  });
  if (content.length > MOST_BYTES) throw unreadable(file, 'it is too large for a key');
  return content;
}

function unreadable(file: string, why: string): GatewayError {
  return new GatewayError(`No OpenPGP key can be read from ${file}: ${why}`, {
    code: 'pgp-key-unreadable',
    operation: 'read a public key',
    subject: file,
    hint: 'Name a file that holds the public key, as "gpg --armor --export" writes it.',
    exitCode: 2,
  });
}

function ownUnusable(file: string, why: string): GatewayError {
  return new GatewayError(`Our private OpenPGP key cannot be used: ${why}`, {
    code: 'pgp-own-key-unusable',
    operation: 'read our private key',
    subject: file,
    hint: 'Correct pgp.privateKeyFile and pgp.passphrase in the configuration; "x12gw pgp list" shows whether it works.',
    exitCode: 3,
  });
}
