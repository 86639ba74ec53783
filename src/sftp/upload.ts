import { createHash } from 'node:crypto';
import type { SftpConnection } from './connection.js';
import type { SftpEndpoint } from './endpoint.js';
import { readPieces, writePieces } from './pieces.js';
import { type RemoteStatus, remotePath, statusAt, statusOf } from './remote-file.js';
import { folderError, requestError, SftpError } from './trouble.js';
import { digestOfStart, type UploadContent } from './upload-content.js';

/**
 * What an upload came to. `uploaded`: now; `finished`: an earlier attempt had left it whole under its temporary name;
 * `already-there`: an earlier attempt had given it its final name.
 */
export type UploadOutcome = 'uploaded' | 'finished' | 'already-there';

export type UploadSettings = Pick<SftpEndpoint, 'rename' | 'verification'>;

const OPERATION = 'upload a file to an SFTP server';

/**
 * Puts content under `name` into the outbox, so that under its final name it is there whole or not at all (`direct`
 * apart, where the mailbox decides). Every step can be cut off and the whole repeated: a file of the same name and bytes
 * is success, a whole leftover gets its name, a partial one is written anew. The temporary name is a dot file that holds
 * the content's digest, so that writes of a dying connection that arrive late change nothing.
 * Where the server lets nobody read what lies in the mailbox, a file of the same name and size counts as the same.
 * Raises SftpError: `sftp-remote-differs`, `sftp-remote-denied`, `sftp-upload-unverified`, `sftp-name-refused`
 * (`content`), `sftp-folder-unusable` (`login`), or `transport`; and what the content's chunks throw.
 */
export async function upload(
  connection: SftpConnection,
  folder: string,
  name: string,
  content: UploadContent,
  settings: UploadSettings,
): Promise<UploadOutcome> {
  const final = remotePath(folder, name);
  const before = await statusIfShown(connection, final);
  if (before !== undefined && (await isSame(connection, final, before, content))) return 'already-there';
  if (settings.rename === 'direct') {
    if (before !== undefined && !(await isOurStart(connection, final, before, content))) throw differs();
    await writeWhole(connection, final, content, settings, before !== undefined);
    await verifyFinal(connection, final, content, settings);
    return 'uploaded';
  }
  if (before !== undefined) throw differs();
  const temporary = remotePath(folder, temporaryNameOf(name, content));
  const leftover = await statusIfShown(connection, temporary);
  const isWhole = leftover !== undefined && (await isSame(connection, temporary, leftover, content));
  if (!isWhole) await writeTemporary(connection, temporary, content, settings, leftover !== undefined);
  await giveName(connection, temporary, final, settings);
  await verifyFinal(connection, final, content, settings);
  return isWhole ? 'finished' : 'uploaded';
}

/** The name an upload has until it is whole: the same for each attempt of the same bytes. */
export function temporaryNameOf(name: string, content: UploadContent): string {
  return `.${name}.${content.sha256.slice(0, 16)}.part`;
}

/** Mailboxes that show nothing answer that nothing is there, or that one may not look. */
async function statusIfShown(connection: SftpConnection, path: string): Promise<RemoteStatus | undefined> {
  try {
    return await statusAt(connection, path);
  } catch (error) {
    if (error instanceof SftpError && error.code === 'sftp-remote-denied') return undefined;
    throw error;
  }
}

async function isSame(
  connection: SftpConnection,
  path: string,
  status: RemoteStatus,
  content: UploadContent,
): Promise<boolean> {
  return status.bytes === content.bytes && (await isOurStart(connection, path, status, content));
}

/** True for a regular file that holds the content up to some byte; unread where the server does not let us read. */
async function isOurStart(
  connection: SftpConnection,
  path: string,
  { kind, bytes }: RemoteStatus,
  content: UploadContent,
): Promise<boolean> {
  if (kind !== 'file' || bytes > content.bytes) return false;
  try {
    return (await digestOfRemote(connection, path, bytes)) === (await digestOfStart(content, bytes));
  } catch (error) {
    const mapped = requestError(error, OPERATION);
    if (mapped.code === 'sftp-remote-denied') return true;
    throw mapped;
  }
}

async function digestOfRemote(connection: SftpConnection, path: string, bytes: number): Promise<string> {
  const hash = createHash('sha256');
  const handle = await connection.request<Buffer>((channel, done) => channel.open(path, 'r', done));
  try {
    for await (const piece of readPieces(connection, handle, 0, bytes)) hash.update(piece);
  } finally {
    await connection.request<void>((channel, done) => channel.close(handle, done)).catch(() => undefined);
  }
  return hash.digest('hex');
}

/** A leftover that cannot become whole only takes room: it goes, as far as the server still listens. */
async function writeTemporary(
  connection: SftpConnection,
  path: string,
  content: UploadContent,
  settings: UploadSettings,
  isThere: boolean,
): Promise<void> {
  try {
    await writeWhole(connection, path, content, settings, isThere);
  } catch (error) {
    await connection.request<void>((channel, done) => channel.unlink(path, done)).catch(() => undefined);
    throw error;
  }
}

async function writeWhole(
  connection: SftpConnection,
  path: string,
  content: UploadContent,
  settings: UploadSettings,
  isThere: boolean,
): Promise<void> {
  const handle = await openToWrite(connection, path, isThere);
  try {
    await writePieces(connection, handle, content.chunks());
    await syncWherePossible(connection, handle);
    if (settings.verification !== 'none') {
      const { bytes } = statusOf(await connection.request((channel, done) => channel.fstat(handle, done)));
      if (bytes !== content.bytes) throw new SftpError('sftp-upload-short', OPERATION);
    }
  } catch (error) {
    await connection.request<void>((channel, done) => channel.close(handle, done)).catch(() => undefined);
    throw requestError(error, OPERATION);
  }
  try {
    // Some servers tell only now that the disk was full.
    await connection.request<void>((channel, done) => channel.close(handle, done));
  } catch (error) {
    throw requestError(error, OPERATION);
  }
}

/** Where nothing can be created at all, it is the folder's trouble rather than this file's; what is there speaks for itself. */
async function openToWrite(connection: SftpConnection, path: string, isThere: boolean): Promise<Buffer> {
  try {
    return await connection.request<Buffer>((channel, done) => channel.open(path, 'w', done));
  } catch (error) {
    throw isThere ? requestError(error, OPERATION) : folderError(error, OPERATION, 'outbox');
  }
}

/** fsync@openssh.com (OpenSSH's PROTOCOL, section 4.7) where the server has it: the partner's power may fail too. */
async function syncWherePossible(connection: SftpConnection, handle: Buffer): Promise<void> {
  await connection
    .request<void>((channel, done) => channel.ext_openssh_fsync(handle, done))
    .catch((error) => {
      if (!connection.isOpen) throw error;
    });
}

async function giveName(
  connection: SftpConnection,
  temporary: string,
  final: string,
  { rename }: UploadSettings,
): Promise<void> {
  try {
    await connection.request<void>((channel, done) => {
      if (rename === 'rename') return channel.rename(temporary, final, done);
      try {
        channel.ext_openssh_rename(temporary, final, done);
      } catch {
        // ssh2 throws before it sends anything when the server has not announced the extension.
        channel.rename(temporary, final, done);
      }
    });
  } catch (error) {
    throw requestError(error, OPERATION);
  }
}

async function verifyFinal(
  connection: SftpConnection,
  final: string,
  content: UploadContent,
  { verification }: UploadSettings,
): Promise<void> {
  if (verification !== 'stat') return;
  const status = await statusAt(connection, final);
  if (status?.kind !== 'file' || status.bytes !== content.bytes) {
    throw new SftpError('sftp-upload-unverified', OPERATION);
  }
}

function differs(): SftpError {
  return new SftpError('sftp-remote-differs', OPERATION);
}
