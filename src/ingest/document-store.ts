import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { dirname } from 'node:path';
import { makeYoung } from '../files/aging-file.js';
import { diskError } from '../files/disk-error.js';
import { ensureFolder } from '../files/durable-folder.js';
import { READ_SIZE } from '../files/hash-file.js';
import { dropTemporary, linkIntoPlace, writeTemporary } from '../files/temporary-file.js';
import type { DataFolder } from './data-folder.js';
import { documentType } from './document-type.js';

/** Which documents are taken. */
export interface DocumentLimits {
  readonly maximumBytes: number;
  /** Media types found in the content, such as `application/pdf`. */
  readonly mediaTypes: readonly string[];
}

/** A document in the store; or one that is not taken, of which nothing is kept but what it was. */
export type DocumentOutcome = {
  readonly document: { readonly sha256: string; readonly bytes: number; readonly mediaType: string };
} & (
  | { readonly kind: 'stored' }
  | { readonly kind: 'refused'; readonly reason: 'empty' | 'too-large' | 'type-not-taken' }
);

/** Part of a file of ours: whole, or the bytes from `start` up to `end`. */
export interface DocumentSource {
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Documents for prior authorizations, kept by their content: `documents/<first two digits>/<SHA-256>`, 0440. The copy is
 * on disk before anybody's commit names it; the same bytes again are the same file. Raises GatewayError of the disk;
 * then nothing is left behind.
 */
export class DocumentStore {
  readonly #folder: DataFolder;
  readonly #limits: DocumentLimits;

  constructor(folder: DataFolder, limits: DocumentLimits) {
    this.#folder = folder;
    this.#limits = limits;
  }

  /** Copies a document in, hashing on the way, and finds out what it is. Memory stays bounded whatever the size. */
  async keep(source: DocumentSource): Promise<DocumentOutcome> {
    const size = source.end - source.start;
    const { maximumBytes, mediaTypes } = this.#limits;
    try {
      if (size <= 0) return refused('empty', await digestOf(source), 0);
      if (size > maximumBytes) return refused('too-large', await digestOf(source), size);
      await ensureFolder(this.#folder.documents);
      const temporary = await writeTemporary(this.#folder.documents, piecesOf(source), 0o440);
      const mediaType = await documentType(temporary.path);
      if (!mediaTypes.includes(mediaType)) {
        await dropTemporary(temporary.path);
        return { ...refused('type-not-taken', temporary.sha256, temporary.bytes, mediaType) };
      }
      const target = this.#folder.document(temporary.sha256);
      await ensureFolder(dirname(target));
      const isNew = await linkIntoPlace(temporary, target);
      // One that lay there unnamed may be old enough for `doctor` to remove it: from now on it is not.
      if (!isNew && !(await makeYoung(target))) return await this.keep(source);
      return { kind: 'stored', document: { sha256: temporary.sha256, bytes: temporary.bytes, mediaType } };
    } catch (error) {
      throw diskError(error, 'keep a document', this.#folder.documents);
    }
  }
}

/** Begins to read when the first piece is asked for: a stream that fails before anybody listens ends the process. */
async function* piecesOf({ path, start, end }: DocumentSource): AsyncGenerator<Uint8Array> {
  if (end > start) yield* createReadStream(path, { start, end: end - 1, highWaterMark: READ_SIZE });
}

async function digestOf(source: DocumentSource): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of piecesOf(source)) hash.update(piece);
  return hash.digest('hex');
}

function refused(
  reason: 'empty' | 'too-large' | 'type-not-taken',
  sha256: string,
  bytes: number,
  mediaType = '',
): DocumentOutcome {
  return { kind: 'refused', reason, document: { sha256, bytes, mediaType } };
}
