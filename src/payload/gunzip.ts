import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createGunzip, type Gunzip } from 'node:zlib';
import { PayloadFault } from './fault.js';

/**
 * The content of a gzip file (RFC 1952; several members are one content) as a stream. Raises PayloadFault
 * `archive-damaged` for one that is cut off, has a wrong checksum or length, or bytes after its end; system errors of the
 * file as they are.
 */
export async function* gunzipped(path: string): AsyncGenerator<Uint8Array> {
  const { size } = await stat(path);
  const unzip = createGunzip();
  const file = createReadStream(path);
  // `pipe` leaves an error of the source to the source; here it ends the reader too.
  file.on('error', (error) => unzip.destroy(error));
  file.pipe(unzip);
  try {
    yield* unzip as AsyncIterable<Uint8Array>;
  } catch (error) {
    if (isZlibError(error)) throw new PayloadFault('archive-damaged', { kind: 'gzip' });
    throw error;
  } finally {
    file.destroy();
    unzip.destroy();
  }
  if (bytesRead(unzip) < size) throw new PayloadFault('archive-damaged', { kind: 'gzip' });
}

/** Bytes of the file that belonged to its members; what follows the last is left unread. */
function bytesRead({ bytesWritten }: Gunzip): number {
  return bytesWritten;
}

/** zlib's own words for bad content; a full disk or a missing file has another code. */
export function isZlibError(error: unknown): boolean {
  return error instanceof Error && /^Z_[A-Z_]+$/.test((error as NodeJS.ErrnoException).code ?? '');
}
