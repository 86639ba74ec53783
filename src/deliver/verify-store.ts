import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { hashFile } from '../files/hash-file.js';
import { isTemporaryName } from '../files/temporary-name.js';
import type { Ledger } from '../store/ledger.js';
import type { AnswerRow } from '../store/rows.js';
import { systemErrorCode } from '../support/errors.js';
import type { AnswerSource } from './answer-content.js';
import { downloadPath } from './download-layout.js';
import { publishAnswer } from './write-answers.js';

/** One difference between the download store and the ledger. `path` is relative to the store. */
export interface StoreDifference {
  /** `missing`: should be there; `different`: holds other bytes; `unknown`: the ledger does not know it. */
  readonly kind: 'missing' | 'different' | 'unknown';
  readonly path: string;
  readonly isRepaired: boolean;
}

/** The two that are compared: the ledger and the download store. */
export interface VerifyParts {
  readonly ledger: Pick<Ledger, 'downloads' | 'answerBytes'>;
  readonly inside: AnswerSource['inside'];
  /** Root of the download store, absolute. */
  readonly downloads: string;
}

const PAGE = 1_000;

/**
 * Compares the download store with the ledger, file by file and byte by byte. With `repair`, missing files are written
 * again from the ledger; a file with other bytes is reported and left for a person, since nothing here overwrites.
 */
export async function verifyStore(
  parts: VerifyParts,
  options: { readonly repair: boolean },
): Promise<StoreDifference[]> {
  const differences: StoreDifference[] = [];
  // The tree first: what the gateway writes while this runs is then known to the ledger, and no stray.
  const strays = new Set<string>();
  for await (const path of filesIn(parts.downloads, parts.downloads)) strays.add(path);
  let after: number | undefined = 0;
  while (after !== undefined) {
    const page: ReturnType<Ledger['downloads']> = parts.ledger.downloads({}, after, PAGE);
    for (const answer of page.rows) {
      const path = downloadPath(answer);
      strays.delete(path);
      if (answer.state === 'stored') continue;
      const kind = await compare(join(parts.downloads, path), answer);
      if (kind === 'same') continue;
      const isRepaired = options.repair && kind === 'missing';
      if (isRepaired) await publishAnswer(parts, parts.downloads, answer);
      differences.push({ kind, path, isRepaired });
    }
    after = page.next;
  }
  for (const path of strays) differences.push({ kind: 'unknown', path, isRepaired: false });
  return differences;
}

async function compare(path: string, answer: AnswerRow): Promise<'same' | 'missing' | 'different'> {
  try {
    return (await hashFile(path, answer.bytes))?.sha256 === answer.sha256 ? 'same' : 'different';
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return 'missing';
    throw error;
  }
}

/** Paths of all files below a folder, relative to the root, leftovers of interrupted writes left out. */
async function* filesIn(folder: string, root: string): AsyncGenerator<string> {
  let entries: Dirent[];
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return;
    throw error;
  }
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesIn(path, root);
    else if (!isTemporaryName(entry.name)) yield relative(root, path);
  }
}
