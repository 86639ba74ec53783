import { GatewayError } from '../../support/errors.js';
import type { Database, Statement } from './driver.js';
import { isFatalToCommit, ledgerError } from './ledger-error.js';

/** Runs a change as one operation of the group commit; `operation` says what it does, for errors. */
export type Commit = <Result>(operation: string, work: () => Result) => Promise<Result>;

/** Most operations in one commit, and how long one may collect them: other processes wait for the write lock. */
const MOST_OPERATIONS = 256;
const LONGEST_MILLISECONDS = 20;
/** When the last group had this many operations, many callers are at work: the next one waits for more of them. */
const BUSY_GROUP = 3;
const COLLECTING_MILLISECONDS = 2;

interface Waiting {
  readonly operation: string;
  readonly work: () => unknown;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Lets many callers share one durable commit, whose fsync is the dear part. Operations that wait at the next turn of
 * the event loop (a little later while many callers are at work) run in the order they came, each in a savepoint: one that throws is undone alone and rejects only its
 * own promise. A full disk, a busy database or a failed commit undoes all of them and rejects all. A promise resolves
 * only after COMMIT has returned.
 */
export class GroupCommit {
  readonly #database: Database;
  readonly #begin: Statement;
  readonly #commit: Statement;
  readonly #rollback: Statement;
  readonly #savepoint: Statement;
  readonly #release: Statement;
  readonly #undo: Statement;
  #waiting: Waiting[] = [];
  #isScheduled = false;
  #isClosed = false;
  #lastGroup = 0;

  constructor(database: Database) {
    this.#database = database;
    this.#begin = database.prepare('BEGIN IMMEDIATE');
    this.#commit = database.prepare('COMMIT');
    this.#rollback = database.prepare('ROLLBACK');
    this.#savepoint = database.prepare('SAVEPOINT operation');
    this.#release = database.prepare('RELEASE operation');
    this.#undo = database.prepare('ROLLBACK TO operation');
  }

  /**
   * Queues `work`, which reads and writes the database synchronously, and gives its result once it is on the disk.
   * `operation` names it in errors (`record a receipt`). Rejects with what `work` threw, or with GatewayError
   * `ledger-full`, `ledger-busy`, `ledger-failed`, `ledger-closed`.
   */
  run<Result>(operation: string, work: () => Result): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      if (this.#isClosed) return reject(closed(operation));
      this.#waiting.push({ operation, work, resolve: (result) => resolve(result as Result), reject });
      this.#schedule();
    });
  }

  /** Commits what waits and refuses everything after. */
  close(): void {
    this.#isClosed = true;
    while (this.#waiting.length > 0) this.#flush();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    const flush = () => {
      this.#isScheduled = false;
      if (this.#waiting.length > 0) this.#flush();
      if (this.#waiting.length > 0) this.#schedule();
    };
    if (this.#lastGroup < BUSY_GROUP) setImmediate(flush);
    else setTimeout(flush, COLLECTING_MILLISECONDS);
  }

  #flush(): void {
    const group = this.#waiting.splice(0, MOST_OPERATIONS);
    const settle: (() => void)[] = [];
    this.#lastGroup = group.length;
    try {
      this.#begin.run();
      const end = performance.now() + LONGEST_MILLISECONDS;
      for (let done = 0; done < group.length; done++) {
        if (done > 0 && performance.now() > end) this.#waiting.unshift(...group.splice(done));
        else settle.push(this.#runOne(group[done]!));
      }
      this.#commit.run();
    } catch (error) {
      if (this.#database.inTransaction) this.#rollback.run();
      for (const { operation, reject } of group) reject(ledgerError(error, operation));
      return;
    }
    for (const tell of settle) tell();
  }

  /** Runs one operation in its savepoint; throws only when the whole group is lost. */
  #runOne(waiting: Waiting): () => void {
    this.#savepoint.run();
    try {
      const result = waiting.work();
      this.#release.run();
      return () => waiting.resolve(result);
    } catch (error) {
      if (isFatalToCommit(error) || !this.#database.inTransaction) throw error;
      this.#undo.run();
      this.#release.run();
      return () => waiting.reject(ledgerError(error, waiting.operation));
    }
  }
}

function closed(operation: string): GatewayError {
  return new GatewayError(`Cannot ${operation}: the ledger has been closed`, {
    code: 'ledger-closed',
    operation,
    hint: 'The gateway is stopping; what was not committed is done again at the next start.',
    exitCode: 3,
  });
}
