import { type LeftAlone, MOST_ENTRIES, type RemoteEntry } from './list-folder.js';
import { type RemoteFile, remoteFileKey } from './remote-file.js';
import type { RemoteMemory } from './remote-memory.js';

/** What one look at a partner's inbox shows, memory considered, before the stable-file rule. */
export interface InboxListing {
  /** Files that were never fetched, at most as many as asked for. */
  readonly fresh: readonly RemoteFile[];
  /** Files that were fetched and committed before and still stand there, with their digest: to be settled. */
  readonly fetched: readonly { readonly file: RemoteFile; readonly sha256: string }[];
  /** How many entries were left alone, by reason. */
  readonly leftAlone: Readonly<Partial<Record<LeftAlone, number>>>;
  /** How many fresh files did not fit into this listing. */
  readonly beyond: number;
  /** Keys of all files seen; undefined when the listing ended before the folder did. */
  readonly keys: ReadonlySet<string> | undefined;
}

/**
 * Reads a listing to its end and parts it; forgets nothing yet. `mostFiles`: most fresh files taken. `isResting`: true for the
 * key of a fresh file that is not to be taken now, so that many of them do not keep the others out.
 */
export async function readInbox(
  entries: AsyncIterable<RemoteEntry>,
  memory: RemoteMemory,
  mostFiles: number,
  isResting: (key: string) => boolean = () => false,
): Promise<InboxListing> {
  const fresh: RemoteFile[] = [];
  const fetched: { file: RemoteFile; sha256: string }[] = [];
  const leftAlone: Partial<Record<LeftAlone, number>> = {};
  const keys = new Set<string>();
  const names = new Set<string>();
  let [beyond, seen] = [0, 0];
  for await (const { leftAlone: reason, ...file } of entries) {
    seen++;
    if (reason !== undefined) {
      leftAlone[reason] = (leftAlone[reason] ?? 0) + 1;
      continue;
    }
    // A folder that changes while it is listed may show a name twice; it is one file, and fetched once.
    if (names.has(file.name)) continue;
    names.add(file.name);
    const key = remoteFileKey(file);
    keys.add(key);
    const sha256 = await memory.find(key);
    if (sha256 !== undefined) fetched.push({ file, sha256 });
    else if (isResting(key)) continue;
    else if (fresh.length < mostFiles) fresh.push(file);
    else beyond++;
  }
  return { fresh, fetched, leftAlone, beyond, keys: seen < MOST_ENTRIES ? keys : undefined };
}

/**
 * The stable-file rule: a file is ready when at least two polls saw the same name, size and time, the first of them at
 * least the quiet time ago. It remembers what the latest poll saw and nothing older.
 */
export class StableFiles {
  readonly #quietMilliseconds: number;
  /** By name: how the file looked, and since when (epoch milliseconds). */
  #seen = new Map<string, { readonly file: RemoteFile; readonly since: number }>();

  constructor(quietSeconds: number) {
    this.#quietMilliseconds = quietSeconds * 1_000;
  }

  /** Takes the fresh files of one poll at `now` (epoch milliseconds); gives those that are ready. */
  observe(files: readonly RemoteFile[], now: number): RemoteFile[] {
    const next = new Map<string, { readonly file: RemoteFile; readonly since: number }>();
    const ready: RemoteFile[] = [];
    for (const file of files) {
      const before = this.#seen.get(file.name);
      const isSame = before?.file.bytes === file.bytes && before.file.modified === file.modified;
      next.set(file.name, isSame ? before : { file, since: now });
      if (isSame && now - before.since >= this.#quietMilliseconds) ready.push(file);
    }
    this.#seen = next;
    return ready;
  }
}
