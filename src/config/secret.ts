import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { GatewayError, systemErrorCode } from '../support/errors.js';

/** Where a secret is read from: a file (absolute), or an environment variable. Never the secret itself. */
export type SecretSource = { readonly file: string } | { readonly environment: string };

const MASK = '[secret]';
/** Rights of anybody but the file's owner. */
const OTHERS = 0o077;
/** A key ring may be some kilobytes; what is larger is the wrong file. */
const MOST_BYTES = 1_000_000;

/** A secret that shows itself only when it is asked to: as text, in JSON and in logs it is a mask. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  [inspect.custom](): string {
    return MASK;
  }
}

/** A secret, and what is wrong with how it is kept, '' when nothing is. */
export interface ReadSecret {
  readonly secret: Secret;
  /** For the log; names the file, never what it holds. */
  readonly warning: string;
}

/**
 * Reads a secret anew, so that a rotated one is used without a restart. One line end at its end is cut off: editors put it
 * there. A file that others than its owner may read is used and warned about. Raises GatewayError `secret-unreadable`
 * (exit code 2; absent, empty, not permitted, too large), which names the place only.
 */
export function readSecret(
  source: SecretSource,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): ReadSecret {
  if ('file' in source) return readSecretFile(source.file);
  const value = environment[source.environment];
  if (value === undefined || value === '') {
    throw unreadable(
      `environment variable ${source.environment}`,
      'it is not set',
      'Set it for the gateway’s process.',
    );
  }
  return { secret: new Secret(withoutLineEnd(value)), warning: '' };
}

function readSecretFile(file: string): ReadSecret {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, 'r');
    const status = fstatSync(descriptor);
    if (!status.isFile()) throw unreadable(file, 'it is no plain file', 'Name the file that holds the secret.');
    if (status.size > MOST_BYTES)
      throw unreadable(file, 'it is too large', 'Name the file that holds the secret alone.');
    const value = withoutLineEnd(readFileSync(descriptor, 'utf8'));
    if (value === '') throw unreadable(file, 'it is empty', 'Put the secret into it.');
    const isOpen = (status.mode & OTHERS) !== 0;
    const warning = isOpen ? `other users may read ${file}: chmod 600 ${file}` : '';
    return { secret: new Secret(value), warning };
  } catch (error) {
    if (error instanceof GatewayError) throw error;
    const code = systemErrorCode(error);
    throw unreadable(file, code, 'Make the file, readable for the user that runs the gateway alone (mode 0600).');
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function withoutLineEnd(text: string): string {
  return text.replace(/\r?\n$/, '');
}

function unreadable(subject: string, why: string, hint: string): GatewayError {
  return new GatewayError(`The secret cannot be read from ${subject}: ${why}`, {
    code: 'secret-unreadable',
    operation: 'read a secret',
    subject,
    hint,
    exitCode: 2,
  });
}
