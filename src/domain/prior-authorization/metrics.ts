import { localDay } from '../../support/wall-clock.js';
import type { PriorAuthorization } from './model.js';

/** What the counting rests on. */
export interface MetricsSettings {
  /** Calendar year of the decisions that count, in the payer's time zone. */
  readonly year: number;
  /** IANA time zone of the payer. */
  readonly timeZone: string;
  /** True for a procedure that is a drug: its lines are left out, and a request of drugs alone is not counted. */
  readonly isDrug: (procedureCode: string) => boolean;
}

/** So many of a class, and of how many. `percent` has two decimals; undefined when there was none. */
export interface Share {
  readonly count: number;
  readonly of: number;
  readonly percent?: number;
}

/** Minutes from receipt to decision; undefined when nothing was decided. */
export interface DecisionTimes {
  readonly meanMinutes?: number;
  readonly medianMinutes?: number;
}

/**
 * What a payer publishes each year of its prior authorizations (CMS-0057-F; 42 CFR 438.210(f), 440.230(e)), but for the list
 * of services that need one. Cancelled requests are no decisions and do not count.
 */
export interface DecisionFigures {
  readonly year: number;
  readonly standard: DecisionTimes & {
    readonly approved: Share;
    readonly denied: Share;
    /** Denied first, approved by a fair hearing. */
    readonly approvedAfterAppeal: Share;
  };
  readonly expedited: DecisionTimes & { readonly approved: Share; readonly denied: Share };
  /** Of either class: the time was extended by a deferral, and the request approved. */
  readonly approvedAfterExtension: Share;
}

/**
 * Counts decided PAs one by one, in any order, and holds four bytes for each. Only those of production that were adjudicated
 * in the year count; a request is of the class it was treated as when it was decided.
 */
export class DecisionMetrics {
  readonly #settings: MetricsSettings;
  readonly #standard = new ClassTally();
  readonly #expedited = new ClassTally();
  #approvedAfterExtension = 0;

  constructor(settings: MetricsSettings) {
    this.#settings = settings;
  }

  /** Takes one PA into account; false when it is none that counts. */
  add(priorAuthorization: PriorAuthorization): boolean {
    const { status, decidedAt, receivedAt, classification, deferredAt, request, appeal } = priorAuthorization;
    const { year, timeZone } = this.#settings;
    if (status !== 'adjudicated' || request.environment !== 'production') return false;
    if (!localDay(new Date(decidedAt), timeZone).startsWith(`${year}-`)) return false;
    const verdict = this.#verdictOf(priorAuthorization);
    if (verdict === undefined) return false;
    const tally = classification === 'standard' ? this.#standard : this.#expedited;
    const isOverturned = appeal?.outcome === 'overturned';
    tally.add(verdict, verdict === 'denied' && isOverturned, (Date.parse(decidedAt) - Date.parse(receivedAt)) / 60_000);
    if (verdict === 'approved' && deferredAt !== '') this.#approvedAfterExtension++;
    return true;
  }

  /** The figures of everything added so far. */
  figures(): DecisionFigures {
    const [standard, expedited] = [this.#standard, this.#expedited];
    return {
      year: this.#settings.year,
      standard: {
        approved: share(standard.approved, standard.total),
        denied: share(standard.denied, standard.total),
        approvedAfterAppeal: share(standard.overturned, standard.total),
        ...standard.times(),
      },
      expedited: {
        approved: share(expedited.approved, expedited.total),
        denied: share(expedited.denied, expedited.total),
        ...expedited.times(),
      },
      approvedAfterExtension: share(this.#approvedAfterExtension, standard.total + expedited.total),
    };
  }

  /**
   * Approved or denied as a whole, drugs and cancelled lines left out; undefined when no other line is there. A modified
   * line counts as approved, since the service may be given; one denied line makes the whole denied, so that no figure
   * looks better than the decisions were. The rule leaves both open.
   */
  #verdictOf({ lines }: PriorAuthorization): 'approved' | 'denied' | undefined {
    const { isDrug } = this.#settings;
    const counted = lines.filter(
      (line) => line.decision !== undefined && line.status !== 'cancelled' && !isDrug(line.procedureCode),
    );
    if (counted.length === 0) return undefined;
    return counted.some(({ status }) => status === 'denied') ? 'denied' : 'approved';
  }
}

/** Counts and times of one class. */
class ClassTally {
  approved = 0;
  denied = 0;
  overturned = 0;
  #minutes = new Uint32Array(64);

  get total(): number {
    return this.approved + this.denied;
  }

  add(verdict: 'approved' | 'denied', isOverturned: boolean, minutes: number): void {
    if (this.total === this.#minutes.length) {
      const longer = new Uint32Array(2 * this.#minutes.length);
      longer.set(this.#minutes);
      this.#minutes = longer;
    }
    this.#minutes[this.total] = Math.max(0, Math.round(minutes));
    this[verdict]++;
    if (isOverturned) this.overturned++;
  }

  times(): DecisionTimes {
    const count = this.total;
    if (count === 0) return {};
    const sorted = this.#minutes.slice(0, count).sort();
    const sum = sorted.reduce((total, minutes) => total + minutes, 0);
    const [lower, upper] = [sorted[Math.floor((count - 1) / 2)]!, sorted[Math.floor(count / 2)]!];
    return { meanMinutes: sum / count, medianMinutes: (lower + upper) / 2 };
  }
}

function share(count: number, of: number): Share {
  return of === 0 ? { count, of } : { count, of, percent: Math.round((10_000 * count) / of) / 100 };
}
