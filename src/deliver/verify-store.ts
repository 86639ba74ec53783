import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { hashFile } from '../files/hash-file.js';
import { isTemporaryName } from '../files/temporary-name.js';
import type { Ledger } from '../store/ledger.js';
import type { AnswerRow } from '../store/rows.js';
import { systemErrorCode } from '../support/errors.js';
import type { AnswerSource } from './answer-content.js';
import { type AnswerPlaces, downloadPath, letterPath } from './download-layout.js';
import { publishAnswer } from './write-answers.js';

/** One difference between what was written and the ledger. */
export interface StoreDifference {
  /** The download store, or the hand-off for letters. */
  readonly place: 'downloads' | 'letters';
  /**
   * `missing`: should be there; `different`: holds other bytes; `unknown`: the ledger does not know it; `removed`: its time
   * is over (docs/retention.md) and it is there.
   */
  readonly kind: 'missing' | 'different' | 'unknown' | 'removed';
  /** Relative to the root of the place. */
  readonly path: string;
  readonly isRepaired: boolean;
}

/** What is compared: the ledger with the download store and the hand-off for letters. */
export interface VerifyParts extends AnswerPlaces {
  readonly ledger: Pick<Ledger, 'downloads' | 'answerBytes' | 'submission' | 'answersOf'>;
  readonly inside: AnswerSource['inside'];
}

const PAGE = 1_000;

/**
 * Compares the download store and the hand-off for letters with the ledger, file by file and byte by byte. A letter that
 * is gone was taken by whoever mails it. With `repair`, files missing from the download store are written again from the
 * ledger; a file with other bytes is reported and left for a person, since nothing here overwrites.
 */
export async function verifyStore(
  parts: VerifyParts,
  options: { readonly repair: boolean },
): Promise<StoreDifference[]> {
  const differences: StoreDifference[] = [];
  // The tree first: what the gateway writes while this runs is then known to the ledger, and no stray.
  const strays = await pathsIn(parts.downloads);
  let after: number | undefined = 0;
  while (after !== undefined) {
    const page: ReturnType<Ledger['downloads']> = parts.ledger.downloads({}, after, PAGE);
    for (const answer of page.rows) {
      const path = downloadPath(answer);
      const isThere = strays.delete(path);
      if (answer.removedAt !== '') {
        if (isThere) differences.push({ place: 'downloads', kind: 'removed', path, isRepaired: false });
        continue;
      }
      if (answer.state === 'stored') continue;
      const kind = await compare(join(parts.downloads, path), answer);
      // Removed while this ran: its time was over.
      if (kind === 'same' || (kind === 'missing' && isRemoved(parts.ledger, answer))) continue;
      const isRepaired = options.repair && kind === 'missing';
      if (isRepaired) await publishAnswer(parts, parts, answer);
      differences.push({ place: 'downloads', kind, path, isRepaired });
    }
    after = page.next;
  }
  for (const path of strays) differences.push({ place: 'downloads', kind: 'unknown', path, isRepaired: false });
  return [...differences, ...(await lettersThatDiffer(parts))];
}

/** What lies in the hand-off and should not, or not so. Costs what lies there, however many letters there were. */
async function lettersThatDiffer(parts: VerifyParts): Promise<StoreDifference[]> {
  const differences: StoreDifference[] = [];
  const known = new Map<string, ReadonlyMap<string, AnswerRow>>();
  for (const path of await pathsIn(parts.letters)) {
    const number = SUBMISSION.exec(basename(path))?.[0] ?? '';
    const letters = known.get(number) ?? lettersOf(parts.ledger, number);
    known.set(number, letters);
    const answer = letters.get(path);
    const kind = answer === undefined ? 'unknown' : await compareLetter(join(parts.letters, path), answer);
    if (kind !== 'same' && kind !== 'missing') {
      differences.push({ place: 'letters', kind, path, isRepaired: false });
    }
  }
  return differences;
}

async function compareLetter(path: string, answer: AnswerRow): Promise<'same' | StoreDifference['kind']> {
  return answer.removedAt === '' ? compare(path, answer) : 'removed';
}

function isRemoved(ledger: VerifyParts['ledger'], { id, submissionId }: AnswerRow): boolean {
  return ledger.answersOf(submissionId).some((answer) => answer.id === id && answer.removedAt !== '');
}

const SUBMISSION = /^S\d{1,18}(?=\.)/;

/** The files of letters that followed from one received file, by their paths in the hand-off. */
function lettersOf(ledger: VerifyParts['ledger'], number: string): ReadonlyMap<string, AnswerRow> {
  const submission = number === '' ? undefined : ledger.submission({ number });
  const answers = submission === undefined ? [] : ledger.answersOf(submission.id);
  return new Map(answers.filter(({ target }) => target === 'letters').map((one) => [letterPath(one), one]));
}

async function pathsIn(root: string): Promise<Set<string>> {
  const paths = new Set<string>();
  for await (const path of filesIn(root, root)) paths.add(path);
  return paths;
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
