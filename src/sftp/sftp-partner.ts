import { createHash } from 'node:crypto';
import { SftpConnection } from './connection.js';
import { type Environment, readCredentials } from './credentials.js';
import { downloadPieces, type Reach } from './download.js';
import type { SftpEndpoint } from './endpoint.js';
import { type InboxListing, readInbox, StableFiles } from './inbox-poll.js';
import { listFolder } from './list-folder.js';
import { type RemoteFile, remoteFileKey, remotePath } from './remote-file.js';
import type { RemoteMemory } from './remote-memory.js';
import { Resilience, type ResilienceSettings } from './resilience.js';
import { type SettleOutcome, settle } from './settle.js';
import { requestError, SftpError } from './trouble.js';
import { type UploadOutcome, upload } from './upload.js';
import type { UploadContent } from './upload-content.js';

/** What a poll of a partner's inbox gives. */
export interface PollResult {
  /** Files that stand still and were never fetched: to be downloaded. */
  readonly ready: readonly RemoteFile[];
  /** Files fetched and committed before that were not settled: to be settled. Empty for endpoints that keep. */
  readonly unsettled: InboxListing['fetched'];
  /** Fresh files that do not stand still yet. */
  readonly waiting: number;
  readonly beyond: number;
  readonly leftAlone: InboxListing['leftAlone'];
  readonly keys: InboxListing['keys'];
}

/**
 * One partner's SFTP server as the gateway calls it: one login, made when needed and again when lost, shared by all that
 * goes on with this partner. The order for a file: `poll`, `download`, commit, `remember`, `settle`.
 */
export class SftpPartner {
  readonly #endpoint: SftpEndpoint;
  readonly #environment: Environment;
  readonly #memory: RemoteMemory;
  readonly #stable: StableFiles;
  readonly #resilience: Resilience;
  #connection: Promise<SftpConnection> | undefined;
  /** Keys that the latest whole listing showed. */
  #listed: ReadonlySet<string> | undefined;

  constructor(
    endpoint: SftpEndpoint,
    given: {
      readonly environment: Environment;
      readonly memory: RemoteMemory;
      readonly resilience?: ResilienceSettings;
    },
  ) {
    this.#endpoint = endpoint;
    this.#environment = given.environment;
    this.#memory = given.memory;
    this.#stable = new StableFiles(endpoint.quietSeconds);
    this.#resilience = new Resilience(endpoint.parallelTransfers, given.resilience);
  }

  /** `stopped`: login or host key trouble, `release` after mending. `resting`: could not be reached several times in a row. */
  get state(): Resilience['state'] {
    return this.#resilience.state;
  }

  /** The trouble that stopped the partner; undefined while it is not stopped. */
  get stoppedBy(): SftpError | undefined {
    return this.#resilience.stoppedBy;
  }

  /** A person has mended what stopped the partner. */
  release(): void {
    this.#resilience.release();
  }

  /** Logs in, or finds the login alive. Raises SftpError `transport`, `login` or `host-key`, as everything below does. */
  async connect(): Promise<void> {
    await this.#reach(async () => undefined);
  }

  /** Looks at the inbox once, without a memory of earlier looks but for what was fetched. */
  list(isResting?: (key: string) => boolean): Promise<InboxListing> {
    const inbox = this.#folder('inbox');
    const { mostFiles } = this.#endpoint;
    return this.#reach((connection) => readInbox(listFolder(connection, inbox), this.#memory, mostFiles, isResting));
  }

  /**
   * Looks at the inbox at `now` (epoch milliseconds), and says what can be done there. `isResting`: true for the key of a
   * file that is not to be taken now.
   */
  async poll(now: number, isResting?: (key: string) => boolean): Promise<PollResult> {
    const { fresh, fetched, leftAlone, beyond, keys } = await this.list(isResting);
    // A folder that is suddenly empty may be a disk that is not mounted: forgetting all would fetch all again.
    if (keys !== undefined && keys.size > 0) {
      // One listing may miss a file while the folder changes: what is forgotten, two did not show.
      if (this.#listed !== undefined) await this.#memory.keepOnly(new Set([...keys, ...this.#listed]));
      this.#listed = keys;
    }
    const ready = this.#stable.observe(fresh, now);
    const unsettled = this.#endpoint.afterDownload === 'keep' ? [] : fetched;
    return { ready, unsettled, waiting: fresh.length - ready.length, beyond, leftAlone, keys };
  }

  /**
   * Fetches a file: `write` is given its bytes in order and puts them on the disk under a temporary name, publishing only
   * when they come to their end without an error; then the file has its full size and has not changed meanwhile. Goes on
   * where it stood after a broken connection. Raises SftpError (`sftp-file-too-large`; see `downloadPieces`) and what
   * `write` raises.
   */
  async download<Result>(
    file: RemoteFile,
    write: (pieces: AsyncIterable<Uint8Array>) => Promise<Result>,
  ): Promise<Result> {
    if (file.bytes > this.#endpoint.largestFileBytes)
      throw new SftpError('sftp-file-too-large', 'fetch a file over SFTP');
    const path = remotePath(this.#folder('inbox'), file.name);
    return this.#resilience.transfer(() => write(downloadPieces(this.#reach, path, file)));
  }

  /** Remembers that a file was fetched and committed; from now on it is not fetched again. */
  remember(file: RemoteFile, sha256: string): Promise<void> {
    return this.#memory.remember(remoteFileKey(file), sha256);
  }

  /** True when a file still holds the bytes of this digest: it is read whole, and nothing of it is kept. */
  async holds(file: RemoteFile, sha256: string): Promise<boolean> {
    const digest = await this.download(file, async (pieces) => {
      const hash = createHash('sha256');
      for await (const piece of pieces) hash.update(piece);
      return hash.digest('hex');
    });
    return digest === sha256;
  }

  /** Archives, deletes or keeps a fetched file; only to be called once it is committed. See `settle`. */
  settle(file: RemoteFile, sha256: string): Promise<SettleOutcome> {
    const inbox = this.#folder('inbox');
    return this.#reach((connection) => settle(connection, inbox, file, sha256, this.#endpoint));
  }

  /** Puts content under a name into the outbox, whole or not at all. See `upload`. */
  upload(name: string, content: UploadContent): Promise<UploadOutcome> {
    const outbox = this.#folder('outbox');
    return this.#resilience.transfer(() =>
      this.#reach((connection) => upload(connection, outbox, name, content, this.#endpoint)),
    );
  }

  /** Removes a file of ours from the outbox; an absent one is fine. */
  withdraw(name: string): Promise<void> {
    const path = remotePath(this.#folder('outbox'), name);
    return this.#reach(async (connection) => {
      try {
        await connection.request<void>((channel, done) => channel.unlink(path, done));
      } catch (error) {
        const mapped = requestError(error, 'remove a file from an SFTP server');
        if (mapped.code !== 'sftp-remote-missing') throw mapped;
      }
    });
  }

  /** Logs out for good; what is going on or waits for another try fails. */
  async close(): Promise<void> {
    this.#resilience.end();
    const connection = this.#connection;
    this.#connection = undefined;
    await (await connection?.catch(() => undefined))?.close();
  }

  readonly #reach: Reach = (work) => this.#resilience.attempt(async () => work(await this.#connected()));

  /** Work that runs side by side and finds the connection lost waits for one and the same new one. */
  async #connected(): Promise<SftpConnection> {
    const known = this.#connection;
    const there = await known?.catch(() => undefined);
    if (there?.isOpen === true) return there;
    if (this.#connection === known) this.#connection = this.#open();
    return this.#connection ?? this.#open();
  }

  #open(): Promise<SftpConnection> {
    return this.#resilience.connect(async () =>
      SftpConnection.open(
        this.#endpoint,
        await readCredentials(this.#endpoint, this.#environment),
        this.#resilience.ending,
      ),
    );
  }

  #folder(setting: 'inbox' | 'outbox'): string {
    const folder = this.#endpoint[setting];
    if (folder === undefined) throw new SftpError('sftp-folder-unusable', 'use an SFTP server', `no ${setting} is set`);
    return folder;
  }
}
