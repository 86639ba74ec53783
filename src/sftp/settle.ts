import type { SftpConnection } from './connection.js';
import type { SftpEndpoint } from './endpoint.js';
import { isStill, type RemoteFile, remotePath, statusAt } from './remote-file.js';
import { folderError, requestError, SftpError } from './trouble.js';

/**
 * What became of a fetched file on the server. `archived`, `deleted`, `kept`: as the endpoint says. `gone`: it was not
 * there any more, which is what an earlier settling cut off before its end leaves. `changed`: another file has taken its
 * name since; it stays and is fetched as a new one.
 */
export type SettleOutcome = 'archived' | 'deleted' | 'kept' | 'gone' | 'changed';

export type SettleSettings = Pick<SftpEndpoint, 'afterDownload' | 'archive'>;

const OPERATION = 'settle a fetched file on an SFTP server';

/**
 * Archives, deletes or keeps a file that was fetched and committed, after looking once more that it is the same file. May
 * be repeated. An archive that holds the name already takes the file under a name with its digest; nothing in an archive
 * is overwritten. `sha256`: hex digest of what was fetched.
 * Raises SftpError: `sftp-remote-denied` (`content`), `sftp-folder-unusable` for the archive (`login`), or `transport`.
 */
export async function settle(
  connection: SftpConnection,
  inbox: string,
  file: RemoteFile,
  sha256: string,
  settings: SettleSettings,
): Promise<SettleOutcome> {
  const path = remotePath(inbox, file.name);
  const status = await statusAt(connection, path);
  if (status === undefined) return 'gone';
  if (!isStill(file, status)) return 'changed';
  if (settings.afterDownload === 'keep') return 'kept';
  if (settings.afterDownload === 'delete') {
    await remove(connection, path);
    return 'deleted';
  }
  await archive(connection, path, file, sha256, settings.archive ?? '');
  return 'archived';
}

async function archive(
  connection: SftpConnection,
  path: string,
  file: RemoteFile,
  sha256: string,
  folder: string,
): Promise<void> {
  if ((await statusAt(connection, folder))?.kind === undefined) {
    throw new SftpError('sftp-folder-unusable', OPERATION, 'archive');
  }
  const names = [file.name, `${file.name}.${sha256}`];
  for (const name of names) {
    const target = remotePath(folder, name);
    const taken = await statusAt(connection, target);
    if (taken === undefined) return move(connection, path, target);
    // The name with the digest is given to nothing but these bytes.
    if (name !== file.name && taken.bytes === file.bytes) return remove(connection, path);
  }
  throw new SftpError('sftp-remote-differs', OPERATION);
}

/** Plain rename: of the two, the one that never replaces what is there (draft-ietf-secsh-filexfer-02, section 6.5). */
async function move(connection: SftpConnection, from: string, to: string): Promise<void> {
  try {
    await connection.request<void>((channel, done) => channel.rename(from, to, done));
  } catch (error) {
    throw folderError(error, OPERATION, 'archive');
  }
}

async function remove(connection: SftpConnection, path: string): Promise<void> {
  try {
    await connection.request<void>((channel, done) => channel.unlink(path, done));
  } catch (error) {
    const mapped = requestError(error, OPERATION);
    if (mapped.code !== 'sftp-remote-missing') throw mapped;
  }
}
