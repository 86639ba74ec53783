import { type Dirent, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { PartnerFolders } from '../ingest/data-folder.js';
import { isTakenName } from '../ingest/drop-folder.js';
import { systemErrorCode } from '../support/errors.js';

/** A partner's files that the ledger does not know yet. */
export interface WaitingFiles {
  /** Files in the inbox that the gateway would take. */
  readonly inbox: number;
  /** Files taken from the inbox and not yet recorded. */
  readonly claimed: number;
  /** How long the oldest of them has been there; 0 when there is none. */
  readonly oldestSeconds: number;
}

/**
 * Counts what waits in a partner's inbox and in its folder of claimed files, while the gateway may be taking files from
 * both. A file's time is that of its last change of any kind, its arrival by rename included, since senders' programs
 * keep the time it was written. Raises the system's error when a folder cannot be read; an absent one is empty.
 */
export function waitingFiles({ inbox, claimed }: PartnerFolders, now: Date): WaitingFiles {
  const inInbox = entriesOf(inbox)
    .filter((entry) => entry.isFile() && isTakenName(entry.name.toString('latin1')))
    .map((entry) => pathOf(inbox, entry));
  const inClaimed = foldersIn(claimed).flatMap(foldersIn).flatMap(filesIn);
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
function foldersIn(folder: string): string[] {
  return entriesOf(folder)
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(folder, entry.name.toString()));
}

function filesIn(folder: string): Buffer[] {
  return entriesOf(folder)
    .filter((entry) => entry.isFile())
    .map((entry) => pathOf(folder, entry));
}

/** Names as bytes, since senders' names need not be UTF-8. */
function entriesOf(folder: string): Dirent<Buffer>[] {
  try {
    return readdirSync(folder, { encoding: 'buffer', withFileTypes: true });
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

function pathOf(folder: string, entry: Dirent<Buffer>): Buffer {
  return Buffer.concat([Buffer.from(`${folder}/`), entry.name]);
}

/** Epoch milliseconds; nothing for a file that has gone meanwhile. */
function changeTimeOf(path: Buffer): number[] {
  const status = lstatSync(path, { throwIfNoEntry: false });
  return status === undefined ? [] : [status.ctimeMs];
}
