import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { diskError } from './disk-error.js';
import { linkIntoPlace, writeTemporary } from './temporary-file.js';
import type { Chunks } from './write-hashed.js';

/** A large answer on disk before the ledger knows it. */
export interface SpooledFile {
  /** Its name in the spool folder. */
  readonly name: string;
  readonly sha256: string;
  readonly bytes: number;
}

/**
 * Writes a large answer into the spool folder (which must exist) as a stream and makes it durable, so that a commit may
 * then refer to it by name and digest. Mode 0640. `owner`, the submission's row, is part of the name: a crash before the
 * commit leaves a file that no answer of its owner refers to, and that may be removed.
 * Raises GatewayError `disk-full`, `disk-denied`, `disk-failed`, and whatever the chunks throw, leaving nothing behind.
 */
export async function writeSpool(folder: string, owner: number, chunks: Chunks): Promise<SpooledFile> {
  const name = `${owner}-${randomUUID()}.answer`;
  try {
    const temporary = await writeTemporary(folder, chunks, 0o640);
    await linkIntoPlace(temporary, join(folder, name));
    return { name, sha256: temporary.sha256, bytes: temporary.bytes };
  } catch (error) {
    throw diskError(error, 'write a large answer', folder);
  }
}

/** The `owner` a spool file was written for; undefined for any other name. */
export function spoolOwnerOf(name: string): number | undefined {
  const owner = /^(\d+)-[0-9a-f-]{36}\.answer$/.exec(name)?.[1];
  return owner === undefined ? undefined : Number(owner);
}
