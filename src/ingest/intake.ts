import { randomBytes } from 'node:crypto';
import { lstat, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { copyAndHash } from '../files/copy-and-hash.js';
import { ensureFolder, ensureFolderOnce } from '../files/durable-folder.js';
import { moveFile } from '../files/move-file.js';
import { removeEmptyFolder, removeFile } from '../files/remove-file.js';
import type { Ledger } from '../store/ledger.js';
import type { Receipt, SubmissionRow } from '../store/rows.js';
import type { Clock } from '../support/clock.js';
import { GatewayError, systemErrorCode } from '../support/errors.js';
import { type DataFolder, isArrivalId, type Lane, newArrivalId } from './data-folder.js';

/** A file taken from an inbox and not yet recorded. */
export interface ClaimedFile {
  readonly partnerId: string;
  readonly arrivalId: string;
  /** Absolute. */
  readonly path: string;
  /** The sender's file name, protected. */
  readonly name: string;
}

/** What happens to a file until it is promised, in order; `subject` is the arrival id, then the submission number. */
export type IntakeStep = 'claimed' | 'copied' | 'received' | 'released';

/** What files are taken in with: the folders they go through and the ledger that records them. */
export interface IntakeParts {
  readonly folder: DataFolder;
  /** This installation's id, part of the path of what it claims. */
  readonly installation: string;
  /** Which way the files come in: what they are recorded as, and where they wait. Default: the inbox. */
  readonly lane?: Lane;
  readonly ledger: Pick<Ledger, 'recordReceipts' | 'submission'>;
  readonly clock: Clock;
  /** Told after each step has become durable. */
  readonly observe: (step: IntakeStep, subject: string) => void | Promise<void>;
}

/** Bytes a name may have on common file systems. */
const LONGEST_NAME = 255;

/**
 * Takes files in so that a crash at any moment loses nothing and records nothing twice: claim by rename, copy into a
 * file of ours, record the receipt, release the claimed file. Every step may be repeated; the arrival id ties them.
 */
export class Intake {
  readonly #parts: IntakeParts;
  readonly #lane: Lane;
  /** Arrival folders that a claim is just filling. */
  readonly #claiming = new Set<string>();

  constructor(parts: IntakeParts) {
    this.#parts = parts;
    this.#lane = parts.lane ?? 'inbox';
  }

  /**
   * Moves a file from a partner's inbox into a folder of its own, where its path tells partner, arrival and name.
   * `name` as bytes, since senders' names need not be UTF-8. undefined when somebody else took it first. Raises
   * GatewayError `other-file-system`, `disk-full`, `disk-denied` or `disk-failed`.
   */
  async claim(partnerId: string, source: string | Buffer, name: Buffer): Promise<ClaimedFile | undefined> {
    const { folder, installation, clock } = this.#parts;
    const arrivalId = newArrivalId(clock.now(), randomBytes(6).toString('hex'));
    const claimFolder = folder.claimedFolder(partnerId, installation, arrivalId, this.#lane);
    const file: ClaimedFile = {
      partnerId,
      arrivalId,
      name: readableName(name),
      path: join(claimFolder, readableName(name)),
    };
    this.#claiming.add(arrivalId);
    try {
      await ensureFolderOnce(claimFolder);
      if (!(await moveFile(source, file.path))) {
        await removeEmptyFolder(claimFolder);
        return undefined;
      }
    } finally {
      this.#claiming.delete(arrivalId);
    }
    await this.#parts.observe('claimed', arrivalId);
    return file;
  }

  /** What this installation has claimed from a partner and not yet released, oldest first. */
  async claimed(partnerId: string): Promise<ClaimedFile[]> {
    const root = this.#parts.folder.claimedFolders(partnerId, this.#parts.installation, this.#lane);
    const files: ClaimedFile[] = [];
    for (const arrivalId of (await namesIn(root)).filter(isArrivalId).sort()) {
      if (this.#claiming.has(arrivalId)) continue;
      const folder = join(root, arrivalId);
      const names = await namesIn(folder);
      // A crash between the folder and the rename, or between the release and its folder, leaves an empty one.
      if (names.length === 0 && !this.#claiming.has(arrivalId)) await removeEmptyFolder(folder);
      for (const name of names) files.push({ partnerId, arrivalId, path: join(folder, name), name });
    }
    return files;
  }

  /** True when the ledger already holds this arrival: the file has only to be released. */
  isRecorded(file: ClaimedFile): boolean {
    return this.#parts.ledger.submission({ arrivalId: file.arrivalId }) !== undefined;
  }

  /**
   * Copies, records and releases a claimed file. `changed`: its sender wrote while it was copied, nothing was recorded
   * and it must settle again where it is. `gone`: it is not there any more. Raises GatewayError when our disk or ledger
   * fails; then nothing has moved and it may be tried again.
   */
  async receive(file: ClaimedFile): Promise<SubmissionRow | 'changed' | 'gone'> {
    const { folder, ledger, clock } = this.#parts;
    let submission = ledger.submission({ arrivalId: file.arrivalId });
    if (submission === undefined) {
      if ((await sizeOf(file.path)) === undefined) return 'gone';
      const originalPath = folder.originalPath(file.arrivalId);
      const copy = await this.copyOriginal(file.path, file.arrivalId);
      if (copy === undefined) return 'changed';
      const [recorded] = await this.record([
        {
          channel: this.#lane,
          arrivalId: file.arrivalId,
          partnerId: file.partnerId,
          originalPath,
          senderFileName: file.name,
          receivedAt: clock.now().toISOString(),
          actor: '',
          ...copy,
        },
      ]);
      submission = recorded!;
    }
    await this.#release(file, submission);
    await this.#parts.observe('released', submission.number);
    return submission;
  }

  /**
   * Removes a recorded file. When its sender went on writing after the copy was made, what stands there now is another
   * file than the recorded one: it becomes an arrival of its own, so that no byte is lost unseen. A shorter one is none:
   * a power cut may bring the file back without bytes that its sender never synced, and they are all in our copy.
   */
  async #release(file: ClaimedFile, submission: SubmissionRow): Promise<void> {
    const size = await sizeOf(file.path);
    if (size !== undefined && size > submission.bytes) {
      await this.claim(file.partnerId, file.path, Buffer.from(file.name));
    } else {
      // Not synced: should a power cut bring it back, the ledger knows it and it is released again.
      await removeFile(file.path, { sync: false });
    }
    await removeEmptyFolder(dirname(file.path), { sync: false });
  }

  /**
   * Copies a file into `originals/` under its arrival id, synced and never to be written again. undefined when it
   * changed meanwhile. A copy of an earlier try that was never recorded gives way.
   */
  async copyOriginal(
    source: string,
    arrivalId: string,
  ): Promise<{ readonly sha256: string; readonly bytes: number } | undefined> {
    const target = this.#parts.folder.inside(this.#parts.folder.originalPath(arrivalId));
    await ensureFolder(dirname(target));
    const copy = await copyAndHash(source, target).catch(async (error: unknown) => {
      const isStale = error instanceof GatewayError && error.code === 'file-differs';
      if (!isStale || this.#parts.ledger.submission({ arrivalId }) !== undefined) throw error;
      await removeFile(target);
      return copyAndHash(source, target);
    });
    if (!copy.sourceUnchanged) return undefined;
    await this.#parts.observe('copied', arrivalId);
    return { sha256: copy.sha256, bytes: copy.bytes };
  }

  /** Commits receipts, all or none: from here each file is promised an answer. */
  async record(receipts: readonly Receipt[]): Promise<readonly SubmissionRow[]> {
    const submissions = await this.#parts.ledger.recordReceipts(receipts);
    for (const submission of submissions) await this.#parts.observe('received', submission.number);
    return submissions;
  }
}

/** The name as text: UTF-8 where it is that, else one character for each byte; shortened to what a folder can hold. */
function readableName(name: Buffer): string {
  let text = name.toString('utf8');
  if (!Buffer.from(text).equals(name)) text = name.toString('latin1');
  while (Buffer.byteLength(text) > LONGEST_NAME) text = text.slice(0, -1);
  return text;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

/** undefined when it is not there. */
async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await lstat(path)).size;
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
