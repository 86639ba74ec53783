import type { SubmissionRow } from '../../store/rows.js';

/** What became of one try: `done`; `suspect` try again with nothing beside it; `later` try again after a while. */
export type WorkResult = 'done' | 'suspect' | { readonly laterMilliseconds: number };

/** What a work queue does with its files, and how many it does at once. */
export interface WorkQueueOptions {
  /** Files worked on at the same time, so that their commits share one sync. */
  readonly concurrency: number;
  /** Must not reject for a reason that concerns one file only; a rejection stops the queue. */
  readonly work: (submission: SubmissionRow, alone: boolean) => Promise<WorkResult>;
  /** Told of the rejection that stopped the queue, once. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * Received files that wait for their turn. Many run side by side; a suspect, a file in whose attempt a worker or the
 * whole process died, runs with nothing beside it, so that it can be told whether the file itself was the cause.
 */
export class WorkQueue {
  readonly #options: WorkQueueOptions;
  readonly #waiting = new Map<number, SubmissionRow>();
  readonly #suspects = new Map<number, SubmissionRow>();
  readonly #running = new Map<number, Promise<void>>();
  readonly #resting = new Map<number, NodeJS.Timeout>();
  #isAlone = false;
  #isStopped = false;
  #hasFailed = false;
  #wakeIdle: (() => void)[] = [];

  constructor(options: WorkQueueOptions) {
    this.#options = options;
  }

  /** Adds files; one that waits, runs or rests already is not added twice. A stopped queue takes nothing. */
  offer(submissions: Iterable<SubmissionRow>, asSuspects = false): void {
    if (this.#isStopped) return;
    for (const submission of submissions) {
      const { id } = submission;
      if (this.#waiting.has(id) || this.#suspects.has(id) || this.#running.has(id) || this.#resting.has(id)) continue;
      (asSuspects ? this.#suspects : this.#waiting).set(id, submission);
    }
    this.#pump();
  }

  /** True when some file waits for better times, such as room on the disk. */
  get isResting(): boolean {
    return this.#resting.size > 0;
  }

  /** Resolves when nothing waits or runs, or the queue was stopped; files that rest do not count. */
  async idle(): Promise<void> {
    while (!this.#isStopped && this.#waiting.size + this.#suspects.size + this.#running.size > 0) {
      await new Promise<void>((resolve) => this.#wakeIdle.push(resolve));
    }
  }

  /** Starts nothing more and resolves when what runs has ended. May be repeated. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const timer of this.#resting.values()) clearTimeout(timer);
    this.#resting.clear();
    this.#waiting.clear();
    this.#suspects.clear();
    await Promise.all(this.#running.values());
    this.#tellIdle();
  }

  #pump(): void {
    if (this.#isStopped || this.#isAlone) return;
    for (const [id, submission] of this.#suspects) {
      if (this.#running.size > 0) return;
      this.#suspects.delete(id);
      this.#isAlone = true;
      this.#start(submission, true);
      return;
    }
    for (const [id, submission] of this.#waiting) {
      if (this.#running.size >= this.#options.concurrency) return;
      this.#waiting.delete(id);
      this.#start(submission, false);
    }
  }

  #start(submission: SubmissionRow, alone: boolean): void {
    const running = this.#options.work(submission, alone).then(
      (result) => this.#ended(submission, alone, result),
      (error: unknown) => {
        this.#isStopped = true;
        if (!this.#hasFailed) this.#options.onFailure(error);
        this.#hasFailed = true;
        this.#ended(submission, alone, 'done');
      },
    );
    this.#running.set(submission.id, running);
  }

  #ended(submission: SubmissionRow, alone: boolean, result: WorkResult): void {
    this.#running.delete(submission.id);
    if (alone) this.#isAlone = false;
    if (!this.#isStopped) {
      if (result === 'suspect') this.#suspects.set(submission.id, submission);
      else if (result !== 'done') {
        const timer = setTimeout(() => {
          this.#resting.delete(submission.id);
          this.offer([submission], alone);
        }, result.laterMilliseconds);
        this.#resting.set(submission.id, timer);
      }
    }
    this.#pump();
    this.#tellIdle();
  }

  #tellIdle(): void {
    const waiting = this.#wakeIdle;
    this.#wakeIdle = [];
    for (const wake of waiting) wake();
  }
}
