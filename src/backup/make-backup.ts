import { realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { ensureFolder, ensureFolderOnce } from '../files/durable-folder.js';
import { removeFolder, renameFolder, syncFile, syncFolders } from '../files/whole-folder.js';
import { writeNewFile } from '../files/write-new-file.js';
import type { DataFolder } from '../ingest/data-folder.js';
import { installationId } from '../ingest/installation.js';
import type { BackupRow, Ledger } from '../store/ledger.js';
import { takeExclusiveLock } from '../store/sqlite/exclusive-lock.js';
import { openLedger } from '../store/sqlite/open.js';
import { snapshotLedger } from '../store/sqlite/operations/snapshot.js';
import type { Clock } from '../support/clock.js';
import { GatewayError } from '../support/errors.js';
import { backupError, refusedTarget } from './backup-error.js';
import { type BackupSet, manifestOf, newestSet, removeUnfinished, setName, unfinishedName } from './backup-sets.js';
import { filesToKeep } from './contents.js';
import { Sealer } from './encryption.js';
import { manifestEntries, manifestLines, type SetFacts } from './manifest.js';
import { type Lacking, lackingFiles } from './named-files.js';
import { type Progress, type SetWriting, writeFiles } from './write-set.js';

/** What is backed up, and where to. */
export interface BackupParts {
  readonly folder: DataFolder;
  /** Absolute. */
  readonly configurationFile: string;
  readonly ledgerKey: { readonly keyFile?: string };
  /** The open ledger: told of the backup when it has come to its end. */
  readonly ledger: Pick<Ledger, 'recordBackup'>;
  /** Absolute; must be there. */
  readonly target: string;
  /** Public keys of age; none: not encrypted. */
  readonly recipients: readonly string[];
  /** Reads everything back, and checks the copied ledger. */
  readonly verify: boolean;
  readonly clock: Clock;
  readonly onStep: (step: 'ledger' | 'files' | 'again') => void;
  readonly onFile: (progress: Progress) => void;
}

/** A set that was made. */
export interface MadeBackup extends BackupRow {
  /** Absolute. */
  readonly folder: string;
  /** Files that are those of an earlier set by a second name. */
  readonly linked: number;
  readonly isVerified: boolean;
  /** What is wrong with the installation: faults of its ledger, files it names and does not hold. The set is as it is. */
  readonly problems: readonly string[];
  /** How many there are. */
  readonly problemCount: number;
}

/** Files removed while they were copied are what a later copy of the ledger does not name any more. */
const ROUNDS = 3;

/**
 * Makes a backup set while the gateway may run: first the ledger, as of one moment, then the files. Whatever that ledger
 * names was published before its row was committed, so that it is there to be copied; what was removed meanwhile has the
 * round made again. The set gets its name when all of it is on the disk. Recorded in the ledger when it has no problems.
 * Raises GatewayError `backup-runs`, `backup-target-missing`, `backup-target-inside`, `backup-target-full`,
 * `backup-target-denied`, `backup-failed`, `backup-not-read-back`, and what reading the ledger raises; then no set is
 * left and the installation is as it was.
 */
export async function makeBackup(parts: BackupParts): Promise<MadeBackup> {
  const target = await checkTarget(parts);
  const sealer = parts.recipients.length === 0 ? undefined : new Sealer(parts.recipients);
  const lock = takeExclusiveLock(parts.folder.backupLock);
  if (lock === undefined) throw alreadyRuns();
  const installation = await installationId(parts.folder.installationFile);
  const work = join(parts.folder.cache, 'backup');
  try {
    await removeUnfinished(target, installation);
    await removeFolder(work);
    const made = await makeSet({ ...parts, target, sealer, installation, work });
    if (made.isVerified && made.problemCount === 0) await parts.ledger.recordBackup(made);
    return made;
  } catch (error) {
    await removeUnfinished(target, installation).catch(() => undefined);
    throw backupError(error, target);
  } finally {
    await removeFolder(work).catch(() => undefined);
    lock.release();
  }
}

interface SetParts extends BackupParts {
  readonly sealer: Sealer | undefined;
  readonly installation: string;
  /** For what must not lie in the target in the clear. */
  readonly work: string;
}

interface Round {
  readonly set: BackupSet;
  readonly name: string;
  readonly progress: Progress;
  readonly lacking: Lacking;
  readonly faults: readonly string[];
}

async function makeSet(parts: SetParts): Promise<MadeBackup> {
  const { target, recipients } = parts;
  const newest = await newestSet(target, parts.installation);
  // A file is taken from a set that is encrypted to the same keys alone.
  const earlier = newest?.facts.recipients.join() === recipients.join() ? newest : undefined;
  let round = await oneRound(parts, earlier);
  for (let rounds = 1; round.lacking.count > 0 && rounds < ROUNDS; rounds++) {
    parts.onStep('again');
    const before: BackupSet = round.set;
    round = await oneRound(parts, before);
    await removeFolder(before.folder);
  }
  const { set, name, progress, lacking, faults } = round;
  const folder = join(target, name);
  await syncFolders(set.folder);
  await renameFolder(set.folder, folder);
  return {
    folder,
    setName: name,
    finishedAt: parts.clock.now().toISOString(),
    files: progress.files,
    bytes: progress.bytes,
    linked: progress.linked,
    isEncrypted: recipients.length > 0,
    isVerified: parts.verify,
    problems: [...faults, ...lacking.problems],
    problemCount: faults.length + lacking.count,
  };
}

async function oneRound(parts: SetParts, earlier: BackupSet | undefined): Promise<Round> {
  const { folder, installation, recipients, sealer, verify } = parts;
  const { name, set } = await newUnfinished(parts);
  const takenAt = parts.clock.now().toISOString();
  parts.onStep('ledger');
  await removeFolder(parts.work);
  await ensureFolder(parts.work);
  const snapshot = join(parts.work, 'ledger.db');
  snapshotLedger(folder.ledgerFile, snapshot, parts.ledgerKey);
  await syncFile(snapshot);
  const facts: SetFacts = { kind: 'set', version: 1, installation, takenAt, recipients };
  let progress: Progress = { files: 0, bytes: 0, linked: 0 };
  const writing: SetWriting = {
    folder: set,
    earlier,
    sealer,
    verify,
    onFile(reached) {
      progress = reached;
      parts.onFile(reached);
    },
  };
  parts.onStep('files');
  const sources = filesToKeep(folder, parts.configurationFile, snapshot);
  await writeNewFile(manifestOf(set), manifestLines(facts, writeFiles(sources, writing)), { mode: 0o440 });
  const ledger = openLedger(snapshot, { ...parts.ledgerKey, readonly: true });
  try {
    const lacking = await lackingFiles(manifestEntries(manifestOf(set)), ledger, folder);
    return { set: { folder: set, facts }, name, progress, lacking, faults: verify ? ledger.check() : [] };
  } finally {
    ledger.close();
  }
}

/** Sets are named by the millisecond; a clock that stands still, or was put back, must not make two of one. */
async function newUnfinished({ clock, target, installation }: SetParts): Promise<{ name: string; set: string }> {
  for (let later = 0; ; later++) {
    const name = setName(new Date(clock.now().getTime() + later));
    const set = join(target, unfinishedName(installation, name));
    if ((await exists(join(target, name))) || (await exists(set))) continue;
    await ensureFolderOnce(set);
    return { name, set };
  }
}

/** The target as it really is. One that is missing may be a disk that is not mounted: it is not made. */
async function checkTarget({ target, folder }: BackupParts): Promise<string> {
  const real = await realpath(target).catch(() => undefined);
  if (real === undefined || !(await stat(real)).isDirectory()) throw refusedTarget('missing', target);
  const root = await realpath(folder.root);
  if (`${real}${sep}`.startsWith(`${root}${sep}`)) throw refusedTarget('inside', target);
  return real;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function alreadyRuns(): GatewayError {
  return new GatewayError('Another backup of this installation is being made', {
    code: 'backup-runs',
    operation: 'make a backup',
    hint: 'Wait for it; if it hangs, end that process: what it made is cleared away by the next backup.',
    exitCode: 3,
  });
}
