import type { SftpEndpoint } from './endpoint.js';
import { SftpError } from './trouble.js';

/** How much has come and gone over one connection. */
export interface Line {
  bytes: number;
}

/**
 * Sees to it that one transfer or listing comes on: a server that gives a byte now and then answers every request in time
 * and would hold it for ever. Only time in which the server is waited for counts, so that a slow disk of ours does not; and
 * what the others bring over the same connection counts too, since on a slow link they take turns, each with long waits.
 */
export class Pace {
  readonly #leastPerMillisecond: number;
  readonly #windowMilliseconds: number;
  readonly #line: Line;
  #before: number;
  #waited = 0;

  /** `windows`: the rate is looked at each time that `stallSeconds` have been waited so often. */
  constructor(settings: Pick<SftpEndpoint, 'leastBytesPerSecond' | 'stallSeconds'>, line: Line, windows = 1) {
    this.#leastPerMillisecond = settings.leastBytesPerSecond / 1_000;
    this.#windowMilliseconds = settings.stallSeconds * 1_000 * windows;
    this.#line = line;
    this.#before = line.bytes;
  }

  /**
   * Waits for one answer. `bytesOf`: how far it brings the transfer. Fails as the answer does, and with SftpError
   * `sftp-too-slow` when the latest window brought less than the least rate.
   */
  async wait<Result>(answer: Promise<Result>, bytesOf: (result: Result) => number): Promise<Result> {
    const begun = performance.now();
    const result = await answer;
    this.#waited += performance.now() - begun;
    this.#line.bytes += bytesOf(result);
    if (this.#waited < this.#windowMilliseconds) return result;
    if (this.#line.bytes - this.#before < this.#leastPerMillisecond * this.#waited) {
      throw new SftpError('sftp-too-slow', 'transfer over SFTP');
    }
    this.#waited = 0;
    this.#before = this.#line.bytes;
    return result;
  }
}
