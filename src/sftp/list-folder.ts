import type { SftpConnection } from './connection.js';
import { isSafeName, type RemoteFile, type RemoteStatus, statusOf } from './remote-file.js';
import { folderError, SftpError } from './trouble.js';

/**
 * Why an entry is left alone. `unfinished`: a dot file, or a name that senders' programs give to what they are writing.
 * `link`, `special`: not a regular file. `untold`: the server does not tell its size or time. `unsafe-name`: would lead
 * out of the folder. `unreadable-name`: not UTF-8, so that it cannot be asked for by its name.
 */
export type LeftAlone = 'folder' | 'unfinished' | 'link' | 'special' | 'untold' | 'unsafe-name' | 'unreadable-name';

/** One entry of a remote folder. */
export type RemoteEntry = RemoteFile & { readonly leftAlone?: LeftAlone };

/** Names that senders' programs give to files they are still writing, as in drop folders. */
const UNFINISHED = /^\.|\.(tmp|part|filepart|writing)$/i;

/** Entries of one folder that are looked at, so that a server that never comes to an end does not hold us for ever. */
export const MOST_ENTRIES = 200_000;

/**
 * Lists a folder piece by piece, as the server gives it (OpenSSH: a hundred at a time), holding one piece; ends after
 * MOST_ENTRIES. Links are told, never followed. Raises SftpError: `sftp-folder-unusable` when the folder is missing or
 * closed to us, or `transport`, which a listing that comes to no end is too.
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
      const pace = connection.newPace(PACE_WINDOWS);
      let [seen, empty] = [0, 0];
      while (seen < MOST_ENTRIES) {
        const piece = await pace.wait(nextPiece(connection, handle), (entries) => (entries?.length ?? 0) * ENTRY_BYTES);
        if (piece === undefined) return;
        if (piece.length === 0 && ++empty > MOST_EMPTY_PIECES) throw noEnd(operation);
        seen += piece.length;
        yield* piece;
      }
    } finally {
      await connection.request<void>((channel, done) => channel.close(handle, done)).catch(() => undefined);
    }
  } catch (error) {
    const mapped = folderError(error, operation, setting);
    if (mapped.code === 'sftp-too-slow') throw noEnd(operation);
    // There is no single file here that it could be about.
    throw mapped.trouble === 'content' ? new SftpError('sftp-remote-failed', operation, setting) : mapped;
  }
}

/** Pieces without an entry that a listing may hold: some servers send one, none needs many. */
const MOST_EMPTY_PIECES = 1_000;
/** What an entry counts for where the least rate of a transfer is held against a listing; it has more time for it. */
const ENTRY_BYTES = 100;
const PACE_WINDOWS = 10;

function noEnd(operation: string): SftpError {
  return new SftpError('sftp-remote-failed', operation, 'the listing comes to no end');
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
      throw new SftpError('sftp-answer-malformed', 'list a folder on an SFTP server');
    }
    return entries.map(({ filename, attrs }) => entryOf(filename, attrs));
  } catch (error) {
    if ((error as { code?: unknown }).code === END_OF_LIST) return undefined;
    throw error;
  }
}

function entryOf(name: string, attributes: object): RemoteEntry {
  const status = statusOf(attributes);
  const { bytes, modified } = status;
  const leftAlone = whyLeftAlone(name, status);
  return { name, bytes, modified, ...(leftAlone === undefined ? {} : { leftAlone }) };
}

function whyLeftAlone(name: string, { kind, isTold }: RemoteStatus): LeftAlone | undefined {
  if (!isSafeName(name) || name.length > LONGEST_NAME) return 'unsafe-name';
  if (kind === 'folder') return 'folder';
  if (UNFINISHED.test(name)) return 'unfinished';
  if (kind === 'link') return 'link';
  if (kind !== 'file') return 'special';
  if (!isTold) return 'untold';
  // What was no UTF-8 has become U+FFFD on the way, and would name another file.
  return name.includes('\ufffd') ? 'unreadable-name' : undefined;
}
