import { createReadStream } from 'node:fs';
import { dirname } from 'node:path';
import { GatewayError } from '../support/errors.js';
import { diskError } from './disk-error.js';
import { READ_SIZE } from './hash-file.js';
import { dropTemporary, linkIntoPlace, writeTemporary } from './temporary-file.js';

export interface PublishOptions {
  /** Permission bits, exact. Default 0640. */
  readonly mode?: number;
  /** Hex digest the content must have. */
  readonly sha256: string;
}

/**
 * Puts a file at `target` so that it is there whole or not at all, also after a power cut, and is never overwritten:
 * temporary dot file in the same folder, fsync, `link`, unlink, fsync of the folder. The folder must exist
 * (`ensureFolder`). `content` is the bytes or another file of ours to copy (streamed). Repeating a finished call is a
 * success; returns false then. Many calls may run at once.
 * Raises GatewayError `file-differs` (the name is taken by other bytes or by no regular file), `file-damaged` (the
 * content does not have the digest it should), `disk-full`, `disk-denied`, `disk-failed` (`subject`: `target`, or the
 * copied file when that could not be read); nothing temporary is left behind.
 */
export async function publishFile(
  target: string,
  content: Uint8Array | { readonly copyOf: string },
  options: PublishOptions,
): Promise<boolean> {
  const chunks = content instanceof Uint8Array ? [content] : piecesOf(content.copyOf);
  try {
    const temporary = await writeTemporary(dirname(target), chunks, options.mode ?? 0o640);
    if (temporary.sha256 !== options.sha256) {
      await dropTemporary(temporary.path);
      throw damaged(target);
    }
    return await linkIntoPlace(temporary, target);
  } catch (error) {
    throw diskError(error, 'publish a file', target);
  }
}

/**
 * Opens the file when the first piece is asked for: a stream that fails before anybody listens ends the process. Its
 * trouble names the file that is read, so that it is not taken for trouble with the folder of the target.
 */
async function* piecesOf(path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(path, { highWaterMark: READ_SIZE });
  } catch (error) {
    throw diskError(error, 'read a kept file', path);
  }
}

function damaged(target: string): GatewayError {
  return new GatewayError('The bytes to publish are not the bytes that were recorded', {
    code: 'file-damaged',
    operation: 'publish a file',
    subject: target,
    hint: 'The disk or somebody changed a kept answer. Run `x12gw doctor`, and restore the data folder from the backup.',
    exitCode: 3,
  });
}
