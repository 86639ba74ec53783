import type { FetchedSource } from '../../ingest/fetched-source.js';
import { type RemoteFile, remoteFileKey } from '../../sftp/remote-file.js';
import type { PollResult } from '../../sftp/sftp-partner.js';
import type { SubmissionRow } from '../../store/rows.js';
import { FileTroubles } from './file-troubles.js';
import type { LedgerMemory } from './memory.js';
import { eachOf, serverTrouble, type TransferParts } from './transfers.js';

/** The next look comes no sooner than that, however short the quiet time. */
const LEAST_MILLISECONDS = 100;

/** What files are fetched with. */
export interface FetchingParts extends TransferParts {
  readonly memory: LedgerMemory;
  readonly source: FetchedSource;
  /** Told of each file once it is promised an answer. */
  readonly onReceived: (submission: SubmissionRow) => void;
}

/**
 * The files from the inbox of one partner's server. A file with trouble is logged once and rests while the others go on;
 * trouble with the server, our disk or the ledger ends a round with that error, and the next one goes on.
 */
export class Fetching {
  /** Files that could not be fetched or settled. */
  readonly troubles = new FileTroubles();
  readonly #parts: FetchingParts;
  /** Keys whose bytes were read since the start, and that every look since has shown: what stands there is what we have. */
  #read = new Set<string>();
  #isUntoldSaid = false;

  constructor(parts: FetchingParts) {
    this.#parts = parts;
  }

  /**
   * Looks at the server's inbox once, fetches what stands still and settles it. Gives the milliseconds to the next look.
   * The order for a file: download into a file of ours, one commit of receipt and memory, then settling.
   */
  async round(): Promise<number> {
    const { server, endpoint, memory, isOver } = this.#parts;
    if (endpoint.inbox === undefined) {
      // Nothing is fetched, but whether answers can go out is better known before there are any.
      await server.connect();
      return endpoint.pollSeconds * 1_000;
    }
    const { ready, unsettled, waiting, beyond } = await this.#look();
    const settled: string[] = [];
    try {
      const fetched = unsettled.filter(({ file }) => !this.troubles.isResting(remoteFileKey(file)));
      await eachOf(fetched, endpoint.parallelTransfers, isOver, async ({ file, sha256 }) => {
        await this.#settleEarlier(file, sha256, settled);
      });
      await eachOf(ready, endpoint.parallelTransfers, isOver, (file) => this.#fetch(file, settled));
    } finally {
      await memory.forget(settled);
    }
    if (this.troubles.isServerTrouble) throw serverTrouble();
    const isMore = waiting > 0 || beyond > 0;
    const quiet = Math.max(endpoint.quietSeconds * 1_000, LEAST_MILLISECONDS);
    return isMore ? Math.min(quiet, endpoint.pollSeconds * 1_000) : endpoint.pollSeconds * 1_000;
  }

  async #look(): Promise<PollResult> {
    const read = this.#read;
    this.#read = new Set();
    const { server, gateway } = this.#parts;
    const found = await server.poll(gateway.clock.now().getTime(), (key) => this.troubles.isResting(key));
    const keys = found.unsettled.map(({ file }) => remoteFileKey(file));
    this.#read = new Set(keys.filter((key) => read.has(key)));
    if (found.keys !== undefined) this.troubles.keepOnly(found.keys);
    this.#tellOfUntold(found.leftAlone.untold ?? 0);
    return found;
  }

  /** Files that are never fetched since the server does not tell what they look like: nobody would miss them here. */
  #tellOfUntold(files: number): void {
    const { gateway, partnerId } = this.#parts;
    if (files > 0 && !this.#isUntoldSaid)
      gateway.logger.warn('files left alone', { partner: partnerId, reason: 'untold', files });
    this.#isUntoldSaid = files > 0;
  }

  async #fetch(file: RemoteFile, settled: string[]): Promise<void> {
    const { server, source, partnerId, onReceived } = this.#parts;
    const key = remoteFileKey(file);
    let sha256: string;
    try {
      const kept = await server.download(file, (pieces) => source.keep(pieces));
      onReceived(await source.record(kept, { partnerId, senderFileName: file.name, key }));
      sha256 = kept.sha256;
      this.troubles.succeeded(key);
    } catch (error) {
      this.#rest(error, key, 'file not fetched');
      if (this.troubles.isServerTrouble) throw serverTrouble();
      return;
    }
    this.#read.add(key);
    await this.#settle(file, sha256, settled);
  }

  /**
   * Settles what was fetched and not settled. A stop may have come after the settling and before that was noted, and then
   * the partner may have put another file of the same name, size and time: unread, it is not settled.
   */
  async #settleEarlier(file: RemoteFile, sha256: string, settled: string[]): Promise<void> {
    const { server, gateway, partnerId } = this.#parts;
    const key = remoteFileKey(file);
    if (!this.#read.has(key)) {
      try {
        if (!(await server.holds(file, sha256))) {
          gateway.logger.info('file fetched before was replaced', { partner: partnerId });
          settled.push(key);
          return;
        }
      } catch (error) {
        this.#rest(error, key, 'fetched file not settled');
        return;
      }
      this.#read.add(key);
    }
    await this.#settle(file, sha256, settled);
  }

  async #settle(file: RemoteFile, sha256: string, settled: string[]): Promise<void> {
    const key = remoteFileKey(file);
    try {
      const outcome = await this.#parts.server.settle(file, sha256);
      if (outcome !== 'kept') settled.push(key);
      this.troubles.succeeded(key);
    } catch (error) {
      this.#rest(error, key, 'fetched file not settled');
    }
  }

  /** Lets a file rest with its own trouble, logged once without its name; other trouble goes up. */
  #rest(error: unknown, key: string, event: 'file not fetched' | 'fetched file not settled'): void {
    const { gateway, partnerId } = this.#parts;
    const at = gateway.clock.now().toISOString();
    if (!this.troubles.isOwn(key, error, at)) throw error;
    const isNews = this.troubles.failed(key, error.code, at, event === 'file not fetched');
    if (isNews) gateway.logger.warn(event, { partner: partnerId, error: error.code, hint: error.hint });
  }
}
