import { join, relative } from 'node:path';
import { removeFile } from '../../files/remove-file.js';
import { writeSpool } from '../../files/spool.js';
import { is999Due } from '../../respond/acknowledgment-999.js';
import type { Ledger } from '../../store/ledger.js';
import { acknowledgmentText, numbersBefore999, type VerdictParts } from './verdict.js';

/** A 999 whose sets take more than this many bytes is written to the spool before its verdict, not inside the commit. */
export const LARGE_BYTES = 256 * 1024;

/** A 999 in the spool, rendered with the control number it gets if no other answer comes between. */
export interface PreparedAcknowledgment {
  /** The next outbound number when it was rendered; the commit fails as stale when it has moved. */
  readonly expectedControlNumber: number;
  readonly prepared: NonNullable<VerdictParts['prepared']>;
  /** Relative to the data directory. */
  readonly spoolPath: string;
  /** Removes the spool file. Only when it is certain that no commit refers to it. */
  discard(): Promise<void>;
}

/** What the 999 of an interchange with many sets is written with: the ledger it is read from, the spool it goes to. */
export interface LargeAcknowledgmentParts {
  readonly ledger: Pick<Ledger, 'peekControlNumber' | 'bulkSets'>;
  /** Absolute; the spool lies below the data directory. */
  readonly spool: string;
  readonly dataDirectory: string;
}

/**
 * Streams the 999 of an interchange into the spool, set by set from the attempt's bulk, so that a million sets never
 * stand in memory. undefined when no 999 is due. Raises GatewayError `disk-full` and its like.
 */
export async function prepareLargeAcknowledgment(
  parts: LargeAcknowledgmentParts,
  verdict: VerdictParts,
  sequence: { readonly ourId: string; readonly partnerId: string },
  attempt: { readonly submissionId: number; readonly number: number },
): Promise<PreparedAcknowledgment | undefined> {
  if (!is999Due(verdict.outcome)) return undefined;
  const expectedControlNumber = parts.ledger.peekControlNumber(sequence.ourId, sequence.partnerId);
  const controlNumber = expectedControlNumber + numbersBefore999(verdict);
  const setsOf = (group: number) =>
    parts.ledger.bulkSets(attempt.submissionId, attempt.number, verdict.outcome.index, group);
  const text = acknowledgmentText(verdict, controlNumber, setsOf);
  const spooled = await writeSpool(parts.spool, attempt.submissionId, text);
  const path = join(parts.spool, spooled.name);
  const spoolPath = relative(parts.dataDirectory, path);
  return {
    expectedControlNumber,
    spoolPath,
    prepared: {
      controlNumber,
      content: { spoolPath, sha256: spooled.sha256, bytes: spooled.bytes },
    },
    async discard() {
      await removeFile(path);
    },
  };
}
