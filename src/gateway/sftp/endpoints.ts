import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readSignedEndpoint, type SignedEndpoint } from '../../sftp/endpoint-file.js';
import { GatewayError, systemErrorCode } from '../../support/errors.js';

/** The endpoints of a data folder: `sftp/<partner id>.yaml`. */
export interface EndpointFiles {
  /** By partner id. */
  readonly sound: ReadonlyMap<string, SignedEndpoint>;
  /** By partner id: what is wrong, of all files and with all problems of each. */
  readonly unsound: ReadonlyMap<string, GatewayError>;
}

const ENDING = '.yaml';

/** Where the endpoint of a partner is described. */
export function endpointFile(folder: string, partnerId: string): string {
  return join(folder, `${partnerId}${ENDING}`);
}

/** Reads every endpoint of a folder; one that is not there holds none. Raises GatewayError when it cannot be listed. */
export function readEndpoints(folder: string): EndpointFiles {
  const sound = new Map<string, SignedEndpoint>();
  const unsound = new Map<string, GatewayError>();
  for (const name of namesIn(folder)) {
    if (!name.endsWith(ENDING) || name.startsWith('.')) continue;
    const partnerId = name.slice(0, -ENDING.length);
    try {
      sound.set(partnerId, readSignedEndpoint(endpointFile(folder, partnerId)));
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      unsound.set(partnerId, error);
    }
  }
  return { sound, unsound };
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === 'ENOENT') return [];
    throw new GatewayError(`The folder of SFTP endpoints cannot be listed (${code})`, {
      code: 'endpoint-unreadable',
      operation: 'read the SFTP endpoints',
      subject: folder,
      hint: "Give the gateway's operating system user the right to read it.",
      exitCode: 3,
    });
  }
}
