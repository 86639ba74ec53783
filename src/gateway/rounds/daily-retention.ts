import type { Gateway } from '../gateway.js';
import { beginRetention, type LockedRetention } from './retention.js';

/** How much of a run one round does: nothing, some moments of it, or the whole. */
export type RetentionShare = 'none' | 'moments' | 'whole';

const DAY_MILLISECONDS = 86_400_000;
/** What a round that has other things to do gives it. */
const MOMENTS_MILLISECONDS = 1_000;
/** How often it is looked whether a run is due. */
const LOOK_MILLISECONDS = 60_000;

/**
 * Removes once a day what was kept long enough: nothing without `retention` in the configuration. A run that was cut off
 * is gone on with at once. The ledger remembers when the last one began, so that a restart begins none too soon.
 */
export class DailyRetention {
  readonly #gateway: Pick<Gateway, 'configuration' | 'folder' | 'ledger' | 'clock' | 'logger'>;
  #locked: LockedRetention | undefined;
  #nextLook = 0;

  constructor(gateway: Pick<Gateway, 'configuration' | 'folder' | 'ledger' | 'clock' | 'logger'>) {
    this.#gateway = gateway;
  }

  /**
   * Goes on with the run that is due, if one is. `isOver` is asked after each page; true ends the round. Files that cannot
   * be removed are logged and tried again the next day. Raises what the ledger raises; the run is then begun anew.
   */
  async round(isOver: () => boolean, share: RetentionShare): Promise<void> {
    if (share === 'none' || this.#gateway.configuration.retention === undefined) return;
    this.#locked ??= this.#begin(share);
    if (this.#locked === undefined) return;
    const end = share === 'whole' ? Number.POSITIVE_INFINITY : Date.now() + MOMENTS_MILLISECONDS;
    try {
      const { run } = this.#locked;
      while (!run.isDone && Date.now() < end && !isOver()) {
        const result = await run.step();
        if (result === undefined) continue;
        const { kind, before, removed, bytes, failed } = result;
        if (removed + failed > 0) this.#gateway.logger.info('retention', { kind, before, removed, bytes, failed });
      }
      if (run.isDone || isOver()) this.#release();
    } catch (error) {
      this.#release();
      throw error;
    }
  }

  #begin(share: RetentionShare): LockedRetention | undefined {
    const now = this.#gateway.clock.now().getTime();
    if (share === 'moments' && now < this.#nextLook) return undefined;
    this.#nextLook = now + LOOK_MILLISECONDS;
    if (!this.#isDue(now)) return undefined;
    const { configuration, folder, ledger, clock, logger } = this.#gateway;
    return beginRetention({
      configuration,
      folder,
      ledger,
      clock,
      actor: 'gateway',
      onFailure: (kind, { code, hint }) => logger.error('not removed', { kind, error: code, hint }),
    });
  }

  /** A day after the last run began, or when one was cut off. */
  #isDue(now: number): boolean {
    const last = this.#gateway.ledger.lastRetentions();
    if (last.some(({ endedAt }) => endedAt === '')) return true;
    return now - Math.max(0, ...last.map(({ begunAt }) => Date.parse(begunAt))) >= DAY_MILLISECONDS;
  }

  #release(): void {
    this.#locked?.release();
    this.#locked = undefined;
  }
}
