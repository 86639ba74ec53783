import { link, open, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { GatewayError, systemErrorCode } from '../support/errors.js';
import { syncFolder } from './durable-folder.js';
import { hashFile } from './hash-file.js';
import { clearLeftovers, newTemporaryName } from './temporary-name.js';
import { type Chunks, type WrittenFile, writeHashed } from './write-hashed.js';

/** A finished, synced file under a temporary name. */
export interface TemporaryFile extends WrittenFile {
  readonly path: string;
}

/**
 * Writes chunks to a new dot file in `folder` with exactly `mode`, hashing on the way, and flushes it to the disk; strings
 * as latin1, one byte for each character, as X12 answers are.
 * Holds one chunk at a time. Clears away what a crash left in the folder first. When anything fails the file is removed
 * and the system error (or what the chunks threw) goes up as it is. The caller links it into place with `linkIntoPlace`
 * or drops it with `dropTemporary`.
 */
export async function writeTemporary(folder: string, chunks: Chunks, mode: number): Promise<TemporaryFile> {
  await clearLeftovers(folder);
  const path = join(folder, newTemporaryName());
  const handle = await open(path, 'wx', mode);
  try {
    await handle.chmod(mode);
    const written = await writeHashed(handle, chunks, 'latin1');
    await handle.sync();
    await handle.close();
    return { path, ...written };
  } catch (error) {
    await handle.close().catch(() => undefined);
    await dropTemporary(path);
    throw error;
  }
}

/**
 * Gives a temporary file its final name in the same folder, never overwriting, and makes the name durable. A file of
 * that name with the same content counts as success, since an earlier attempt wrote it; with other content, or when it
 * is no regular file, it is GatewayError `file-differs`. The temporary name is gone afterwards in every case. Returns false when the file had
 * been there.
 */
export async function linkIntoPlace(temporary: TemporaryFile, final: string): Promise<boolean> {
  let isNew = true;
  try {
    await link(temporary.path, final);
  } catch (error) {
    if (systemErrorCode(error) !== 'EEXIST') throw error;
    if ((await hashFile(final, temporary.bytes))?.sha256 !== temporary.sha256) throw differs(final);
    isNew = false;
  } finally {
    await dropTemporary(temporary.path);
  }
  await syncFolder(dirname(final));
  return isNew;
}

/** Removes a temporary file; an absent one is fine. Not synced: a leftover is recognized by its name. */
export async function dropTemporary(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') throw error;
  }
}

function differs(path: string): GatewayError {
  return new GatewayError('A file of this name exists and holds other bytes', {
    code: 'file-differs',
    operation: 'publish a file',
    subject: path,
    hint: 'Something other than the gateway wrote here. Move that file away, then run `x12gw doctor --repair`.',
    exitCode: 3,
  });
}
