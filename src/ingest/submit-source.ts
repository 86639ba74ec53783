import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import { removeFile } from '../files/remove-file.js';
import type { SubmissionRow } from '../store/rows.js';
import type { Clock } from '../support/clock.js';
import { GatewayError } from '../support/errors.js';
import { type DataFolder, newArrivalId } from './data-folder.js';
import type { Intake } from './intake.js';

/** A file of the command line, copied into `originals/` and not yet recorded. */
export interface StagedFile {
  readonly arrivalId: string;
  readonly sha256: string;
  readonly bytes: number;
  /** Relative to the data directory. */
  readonly originalPath: string;
  /** Absolute path of our copy, to be looked at before it is recorded. */
  readonly copy: string;
  /** The sender's file name, protected. */
  readonly senderFileName: string;
}

/**
 * The command line's way in: the same copy and receipt as an inbox file, while the source file stays untouched and
 * need not settle.
 */
export class SubmitSource {
  readonly #folder: DataFolder;
  readonly #intake: Intake;
  readonly #clock: Clock;

  constructor(folder: DataFolder, intake: Intake, clock: Clock) {
    this.#folder = folder;
    this.#intake = intake;
    this.#clock = clock;
  }

  /**
   * Copies a file without recording it. Raises GatewayError `file-changed` (exit code 2) when somebody writes to it
   * meanwhile, and what the copy raises.
   */
  async stage(path: string): Promise<StagedFile> {
    const arrivalId = newArrivalId(this.#clock.now(), randomBytes(6).toString('hex'));
    const copy = await this.#intake.copyOriginal(path, arrivalId);
    if (copy === undefined) {
      throw new GatewayError('A file changed while it was being read', {
        code: 'file-changed',
        operation: 'submit a file',
        hint: 'Wait until the program that writes it has finished, then submit it again.',
        exitCode: 2,
      });
    }
    const originalPath = this.#folder.originalPath(arrivalId);
    const senderFileName = basename(path);
    return { arrivalId, originalPath, copy: this.#folder.inside(originalPath), senderFileName, ...copy };
  }

  /** Removes a copy that is not going to be recorded. */
  async discard(file: StagedFile): Promise<void> {
    await removeFile(file.copy);
  }

  /**
   * Commits the receipts of all files, or of none. `actor`: the operating system user at the command line. When it
   * rejects the copies stay, since a failed commit may have reached the disk; `unownedOriginals` finds those it did not.
   */
  record(
    files: readonly StagedFile[],
    partnerId: string,
    actor: string,
    channel: 'cli' | 'replay' = 'cli',
  ): Promise<readonly SubmissionRow[]> {
    const receivedAt = this.#clock.now().toISOString();
    return this.#intake.record(
      files.map(({ copy: _copy, ...facts }) => ({ ...facts, channel, partnerId, actor, receivedAt })),
    );
  }
}
