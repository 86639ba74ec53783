import { lstat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ensureFolderOnce } from '../files/durable-folder.js';
import { hashFile } from '../files/hash-file.js';
import { linkFile } from '../files/whole-folder.js';
import { writeNewFile } from '../files/write-new-file.js';
import { GatewayError, systemErrorCode } from '../support/errors.js';
import { type BackupSet, manifestOf, storedFile } from './backup-sets.js';
import type { SourceFile } from './contents.js';
import type { Sealer } from './encryption.js';
import { EarlierEntries, type ManifestEntry } from './manifest.js';
import { Measure, piecesOf } from './pieces.js';

/** How far a backup has come. */
export interface Progress {
  readonly files: number;
  /** Of the files as they are in the installation. */
  readonly bytes: number;
  /** Files that are the earlier set's. */
  readonly linked: number;
}

/** How files come into a set. */
export interface SetWriting {
  /** The unfinished set, absolute. */
  readonly folder: string;
  /** Where unchanged files are taken from. */
  readonly earlier: BackupSet | undefined;
  /** Absent: not encrypted. */
  readonly sealer: Sealer | undefined;
  /** Reads every file of the set back. */
  readonly verify: boolean;
  readonly onFile: (progress: Progress) => void;
}

/** Nobody writes to a set again; `mode` in the manifest is the original's. */
const STORED_MODE = 0o440;

/**
 * Puts files into an unfinished set, which must be given in order of their paths, and gives the manifest's entries. A file
 * that has size and time of the earlier set's is that one's, by a second name, once it was read and found as it should be;
 * else it is copied. One that is gone by now is left out. Holds one piece of one file.
 * Raises GatewayError `backup-not-read-back`, and system errors as they are.
 */
export async function* writeFiles(
  sources: AsyncIterable<SourceFile>,
  writing: SetWriting,
): AsyncGenerator<ManifestEntry> {
  const earlier = new EarlierEntries(writing.earlier && manifestOf(writing.earlier.folder));
  let files = 0;
  let bytes = 0;
  let linked = 0;
  let madeFolder = '';
  try {
    for await (const { path, source } of sources) {
      const target = storedFile(writing.folder, path);
      if (dirname(target) !== madeFolder) {
        madeFolder = dirname(target);
        await ensureFolderOnce(madeFolder);
      }
      const status = await lstat(source).catch(ignoreAbsent);
      if (status === undefined || !status.isFile()) continue;
      const facts = { path, mode: status.mode & 0o777, modifiedAt: status.mtime.toISOString() };
      const known = await earlier.find(path);
      const isSame = known?.bytes === status.size && known.modifiedAt === facts.modifiedAt;
      let entry: ManifestEntry | undefined;
      if (isSame && (await linkKnown(known, target, writing))) {
        entry = { ...known, ...facts };
        linked++;
      } else {
        entry = await copy(source, target, facts, writing).catch(ignoreAbsent);
      }
      if (entry === undefined) continue;
      files++;
      bytes += entry.bytes;
      yield entry;
      writing.onFile({ files, bytes, linked });
    }
  } finally {
    await earlier.close();
  }
}

async function linkKnown(known: ManifestEntry, target: string, { earlier, verify }: SetWriting): Promise<boolean> {
  const existing = storedFile(earlier!.folder, known.path);
  if (verify && !(await holds(existing, known.stored ?? known))) return false;
  return linkFile(existing, target);
}

async function copy(
  source: string,
  target: string,
  facts: Pick<ManifestEntry, 'path' | 'mode' | 'modifiedAt'>,
  { sealer, verify }: SetWriting,
): Promise<ManifestEntry> {
  const measure = new Measure();
  const content = measure.through(piecesOf(source));
  // Sealing begins before the first piece is read: a file that is gone by now must not leave a part.
  const stored = await writeNewFile(target, sealer?.seal(content) ?? content, { mode: STORED_MODE });
  if (verify && !(await holds(target, stored))) throw notReadBack(facts.path);
  const entry = { ...facts, bytes: measure.bytes, sha256: measure.digest() };
  return sealer === undefined ? entry : { ...entry, stored };
}

async function holds(path: string, expected: { readonly bytes: number; readonly sha256: string }): Promise<boolean> {
  try {
    return (await hashFile(path, expected.bytes))?.sha256 === expected.sha256;
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

function ignoreAbsent(error: unknown): undefined {
  if (systemErrorCode(error) !== 'ENOENT') throw error;
  return undefined;
}

function notReadBack(path: string): GatewayError {
  return new GatewayError('A file of the backup does not read back as it was written', {
    code: 'backup-not-read-back',
    operation: 'verify a backup',
    subject: path,
    hint: 'The disk or file system of the target is not sound. Look at it, and back up to another one.',
    exitCode: 3,
  });
}
