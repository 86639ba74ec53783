import { stat } from 'node:fs/promises';
import type { DocumentFacts } from '../domain/prior-authorization/model.js';
import type { DocumentStore } from '../ingest/document-store.js';
import { systemErrorCode } from '../support/errors.js';
import { documentSentence } from '../transactions/document-report.js';

/** The files in the document store, in their order; or the first one that is not there or not taken, and why. */
export type KeptFiles =
  | { readonly kind: 'kept'; readonly documents: readonly DocumentFacts[] }
  | { readonly kind: 'absent'; readonly path: string }
  | { readonly kind: 'refused'; readonly path: string; readonly sentence: string };

/**
 * Copies files that a person names into the document store, stopping at the first that is not taken. What was copied
 * before it is named by nobody then, and the next `doctor --repair` removes it. Raises GatewayError of the disk.
 */
export async function keepFiles(store: Pick<DocumentStore, 'keep'>, paths: readonly string[]): Promise<KeptFiles> {
  const documents: DocumentFacts[] = [];
  for (const path of paths) {
    const size = await sizeOf(path);
    if (size === undefined) return { kind: 'absent', path };
    const outcome = await store.keep({ path, start: 0, end: size });
    if (outcome.kind === 'refused') return { kind: 'refused', path, sentence: documentSentence(outcome.reason) };
    documents.push(outcome.document);
  }
  return { kind: 'kept', documents };
}

/** undefined when there is no regular file. */
async function sizeOf(path: string): Promise<number | undefined> {
  try {
    const status = await stat(path);
    return status.isFile() ? status.size : undefined;
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
