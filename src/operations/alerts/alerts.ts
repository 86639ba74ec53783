import { GatewayError } from '../../support/errors.js';
import type { Alert, Matter } from './alert.js';
import type { AlertParts, AlertTargets } from './alert-parts.js';
import { type FoundMatters, Teller } from './teller.js';

const HOUR_MILLISECONDS = 3_600_000;
/** Letters are made within moments; one that is not after so long will not be without a person. */
const LETTER_MILLISECONDS = HOUR_MILLISECONDS;
/** Matters of one kind that are looked at, the newest. */
const MOST_MATTERS = 1_000;
/** Moments kept until the next round. */
const MOST_RAISED = 1_000;

/**
 * Tells people what they should look at: what the ledger knows, what holds in this process, and what was raised. One alert
 * an event and round, however many matters it has; each matter once by each channel, and again after `repeatHours` while
 * it holds. At least once: a crash between telling and remembering tells it twice.
 */
export class Alerts {
  readonly #parts: AlertParts;
  /** Not yet given to the tellers. */
  readonly #raised = new Map<string, Matter>();
  readonly #counts = new Map<string, number>();
  #tellers = new Map<string, Teller>();
  #targets: AlertTargets | undefined;

  constructor(parts: AlertParts) {
    this.#parts = parts;
  }

  /** Whom to tell from now on; undefined: nobody. A channel that was there before goes on with what waits for it. */
  configure(targets: AlertTargets | undefined): void {
    const before = this.#tellers;
    this.#targets = targets;
    this.#tellers = new Map();
    for (const channel of targets?.channels ?? []) {
      const teller = before.get(channel.name) ?? new Teller(channel, this.#parts, this.#count);
      teller.use(channel);
      this.#tellers.set(channel.name, teller);
    }
  }

  /** Has a moment told with the next round; dropped when nobody is to be told by then. */
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
   * Looks once at everything and tells what is due, by all channels side by side, and waits for all of them. It may be called
   * again meanwhile: then those that are done tell what is new. Never rejects for what the environment, a
   * command or an endpoint does: that is logged, and the next round tries again. `signal` ends it soon.
   */
  async round(signal: AbortSignal): Promise<void> {
    const raised = [...this.#raised.values()];
    this.#raised.clear();
    const targets = this.#targets;
    if (targets === undefined) return;
    const tellers = [...this.#tellers.values()];
    for (const teller of tellers) for (const matter of raised) teller.raise(matter);
    const found = this.#look(targets, this.#parts.clock.now());
    const outcomes = await Promise.allSettled(tellers.map((teller) => teller.round(found, targets, signal)));
    for (const outcome of outcomes) {
      if (outcome.status === 'fulfilled') continue;
      if (!(outcome.reason instanceof GatewayError)) throw outcome.reason;
      this.#parts.logger.warn('alerts wait for the ledger', { error: outcome.reason.code });
    }
  }

  #look(targets: AlertTargets, now: Date): FoundMatters {
    const { ledger, holding } = this.#parts;
    const before = (milliseconds: number): string => new Date(now.getTime() - milliseconds).toISOString();
    const ours = holding();
    try {
      const known = ledger.attention({
        now: now.toISOString(),
        lettersBefore: before(LETTER_MILLISECONDS),
        documentsBefore: before(targets.unmatchedDocumentDays * 24 * HOUR_MILLISECONDS),
        most: MOST_MATTERS,
      });
      return {
        now,
        matters: [...known.map(({ kind, ...rest }) => ({ event: kind, ...rest })), ...ours],
        isWhole: true,
      };
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      const since = now.toISOString();
      const trouble: Matter = { event: 'environment-trouble', key: 'alerts', subject: error.code, since };
      return { now, matters: [trouble, ...ours], isWhole: false };
    }
  }

  #count = ({ event }: Alert, outcome: 'sent' | 'failed'): void => {
    const name = `${event} ${outcome}`;
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  };
}
