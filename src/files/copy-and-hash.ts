import { type BigIntStats, constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { GatewayError } from '../support/errors.js';
import { diskError } from './disk-error.js';
import { readSize } from './hash-file.js';
import { dropTemporary, linkIntoPlace, writeTemporary } from './temporary-file.js';

/** What was copied. */
export interface CopyResult {
  /** Hex digest of the bytes read. */
  readonly sha256: string;
  readonly bytes: number;
  /**
   * True when size, modification time and inode of the source were the same before and after, and as many bytes came
   * as the size says. When false nothing was published: the sender is still writing, so let the file settle again.
   */
  readonly sourceUnchanged: boolean;
}

/**
 * Copies a file a sender may still hold open into one of ours, hashing on the way, and publishes it at `target` as
 * `publishFile` does (mode 0440 unless told: an original is never written again). Memory stays bounded. A link to a
 * file, a pipe or a device is not followed or read: GatewayError `not-a-regular-file`, so that nobody has us read what
 * is not theirs. Errors name the target only, since the source's name is the sender's.
 * Raises `file-differs`, `disk-full`, `disk-denied`, `disk-failed` as `publishFile`.
 */
export async function copyAndHash(
  source: string,
  target: string,
  options: { readonly mode?: number } = {},
): Promise<CopyResult> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(source, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const before = await handle.stat({ bigint: true });
    if (!before.isFile()) throw notRegular();
    const temporary = await writeTemporary(
      dirname(target),
      piecesOf(handle, Number(before.size)),
      options.mode ?? 0o440,
    );
    const after = await handle.stat({ bigint: true });
    const sourceUnchanged = isSame(before, after) && BigInt(temporary.bytes) === after.size;
    if (sourceUnchanged) await linkIntoPlace(temporary, target);
    else await dropTemporary(temporary.path);
    return { sha256: temporary.sha256, bytes: temporary.bytes, sourceUnchanged };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ELOOP') throw notRegular();
    throw diskError(error, 'copy a received file', target);
  } finally {
    await handle?.close();
  }
}

/** Begins to read when the first piece is asked for: a stream that fails before anybody listens ends the process. */
async function* piecesOf(handle: FileHandle, bytes: number): AsyncGenerator<Uint8Array> {
  yield* handle.createReadStream({ highWaterMark: readSize(bytes), autoClose: false });
}

function isSame(before: BigIntStats, after: BigIntStats): boolean {
  return before.size === after.size && before.mtimeNs === after.mtimeNs && before.ino === after.ino;
}

function notRegular(): GatewayError {
  return new GatewayError('What arrived is not a regular file', {
    code: 'not-a-regular-file',
    operation: 'copy a received file',
    hint: 'Links, pipes and devices are not taken. Ask the sender to put the file itself there.',
    exitCode: 3,
  });
}
