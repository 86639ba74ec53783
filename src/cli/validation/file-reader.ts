import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { GatewayError, systemErrorCode } from '../../support/errors.js';

const CHUNK = 256 * 1024;

/** A file that is being checked: read once from start to end, and here and there again to show what is wrong. */
export class FileReader {
  readonly size: number;
  readonly #descriptor: number;

  /** Raises GatewayError `file-absent` or `file-unreadable` (exit code 2). */
  constructor(path: string) {
    try {
      this.#descriptor = openSync(path, 'r');
    } catch (cause) {
      throw unreadable(path, systemErrorCode(cause) === 'ENOENT' ? 'does not exist' : 'cannot be read', cause);
    }
    const facts = fstatSync(this.#descriptor);
    if (!facts.isFile()) {
      this.close();
      throw unreadable(path, 'is not a file');
    }
    this.size = facts.size;
  }

  /** Up to `length` bytes from `offset`; fewer at the end of the file. */
  read(offset: number, length: number): Uint8Array {
    const bytes = Buffer.allocUnsafe(length);
    return bytes.subarray(0, readSync(this.#descriptor, bytes, 0, length, offset));
  }

  /** The whole file in order; `progress` is told the bytes read so far after each piece. */
  async *chunks(progress: (bytes: number) => void): AsyncGenerator<Uint8Array> {
    for (let offset = 0; ; ) {
      const bytes = this.read(offset, CHUNK);
      if (bytes.length === 0) return;
      yield bytes;
      offset += bytes.length;
      progress(offset);
    }
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

function unreadable(path: string, what: string, cause?: unknown): GatewayError {
  return new GatewayError(`${path} ${what}`, {
    code: what === 'does not exist' ? 'file-absent' : 'file-unreadable',
    operation: 'read a file',
    subject: path,
    hint: 'Check the path and its permissions.',
    exitCode: 2,
    cause,
  });
}
