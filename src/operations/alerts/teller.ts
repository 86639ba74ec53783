import { setTimeout as pause } from 'node:timers/promises';
import { systemErrorCode } from '../../support/errors.js';
import { type Alert, composeAlert, type Matter } from './alert.js';
import type { AlertParts, AlertTargets } from './alert-parts.js';
import { type AlertChannel, AlertFailure } from './channel.js';
import { ALERT_EVENTS, type AlertEvent, wordsOf } from './events.js';
import { ToldMatters } from './told.js';

/** What was found to be told, at one look. */
export interface FoundMatters {
  readonly now: Date;
  readonly matters: readonly Matter[];
  /** The ledger could be asked, so that what is not among the matters is over. */
  readonly isWhole: boolean;
}

const HOUR_MILLISECONDS = 3_600_000;
/** Moments kept until they could be told; then the oldest gives way. */
const MOST_RAISED = 1_000;
/** Before the second and the third try. */
const PAUSES_MILLISECONDS = [1_000, 4_000];
/** When an alert was not taken: the first wait before the next round that tries, doubled up to the longest. */
const FIRST_WAIT_MILLISECONDS = 30_000;
const LONGEST_WAIT_MILLISECONDS = 900_000;

/**
 * Tells people by one channel, whatever becomes of the others: it has its own memory of what was told, its own moments that
 * wait, and its own pauses after a failure.
 */
export class Teller {
  readonly #parts: AlertParts;
  readonly #count: (alert: Alert, outcome: 'sent' | 'failed') => void;
  readonly #raised = new Map<string, Matter>();
  #channel: AlertChannel;
  #underWay: Promise<void> | undefined;
  #told: ToldMatters | undefined;
  /** The alert that the channel did not take, and what it is about. */
  #untaken: { readonly id: string; readonly about: string } | undefined;
  #failures = 0;
  #waitUntil = 0;

  /** `count` hears of each alert that was taken, and of each that was not after all tries of a round. */
  constructor(channel: AlertChannel, parts: AlertParts, count: (alert: Alert, outcome: 'sent' | 'failed') => void) {
    this.#channel = channel;
    this.#parts = parts;
    this.#count = count;
  }

  /** Goes on by a channel of the same name with other settings, at once. */
  use(channel: AlertChannel): void {
    this.#channel = channel;
    this.#failures = 0;
    this.#waitUntil = 0;
  }

  /** Keeps a moment until it was told. The same matter again before that is told once. */
  raise(matter: Matter): void {
    const [oldest] = this.#raised.keys();
    if (this.#raised.size >= MOST_RAISED && oldest !== undefined) this.#raised.delete(oldest);
    this.#raised.set(`${matter.event} ${matter.key}`, matter);
  }

  /**
   * Tells what is due, the pressing events first, until one is not taken. While that goes on, another call waits for it and
   * does nothing more. Rejects with what the ledger raises.
   */
  round(found: FoundMatters, targets: AlertTargets, signal: AbortSignal): Promise<void> {
    this.#underWay ??= this.#round(found, targets, signal).finally(() => {
      this.#underWay = undefined;
    });
    return this.#underWay;
  }

  async #round({ now, matters, isWhole }: FoundMatters, targets: AlertTargets, signal: AbortSignal): Promise<void> {
    this.#told ??= new ToldMatters(this.#parts.ledger, this.#channel.name);
    const all = [...matters, ...this.#raised.values()];
    if (isWhole) this.#told.forgetOver(all, now, targets.repeatHours * HOUR_MILLISECONDS);
    if (now.getTime() >= this.#waitUntil) await this.#tellDue(all, now, targets, signal);
    await this.#told.save();
  }

  async #tellDue(matters: readonly Matter[], now: Date, targets: AlertTargets, signal: AbortSignal): Promise<void> {
    const told = this.#told!;
    for (const event of Object.keys(ALERT_EVENTS) as AlertEvent[]) {
      const all = matters.filter((matter) => matter.event === event);
      const due = all.filter((matter) => told.isDue(matter, now, targets.repeatHours * HOUR_MILLISECONDS));
      const isLeftOut = targets.minimumSeverity === 'critical' && wordsOf(event).severity !== 'critical';
      if (due.length > 0 && !isLeftOut) {
        const isRepeat = due.every((matter) => told.isTold(matter));
        const { installation } = this.#parts;
        const alert = composeAlert(due, { now, installation, total: all.length, isRepeat });
        if (!(await this.#send(this.#again(alert, due), signal))) return this.#wait(now);
        told.tell(due, now);
        this.#untaken = undefined;
      }
      for (const { key } of all) this.#raised.delete(`${event} ${key}`);
    }
    this.#failures = 0;
  }

  /** With the id it had before when it is about the same: a try that failed for us may have arrived. */
  #again(alert: Alert, due: readonly Matter[]): Alert {
    const about = JSON.stringify([alert.event, due.map(({ key }) => key).sort()]);
    if (this.#untaken?.about !== about) this.#untaken = { id: alert.id, about };
    return { ...alert, id: this.#untaken.id };
  }

  /** True when it was taken. Whatever a channel raises fails the try: no fault of one is to end the telling. */
  async #send(alert: Alert, signal: AbortSignal): Promise<boolean> {
    const { logger, pausesMilliseconds = PAUSES_MILLISECONDS } = this.#parts;
    const facts = { channel: this.#channel.name, alert: alert.event, matters: alert.count };
    for (let tries = 0; ; tries++) {
      try {
        await this.#channel.send(alert, signal);
        this.#count(alert, 'sent');
        logger.info('alert sent', facts);
        return true;
      } catch (error) {
        const wait = pausesMilliseconds[tries];
        if (wait === undefined || signal.aborted) {
          this.#count(alert, 'failed');
          logger.error('alert not sent', { ...facts, error: reasonOf(error) });
          return false;
        }
        await pause(wait, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  #wait(now: Date): void {
    const wait = Math.min(FIRST_WAIT_MILLISECONDS * 2 ** this.#failures++, LONGEST_WAIT_MILLISECONDS);
    this.#waitUntil = now.getTime() + wait;
  }
}

function reasonOf(error: unknown): string {
  return error instanceof AlertFailure ? error.reason : systemErrorCode(error) || 'unexpected';
}
