import { lstat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ensureFolderOnce } from '../files/durable-folder.js';
import { UnflushedFiles } from '../files/flush-files.js';
import { hashFile } from '../files/hash-file.js';
import { linkFile } from '../files/whole-folder.js';
import { writeNewFile } from '../files/write-new-file.js';
import { GatewayError, systemErrorCode } from '../support/errors.js';
import { inOrder } from '../support/in-order.js';
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

/** Files that are linked or copied at once: what each waits for is mostly the disk. */
const SIDE_BY_SIDE = 8;

/**
 * Puts files into an unfinished set, which must be given in order of their paths, and gives the manifest's entries. A file
 * that has size and time of the earlier set's is that one's, by a second name, once it was read and found as it should be;
 * else it is copied. One that is gone by now is left out. All of them are on the disk, their folders apart, when the last
 * entry was given. Holds one piece of each of a few files. Raises GatewayError `backup-not-read-back`, and system errors as
 * they are.
 */
export async function* writeFiles(
  sources: AsyncIterable<SourceFile>,
  writing: SetWriting,
): AsyncGenerator<ManifestEntry> {
  const earlier = new EarlierEntries(writing.earlier && manifestOf(writing.earlier.folder));
  const unflushed = new UnflushedFiles(writing.folder);
  let files = 0;
  let bytes = 0;
  let linked = 0;
  try {
    for await (const put of inOrder(found(sources, earlier, writing), SIDE_BY_SIDE, (file) => putFile(file, writing))) {
      if (put === undefined) continue;
      files++;
      bytes += put.entry.bytes;
      if (put.isLinked) linked++;
      if (put.isUnflushed) await unflushed.add(storedFile(writing.folder, put.entry.path));
      yield put.entry;
      writing.onFile({ files, bytes, linked });
    }
    await unflushed.flush();
  } finally {
    await earlier.close();
  }
}

/** A file of the installation as it was found. */
interface FoundFile {
  readonly source: string;
  /** Where it goes; its folder is there. */
  readonly target: string;
  readonly size: number;
  readonly facts: Pick<ManifestEntry, 'path' | 'mode' | 'modifiedAt'>;
  /** Its entry in the earlier set when it has size and time of that one. */
  readonly known: ManifestEntry | undefined;
}

/** A file of the set. */
interface PutFile {
  readonly entry: ManifestEntry;
  readonly isLinked: boolean;
  readonly isUnflushed: boolean;
}

async function* found(
  sources: AsyncIterable<SourceFile>,
  earlier: EarlierEntries,
  { folder }: SetWriting,
): AsyncGenerator<FoundFile> {
  let madeFolder = '';
  for await (const { path, source } of sources) {
    const target = storedFile(folder, path);
    if (dirname(target) !== madeFolder) {
      madeFolder = dirname(target);
      await ensureFolderOnce(madeFolder);
    }
    const status = await lstat(source).catch(ignoreAbsent);
    if (status === undefined || !status.isFile()) continue;
    const facts = { path, mode: status.mode & 0o777, modifiedAt: status.mtime.toISOString() };
    const entry = await earlier.find(path);
    const isSame = entry?.bytes === status.size && entry.modifiedAt === facts.modifiedAt;
    yield { source, target, size: status.size, facts, known: isSame ? entry : undefined };
  }
}

/** undefined when it is gone by now. */
async function putFile(file: FoundFile, writing: SetWriting): Promise<PutFile | undefined> {
  const { known, facts } = file;
  if (known !== undefined && (await linkKnown(known, file.target, writing))) {
    return { entry: { ...known, ...facts }, isLinked: true, isUnflushed: false };
  }
  const isUnflushed = UnflushedFiles.areBetterFor(file.size);
  const entry = await copy(file, writing, !isUnflushed).catch(ignoreAbsent);
  return entry && { entry, isLinked: false, isUnflushed };
}

async function linkKnown(known: ManifestEntry, target: string, { earlier, verify }: SetWriting): Promise<boolean> {
  const existing = storedFile(earlier!.folder, known.path);
  if (verify && !(await holds(existing, known.stored ?? known))) return false;
  return linkFile(existing, target);
}

async function copy(
  { source, target, facts }: FoundFile,
  { sealer, verify }: SetWriting,
  sync: boolean,
): Promise<ManifestEntry> {
  const measure = new Measure();
  const content = measure.through(piecesOf(source));
  // Sealing begins before the first piece is read: a file that is gone by now must not leave a part.
  const stored = await writeNewFile(target, sealer?.seal(content) ?? content, { mode: STORED_MODE, sync });
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
