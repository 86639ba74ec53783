import { readFile, stat } from 'node:fs/promises';
import type { SecretPlace, SftpEndpoint } from './endpoint.js';
import { SftpError } from './trouble.js';

/** What a login needs; read anew for each one, so that a changed secret needs no restart. */
export interface Credentials {
  readonly privateKey?: Buffer;
  readonly passphrase?: string;
  readonly password?: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

const OTHERS_MAY_READ = 0o007;

/**
 * Reads the secrets an endpoint points to; file paths are taken as they stand. Raises SftpError
 * `sftp-credentials-unusable` that names the setting, never the secret, its path or its variable: a variable that is not
 * set or empty, a file that is absent, empty, or open to every user of the machine.
 */
export async function readCredentials(endpoint: SftpEndpoint, environment: Environment): Promise<Credentials> {
  const { key, passphrase, password } = endpoint;
  return {
    ...(key === undefined ? {} : { privateKey: await readSecret('key', key, environment) }),
    ...(passphrase === undefined ? {} : { passphrase: await readLine('passphrase', passphrase, environment) }),
    ...(password === undefined ? {} : { password: await readLine('password', password, environment) }),
  };
}

async function readLine(setting: string, place: SecretPlace, environment: Environment): Promise<string> {
  return (await readSecret(setting, place, environment)).toString('utf8').replace(/\r?\n$/, '');
}

async function readSecret(setting: string, place: SecretPlace, environment: Environment): Promise<Buffer> {
  const secret =
    'environment' in place ? Buffer.from(environment[place.environment] ?? '') : await readOwn(setting, place.file);
  if (secret.length === 0) throw unusable(`${setting} is empty or not set`);
  return secret;
}

async function readOwn(setting: string, file: string): Promise<Buffer> {
  const found = await stat(file).catch(() => undefined);
  if (found === undefined) throw unusable(`the file of ${setting} is absent`);
  if ((found.mode & OTHERS_MAY_READ) !== 0) throw unusable(`the file of ${setting} is open to other users`);
  return readFile(file).catch(() => {
    throw unusable(`the file of ${setting} cannot be read`);
  });
}

function unusable(detail: string): SftpError {
  return new SftpError('sftp-credentials-unusable', 'read the credentials of an SFTP endpoint', detail);
}
