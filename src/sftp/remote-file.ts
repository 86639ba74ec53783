import { createHash } from 'node:crypto';
import type { Attributes } from 'ssh2-sftp-client';
import type { SftpConnection } from './connection.js';
import { requestError, SftpError } from './trouble.js';

/** A file on a partner's server at the moment it was listed. `name` is the partner's and never logged. */
export interface RemoteFile {
  readonly name: string;
  readonly bytes: number;
  /** Epoch seconds: the protocol knows nothing finer. */
  readonly modified: number;
}

/** `other`: a pipe, a socket, a device, or something whose type the server does not tell. */
export type RemoteKind = 'file' | 'folder' | 'link' | 'other';

/** What stands at a path. */
export interface RemoteStatus {
  readonly kind: RemoteKind;
  readonly bytes: number;
  readonly modified: number;
  /** False when the server leaves out size or time, so that nothing proves that the file stands still. */
  readonly isTold: boolean;
}

/** File type bits of `st_mode` (POSIX sys/stat.h), which the protocol sends as they are. */
const TYPE_BITS = 0o170000;
const KINDS: ReadonlyMap<number, RemoteKind> = new Map([
  [0o100000, 'file'],
  [0o040000, 'folder'],
  [0o120000, 'link'],
]);

/** What the attributes that a server sent say; without any, as of one that answers with something else, it is no file. */
export function statusOf({ mode = 0, size, mtime }: Attributes = {}): RemoteStatus {
  const isTold = size !== undefined && mtime !== undefined;
  return { kind: KINDS.get(mode & TYPE_BITS) ?? 'other', bytes: size ?? 0, modified: mtime ?? 0, isTold };
}

/** True when it is still the regular file that was listed: same size, same time. */
export function isStill(file: RemoteFile, status: RemoteStatus | undefined): boolean {
  return status?.kind === 'file' && status.isTold && status.bytes === file.bytes && status.modified === file.modified;
}

/** What a path names, links not followed; undefined when nothing. Raises SftpError. */
export async function statusAt(connection: SftpConnection, path: string): Promise<RemoteStatus | undefined> {
  try {
    return statusOf(await connection.request((channel, done) => channel.lstat(path, done)));
  } catch (error) {
    const mapped = requestError(error, 'look at a file on an SFTP server');
    if (mapped.code === 'sftp-remote-missing') return undefined;
    throw mapped;
  }
}

/**
 * The path of a name in a folder of the endpoint. A name that could lead elsewhere raises SftpError `sftp-name-refused`,
 * whoever gave it.
 */
export function remotePath(folder: string, name: string): string {
  if (!isSafeName(name)) throw new SftpError('sftp-name-refused', 'use a file on an SFTP server');
  return folder.endsWith('/') ? folder + name : `${folder}/${name}`;
}

/** True for a name that stays in its folder, on servers that take a backslash as a separator too. */
export function isSafeName(name: string): boolean {
  return name !== '' && !/[/\u0000]/.test(name) && !name.split('\\').some((part) => /^\.{0,2}$/.test(part));
}

/**
 * What a memory keeps a file under: a digest of name, size and time, so that it holds no sender's file name.
 * 64 hex digits.
 */
export function remoteFileKey({ name, bytes, modified }: RemoteFile): string {
  return createHash('sha256').update(`${name}\0${bytes}\0${modified}`).digest('hex');
}
