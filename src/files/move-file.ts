import { rename, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { GatewayError, systemErrorCode } from '../support/errors.js';
import { diskError } from './disk-error.js';
import { syncFolder } from './durable-folder.js';

/**
 * Moves a file within one file system and makes the move durable: rename, fsync of the new folder, then of the old one.
 * The rename decides between two that want the same file: returns false when the source is gone. The target's folder
 * must exist and the target must be free by construction (a rename replaces what is there). `source` may be bytes,
 * since a sender's file name need not be UTF-8.
 * Raises GatewayError `other-file-system` (a rename cannot cross disks), `disk-full`, `disk-denied`, `disk-failed`;
 * none of them names the file, whose name is the sender's.
 */
export async function moveFile(source: string | Buffer, target: string): Promise<boolean> {
  const targetFolder = dirname(resolve(target));
  // Only the last name may be bytes that are no UTF-8; the folders are ours.
  const sourceFolder = dirname(resolve(source.toString()));
  try {
    await rename(source, target);
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT' && (await exists(targetFolder))) return false;
    if (systemErrorCode(error) === 'EXDEV') throw otherFileSystem();
    throw diskError(error, 'move a file');
  }
  try {
    await syncFolder(targetFolder);
    if (sourceFolder !== targetFolder) await syncFolder(sourceFolder);
  } catch (error) {
    throw diskError(error, 'move a file');
  }
  return true;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function otherFileSystem(): GatewayError {
  return new GatewayError('The two folders are on different file systems', {
    code: 'other-file-system',
    operation: 'move a file',
    hint: 'Keep an inbox and its `claimed` folder on one file system; `x12gw doctor` checks it.',
    exitCode: 3,
  });
}
