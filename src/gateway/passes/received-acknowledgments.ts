import { createReadStream } from 'node:fs';
import type { PayerIdentity } from '../../partners/profile.js';
import { AcknowledgmentReader, type ReceivedAcknowledgment } from '../../respond/received-acknowledgment.js';
import type { Ledger } from '../../store/ledger.js';
import type { SubmissionRow } from '../../store/rows.js';
import type { Clock } from '../../support/clock.js';

/** What acknowledgments are matched with. */
export interface MatchingParts {
  readonly ledger: Pick<Ledger, 'interchangesWithAcknowledgments' | 'recordAcknowledgments'>;
  readonly payer: Pick<PayerIdentity, 'id'>;
  readonly clock: Clock;
  /** Makes a path of the ledger absolute. */
  readonly inside: (relativePath: string) => string;
}

/**
 * Matches the TA1s, 999s and 997s of an examined file to what its sender was sent, and keeps what they say. Repeating it
 * changes nothing; memory holds what one piece of the file gives. They are never answered. Raises what ledger and disk
 * raise.
 */
export async function matchAcknowledgments(parts: MatchingParts, submission: SubmissionRow): Promise<void> {
  const { ledger, payer, clock, inside } = parts;
  const sequence = { ourId: payer.id, partnerId: submission.partnerId };
  for (const interchange of ledger.interchangesWithAcknowledgments(submission.id)) {
    let position = 0;
    let acknowledgments: ReceivedAcknowledgment[] = [];
    const reader = new AcknowledgmentReader((one) => void acknowledgments.push(one));
    const record = async (): Promise<void> => {
      if (acknowledgments.length === 0) return;
      const now = clock.now().toISOString();
      await ledger.recordAcknowledgments({ interchange, position, acknowledgments, sequence, now });
      position += acknowledgments.length;
      acknowledgments = [];
    };
    const range = { start: interchange.byteStart, end: interchange.byteEnd - 1 };
    for await (const chunk of createReadStream(inside(submission.originalPath), range)) {
      reader.push(chunk);
      await record();
    }
    reader.end();
    await record();
  }
}
