import { type Dirent, lstatSync, readdirSync } from 'node:fs';
import type { PartnerFolders } from '../ingest/data-folder.js';
import { isTakenName } from '../ingest/drop-folder.js';
import { systemErrorCode } from '../support/errors.js';

/** A partner's files that the ledger does not know yet. */
export interface WaitingFiles {
  /** Files in the inbox that the gateway would take, and documents in the attachments folder and the folders in it. */
  readonly inbox: number;
  /** Files taken from there and not yet recorded. */
  readonly claimed: number;
  /** How long the oldest of them has been there; 0 when there is none. */
  readonly oldestSeconds: number;
}

/** A partner's folders, or the two of a drop folder that takes no documents. */
export type WatchedFolders = Pick<PartnerFolders, 'inbox' | 'claimed'> &
  Partial<Pick<PartnerFolders, 'attachments' | 'claimedAttachments'>>;

/**
 * Counts what waits in a partner's inbox, among its attachments and in its folders of claimed files, while the gateway may
 * be taking files from them. A file's time is that of its last change of any kind, its arrival by rename included, since senders' programs
 * keep the time it was written. Raises the system's error when a folder cannot be read; an absent one is empty.
 */
export function waitingFiles(folders: WatchedFolders, now: Date): WaitingFiles {
  const { inbox, claimed, attachments, claimedAttachments } = folders;
  const documents = attachments === undefined ? [] : [attachments, ...foldersIn(attachments)];
  const inInbox = [inbox, ...documents].flatMap(takenFilesIn);
  const inClaimed = [claimed, ...(claimedAttachments === undefined ? [] : [claimedAttachments])]
    .flatMap(foldersIn)
    .flatMap(foldersIn)
    .flatMap(filesIn);
  const times = [...inInbox, ...inClaimed].flatMap(changeTimeOf);
  const oldest = times.reduce((earliest, time) => Math.min(earliest, time), now.getTime());
  return {
    inbox: inInbox.length,
    claimed: inClaimed.length,
    oldestSeconds: Math.floor((now.getTime() - oldest) / 1000),
  };
}

/** `12 s`, `5 min`, `3 h`, `2 d`: the age as a person says it. */
export function ageText(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7_200) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3_600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

/** `claimed/<installation>/<arrival id>/<file>`. */
function foldersIn(folder: string | Buffer): Buffer[] {
  return entriesOf(folder)
    .filter((entry) => entry.isDirectory())
    .map((entry) => pathOf(folder, entry));
}

/** Files that the gateway would take. */
function takenFilesIn(folder: string | Buffer): Buffer[] {
  return entriesOf(folder)
    .filter((entry) => entry.isFile() && isTakenName(entry.name.toString('latin1')))
    .map((entry) => pathOf(folder, entry));
}

function filesIn(folder: string | Buffer): Buffer[] {
  return entriesOf(folder)
    .filter((entry) => entry.isFile())
    .map((entry) => pathOf(folder, entry));
}

/** Names as bytes, since senders' names need not be UTF-8. */
function entriesOf(folder: string | Buffer): Dirent<Buffer>[] {
  try {
    return readdirSync(folder, { encoding: 'buffer', withFileTypes: true });
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

function pathOf(folder: string | Buffer, entry: Dirent<Buffer>): Buffer {
  return Buffer.concat([Buffer.from(folder), Buffer.from('/'), entry.name]);
}

/** Epoch milliseconds; nothing for a file that has gone meanwhile. */
function changeTimeOf(path: Buffer): number[] {
  const status = lstatSync(path, { throwIfNoEntry: false });
  return status === undefined ? [] : [status.ctimeMs];
}
