import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { ensureFolder } from '../files/durable-folder.js';
import { UnflushedFiles } from '../files/flush-files.js';
import { removeFile } from '../files/remove-file.js';
import { removeFolder, renameFolder, renameOver, syncFile, syncFolders } from '../files/whole-folder.js';
import { writeNewFile } from '../files/write-new-file.js';
import { DataFolder } from '../ingest/data-folder.js';
import { cutSealsToLedger } from '../operations/audit/audit-seals.js';
import type { NumberSkip } from '../store/ledger.js';
import { takeExclusiveLock } from '../store/sqlite/exclusive-lock.js';
import { openLedger } from '../store/sqlite/open.js';
import type { Clock } from '../support/clock.js';
import { GatewayError, systemErrorCode } from '../support/errors.js';
import { inOrder } from '../support/in-order.js';
import { manifestOf, storedFile } from './backup-sets.js';
import type { Opener } from './encryption.js';
import { type ManifestEntry, manifestEntries, setFacts } from './manifest.js';
import { Measure, piecesOf } from './pieces.js';

/** What is restored, and where to. */
export interface RestoreParts {
  /** The set, absolute. */
  readonly set: string;
  /** The data directory to make, absolute: absent, empty, or what an earlier restore did not finish. */
  readonly directory: string;
  /** For a set that is encrypted. */
  readonly opener: Opener | undefined;
  /** Asked when the configuration is restored. */
  readonly ledgerKey: () => { readonly keyFile?: string };
  /** Moves aside what is there, unless a gateway runs on it. */
  readonly force: boolean;
  readonly skip: Omit<NumberSkip, 'setName' | 'now'>;
  readonly clock: Clock;
  readonly onFile: (progress: { readonly files: number; readonly bytes: number }) => void;
}

/** An installation that was restored. */
export interface RestoredSet {
  readonly folder: DataFolder;
  /** ISO instant: what came later is not in it. */
  readonly takenAt: string;
  readonly files: number;
  readonly bytes: number;
  /** Where what was there lies now; '' when nothing was. */
  readonly movedAside: string;
}

/** Files that are written at once. */
const SIDE_BY_SIDE = 8;
/** Stands in a data directory while it is restored; the ledger gets its name last, so that nothing runs on a part. */
const MARKER = '.restore-unfinished';

/**
 * Makes an installation of a backup set: files with their modes, digests compared on the way, then the ledger, in which
 * numbers are left out that may have been given out since. Killed half-way, it is done again from the start.
 * Raises GatewayError `backup-absent`, `backup-damaged`, `backup-not-decrypted`, `backup-key-missing`,
 * `restore-not-empty`, `runner-active`, `numbers-used-up`, and what opening the ledger raises.
 */
export async function restoreSet(parts: RestoreParts): Promise<RestoredSet> {
  const { set, opener } = parts;
  const { takenAt, recipients } = await setFacts(manifestOf(set));
  if (recipients.length > 0 && opener === undefined) throw keyMissing(set);
  const directory = resolve(parts.directory);
  const movedAside = await makeRoom(directory, parts);
  const folder = new DataFolder(directory);
  await ensureFolder(directory);
  await writeMarker(directory);
  await ensureFolder(folder.ledgerFolder);
  const lock = takeExclusiveLock(folder.runnerLock);
  if (lock === undefined) throw runnerActive(directory);
  try {
    const ledgerPath = `${basename(folder.ledgerFolder)}/${basename(folder.ledgerFile)}`;
    const unfinished = `${folder.ledgerFile}.restoring`;
    let files = 0;
    let bytes = 0;
    const unflushed = new UnflushedFiles(directory);
    const restored = inOrder(manifestEntries(manifestOf(set)), SIDE_BY_SIDE, async (entry) => {
      const target = entry.path === ledgerPath ? unfinished : join(directory, entry.path);
      await restoreFile(parts, entry, target);
      return { target, ...entry };
    });
    for await (const { target, bytes: size } of restored) {
      if (UnflushedFiles.areBetterFor(size)) await unflushed.add(target);
      files++;
      bytes += size;
      parts.onFile({ files, bytes });
    }
    await unflushed.flush();
    await finishLedger(parts, unfinished, folder.auditSeals);
    await syncFolders(directory);
    await renameOver(unfinished, folder.ledgerFile);
    await removeFile(join(directory, MARKER));
    return { folder, takenAt, files, bytes, movedAside };
  } finally {
    lock.release();
  }
}

async function restoreFile({ set, opener }: RestoreParts, entry: ManifestEntry, target: string): Promise<void> {
  const stored = storedFile(set, entry.path);
  await ensureFolder(dirname(target));
  const measure = new Measure();
  const pieces = measure.through(entry.stored ? opener!.open(piecesOf(stored), entry.path) : piecesOf(stored));
  const written = await writeNewFile(target, pieces, {
    mode: entry.mode,
    sync: !UnflushedFiles.areBetterFor(entry.bytes),
    modifiedAt: new Date(entry.modifiedAt),
  }).catch((error: unknown) => {
    if (systemErrorCode(error) === 'ENOENT') throw damaged(entry.path, 'is missing');
    throw error;
  });
  if (written.sha256 !== entry.sha256) throw damaged(entry.path, 'holds other bytes');
}

/** The ledger is brought to this program's version, and leaves out numbers, before anybody can find it; seals are no newer. */
async function finishLedger(
  { set, ledgerKey, skip, clock }: RestoreParts,
  file: string,
  auditSeals: string,
): Promise<void> {
  const ledger = openLedger(file, { ...ledgerKey(), create: false });
  try {
    const now = clock.now().toISOString();
    await ledger.skipNumbers({ ...skip, setName: basename(resolve(set)), now });
    await cutSealsToLedger(ledger, auditSeals);
  } finally {
    ledger.close();
  }
  await syncFile(file);
}

/** Gives where the earlier content lies now. */
async function makeRoom(directory: string, { force, clock }: RestoreParts): Promise<string> {
  const names = await readdir(directory).catch((error: unknown): string[] => {
    if (systemErrorCode(error) === 'ENOENT') return [];
    throw error;
  });
  if (names.length === 0) return '';
  if (names.includes(MARKER)) {
    for (const name of names) if (name !== MARKER) await removeFolder(join(directory, name));
    return '';
  }
  if (!force) throw notEmpty(directory);
  const { runnerLock } = new DataFolder(directory);
  const isInstallation = await stat(runnerLock).then(
    () => true,
    () => false,
  );
  const lock = isInstallation ? takeExclusiveLock(runnerLock) : undefined;
  if (isInstallation && lock === undefined) throw runnerActive(directory);
  try {
    const aside = `${directory}.before-${clock.now().toISOString().replace(/[-:.]/g, '')}`;
    await renameFolder(directory, aside);
    return aside;
  } finally {
    lock?.release();
  }
}

async function writeMarker(directory: string): Promise<void> {
  const text = 'x12gw restore has not finished here. Run it again; it begins anew.\n';
  await writeNewFile(join(directory, MARKER), [text], { mode: 0o640 }).catch((error: unknown) => {
    if (systemErrorCode(error) !== 'EEXIST') throw error;
  });
}

function damaged(path: string, what: string): GatewayError {
  return new GatewayError(`The backup is damaged: ${path} ${what}`, {
    code: 'backup-damaged',
    operation: 'restore a backup',
    subject: path,
    hint: 'Look at the whole set with "x12gw restore SET --check". Restore an older set into the same folder: what was begun is replaced.',
    exitCode: 3,
  });
}

function keyMissing(set: string): GatewayError {
  return new GatewayError('The backup is encrypted', {
    code: 'backup-key-missing',
    operation: 'restore a backup',
    subject: set,
    hint: 'Add --key-file FILE with the secret key of one of its recipients.',
    exitCode: 2,
  });
}

function notEmpty(directory: string): GatewayError {
  return new GatewayError('The folder to restore into is not empty', {
    code: 'restore-not-empty',
    operation: 'restore a backup',
    subject: directory,
    hint: 'Name a new folder, or stop the gateway and add --force: what is there is then moved aside, not removed.',
    exitCode: 2,
  });
}

function runnerActive(directory: string): GatewayError {
  return new GatewayError('A gateway runs on this data directory', {
    code: 'runner-active',
    operation: 'restore a backup',
    subject: directory,
    hint: 'Stop it first: systemctl stop x12gw.',
    exitCode: 3,
  });
}
