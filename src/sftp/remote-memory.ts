/**
 * What is remembered of the files of one partner that were fetched and committed, so that a file that stays on the server
 * (`keep`, or a settling that was cut off) is not taken for a new one. Keys are `remoteFileKey`s: name, size and time.
 * It holds at most what one listing of the folder holds, since it forgets what is not listed any more.
 */
export interface RemoteMemory {
  /** Hex digest of what was fetched under this key; undefined when nothing was. */
  find(key: string): Promise<string | undefined>;
  /** Remembers a committed file. Part of, or after, the commit that records it; never before. */
  remember(key: string, sha256: string): Promise<void>;
  /** Forgets every key but these: called after a listing that saw the whole folder, with all that it saw. */
  keepOnly(keys: ReadonlySet<string>): Promise<void>;
}

/** A memory that lasts as long as the process. */
export class ProcessMemory implements RemoteMemory {
  readonly #digests = new Map<string, string>();

  get size(): number {
    return this.#digests.size;
  }

  async find(key: string): Promise<string | undefined> {
    return this.#digests.get(key);
  }

  async remember(key: string, sha256: string): Promise<void> {
    this.#digests.set(key, sha256);
  }

  async keepOnly(keys: ReadonlySet<string>): Promise<void> {
    for (const key of this.#digests.keys()) if (!keys.has(key)) this.#digests.delete(key);
  }
}
