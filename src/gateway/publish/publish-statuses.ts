import { open } from 'node:fs/promises';
import {
  type ClaimStatusImport,
  type ClaimStatusImportParts,
  HEADER_BYTES,
  importClaimStatuses,
  isClaimStatusFile,
} from '../../operations/claim-status-import.js';
import { reasonOfUnreadable } from '../../operations/import-guards.js';
import type { PublishedStatusFile } from '../../report/published-file.js';
import type { PublicationDraft } from '../../store/ledger.js';
import { GatewayError } from '../../support/errors.js';

/** How a published file of claim statuses ended. */
export interface PublishedStatuses {
  readonly outcome: PublicationDraft['outcome'];
  readonly reason: PublicationDraft['reason'];
  readonly facts: PublishedStatusFile;
}

const NOTHING: PublishedStatusFile = { rows: 0, news: 0, problems: [], problemCount: 0, unreadColumns: 0, problem: '' };

/** True when a file begins as one of claim statuses does. Raises the system's error when it cannot be read. */
export async function beginsWithStatuses(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0);
    return isClaimStatusFile(buffer.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}

/**
 * Imports a published file of claim statuses as "x12gw claims import-status" does: all of it, or nothing with the reasons.
 * `isFiled`: the same bytes were imported before; since then newer ones may have come, so nothing is. Raises what ledger
 * and disk raise.
 */
export async function publishStatuses(
  parts: ClaimStatusImportParts,
  path: string,
  isFiled: boolean,
): Promise<PublishedStatuses> {
  if (isFiled) return { outcome: 'duplicate', reason: 'filed-before', facts: NOTHING };
  try {
    const result = await importClaimStatuses(parts, path, { isDryRun: false });
    const isImported = result.outcome === 'imported';
    const reason = isImported ? '' : 'rows-refused';
    return { outcome: isImported ? 'filed' : 'refused', reason, facts: factsOf(result) };
  } catch (error) {
    if (!isAboutContent(error)) throw error;
    const problem = `${reasonOfUnreadable(error)}. ${error.hint}`;
    return { outcome: 'refused', reason: 'statuses-unreadable', facts: { ...NOTHING, problem } };
  }
}

function factsOf({ rows, recorded, problems, problemCount, unknownColumns }: ClaimStatusImport): PublishedStatusFile {
  return { rows, news: recorded, problems, problemCount, unreadColumns: unknownColumns.length, problem: '' };
}

/** The file is no such file; one with a cause could not be read from our own disk. */
function isAboutContent(error: unknown): error is GatewayError {
  return error instanceof GatewayError && error.code === 'reference-file-unreadable' && error.cause === undefined;
}
