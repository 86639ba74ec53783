import { createReadStream } from 'node:fs';
import { join, relative } from 'node:path';
import type { InterchangeOutcome } from '../../envelope/outcome.js';
import { writeSpool } from '../../files/spool.js';
import type { AnswerDraft } from '../../respond/answer.js';
import { SentReferences } from '../../respond/sent-references.js';
import type { SubmissionRow } from '../../store/rows.js';
import { LARGE_BYTES } from '../passes/large-acknowledgment.js';

/** An interchange as it is to be filed, and what its receiver may name it by. */
export interface PublishedContent {
  readonly bytes: AnswerDraft['content'];
  /** BHT03 of its sets. */
  readonly references: readonly string[];
}

/** Where the bytes come from and large ones go to. */
export interface ContentParts {
  /** Absolute; the spool lies below the data directory. */
  readonly spool: string;
  readonly dataDirectory: string;
  /** Makes a path of the ledger absolute. */
  readonly inside: (relativePath: string) => string;
}

/**
 * One interchange of a published file byte for byte, read once; a large one goes to the spool. Raises GatewayError
 * `disk-full` and its like, and the system's error when our copy cannot be read.
 */
export async function publishedContent(
  { inside, spool, dataDirectory }: ContentParts,
  submission: SubmissionRow,
  { byteStart, byteEnd }: InterchangeOutcome,
): Promise<PublishedContent> {
  const stream = createReadStream(inside(submission.originalPath), { start: byteStart, end: byteEnd - 1 });
  const references = new SentReferences();
  const chunks = readBeside(stream, references);
  if (byteEnd - byteStart <= LARGE_BYTES) {
    const read: Uint8Array[] = [];
    for await (const chunk of chunks) read.push(chunk);
    return { bytes: Buffer.concat(read), references: references.end() };
  }
  const { name, sha256, bytes } = await writeSpool(spool, submission.id, chunks);
  const spooled = { spoolPath: relative(dataDirectory, join(spool, name)), sha256, bytes };
  return { bytes: spooled, references: references.end() };
}

async function* readBeside(stream: AsyncIterable<Uint8Array>, references: SentReferences): AsyncGenerator<Uint8Array> {
  for await (const chunk of stream) {
    references.push(chunk);
    yield chunk;
  }
}
