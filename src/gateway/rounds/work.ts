import { removeFile } from '../../files/remove-file.js';
import { unownedOriginals } from '../../ingest/unowned-originals.js';
import type { SubmissionRow } from '../../store/rows.js';
import { GatewayError, systemErrorCode } from '../../support/errors.js';
import { isEnvironmentTrouble } from '../../support/trouble.js';
import type { Gateway } from '../gateway.js';
import { Backoff } from '../loops/backoff.js';
import { isPartnerChanged } from '../passes/pass-one.js';
import { processSubmission } from '../pipeline.js';
import { isUnfinished } from '../unfinished.js';
import { JobDied } from '../workers/worker-pool.js';
import type { WorkResult } from './work-queue.js';

/** How many days back the start looks for copies without a receipt; "x12gw doctor" looks at all. */
const DAYS_LOOKED_BACK = 31;

/** Times in a row that a file is judged whose partner is changed meanwhile. */
const MOST_JUDGEMENTS = 5;

/** Works on one file at a time for the queue and turns whatever happens into what the queue does next. */
export class Work {
  readonly #gateway: Gateway;
  readonly #onProgress: () => void;
  readonly #backoff = new Backoff();
  /** Failed attempts that are still to be recorded, by submission: that is done when their file has its turn. */
  readonly #unrecorded = new Map<number, { readonly attempt: number; readonly reason: string }>();
  #trouble: GatewayError | undefined;

  /** `onProgress` is called when answers may be waiting to be written out. */
  constructor(gateway: Gateway, onProgress: () => void) {
    this.#gateway = gateway;
    this.#onProgress = onProgress;
  }

  /** What the environment's trouble is, while it lasts. */
  get trouble(): GatewayError | undefined {
    return this.#trouble;
  }

  /**
   * Takes a file as far as it goes. A full disk or a busy ledger makes it rest and counts as no attempt; whatever else
   * goes wrong is put down to the attempt. Rejects only when not even that could be recorded.
   */
  async run(submission: SubmissionRow, alone: boolean): Promise<WorkResult> {
    const { ledger, logger } = this.#gateway;
    const current = ledger.submission({ id: submission.id });
    if (current === undefined || !isUnfinished(current)) return 'done';
    let attempt = 0;
    try {
      if ((await this.#recordFailure(current)) === 'quarantined') return 'done';
      await this.#process(current, alone, (number) => {
        attempt = number;
      });
      this.#backoff.reset();
      this.#trouble = undefined;
      const ended = ledger.submission({ id: submission.id });
      if (ended !== undefined && !isUnfinished(ended)) {
        const { number, partnerId, disposition, bytes } = ended;
        logger.info('submission finished', { submission: number, partner: partnerId, disposition, bytes });
      }
      return 'done';
    } catch (error) {
      if (isEnvironmentTrouble(error)) {
        if (attempt > 0) await this.#recordRest(current, attempt);
        return this.#rest(current, error);
      }
      const now = ledger.submission({ id: submission.id });
      // An operator may have discarded it meanwhile.
      if (now === undefined || !isUnfinished(now)) return 'done';
      if (attempt === 0) throw error;
      if (!(error instanceof JobDied))
        logger.error('processing failed', { submission: current.number, ...facts(error) });
      return await this.#fail(now, attempt, error);
    } finally {
      this.#onProgress();
    }
  }

  /**
   * Judges the file again when its partner was changed meanwhile, by the partner as it is then: no failure of the file. One
   * whose partner changes every time fails in the end, so that this does not go on for ever.
   */
  async #process(submission: SubmissionRow, alone: boolean, onAttempt: (attempt: number) => void): Promise<void> {
    const { stages, logger } = this.#gateway;
    for (let tries = 1; ; tries++) {
      let attempt = 0;
      try {
        return await processSubmission(stages, submission, alone, (number) => {
          attempt = number;
          onAttempt(number);
        });
      } catch (error) {
        if (!isPartnerChanged(error) || tries === MOST_JUDGEMENTS) throw error;
        await this.#recordRest(submission, attempt);
        const { number, partnerId } = submission;
        logger.info('judged again', { submission: number, partner: partnerId, reason: error.code });
      }
    }
  }

  /**
   * What an earlier process left unfinished. Suspects are those it was working on when it died: they run alone, and one
   * that has ended a process too often goes into quarantine when its turn comes. An attempt that only rested (full disk)
   * makes no suspect. Commits nothing, so that a full disk does not keep the gateway from starting; removes copies of
   * files that were never promised anything.
   */
  async recover(): Promise<{ readonly suspects: SubmissionRow[]; readonly others: SubmissionRow[] }> {
    const suspects: SubmissionRow[] = [];
    const others: SubmissionRow[] = [];
    const { ledger } = this.#gateway;
    for (const submission of ledger.unfinished()) {
      const { id, attempts } = submission;
      if (attempts === 0 || ledger.attemptEnd(id, attempts) === 'rested') others.push(submission);
      else {
        this.#unrecorded.set(id, { attempt: attempts, reason: 'the gateway ended during the attempt' });
        suspects.push(submission);
      }
    }
    await this.#removeUnownedOriginals();
    return { suspects, others };
  }

  async #recordFailure(submission: SubmissionRow): Promise<'again' | 'quarantined'> {
    const failure = this.#unrecorded.get(submission.id);
    if (failure === undefined) return 'again';
    const next = await this.#gateway.attempts.failed(submission, failure.attempt, failure.reason);
    this.#unrecorded.delete(submission.id);
    return next;
  }

  async #removeUnownedOriginals(): Promise<void> {
    const { folder, ledger, clock, logger } = this.#gateway;
    try {
      for (const { arrivalId, path } of await unownedOriginals(folder, ledger, clock.now(), DAYS_LOOKED_BACK)) {
        await removeFile(path);
        logger.warn('copy without a receipt removed', { arrival: arrivalId });
      }
    } catch (error) {
      // They harm nothing and are looked for at every start.
      logger.warn('copies without a receipt stay', { error: systemErrorCode(error) || 'unknown' });
    }
  }

  async #recordRest(submission: SubmissionRow, attempt: number): Promise<void> {
    try {
      await this.#gateway.attempts.rested(submission, attempt);
    } catch (error) {
      // The full disk may be the ledger's. The next attempt takes the place of this one.
      if (!isEnvironmentTrouble(error)) throw error;
    }
  }

  #rest(submission: SubmissionRow, error: GatewayError): WorkResult {
    const laterMilliseconds = this.#backoff.next();
    this.#trouble = error;
    this.#gateway.logger.error('waiting for the environment', {
      submission: submission.number,
      error: error.code,
      hint: error.hint,
      waitMilliseconds: laterMilliseconds,
    });
    return { laterMilliseconds };
  }

  async #fail(submission: SubmissionRow, attempt: number, error: unknown): Promise<WorkResult> {
    const reason = error instanceof Error ? reasonOf(error) : 'unknown';
    try {
      const next = await this.#gateway.attempts.failed(submission, attempt, reason);
      return next === 'again' ? 'suspect' : 'done';
    } catch (second) {
      if (!isEnvironmentTrouble(second)) throw second;
      this.#unrecorded.set(submission.id, { attempt, reason });
      return this.#rest(submission, second);
    }
  }
}

/** Why an attempt failed, in words that hold nothing of the file. */
function reasonOf(error: Error): string {
  if (error instanceof JobDied) return `${error.reason}: ${error.message}`;
  if (error instanceof GatewayError) return error.code;
  return systemErrorCode(error) || error.name;
}

/** Where an unexpected error was raised; its message may hold data of the file and is left out. */
function facts(error: unknown): Record<string, string> {
  if (!(error instanceof Error)) return { error: 'unknown' };
  const place = /at .*?([\w-]+\.[jt]s:\d+:\d+)/.exec(error.stack ?? '')?.[1] ?? '';
  return { error: reasonOf(error), place };
}
