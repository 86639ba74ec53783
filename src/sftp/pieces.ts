import type { SftpConnection } from './connection.js';
import { SftpError } from './trouble.js';

/**
 * Bytes asked for or sent in one request: every server takes that many (draft-ietf-secsh-filexfer-02, section 3), and ssh2
 * makes two requests, one after the other, of more than 31,952.
 */
const PIECE = 31 * 1024;
const OPERATION = 'read a file on an SFTP server';
/** Requests on their way at a time, so that a long way does not make a transfer slow: two megabytes at most. */
const WINDOW = 64;

/**
 * Reads an open remote file from byte `from` up to byte `to` in order, with several requests on their way. `isWhole`:
 * that is to be its end; a server that tells a smaller size than it gives would have us take a part for the whole.
 * Raises SftpError `sftp-remote-changed` when it ends earlier, or later where it must not, `sftp-too-slow`, and what
 * `SftpConnection.request` fails with.
 */
export async function* readPieces(
  connection: SftpConnection,
  handle: Buffer,
  from: number,
  to: number,
  isWhole = false,
): AsyncGenerator<Uint8Array> {
  const pending: { readonly piece: Promise<Uint8Array>; readonly wanted: number }[] = [];
  const pace = connection.newPace();
  let asked = from;
  let at = from;
  let [size, whole] = [PIECE, 0];
  let more: Promise<boolean> | undefined;
  while (at < to) {
    while (pending.length < WINDOW && asked < to) {
      const wanted = Math.min(size, to - asked);
      const piece = readPiece(connection, handle, asked, wanted);
      piece.catch(() => undefined);
      pending.push({ piece, wanted });
      asked += wanted;
    }
    // Asked for behind the last piece, so that it takes no time of its own.
    if (isWhole && asked >= to) more ??= hasMore(connection, handle, to);
    more?.catch(() => undefined);
    const one = pending.shift()!;
    const piece = await pace.wait(one.piece, ({ length }) => length);
    if (piece.length === 0) throw new SftpError('sftp-remote-changed', OPERATION);
    at += piece.length;
    yield piece;
    const { wanted } = one;
    if (piece.length < wanted && at < to) {
      // A server may give less than it was asked for; what was asked for beyond the gap is asked for again, in pieces that
      // it gives. What is on its way is waited for first: a server that keeps it back runs into the time for a stall.
      await Promise.allSettled(pending.map(({ piece: late }) => late));
      pending.length = 0;
      asked = at;
      [size, whole] = [piece.length, 0];
    } else if (++whole >= WINDOW) {
      // It gave little for a while only, such as the end of a block.
      [size, whole] = [Math.min(size * 2, PIECE), 0];
    }
  }
  if (isWhole && (await (more ?? hasMore(connection, handle, to)))) {
    throw new SftpError('sftp-remote-changed', OPERATION, 'more than listed');
  }
}

/** True when the server gives anything at byte `at` of an open remote file; a refusal to read there is its end. */
async function hasMore(connection: SftpConnection, handle: Buffer, at: number): Promise<boolean> {
  try {
    return (await readPiece(connection, handle, at, 1)).length > 0;
  } catch (error) {
    if (error instanceof SftpError) throw error;
    return false;
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
 * returns. Gives the number of bytes. Fails with what the chunks throw, SftpError `sftp-too-slow`, and what
 * `SftpConnection.request` fails with.
 */
export async function writePieces(
  connection: SftpConnection,
  handle: Buffer,
  chunks: AsyncIterable<Uint8Array>,
): Promise<number> {
  const pending: Promise<number>[] = [];
  const pace = connection.newPace();
  let position = 0;
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += PIECE) {
      const length = Math.min(PIECE, chunk.length - at);
      const start = position;
      const written = connection
        .request<void>((channel, done) => channel.write(handle, chunk, at, length, start, done))
        .then(() => length);
      written.catch(() => undefined);
      pending.push(written);
      position += length;
      if (pending.length >= WINDOW) await pace.wait(pending.shift()!, Number);
    }
  }
  for (const written of pending) await pace.wait(written, Number);
  return position;
}
