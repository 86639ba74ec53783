import { type BigIntStats, statSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { takeExclusiveLock } from '../store/sqlite/exclusive-lock.js';
import { GatewayError } from '../support/errors.js';

/** An import of one kind: what its errors are called, and what it is doing (`import a code list`). */
export interface ImportKind {
  readonly unreadable: string;
  readonly running: string;
  readonly operation: string;
  /** `a code list`. */
  readonly subject: string;
}

/** An edition may lose so large a part of its rows without anybody asking: more may mean a file that was cut off. */
const MOST_LOST = 0.2;
const LOCK_PAUSE_MILLISECONDS = 100;

/** True when an edition has less than four fifths of the rows of the one that it replaces. */
export function isMuchSmaller(rows: number, before: number): boolean {
  return rows < before * (1 - MOST_LOST);
}

/**
 * Holds the lock that imports of one kind in other processes wait for, `seconds` at most; then raises GatewayError with
 * the kind's code (exit code 3). `path`: a file that is used for nothing else.
 */
export async function takeImportLock(
  path: string,
  { running, operation, subject }: ImportKind,
  seconds: number,
): Promise<{ release(): void }> {
  for (let waited = 0; waited < seconds * 1_000; waited += LOCK_PAUSE_MILLISECONDS) {
    const lock = takeExclusiveLock(path);
    if (lock !== undefined) return lock;
    await pause(LOCK_PAUSE_MILLISECONDS);
  }
  throw new GatewayError(`Another import of ${subject} runs`, {
    code: running,
    operation,
    subject: path,
    hint: 'Try again when it has ended.',
    exitCode: 3,
  });
}

/** The error of a file that cannot be imported as it is (exit code 2); the operator's own path may stand in it. */
export function unreadableFile(
  { unreadable, operation }: ImportKind,
  path: string,
  what: string,
  hint: string,
  cause?: unknown,
): GatewayError {
  return new GatewayError(`Cannot import ${path}: ${what}`, {
    code: unreadable,
    operation,
    subject: path,
    hint,
    exitCode: 2,
    ...(cause === undefined ? {} : { cause }),
  });
}

/** What is wrong with a file that `unreadableFile` refused, without its path. */
export function reasonOfUnreadable({ message, subject = '' }: GatewayError): string {
  return message.slice(`Cannot import ${subject}: `.length);
}

/** A file as it was found, to tell later whether it is still the same. */
export type FoundFile = Pick<BigIntStats, 'size' | 'mtimeNs'>;

/** Finds a regular file with something in it. Raises as `unreadableFile`; `hint` says what file is wanted. */
export function findFile(kind: ImportKind, path: string, hint: string): FoundFile {
  const status = statSync(path, { bigint: true, throwIfNoEntry: false });
  if (status === undefined) throw unreadableFile(kind, path, 'there is no such file', 'Correct the path.');
  if (!status.isFile()) throw unreadableFile(kind, path, 'it is no regular file', hint);
  if (status.size === 0n) throw unreadableFile(kind, path, 'it is empty', 'Export or fetch it again.');
  return status;
}

/** Raises as `unreadableFile` when the file was changed since it was found: what was read of it fits nothing. */
export function requireUnchanged(kind: ImportKind, path: string, before: FoundFile): void {
  const after = statSync(path, { bigint: true, throwIfNoEntry: false });
  if (before.size === after?.size && before.mtimeNs === after.mtimeNs) return;
  throw unreadableFile(kind, path, 'it was changed while it was read', 'Try again when it is complete.');
}

/** What a file is by its first bytes when it is no text at all, with what to do about it; undefined for text. */
export function otherThanText(
  beginning: Buffer,
  textHint: string,
): { readonly what: string; readonly hint: string } | undefined {
  const latin = beginning.subarray(0, 8).toString('latin1');
  if (latin.startsWith('PK\u0003\u0004')) {
    const hint = 'Unpack the archive and import the text file in it; save a spreadsheet as CSV UTF-8 first.';
    return { what: 'it is a ZIP archive or a spreadsheet', hint };
  }
  if (latin.startsWith('%PDF') || latin.startsWith('\u001f\u008b') || latin.startsWith('\u00d0\u00cf')) {
    return { what: 'it is a PDF, an archive or an old spreadsheet', hint: textHint };
  }
  if (/^(\u00ff\u00fe|\u00fe\u00ff)/.test(latin) || /^(?:[^\0]\0|\0[^\0]){2}/.test(latin)) {
    return { what: 'it is saved as UTF-16 ("Unicode text")', hint: 'Save it as CSV UTF-8 and import that.' };
  }
  return undefined;
}
