import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import { diskError } from '../files/disk-error.js';
import { ensureFolder } from '../files/durable-folder.js';
import { linkIntoPlace, writeTemporary } from '../files/temporary-file.js';
import type { Ledger } from '../store/ledger.js';
import type { SubmissionRow } from '../store/rows.js';
import type { Clock } from '../support/clock.js';
import { type DataFolder, newArrivalId } from './data-folder.js';
import type { IntakeParts } from './intake.js';

/** A file that was fetched from a partner's server into `originals/` and is not recorded yet. */
export interface FetchedFile {
  readonly arrivalId: string;
  readonly sha256: string;
  readonly bytes: number;
  /** Relative to the data directory. */
  readonly originalPath: string;
}

/** What fetched files are taken in with. */
export interface FetchedSourceParts {
  readonly folder: DataFolder;
  readonly ledger: Pick<Ledger, 'recordFetched'>;
  readonly clock: Clock;
  /** Told after each step has become durable. */
  readonly observe: IntakeParts['observe'];
}

/**
 * The way in for files that the gateway fetches: the same copy and receipt as an inbox file. There is nothing to claim;
 * what ties a repeated fetch to the first one is the key of the remote file, which the receipt's commit remembers.
 */
export class FetchedSource {
  readonly #parts: FetchedSourceParts;

  constructor(parts: FetchedSourceParts) {
    this.#parts = parts;
  }

  /**
   * Writes the pieces into `originals/`, whole and synced or not at all. The arrival id is of the moment they have all
   * come, so that a long download does not look like a copy that was forgotten. Raises `disk-full`, `disk-denied`,
   * `disk-failed`, and what the pieces raise.
   */
  async keep(pieces: AsyncIterable<Uint8Array>): Promise<FetchedFile> {
    const { folder, clock, observe } = this.#parts;
    const newId = (): string => newArrivalId(clock.now(), randomBytes(6).toString('hex'));
    const begun = dirname(folder.inside(folder.originalPath(newId())));
    try {
      await ensureFolder(begun);
      const temporary = await writeTemporary(begun, pieces, 0o440);
      const arrivalId = newId();
      const originalPath = folder.originalPath(arrivalId);
      const target = folder.inside(originalPath);
      await ensureFolder(dirname(target));
      await linkIntoPlace(temporary, target);
      await observe('copied', arrivalId);
      return { arrivalId, originalPath, sha256: temporary.sha256, bytes: temporary.bytes };
    } catch (error) {
      throw diskError(error, 'keep a fetched file');
    }
  }

  /**
   * Commits the receipt and that the remote file was fetched, both or neither: from here the file is promised an answer and
   * is not fetched again. `key` names the remote file by a digest. When it rejects the copy stays, since a failed commit
   * may have reached the disk; `unownedOriginals` finds it when it did not.
   */
  async record(
    file: FetchedFile,
    from: { readonly partnerId: string; readonly senderFileName: string; readonly key: string },
  ): Promise<SubmissionRow> {
    const { ledger, clock, observe } = this.#parts;
    const { partnerId, senderFileName, key } = from;
    const receivedAt = clock.now().toISOString();
    const receipt = { ...file, channel: 'sftp' as const, partnerId, senderFileName, receivedAt, actor: '' };
    const submission = await ledger.recordFetched(receipt, key);
    await observe('received', submission.number);
    return submission;
  }
}
