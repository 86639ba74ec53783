import { Worker } from 'node:worker_threads';

/** Messages a worker may send before it waits for the first to be dealt with. */
export const MESSAGE_WINDOW = 4;

/** Megabytes of objects a worker may hold; one that runs away dies alone. */
const WORKER_MEMORY_MEGABYTES = 512;

/** What a worker sends beside the messages of its job. */
export type WorkerReply<Message> =
  | { readonly kind: 'message'; readonly message: Message }
  | { readonly kind: 'done' }
  /** The job threw: a mistake of ours, since content never throws. `reason` holds no data of the file. */
  | { readonly kind: 'failed'; readonly reason: string };

/** What goes to a worker: a job, then one `continue` for each of its messages. */
export type WorkerRequest<Job> = { readonly kind: 'job'; readonly job: Job } | { readonly kind: 'continue' };

/** A job that ended without a result: its worker died, took too long, or threw. */
export class JobDied extends Error {
  readonly reason: 'died' | 'overran' | 'threw';

  constructor(reason: JobDied['reason'], message: string) {
    super(message);
    this.name = 'JobDied';
    this.reason = reason;
  }
}

/** How many workers a pool has, and what each of them runs. */
export interface WorkerPoolOptions {
  readonly size: number;
  /** The worker's script. */
  readonly script: URL;
  /** What every worker is given when it starts. */
  readonly workerData: unknown;
  /** Flags for Node in the worker; default: those of this process. */
  readonly execArgv?: readonly string[];
}

interface Seat {
  worker: Worker | undefined;
}

/**
 * A few long-lived worker threads, one job each at a time. A worker that dies or overruns takes only its own job with
 * it and is replaced at the next one.
 */
export class WorkerPool<Job, Message> {
  readonly #options: WorkerPoolOptions;
  readonly #free: Seat[];
  readonly #waiting: ((seat: Seat) => void)[] = [];
  readonly #all: readonly Seat[];

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
    this.#all = Array.from({ length: Math.max(1, options.size) }, () => ({ worker: undefined }));
    this.#free = [...this.#all];
  }

  /**
   * Runs one job. `handle` gets its messages one after the other, each when the one before is dealt with; when it
   * rejects, the job is given up and the rejection goes on. The worker may work `budgetMilliseconds`, not counting the
   * time it waits for `handle`, and is free for the next job as soon as it is done itself, while `handle` still works.
   * Rejects with JobDied when it dies, overruns or throws.
   */
  async run(job: Job, budgetMilliseconds: number, handle: (message: Message) => Promise<void>): Promise<void> {
    const seat = await this.#take();
    let handled = Promise.resolve();
    try {
      await this.#runOn(seat, job, budgetMilliseconds, (message) => {
        handled = handled.then(() => handle(message));
        return handled;
      });
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free.push(seat);
      else next(seat);
    }
    await handled;
  }

  /** Ends all workers. Jobs still running reject with JobDied. */
  async close(): Promise<void> {
    await Promise.all(this.#all.map((seat) => seat.worker?.terminate()));
  }

  #take(): Promise<Seat> {
    const seat = this.#free.pop();
    if (seat !== undefined) return Promise.resolve(seat);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Resolves when the worker is done with the job; its messages may still wait in `queue`. */
  #runOn(seat: Seat, job: Job, budget: number, queue: (message: Message) => Promise<void>): Promise<void> {
    seat.worker ??= this.#newWorker(seat);
    const worker = seat.worker;
    return new Promise<void>((resolve, reject) => {
      const stopwatch = new Stopwatch(budget, () => abandon(new JobDied('overran', 'The worker took too long')));
      let pending = 0;
      let isOver = false;
      const finish = (settle: () => void): void => {
        if (isOver) return;
        isOver = true;
        stopwatch.stop();
        worker.off('message', onReply).off('error', onError).off('exit', onExit);
        settle();
      };
      /** Ends a worker whose state nobody knows, so that no late message of it reaches another job. */
      const abandon = (error: unknown): void => {
        finish(() => {
          seat.worker = undefined;
          void worker.terminate().then(() => reject(error), reject);
        });
      };
      const onReply = (reply: WorkerReply<Message>): void => {
        if (reply.kind === 'failed') finish(() => reject(new JobDied('threw', reply.reason)));
        else if (reply.kind === 'done') finish(resolve);
        else {
          if (++pending >= MESSAGE_WINDOW) stopwatch.pause();
          // Also when it fails after the job was done: the window is the worker's, and its next job needs the whole of it.
          const isOff = (): void => {
            pending--;
            stopwatch.resume();
            worker.postMessage({ kind: 'continue' } satisfies WorkerRequest<Job>);
          };
          queue(reply.message).catch(abandon).then(isOff);
        }
      };
      const onError = (error: Error & { code?: string }): void => {
        abandon(new JobDied('died', `The worker died (${error.code ?? error.name})`));
      };
      const onExit = (code: number): void => abandon(new JobDied('died', `The worker ended with code ${code}`));
      worker.on('message', onReply).on('error', onError).on('exit', onExit);
      stopwatch.resume();
      worker.postMessage({ kind: 'job', job } satisfies WorkerRequest<Job>);
    });
  }

  /** Its own listeners stay for its whole life: an `error` that nobody hears, between two jobs, would end the process. */
  #newWorker(seat: Seat): Worker {
    const { script, workerData, execArgv } = this.#options;
    const worker = new Worker(script, {
      workerData,
      ...(execArgv === undefined ? {} : { execArgv: [...execArgv] }),
      resourceLimits: { maxOldGenerationSizeMb: WORKER_MEMORY_MEGABYTES },
    });
    const leave = (): void => {
      if (seat.worker === worker) seat.worker = undefined;
    };
    return worker.on('error', leave).on('exit', leave);
  }
}

/** Counts down a budget while it runs, and calls back when it is used up. */
class Stopwatch {
  #left: number;
  #since = 0;
  #timer: NodeJS.Timeout | undefined;
  #isOver = false;
  readonly #onEnd: () => void;

  constructor(budget: number, onEnd: () => void) {
    this.#left = budget;
    this.#onEnd = onEnd;
  }

  resume(): void {
    if (this.#timer !== undefined || this.#isOver) return;
    this.#since = performance.now();
    this.#timer = setTimeout(this.#onEnd, Math.min(this.#left, 2 ** 31 - 1));
  }

  pause(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#left = Math.max(0, this.#left - (performance.now() - this.#since));
  }

  stop(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
