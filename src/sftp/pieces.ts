import type { SftpConnection } from './connection.js';
import { SftpError } from './trouble.js';

/** Bytes asked for or sent in one request: every server takes that many (draft-ietf-secsh-filexfer-02, section 3). */
const PIECE = 32 * 1024;
/** Asked for of a server that gives less. */
const SMALLEST_PIECE = 1_024;
/** Requests on their way at a time, so that a long way does not make a transfer slow: two megabytes at most. */
const WINDOW = 64;

/**
 * Reads an open remote file from byte `from` up to byte `to` in order, with several requests on their way. Raises SftpError
 * `sftp-remote-changed` when it ends earlier, and what `SftpConnection.request` fails with.
 */
export async function* readPieces(
  connection: SftpConnection,
  handle: Buffer,
  from: number,
  to: number,
): AsyncGenerator<Uint8Array> {
  const pending: Promise<Uint8Array>[] = [];
  let asked = from;
  let at = from;
  let size = PIECE;
  while (at < to) {
    while (pending.length < WINDOW && asked < to) {
      const piece = readPiece(connection, handle, asked, Math.min(size, to - asked));
      piece.catch(() => undefined);
      pending.push(piece);
      asked += size;
    }
    const piece = await pending.shift()!;
    if (piece.length === 0) throw new SftpError('sftp-remote-changed', 'read a file on an SFTP server');
    at += piece.length;
    yield piece;
    // A server may give less than it was asked for; what was asked for beyond the gap is asked for again, in pieces that
    // it gives. What is on its way is waited for first: a server that keeps it back runs into the time for a stall.
    if (piece.length < size && at < to) {
      await Promise.allSettled(pending);
      pending.length = 0;
      asked = at;
      size = Math.max(piece.length, SMALLEST_PIECE);
    }
  }
}

async function readPiece(
  connection: SftpConnection,
  handle: Buffer,
  position: number,
  length: number,
): Promise<Uint8Array> {
  const buffer = Buffer.allocUnsafe(length);
  const bytes = await connection.request<number>((channel, done) =>
    channel.read(handle, buffer, 0, length, position, done),
  );
  return buffer.subarray(0, bytes);
}

/**
 * Writes chunks to an open remote file from its beginning, with several requests on their way; all are answered when it
 * returns. Gives the number of bytes. Fails with what the chunks throw and what `SftpConnection.request` fails with.
 */
export async function writePieces(
  connection: SftpConnection,
  handle: Buffer,
  chunks: AsyncIterable<Uint8Array>,
): Promise<number> {
  const pending: Promise<void>[] = [];
  let position = 0;
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += PIECE) {
      const length = Math.min(PIECE, chunk.length - at);
      const start = position;
      const written = connection.request<void>((channel, done) =>
        channel.write(handle, chunk, at, length, start, done),
      );
      written.catch(() => undefined);
      pending.push(written);
      position += length;
      if (pending.length >= WINDOW) await pending.shift();
    }
  }
  await Promise.all(pending);
  return position;
}
