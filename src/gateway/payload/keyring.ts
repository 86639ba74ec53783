import { stat } from 'node:fs/promises';
import type { Key, PrivateKey } from 'openpgp';
import type { PgpSettings } from '../../config/configuration.js';
import { readSecret } from '../../config/secret.js';
import type { DataFolder } from '../../ingest/data-folder.js';
import { readPrivateKey, readPublicKeys } from '../../payload/pgp-keys.js';
import { GatewayError } from '../../support/errors.js';

/** Where keys come from. */
export interface KeyringParts {
  readonly folder: Pick<DataFolder, 'pgpKeys'>;
  readonly settings: PgpSettings | undefined;
}

/**
 * Our private key and the partners' public ones. Read when they are needed, so that one that is renewed counts at once;
 * ours is unlocked once for as long as its file stays the same, since that takes a while by design.
 */
export class Keyring {
  readonly #parts: KeyringParts;
  #own: { readonly version: string; readonly key: Promise<PrivateKey> } | undefined;

  constructor(parts: KeyringParts) {
    this.#parts = parts;
  }

  /** Raises GatewayError `pgp-own-key-unusable` when there is none, or it does not open; it is tried again each time. */
  async own(): Promise<PrivateKey> {
    const { settings } = this.#parts;
    if (settings === undefined) throw noOwnKey();
    const version = await stat(settings.privateKeyFile, { bigint: true }).then(
      ({ ino, size, mtimeNs }) => `${ino} ${size} ${mtimeNs}`,
      () => 'absent',
    );
    if (this.#own?.version !== version) this.#own = { version, key: unlocked(settings) };
    const { key } = this.#own;
    return key.catch((error: unknown) => {
      this.#own = undefined;
      throw error;
    });
  }

  /** Raises GatewayError `pgp-partner-key-unusable` when there is none, or its file cannot be read. */
  async ofPartner(partnerId: string): Promise<readonly Key[]> {
    const file = this.#parts.folder.pgpKeys(partnerId);
    return readPublicKeys(file).catch((error: unknown) => {
      throw partnerKeyUnusable(partnerId, error instanceof GatewayError ? error.message : 'it cannot be read');
    });
  }
}

/** A partner's key that nothing can be done with: its files and answers wait until there is another. */
export function partnerKeyUnusable(partnerId: string, why: string): GatewayError {
  return new GatewayError(`The OpenPGP key of ${partnerId} cannot be used: ${why}`, {
    code: 'pgp-partner-key-unusable',
    operation: 'use the key of a partner',
    subject: partnerId,
    hint: `Ask the partner for its public key, then "x12gw pgp import ${partnerId} FILE"; what waits goes on by itself.`,
    exitCode: 3,
  });
}

async function unlocked({ privateKeyFile, passphrase }: PgpSettings): Promise<PrivateKey> {
  try {
    const secret = passphrase === undefined ? '' : readSecret(passphrase).secret.reveal();
    return await readPrivateKey(privateKeyFile, secret);
  } catch (error) {
    if (!(error instanceof GatewayError) || error.code === 'pgp-own-key-unusable') throw error;
    throw new GatewayError(error.message, { ...factsOf(error), code: 'pgp-own-key-unusable', exitCode: 3 });
  }
}

function factsOf({ operation, hint }: GatewayError): { readonly operation: string; readonly hint: string } {
  return { operation, hint };
}

function noOwnKey(): GatewayError {
  return new GatewayError('We have no OpenPGP key, and a partner encrypts for it or wants our signature', {
    code: 'pgp-own-key-unusable',
    operation: 'read our private key',
    hint: 'Set pgp.privateKeyFile in the configuration (docs/payloads.md), then start the gateway again.',
    exitCode: 3,
  });
}
