import type { SftpConnection } from './connection.js';
import { readPieces } from './pieces.js';
import { isStill, type RemoteFile, statusAt, statusOf } from './remote-file.js';
import { isTrouble, requestError, SftpError } from './trouble.js';

/** Breaks of the connection that one download goes on after; fewer where none of them brought a byte. */
const MOST_BREAKS = 10;
const MOST_IDLE_BREAKS = 2;
/** Transport trouble that trying again at once does not end. */
const NOT_AGAIN = new Set(['sftp-resting', 'sftp-ended', 'sftp-answer-malformed']);
const OPERATION = 'download a file from an SFTP server';

/** Runs work on a connection that is there or is made; tries again, with pauses, what the network spoils. */
export type Reach = <Result>(work: (connection: SftpConnection) => Promise<Result>) => Promise<Result>;

/**
 * The bytes of a listed file, in order. After a broken connection it goes on at the byte it stood at, provided the file
 * looks the same. The stream comes to its end only when the size was right, nothing came beyond it and the file still
 * looked the same after the last byte; so whoever writes it to a file and publishes that at the end publishes it whole
 * or not at all. Raises SftpError: `sftp-remote-missing`, `sftp-remote-changed`, `sftp-remote-denied` (`content`), or
 * what `reach` raises.
 */
export async function* downloadPieces(reach: Reach, path: string, file: RemoteFile): AsyncGenerator<Uint8Array> {
  let [at, before, idle] = [0, 0, 0];
  for (let breaks = 0; ; breaks++) {
    try {
      const { connection, handle } = await reach((there) => openUnchanged(there, path, file));
      try {
        for await (const piece of readPieces(connection, handle, at, file.bytes, true)) {
          at += piece.length;
          yield piece;
        }
      } finally {
        await close(connection, handle);
      }
      await reach((there) => expectUnchanged(there, path, file));
      return;
    } catch (error) {
      const mapped = requestError(error, OPERATION);
      if (!isTrouble(mapped, 'transport') || NOT_AGAIN.has(mapped.code) || breaks >= MOST_BREAKS) throw mapped;
      idle = at > before ? 0 : idle + 1;
      if (idle > MOST_IDLE_BREAKS) throw mapped;
      before = at;
    }
  }
}

/** Opens what was listed: looked at before, so that a link is not followed, and after, so that it is the same file. */
async function openUnchanged(connection: SftpConnection, path: string, file: RemoteFile) {
  await expectUnchanged(connection, path, file);
  try {
    const handle = await connection.request<Buffer>((channel, done) => channel.open(path, 'r', done));
    try {
      const opened = statusOf(await connection.request((channel, done) => channel.fstat(handle, done)));
      if (isStill(file, { ...opened, kind: 'file' })) return { connection, handle };
      throw new SftpError('sftp-remote-changed', OPERATION);
    } catch (error) {
      // A server gives a login only so many open files.
      await close(connection, handle);
      throw error;
    }
  } catch (error) {
    throw requestError(error, OPERATION);
  }
}

async function close(connection: SftpConnection, handle: Buffer): Promise<void> {
  await connection.request<void>((channel, done) => channel.close(handle, done)).catch(() => undefined);
}

async function expectUnchanged(connection: SftpConnection, path: string, file: RemoteFile): Promise<void> {
  const status = await statusAt(connection, path);
  if (status === undefined) throw new SftpError('sftp-remote-missing', OPERATION);
  if (!isStill(file, status)) throw new SftpError('sftp-remote-changed', OPERATION);
}
