import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { diskError } from '../files/disk-error.js';
import { GatewayError, systemErrorCode } from '../support/errors.js';

const READ_SIZE = 64 * 1024;
/** More than any header with its line break needs. */
const HEADER_BYTES = 600;

/** Raised inside a hand-off that is to stop because the gateway does: nothing has moved, the next start does it. */
export class Interrupted extends Error {}

/** A received file as kept, opened to be read several times. */
export class Original {
  readonly #handle: FileHandle;
  readonly #isOver: () => boolean;

  private constructor(handle: FileHandle, isOver: () => boolean) {
    this.#handle = handle;
    this.#isOver = isOver;
  }

  /**
   * `path` absolute; `isOver` is asked before each piece, true ends the reading with `Interrupted`. Raises GatewayError
   * `handoff-original-missing` and those of the disk; `handoff`: its number, for the error.
   */
  static async open(path: string, handoff: string, isOver: () => boolean): Promise<Original> {
    try {
      return new Original(await open(path, constants.O_RDONLY | constants.O_NOFOLLOW), isOver);
    } catch (error) {
      if (systemErrorCode(error) !== 'ENOENT') throw diskError(error, 'read a received file', handoff);
      throw new GatewayError('The received file that claims are to be handed off from is not there any more', {
        code: 'handoff-original-missing',
        operation: 'hand off accepted claims',
        subject: handoff,
        hint: 'Restore it from the backup to where "x12gw handoff show" says; the gateway tries again by itself.',
        exitCode: 3,
      });
    }
  }

  /** The bytes from `start` on that hold an interchange header. */
  async header(start: number): Promise<Uint8Array> {
    const { buffer, bytesRead } = await this.#handle.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, start);
    return buffer.subarray(0, bytesRead);
  }

  /** The bytes from `start` to `end` (exclusive), in pieces. */
  async *bytes(start: number, end: number): AsyncGenerator<Uint8Array> {
    const range = { start, end: end - 1, autoClose: false, highWaterMark: READ_SIZE };
    for await (const chunk of this.#handle.createReadStream(range)) {
      if (this.#isOver()) throw new Interrupted();
      yield chunk;
    }
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}
