import { setTimeout as pause } from 'node:timers/promises';
import type { Ledger } from '../../store/ledger.js';
import type { Clock } from '../../support/clock.js';
import { GatewayError } from '../../support/errors.js';
import type { Logger } from '../../support/logger.js';
import { type Alert, composeAlert, type Matter } from './alert.js';
import { type AlertChannel, AlertFailure } from './channel.js';
import { ALERT_EVENTS, type AlertEvent, wordsOf } from './events.js';
import { ToldMatters } from './told.js';

/** Whom to tell what. */
export interface AlertTargets {
  readonly channels: readonly AlertChannel[];
  readonly minimumSeverity: 'warning' | 'critical';
  readonly repeatHours: number;
  /** Age at which an unmatched document is told. */
  readonly unmatchedDocumentDays: number;
}

/** What alerts are made from. */
export interface AlertParts {
  readonly ledger: Pick<Ledger, 'attention' | 'toldAlerts' | 'recordAlerts'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Id of this installation. */
  readonly installation: string;
  /** What else holds at this moment, beside what the ledger knows. */
  readonly holding: () => readonly Matter[];
  /** Before the second and the third try of a channel; default: 1 and 4 seconds. */
  readonly pausesMilliseconds?: readonly number[];
}

const HOUR_MILLISECONDS = 3_600_000;
/** Letters are made within moments; one that is not after so long will not be without a person. */
const LETTER_MILLISECONDS = HOUR_MILLISECONDS;
/** Matters of one kind that are looked at, the newest. */
const MOST_MATTERS = 1_000;
/** Moments kept until they could be told. */
const MOST_RAISED = 1_000;
const PAUSES_MILLISECONDS = [1_000, 4_000];
/** When no channel took an alert: the first wait before the next round that tries, doubled up to the longest. */
const FIRST_WAIT_MILLISECONDS = 30_000;
const LONGEST_WAIT_MILLISECONDS = 900_000;

/**
 * Tells people what they should look at: what the ledger knows, what holds in this process, and what was raised. One alert
 * an event and round, however many matters it has; each matter once, and again after `repeatHours` while it holds. At least
 * once: a crash between telling and remembering tells it twice.
 */
export class Alerts {
  readonly #parts: AlertParts;
  readonly #raised = new Map<string, Matter>();
  readonly #counts = new Map<string, number>();
  #told: ToldMatters | undefined;
  #targets: AlertTargets | undefined;
  #failures = 0;
  #waitUntil = 0;

  constructor(parts: AlertParts) {
    this.#parts = parts;
  }

  /** Whom to tell from now on; undefined: nobody. */
  configure(targets: AlertTargets | undefined): void {
    this.#targets = targets;
    this.#failures = 0;
    this.#waitUntil = 0;
  }

  /** Has a moment told with the next round. The same matter again before it was told is told once. */
  raise(matter: Matter): void {
    if (this.#raised.size < MOST_RAISED) this.#raised.set(`${matter.event} ${matter.key}`, matter);
  }

  /** Alerts by event and outcome (`sent`, `failed`) since this process began. */
  counts(): readonly { readonly event: string; readonly outcome: string; readonly count: number }[] {
    return [...this.#counts].map(([name, count]) => {
      const [event = '', outcome = ''] = name.split(' ');
      return { event, outcome, count };
    });
  }

  /**
   * Looks once at everything and tells what is due. Never rejects for what the environment, a command or an endpoint does:
   * that is logged, and the next round tries again. `signal` ends it soon.
   */
  async round(signal: AbortSignal): Promise<void> {
    const targets = this.#targets;
    if (targets === undefined) {
      this.#raised.clear();
      return;
    }
    try {
      this.#told ??= new ToldMatters(this.#parts.ledger);
      await this.#tellDue(targets, this.#told, signal);
      await this.#told.save();
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      this.#parts.logger.warn('alerts wait for the ledger', { error: error.code });
    }
  }

  async #tellDue(targets: AlertTargets, told: ToldMatters, signal: AbortSignal): Promise<void> {
    const { clock } = this.#parts;
    const now = clock.now();
    const repeat = targets.repeatHours * HOUR_MILLISECONDS;
    const { matters, isWhole } = this.#matters(targets, now);
    if (isWhole) told.forgetOver(matters, now, repeat);
    if (now.getTime() < this.#waitUntil) return;
    for (const event of Object.keys(ALERT_EVENTS) as AlertEvent[]) {
      const all = matters.filter((matter) => matter.event === event);
      const due = all.filter((matter) => told.isDue(matter, now, repeat));
      const isLeftOut = targets.minimumSeverity === 'critical' && wordsOf(event).severity !== 'critical';
      if (due.length > 0 && !isLeftOut) {
        const isRepeat = due.every((matter) => told.isTold(matter));
        const { installation } = this.#parts;
        const alert = composeAlert(due, { now, installation, total: all.length, isRepeat });
        if (!(await this.#send(alert, targets.channels, signal))) return this.#wait(now);
        told.tell(due, now);
      }
      for (const { key } of all) this.#raised.delete(`${event} ${key}`);
    }
    this.#failures = 0;
  }

  /** `isWhole`: the ledger could be asked, so that what is not there is over. */
  #matters(targets: AlertTargets, now: Date): { readonly matters: readonly Matter[]; readonly isWhole: boolean } {
    const { ledger, holding } = this.#parts;
    const before = (milliseconds: number): string => new Date(now.getTime() - milliseconds).toISOString();
    const ours = [...holding(), ...this.#raised.values()];
    try {
      const known = ledger.attention({
        now: now.toISOString(),
        lettersBefore: before(LETTER_MILLISECONDS),
        documentsBefore: before(targets.unmatchedDocumentDays * 24 * HOUR_MILLISECONDS),
        most: MOST_MATTERS,
      });
      return { matters: [...known.map(({ kind, ...rest }) => ({ event: kind, ...rest })), ...ours], isWhole: true };
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      const since = now.toISOString();
      const trouble: Matter = { event: 'environment-trouble', key: 'alerts', subject: error.code, since };
      return { matters: [trouble, ...ours], isWhole: false };
    }
  }

  /** True when at least one channel took it. */
  async #send(alert: Alert, channels: readonly AlertChannel[], signal: AbortSignal): Promise<boolean> {
    const taken = await Promise.all(channels.map((channel) => this.#sendBy(channel, alert, signal)));
    return taken.includes(true);
  }

  async #sendBy(channel: AlertChannel, alert: Alert, signal: AbortSignal): Promise<boolean> {
    const { logger, pausesMilliseconds = PAUSES_MILLISECONDS } = this.#parts;
    const facts = { channel: channel.name, alert: alert.event, matters: alert.count };
    for (let tries = 0; ; tries++) {
      try {
        await channel.send(alert, signal);
        this.#count(alert, 'sent');
        logger.info('alert sent', facts);
        return true;
      } catch (error) {
        if (!(error instanceof AlertFailure)) throw error;
        const wait = pausesMilliseconds[tries];
        if (wait === undefined || signal.aborted) {
          this.#count(alert, 'failed');
          logger.error('alert not sent', { ...facts, error: error.reason });
          return false;
        }
        await pause(wait, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  #count({ event }: Alert, outcome: 'sent' | 'failed'): void {
    const name = `${event} ${outcome}`;
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }

  #wait(now: Date): void {
    const wait = Math.min(FIRST_WAIT_MILLISECONDS * 2 ** this.#failures++, LONGEST_WAIT_MILLISECONDS);
    this.#waitUntil = now.getTime() + wait;
  }
}
