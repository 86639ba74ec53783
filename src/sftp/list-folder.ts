import type { SftpConnection } from './connection.js';
import { isSafeName, type RemoteFile, statusOf } from './remote-file.js';
import { folderError, SftpError } from './trouble.js';

/**
 * Why an entry is left alone. `unfinished`: a dot file, or a name that senders' programs give to what they are writing.
 * `link`, `special`: not a regular file. `unsafe-name`: would lead out of the folder. `unreadable-name`: not UTF-8, so
 * that it cannot be asked for by its name.
 */
export type LeftAlone = 'folder' | 'unfinished' | 'link' | 'special' | 'unsafe-name' | 'unreadable-name';

/** One entry of a remote folder. */
export type RemoteEntry = RemoteFile & { readonly leftAlone?: LeftAlone };

/** Names that senders' programs give to files they are still writing, as in drop folders. */
const UNFINISHED = /^\.|\.(tmp|part|filepart|writing)$/i;

/** Entries of one folder that are looked at, so that a server that never comes to an end does not hold us for ever. */
export const MOST_ENTRIES = 200_000;

/**
 * Lists a folder piece by piece, as the server gives it (OpenSSH: a hundred at a time), holding one piece; ends after
 * MOST_ENTRIES. Links are told, never followed. Raises SftpError: `sftp-folder-unusable` when the folder is missing or
 * closed to us, or `transport`.
 */
export async function* listFolder(
  connection: SftpConnection,
  folder: string,
  setting: 'inbox' | 'outbox' | 'archive' = 'inbox',
): AsyncGenerator<RemoteEntry> {
  const operation = 'list a folder on an SFTP server';
  try {
    const handle = await connection.request<Buffer>((channel, done) => channel.opendir(folder, done));
    try {
      let seen = 0;
      while (seen < MOST_ENTRIES) {
        const piece = await nextPiece(connection, handle);
        if (piece === undefined) return;
        // A server that sends empty pieces for ever is not listened to for ever.
        seen += Math.max(piece.length, 1);
        yield* piece;
      }
    } finally {
      await connection.request<void>((channel, done) => channel.close(handle, done)).catch(() => undefined);
    }
  } catch (error) {
    throw folderError(error, operation, setting);
  }
}

const END_OF_LIST = 1;
/** Longer than any file system has; thousands of longer ones would fill the memory. */
const LONGEST_NAME = 1_024;

async function nextPiece(connection: SftpConnection, handle: Buffer): Promise<RemoteEntry[] | undefined> {
  try {
    const entries = await connection.request<{ filename: string; attrs: object }[]>((channel, done) =>
      channel.readdir(handle, done),
    );
    if (!Array.isArray(entries) || entries.some(({ filename }) => typeof filename !== 'string')) {
      throw new SftpError('sftp-remote-failed', 'list a folder on an SFTP server', 'malformed answer');
    }
    return entries.map(({ filename, attrs }) => entryOf(filename, attrs));
  } catch (error) {
    if ((error as { code?: unknown }).code === END_OF_LIST) return undefined;
    throw error;
  }
}

function entryOf(name: string, attributes: object): RemoteEntry {
  const { kind, bytes, modified } = statusOf(attributes);
  const leftAlone = whyLeftAlone(name, kind);
  return { name, bytes, modified, ...(leftAlone === undefined ? {} : { leftAlone }) };
}

function whyLeftAlone(name: string, kind: string): LeftAlone | undefined {
  if (!isSafeName(name) || name.length > LONGEST_NAME) return 'unsafe-name';
  if (kind === 'folder') return 'folder';
  if (UNFINISHED.test(name)) return 'unfinished';
  if (kind === 'link') return 'link';
  if (kind !== 'file') return 'special';
  // What was no UTF-8 has become U+FFFD on the way, and would name another file.
  return name.includes('\ufffd') ? 'unreadable-name' : undefined;
}
