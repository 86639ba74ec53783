import { setTimeout as pause } from 'node:timers/promises';

/** Groups that may be there: none outlives this process, also when it ends in a hurry, short of being killed. */
const there = new Set<ProcessGroup>();
const endAll = (): void => {
  for (const group of there) group.kill();
};

/** How often it is looked whether the last process of a group has ended. */
const LOOK_MILLISECONDS = 50;

/**
 * A program that was started as the leader of a process group of its own, with all that it starts in turn. Whoever makes
 * itself a session of its own (`setsid`) leaves the group. Ask no more once it has ended: the system may then give the number to
 * somebody else.
 */
export class ProcessGroup {
  readonly #id: number;

  /** `leader`: process id of a program that was started detached. */
  constructor(leader: number) {
    this.#id = leader;
    if (there.size === 0) process.on('exit', endAll);
    there.add(this);
  }

  /**
   * Waits until the whole group has ended: true; false when `signal` aborts before that. Processes that have ended and that
   * nobody has waited for count as there.
   */
  async ended(signal: AbortSignal): Promise<boolean> {
    while (this.#signal(0)) {
      if (signal.aborted) return false;
      await pause(LOOK_MILLISECONDS, undefined, { signal }).catch(() => undefined);
    }
    this.#forget();
    return true;
  }

  /** Asks all of the group to end (SIGTERM), and ends what has not after the grace (SIGKILL). */
  async end(graceMilliseconds: number): Promise<void> {
    if (!this.#signal('SIGTERM') || (await this.ended(AbortSignal.timeout(graceMilliseconds)))) return this.#forget();
    this.kill();
  }

  /** Ends all of the group at once (SIGKILL). */
  kill(): void {
    this.#signal('SIGKILL');
    this.#forget();
  }

  #forget(): void {
    there.delete(this);
    if (there.size === 0) process.off('exit', endAll);
  }

  #signal(signal: NodeJS.Signals | 0): boolean {
    try {
      process.kill(-this.#id, signal);
      return true;
    } catch {
      // All of it has ended. (Another user's process in it could not be ended by us either.)
      return false;
    }
  }
}
