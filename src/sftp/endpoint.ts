import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';

/** Where a secret lies; the secret itself never stands in an endpoint. */
export type SecretPlace = { readonly file: string } | { readonly environment: string };

/** How one partner's SFTP server is reached and used: `schemas/sftp-endpoint.schema.json` with its defaults filled in. */
export interface SftpEndpoint {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** One or two fingerprints, `SHA256:...` as `ssh-keygen -lf` prints them; the second is for the days of a key change. */
  readonly hostKeys: readonly string[];
  readonly key?: SecretPlace;
  /** Of the private key. */
  readonly passphrase?: SecretPlace;
  readonly password?: SecretPlace;
  /** The partner's folder that files are fetched from. */
  readonly inbox?: string;
  /** The partner's folder that answers are put into. */
  readonly outbox?: string;
  /** Seconds between looks at the inbox. */
  readonly pollSeconds: number;
  /** Where answers go; absent: see `deliveryOf`. */
  readonly deliver?: 'sftp' | 'both' | 'outbox';
  readonly afterDownload: 'archive' | 'delete' | 'keep';
  /** The partner's folder that fetched files are moved to, for `archive`. */
  readonly archive?: string;
  /** How a finished upload gets its name; `direct` writes under the final name at once. */
  readonly rename: 'posix-rename' | 'rename' | 'direct';
  /** How an upload is proved whole. `none` for mailboxes that take a file as soon as it is closed. */
  readonly verification: 'size-before-rename' | 'stat' | 'none';
  /** Until the login is done. */
  readonly connectTimeoutSeconds: number;
  /** Between signs of life; after three without an answer the connection counts as lost. */
  readonly keepaliveSeconds: number;
  /** The server answers no request for so long: the connection counts as lost. */
  readonly stallSeconds: number;
  /** When all transfers together bring less while one waits for `stallSeconds`, that one is given up for a while; 0: none is. */
  readonly leastBytesPerSecond: number;
  /** A larger file is not fetched and stays on the server. */
  readonly largestFileBytes: number;
  /** Downloads and uploads at a time. */
  readonly parallelTransfers: number;
  /** How long a file must look the same, over at least two polls, before it is fetched. */
  readonly quietSeconds: number;
  /** Files looked at in one poll; the others wait for the next. */
  readonly mostFiles: number;
}

/** Where a partner's answers go: as its endpoint says, else to its server when that has an outbox. */
export function deliveryOf({ deliver, outbox }: SftpEndpoint): 'sftp' | 'both' | 'outbox' {
  return deliver ?? (outbox === undefined ? 'outbox' : 'sftp');
}

/** One thing wrong with an endpoint. `path` leads to the setting: `['hostKeys', '0']`. */
export interface EndpointProblem {
  readonly path: readonly string[];
  readonly message: string;
}

/** Compiled once: a stopped server has its file checked every second. */
let validator: ValidateFunction<SftpEndpoint> | undefined;

const SCHEMA_FILE = new URL('../../schemas/sftp-endpoint.schema.json', import.meta.url);

/**
 * Checks what a file or the ledger says of an endpoint against its schema and fills in the defaults (a copy; `raw` stays).
 * Gives all problems at once; no problem quotes a value, since somebody may have written a password where its file
 * belongs. Never throws on content.
 */
export function checkEndpoint(
  raw: unknown,
): { readonly endpoint: SftpEndpoint } | { readonly problems: readonly EndpointProblem[] } {
  validator ??= new Ajv({ allErrors: true, useDefaults: true }).compile<SftpEndpoint>(
    JSON.parse(readFileSync(SCHEMA_FILE, 'utf8')),
  );
  const validate = validator;
  const endpoint: unknown = structuredClone(raw);
  if (validate(endpoint)) {
    const problems = folderProblems(endpoint);
    return problems.length === 0 ? { endpoint } : { problems };
  }
  return { problems: (validate.errors ?? []).filter(({ keyword }) => keyword !== 'if').map(problemOf) };
}

/** Folders that must not be one: what is put there would be fetched from there. */
function folderProblems({ inbox, outbox, archive, afterDownload }: SftpEndpoint): EndpointProblem[] {
  const isInbox = (folder: string | undefined): boolean =>
    inbox !== undefined && folder !== undefined && plainPath(folder) === plainPath(inbox);
  return [
    ...(afterDownload === 'archive' && isInbox(archive)
      ? [{ path: ['archive'], message: 'is the inbox: what is archived there would be fetched again' }]
      : []),
    ...(isInbox(outbox) ? [{ path: ['outbox'], message: 'is the inbox: our own answers would be fetched' }] : []),
  ];
}

function plainPath(folder: string): string {
  return posix.normalize(folder).replace(/(?<=.)\/$/, '');
}

function problemOf(error: ErrorObject): EndpointProblem {
  const path = error.instancePath.split('/').slice(1);
  switch (error.keyword) {
    case 'required':
      return { path: [...path, error.params.missingProperty], message: 'is missing' };
    case 'additionalProperties':
      return { path: [...path, error.params.additionalProperty], message: 'is not a setting' };
    case 'enum':
      return { path, message: `must be one of ${error.params.allowedValues.join(', ')}` };
    case 'oneOf':
      return { path, message: 'must be { file: PATH } or { environment: NAME }' };
    case 'anyOf':
      return { path, message: 'misses one of the settings of which at least one is needed' };
    case 'pattern':
      return { path, message: 'does not have the form that this setting must have' };
    default:
      return { path, message: error.message ?? 'is not valid' };
  }
}
