import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { nameBeforeRemoval, removeAged } from '../files/aging-file.js';
import { hashFile } from '../files/hash-file.js';
import { isTemporaryName } from '../files/temporary-name.js';
import type { Ledger } from '../store/ledger.js';
import type { DocumentRow } from '../store/rows.js';
import { systemErrorCode } from '../support/errors.js';

/** What is compared. */
export interface DocumentCheckParts {
  readonly ledger: Pick<Ledger, 'documents' | 'isDocumentKnown'>;
  /** The document store: `<first two digits>/<SHA-256>`, absolute. */
  readonly folder: string;
  readonly now: Date;
}

/** One thing that is wrong with the document store, and what to do about it. */
export interface DocumentProblem {
  readonly problem: string;
  readonly hint: string;
}

/** What was found, and how many files a repair has removed or put back. */
export interface DocumentCheck {
  readonly problems: readonly DocumentProblem[];
  readonly repaired: number;
}

/** Between a copy and the commit that names it lies a file's attempt, which a full disk may hold up. */
const LEAST_AGE_MILLISECONDS = 86_400_000;
const PAGE = 1_000;
const DOCUMENT = /^[0-9a-f]{64}$/;

/**
 * Compares the document store with the ledger. A document that is named and missing, or has other bytes, is left for a
 * person. A copy nobody names, older than a day, and what a crash left half written are removed by a `repair`. May run
 * beside a gateway. Reads every document. System errors go up as they are.
 */
export async function checkDocuments(
  parts: DocumentCheckParts,
  { repair }: { readonly repair: boolean },
): Promise<DocumentCheck> {
  const { unnamed, strange } = await strayFiles(parts);
  const problems: DocumentProblem[] = [];
  let repaired = 0;
  if (repair) for (const path of unnamed) repaired += removeUnnamed(parts, path) ? 1 : 0;
  else if (unnamed.length > 0) {
    const hint = 'A crash left them before anybody was told of them. Remove them: "x12gw doctor --repair".';
    problems.push({ problem: `${unnamed.length} files that no prior authorization names`, hint });
  }
  if (strange > 0) {
    const hint = `Nothing of the gateway writes such files. Move them out of ${parts.folder}.`;
    problems.push({ problem: `${strange} files that are no documents`, hint });
  }
  problems.push(...(await damagedDocuments(parts)));
  return { problems, repaired };
}

/** Documents of the ledger that are not there as they came, each once. */
async function damagedDocuments({ ledger, folder }: DocumentCheckParts): Promise<DocumentProblem[]> {
  const problems: DocumentProblem[] = [];
  const seen = new Set<string>();
  for (let after: number | undefined = 0; after !== undefined; ) {
    const page: ReturnType<Ledger['documents']> = ledger.documents({}, after, PAGE);
    for (const row of page.rows) {
      const { sha256 } = row.document;
      if (row.state === 'refused' || row.removedAt !== '' || seen.has(sha256)) continue;
      seen.add(sha256);
      const problem = await damageOf(row, placeOf(folder, sha256));
      if (problem !== undefined) problems.push(problem);
    }
    after = page.next;
  }
  return problems;
}

async function damageOf({ id, document }: DocumentRow, path: string): Promise<DocumentProblem | undefined> {
  const found = await hashFile(path, document.bytes).catch((error: unknown) => {
    if (systemErrorCode(error) === 'ENOENT') return 'missing' as const;
    throw error;
  });
  if (found !== 'missing' && found?.sha256 === document.sha256) return undefined;
  const restore = `Restore ${path} from the backup; its bytes are also in the received file it came with.`;
  if (found === 'missing') return { problem: `document ${id} is missing`, hint: restore };
  return { problem: `document ${id} holds other bytes, or cannot be read`, hint: `Move it away first. ${restore}` };
}

interface StrayFiles {
  /** Absolute: copies nobody names and leftovers, old enough. */
  readonly unnamed: readonly string[];
  readonly strange: number;
}

async function strayFiles(parts: DocumentCheckParts): Promise<StrayFiles> {
  const unnamed: string[] = [];
  let strange = 0;
  const look = async (path: string, isOurs: boolean): Promise<void> => {
    if (!isOurs) strange++;
    else if (await isOld(path, parts.now)) unnamed.push(path);
  };
  for (const entry of await entriesIn(parts.folder)) {
    const path = join(parts.folder, entry.name);
    if (!entry.isDirectory()) await look(path, isTemporaryName(nameBeforeRemoval(entry.name)));
    else {
      for (const { name } of await entriesIn(path)) {
        const digest = nameBeforeRemoval(name);
        if (placeOf(parts.folder, digest) !== join(path, digest)) strange++;
        // One that was put aside is settled also when its document is known.
        else if (name !== digest || !parts.ledger.isDocumentKnown(digest)) await look(join(path, name), true);
      }
    }
  }
  return { unnamed, strange };
}

/** Whoever names one that is there already makes it young first (`ingest/document-store.ts`), so that it stays. */
function removeUnnamed({ ledger, now }: DocumentCheckParts, path: string): boolean {
  const digest = basename(nameBeforeRemoval(path));
  return removeAged(path, lastDay(now), () => DOCUMENT.test(digest) && ledger.isDocumentKnown(digest));
}

function placeOf(folder: string, digest: string): string {
  return DOCUMENT.test(digest) ? join(folder, digest.slice(0, 2), digest) : '';
}

function lastDay(now: Date): Date {
  return new Date(now.getTime() - LEAST_AGE_MILLISECONDS);
}

async function isOld(path: string, now: Date): Promise<boolean> {
  try {
    return (await stat(path)).mtimeMs <= lastDay(now).getTime();
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

async function entriesIn(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return [];
    throw error;
  }
}
