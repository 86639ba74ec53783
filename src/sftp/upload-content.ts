import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { GatewayError } from '../support/errors.js';

/** What is to be uploaded. */
export interface UploadContent {
  readonly bytes: number;
  /** Hex digest of the whole. */
  readonly sha256: string;
  /** The bytes from the beginning; may be asked for several times. */
  chunks(): AsyncIterable<Uint8Array>;
}

/** Content that is in memory. */
export function contentOfBytes(content: Uint8Array): UploadContent {
  return {
    bytes: content.byteLength,
    sha256: createHash('sha256').update(content).digest('hex'),
    async *chunks() {
      yield content;
    },
  };
}

/**
 * Content of a file of ours whose size and digest are on record. Read as a stream; a file that does not have that digest
 * any more raises GatewayError `file-damaged` at its end, so that it never gets its final name at the partner.
 */
export function contentOfFile(path: string, recorded: Pick<UploadContent, 'bytes' | 'sha256'>): UploadContent {
  return {
    ...recorded,
    async *chunks() {
      const hash = createHash('sha256');
      for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) {
        hash.update(chunk);
        yield chunk;
      }
      if (hash.digest('hex') !== recorded.sha256) throw damaged(path);
    },
  };
}

/** Hex digest of the first `bytes` bytes of the content. */
export async function digestOfStart(content: UploadContent, bytes: number): Promise<string> {
  if (bytes === content.bytes) return content.sha256;
  const hash = createHash('sha256');
  let left = bytes;
  for await (const chunk of content.chunks()) {
    hash.update(chunk.subarray(0, left));
    left -= Math.min(left, chunk.length);
    if (left === 0) break;
  }
  return hash.digest('hex');
}

function damaged(path: string): GatewayError {
  return new GatewayError('A file of ours does not hold the bytes it should', {
    code: 'file-damaged',
    operation: 'upload a file to an SFTP server',
    subject: path,
    hint: 'Look at the disk, then run `x12gw doctor --repair`.',
    exitCode: 3,
  });
}
