import { lstat, readdir } from 'node:fs/promises';
import type { SubmissionRow } from '../store/rows.js';
import type { Clock } from '../support/clock.js';
import { GatewayError, systemErrorCode } from '../support/errors.js';
import type { Logger } from '../support/logger.js';
import { readShape } from './file-shape.js';
import type { ClaimedFile, Intake } from './intake.js';
import { isQuiet, isSettled, observeFile, type Sample, type SettleTimes, type Watched } from './settle.js';

/** Names that senders' programs give to files they are still writing; left alone until renamed. */
const UNFINISHED = /\.(tmp|part|filepart|writing)$/i;

/** True for a name in an inbox that is taken in: no dot file, and not what a sender's program is still writing. */
export function isTakenName(name: string): boolean {
  return !name.startsWith('.') && !UNFINISHED.test(name);
}

/** The names in a folder that are taken in, as bytes, since senders' names need not be UTF-8. */
export async function takenNamesIn(folder: string | Buffer): Promise<Buffer[]> {
  const names = await readdir(folder, { encoding: 'buffer' });
  return names.filter((name) => isTakenName(name.toString('latin1')));
}

/** Milliseconds before a failed intake is tried again; doubled up to the longest. */
const FIRST_RETRY = 1_000;
const LONGEST_RETRY = 60_000;

/** Files looked at side by side: each look waits for the disk more than once. */
const LOOKED_AT_TOGETHER = 64;

/** A file that may be ready, and what to do when it is. */
interface Candidate {
  readonly key: string;
  readonly path: string | Buffer;
  readonly take: () => Promise<void>;
}

/** One partner’s inbox, and what to do with the files that settle in it. */
export interface DropFolderOptions {
  readonly partnerId: string;
  /** The partner's inbox, absolute; or another folder of its own that files are taken from. */
  readonly inbox: string;
  /** What stands in it, relative to it; default: the names directly in it. */
  readonly namesIn?: (folder: string) => Promise<readonly Buffer[]>;
  /** The name a file is claimed under; default: its own. */
  readonly claimedName?: (name: Buffer) => Buffer;
  readonly intake: Intake;
  readonly times: SettleTimes;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Runs one intake when there is room for it, or none any more when the gateway stops; shared by all drop folders. */
  readonly limit: (work: () => Promise<void>) => Promise<void>;
  /** Called after a file was recorded, so that work starts at once. */
  readonly onReceived: (submission: SubmissionRow) => void;
}

/** What a scan left behind. */
export interface ScanResult {
  /** Files that are not quiet yet, or that are being taken. */
  readonly waiting: number;
  /** Files that could not be taken for a reason of ours (disk full, ledger busy); tried again later. */
  readonly failed: number;
}

/**
 * One partner's inbox. A scan looks at every file, and at every file claimed earlier and not yet recorded; what stands
 * still is claimed and received. Subfolders, links, pipes and devices are left alone and noted once; so is a file that
 * cannot be read, which is tried again at every scan and never stops the others.
 */
export class DropFolder {
  readonly #options: DropFolderOptions;
  #watched = new Map<string, Watched>();
  readonly #busy = new Map<string, Promise<void>>();
  /** What was logged about a file, so that it is logged once. */
  readonly #noted = new Map<string, string>();
  /** Files whose intake failed: when to try again (epoch milliseconds) and how long the last wait was. */
  readonly #failed = new Map<string, { readonly at: number; readonly wait: number }>();

  constructor(options: DropFolderOptions) {
    this.#options = options;
  }

  /** Looks once at everything there is. Files found settled are taken in the background; see `idle`. */
  async scan(): Promise<ScanResult> {
    const seen = new Map<string, Watched>();
    const present = new Set<string>(['inbox', 'claimed']);
    const candidates: Candidate[] = [];
    for (const file of await this.#claimed()) {
      const key = `claimed ${file.arrivalId}`;
      const take = () => this.#receive(file, key);
      present.add(key);
      if (this.#isHeld(key)) continue;
      if (this.#options.intake.isRecorded(file)) this.#start(key, take);
      else candidates.push({ key, path: file.path, take });
    }
    for (const name of await this.#names()) {
      const key = `inbox ${name.toString('latin1')}`;
      const path = Buffer.concat([Buffer.from(`${this.#options.inbox}/`), name]);
      present.add(key);
      if (!this.#isHeld(key)) candidates.push({ key, path, take: () => this.#take(path, name, key) });
    }
    let waiting = 0;
    for (let from = 0; from < candidates.length; from += LOOKED_AT_TOGETHER) {
      const some = candidates.slice(from, from + LOOKED_AT_TOGETHER);
      const ready = await Promise.all(some.map(({ key, path }) => this.#isReady(key, path, seen)));
      for (const [at, { key, take }] of some.entries()) {
        if (ready[at]) this.#start(key, take);
        else if (seen.has(key)) waiting++;
      }
    }
    this.#watched = seen;
    for (const memory of [this.#noted, this.#failed]) {
      for (const key of memory.keys()) if (!present.has(key)) memory.delete(key);
    }
    return { waiting: waiting + this.#busy.size, failed: this.#failed.size };
  }

  /** Resolves when no file is being taken any more. */
  async idle(): Promise<void> {
    while (this.#busy.size > 0) await Promise.all(this.#busy.values());
  }

  async #claimed(): Promise<ClaimedFile[]> {
    try {
      return await this.#options.intake.claimed(this.#options.partnerId);
    } catch (error) {
      this.#note('claimed', 'claimed-folder-unreadable', error);
      return [];
    }
  }

  async #names(): Promise<readonly Buffer[]> {
    try {
      return await (this.#options.namesIn ?? takenNamesIn)(this.#options.inbox);
    } catch (error) {
      this.#note('inbox', 'inbox-unreadable', error);
      return [];
    }
  }

  async #isReady(key: string, path: string | Buffer, seen: Map<string, Watched>): Promise<boolean> {
    try {
      const status = await lstat(path, { bigint: true });
      if (!status.isFile()) {
        this.#note(key, 'not-a-regular-file');
        return false;
      }
      const sample: Sample = { size: status.size, modified: status.mtimeNs, inode: status.ino };
      const now = this.#options.clock.now().getTime();
      const watched = observeFile(this.#watched.get(key), sample, now);
      seen.set(key, watched);
      if (!isQuiet(watched, now, this.#options.times)) return false;
      return isSettled(watched, await readShape(path, Number(status.size)), now, this.#options.times);
    } catch (error) {
      seen.delete(key);
      // Gone between the listing and now: another gateway or its sender took it.
      if (systemErrorCode(error) !== 'ENOENT') this.#note(key, 'file-unreadable', error);
      return false;
    }
  }

  #start(key: string, work: () => Promise<void>): void {
    const running = this.#options.limit(work).then(
      () => {
        this.#busy.delete(key);
      },
      (error: unknown) => {
        this.#busy.delete(key);
        const wait = Math.min((this.#failed.get(key)?.wait ?? FIRST_RETRY / 2) * 2, LONGEST_RETRY);
        this.#failed.set(key, { at: this.#options.clock.now().getTime() + wait, wait });
        this.#note(key, 'intake-failed', error);
      },
    );
    this.#busy.set(key, running);
  }

  /** True while a file is being taken, or waits for its next try. */
  #isHeld(key: string): boolean {
    const failed = this.#failed.get(key);
    return this.#busy.has(key) || (failed !== undefined && failed.at > this.#options.clock.now().getTime());
  }

  async #take(path: Buffer, name: Buffer, key: string): Promise<void> {
    const claimedName = this.#options.claimedName?.(name) ?? name;
    const file = await this.#options.intake.claim(this.#options.partnerId, path, claimedName);
    if (file !== undefined) await this.#receive(file, key);
  }

  async #receive(file: ClaimedFile, key: string): Promise<void> {
    const received = await this.#options.intake.receive(file);
    this.#noted.delete(key);
    this.#failed.delete(key);
    // A file that changed while it was copied stays claimed; the next scans settle it there.
    if (received !== 'changed' && received !== 'gone') this.#options.onReceived(received);
  }

  /** Logs a trouble once for each file until it is over, without its name. */
  #note(key: string, reason: string, error?: unknown): void {
    if (this.#noted.get(key) === reason) return;
    this.#noted.set(key, reason);
    const code = error instanceof GatewayError ? error.code : systemErrorCode(error);
    this.#options.logger.warn('file left in the inbox', { partner: this.#options.partnerId, reason, error: code });
  }
}
