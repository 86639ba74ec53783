import { crc32 } from 'node:zlib';
import { type Entry, getFileNameLowLevel, openPromise, type ZipFile } from 'yauzl';
import { systemErrorCode } from '../support/errors.js';
import type { UnpackedMeter } from './caps.js';
import { PayloadFault } from './fault.js';

/** One file of an archive, to be read before the next one is asked for. */
export interface ArchiveMember {
  /** Its name without folders: protected, to be shown and never to be a path. */
  readonly name: string;
  readonly pieces: AsyncIterable<Uint8Array>;
}

/** A local header without its name (APPNOTE 4.3.7). */
const LOCAL_HEADER_BYTES = 30;
const FILE_TYPE = 0o170000;
const PLAIN_FILE = 0o100000;
const FOLDER = 0o040000;
/** What macOS adds to every archive: no files of the sender's. */
const BY_MACOS = /^__MACOSX\/|(^|\/)\.DS_Store$/;

/**
 * The files of a zip in the order of its directory. All of the directory is judged before the first is given: PayloadFault
 * `archive-damaged` (no directory, files that overlap), `archive-empty`, `archive-encrypted`, `archive-not-plain` (links and
 * devices), `archive-unsupported` (a method other than stored and deflated), `archive-too-many`, `archive-too-large` (by the
 * sizes it claims). While a file is read: `archive-damaged` for another size or checksum than the directory says. Folders
 * are passed over. System errors go up as they are.
 */
export async function* unzipped(path: string, meter: UnpackedMeter): AsyncGenerator<ArchiveMember> {
  // Names as bytes: as text they are held against rules for paths, and none becomes one.
  const archive = await openPromise(path, { decodeStrings: false, autoClose: false }).catch(damagedUnlessSystem);
  try {
    const entries = await soundEntries(archive, meter);
    for (const entry of entries) yield { name: baseName(entry), pieces: contentOf(archive, entry) };
  } finally {
    archive.close();
  }
}

async function soundEntries(archive: ZipFile, meter: UnpackedMeter): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  try {
    for await (const entry of archive.eachEntry()) {
      const name = nameOf(entry);
      if (name.endsWith('/') || BY_MACOS.test(name)) continue;
      if (entries.length >= meter.files) throw new PayloadFault('archive-too-many', { limit: meter.files });
      requirePlain(entry);
      entries.push(entry);
    }
  } catch (error) {
    damagedUnlessSystem(error);
  }
  if (entries.length === 0) throw new PayloadFault('archive-empty');
  requireApart(entries);
  meter.requireRoom(entries.reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0));
  return entries;
}

function requirePlain(entry: Entry): void {
  if (entry.isEncrypted()) throw new PayloadFault('archive-encrypted');
  if (!entry.canDecodeFileData()) throw new PayloadFault('archive-unsupported');
  // The upper half is a Unix mode where the archive was made by a program that has one, and 0 elsewhere.
  const type = (entry.externalFileAttributes >>> 16) & FILE_TYPE;
  if (type !== 0 && type !== PLAIN_FILE && type !== FOLDER) throw new PayloadFault('archive-not-plain');
}

/** Two files that share bytes of the archive are how a small one becomes petabytes. */
function requireApart(entries: readonly Entry[]): void {
  const places = entries
    .map(({ relativeOffsetOfLocalHeader: from, fileNameLength, compressedSize }) => ({
      from,
      to: from + LOCAL_HEADER_BYTES + fileNameLength + compressedSize,
    }))
    .sort((one, other) => one.from - other.from);
  const isOverlapping = places.some(({ from }, at) => at > 0 && from < places[at - 1]!.to);
  if (isOverlapping) throw new PayloadFault('archive-damaged', { kind: 'zip' });
}

async function* contentOf(archive: ZipFile, entry: Entry): AsyncGenerator<Uint8Array> {
  let checksum = 0;
  try {
    for await (const piece of await archive.openReadStreamPromise(entry)) {
      checksum = crc32(piece, checksum);
      yield piece;
    }
  } catch (error) {
    damagedUnlessSystem(error);
  }
  if (checksum !== entry.crc32) throw new PayloadFault('archive-damaged', { kind: 'zip' });
}

function nameOf({ generalPurposeBitFlag, fileNameRaw, extraFields }: Entry): string {
  return getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, false);
}

function baseName(entry: Entry): string {
  return nameOf(entry).split('/').at(-1) ?? '';
}

/** The library's complaints about content carry no system code. */
function damagedUnlessSystem(error: unknown): never {
  if (error instanceof PayloadFault || /^E[A-Z0-9]+$/.test(systemErrorCode(error))) throw error;
  throw new PayloadFault('archive-damaged', { kind: 'zip' });
}
