import type { DataFolder } from '../ingest/data-folder.js';
import type { Ledger, NamedFile } from '../store/ledger.js';
import type { ManifestEntry } from './manifest.js';

/** Files that a ledger names and a set does not hold as they should be. */
export interface Lacking {
  readonly count: number;
  /** The first ones: path and what is wrong. */
  readonly problems: readonly string[];
}

const MOST_TOLD = 20;

/**
 * Compares the files that a ledger names with a set's manifest. Both come in order, so neither is held.
 */
export async function lackingFiles(
  entries: AsyncIterable<ManifestEntry>,
  ledger: Pick<Ledger, 'namedFiles'>,
  folder: DataFolder,
): Promise<Lacking> {
  const iterator = entries[Symbol.asyncIterator]();
  let entry: ManifestEntry | undefined = await next(iterator);
  let count = 0;
  const problems: string[] = [];
  for (const { name, sha256 } of named(ledger, folder)) {
    while (entry !== undefined && entry.path < name) entry = await next(iterator);
    const problem = entry?.path === name ? (entry.sha256 === sha256 ? '' : 'holds other bytes') : 'is missing';
    if (problem === '') continue;
    count++;
    if (problems.length < MOST_TOLD) problems.push(`${name} ${problem}`);
  }
  await iterator.return?.();
  return { count, problems };
}

/** In order of their paths: `documents/`, `originals/`, `sealed/`, `spool/`. */
function* named(ledger: Pick<Ledger, 'namedFiles'>, folder: DataFolder): Generator<NamedFile> {
  for (const file of ledger.namedFiles('document')) {
    yield { ...file, name: folder.document(file.name).slice(folder.root.length + 1) };
  }
  yield* ledger.namedFiles('original');
  yield* ledger.namedFiles('sealed');
  yield* ledger.namedFiles('spool');
}

async function next(iterator: AsyncIterator<ManifestEntry>): Promise<ManifestEntry | undefined> {
  const step = await iterator.next();
  return step.done === true ? undefined : step.value;
}
