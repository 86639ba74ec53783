import { createHash } from 'node:crypto';
import type { PartnerProfile, PayerIdentity } from '../../partners/profile.js';
import type { Ledger } from '../../store/ledger.js';
import type { SubmissionRow } from '../../store/rows.js';
import type { Clock } from '../../support/clock.js';
import type { Logger } from '../../support/logger.js';
import { localDay } from '../../support/wall-clock.js';
import type { Observe } from '../pipeline.js';
import { fileReport } from './pass-one.js';
import type { Reports } from './reports.js';

/** What attempts are counted with, and when they are enough. */
export interface AttemptParts {
  readonly ledger: Pick<Ledger, 'beginAttempt' | 'failAttempt' | 'restAttempt' | 'quarantine' | 'partner'>;
  readonly reports: Reports;
  readonly payer: PayerIdentity;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly observe: Observe;
  /** What a verdict is judged with now; stored with the attempt, beside the digest of the partner's profile. */
  readonly digests: () => Readonly<Record<string, string>>;
  /** Failures of a file alone after which an operator decides. */
  readonly limit: number;
}

/**
 * Keeps count of the attempts at a file, so that one that brings down whatever examines it is set aside after a few
 * tries and never stops the others.
 */
export class Attempts {
  readonly #parts: AttemptParts;

  constructor(parts: AttemptParts) {
    this.#parts = parts;
  }

  /** Counts an attempt before it begins and returns its number. `alone`: nothing else is worked on beside it. */
  async begin(submission: SubmissionRow, alone: boolean): Promise<number> {
    const { ledger, clock, observe } = this.#parts;
    const now = clock.now().toISOString();
    const profile = ledger.partner(submission.partnerId);
    const digests = { ...this.#parts.digests(), ...(profile === undefined ? {} : { profile: digestOf(profile) }) };
    const attempt = await ledger.beginAttempt(submission.id, { now, alone, digests });
    await observe('attempt', submission.number);
    return attempt;
  }

  /**
   * Records that an attempt died, overran or threw. `reason` holds nothing of the file. When it was one too many the
   * file goes into quarantine and its sender gets a report; returns whether it did.
   */
  async failed(submission: SubmissionRow, attempt: number, reason: string): Promise<'again' | 'quarantined'> {
    const { ledger, clock, logger, limit } = this.#parts;
    const failures = await ledger.failAttempt(submission.id, attempt, reason, clock.now().toISOString());
    logger.warn('attempt failed', { submission: submission.number, attempt, failures, reason });
    if (failures < limit) return 'again';
    await this.#quarantine(submission, reason);
    return 'quarantined';
  }

  /** Records that an attempt ended without a failure and is to be made again. */
  rested(submission: SubmissionRow, attempt: number): Promise<void> {
    const { ledger, clock } = this.#parts;
    return ledger.restAttempt(submission.id, attempt, clock.now().toISOString());
  }

  async #quarantine(submission: SubmissionRow, reason: string): Promise<void> {
    const { ledger, reports, clock, logger, payer } = this.#parts;
    const now = clock.now();
    const profile = ledger.partner(submission.partnerId);
    const answers = profile === undefined ? [] : [fileReport(profile, reports.onQuarantine(submission, now))];
    await ledger.quarantine(submission.id, reason, answers, now.toISOString(), localDay(now, payer.timeZone));
    logger.error('file in quarantine', { submission: submission.number, reason });
  }
}

/** Hex digest of a profile with its options and links: another one may judge the same file otherwise. */
function digestOf(profile: PartnerProfile): string {
  return createHash('sha256').update(JSON.stringify(profile)).digest('hex');
}
