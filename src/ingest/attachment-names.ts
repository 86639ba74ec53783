import { lstat } from 'node:fs/promises';
import { systemErrorCode } from '../support/errors.js';
import { takenNamesIn } from './drop-folder.js';

/** Stands between the folder's name and the file's in a claimed document's name; no folder's name holds it. */
const BETWEEN = '~';

/** A folder for documents is called by a PA tracking number or PA number; what lies in another one belongs to no PA. */
const NUMBER = /^[A-Za-z0-9-]{1,40}$/;

/**
 * The document folder's files as `<folder>/<name>`, and those that lie beside the folders as `./<name>`; so too a folder
 * that cannot be read, which whoever takes the files finds to be no file, and says so. Folders in folders likewise.
 */
export async function attachmentNamesIn(folder: string): Promise<readonly Buffer[]> {
  const found: Buffer[] = [];
  for (const name of await takenNamesIn(folder)) {
    const path = Buffer.concat([Buffer.from(`${folder}/`), name]);
    const inside = (await isFolder(path)) ? await namesOf(path) : undefined;
    if (inside === undefined) found.push(Buffer.concat([Buffer.from('./'), name]));
    else for (const one of inside) found.push(Buffer.concat([name, Buffer.from('/'), one]));
  }
  return found;
}

/** The files in one folder; undefined when it cannot be read, which must not hold up the others. */
async function namesOf(path: Buffer): Promise<readonly Buffer[] | undefined> {
  try {
    return await takenNamesIn(path);
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return [];
    if (systemErrorCode(error) === '') throw error;
    return undefined;
  }
}

/**
 * `<number>~<name>`: what a document is claimed under, so that its path alone tells its PA after a crash; `~<name>` for one
 * that lay in no folder, or in one that is called by no number.
 */
export function claimedAttachmentName(name: Buffer): Buffer {
  const at = name.indexOf('/');
  const folder = name.toString('latin1', 0, at);
  const number = NUMBER.test(folder) ? folder : '';
  return Buffer.concat([Buffer.from(`${number}${BETWEEN}`), name.subarray(at + 1)]);
}

/** The number of the folder a document lay in, '' when it lay in none, from its claimed name. */
export function numberOfAttachment(claimedName: string): string {
  const number = claimedName.slice(0, Math.max(0, claimedName.indexOf(BETWEEN)));
  return NUMBER.test(number) ? number : '';
}

async function isFolder(path: Buffer): Promise<boolean> {
  try {
    return (await lstat(path)).isDirectory();
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return false;
    throw error;
  }
}
