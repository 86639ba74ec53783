import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseDocument } from 'yaml';
import { GatewayError } from '../support/errors.js';
import { checkEndpoint, type SecretPlace, type SftpEndpoint } from './endpoint.js';

/**
 * Reads an SFTP endpoint from a YAML or JSON file; paths of secrets in it are relative to the file. Raises GatewayError
 * with exit code 2 (`endpoint-unreadable`, `endpoint-invalid`) that tells all problems and quotes no value.
 */
export function readEndpointFile(file: string): SftpEndpoint {
  return readSignedEndpoint(file).endpoint;
}

/** An endpoint with what tells whether its file, or a file that holds one of its secrets, has changed since. */
export interface SignedEndpoint {
  readonly endpoint: SftpEndpoint;
  /** A digest of the file, and of size and time of the files with secrets; hexadecimal. */
  readonly signature: string;
}

/** As `readEndpointFile`, with the signature. */
export function readSignedEndpoint(file: string): SignedEndpoint {
  const text = textOf(file);
  const endpoint = endpointIn(text, file);
  const hash = createHash('sha256').update(text);
  for (const place of [endpoint.key, endpoint.passphrase, endpoint.password]) {
    if (place !== undefined && 'file' in place) hash.update(`\0${looksOf(place.file)}`);
  }
  return { endpoint, signature: hash.digest('hex') };
}

function endpointIn(text: string, file: string): SftpEndpoint {
  const document = parseDocument(text);
  if (document.errors.length > 0) throw failure('endpoint-invalid', file, `${file} is not valid YAML or JSON`);
  const checked = checkEndpoint(document.toJS());
  if ('problems' in checked) {
    const lines = checked.problems.map(
      ({ path, message }) => `  ${[path.join('.'), message].filter(Boolean).join(': ')}`,
    );
    throw failure('endpoint-invalid', file, [`${file} does not describe an SFTP endpoint:`, ...lines].join('\n'));
  }
  return withAbsoluteFiles(checked.endpoint, dirname(file));
}

function withAbsoluteFiles(endpoint: SftpEndpoint, folder: string): SftpEndpoint {
  const absolute = (place: SecretPlace): SecretPlace =>
    'file' in place ? { file: resolve(folder, place.file) } : place;
  const { key, passphrase, password } = endpoint;
  return {
    ...endpoint,
    ...(key === undefined ? {} : { key: absolute(key) }),
    ...(passphrase === undefined ? {} : { passphrase: absolute(passphrase) }),
    ...(password === undefined ? {} : { password: absolute(password) }),
  };
}

/** Size and time of a file; '' when it cannot be looked at. */
function looksOf(file: string): string {
  const status = statSync(file, { throwIfNoEntry: false });
  return status === undefined ? '' : `${status.size} ${status.mtimeMs}`;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw failure('endpoint-unreadable', file, `${file} cannot be read`);
  }
}

function failure(code: string, file: string, message: string): GatewayError {
  return new GatewayError(message, {
    code,
    operation: 'read an SFTP endpoint',
    subject: file,
    hint: 'Correct the file; docs/sftp.md and schemas/sftp-endpoint.schema.json tell every setting.',
    exitCode: 2,
  });
}
