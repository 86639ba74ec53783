import type { Ledger } from '../../store/ledger.js';
import type { Matter } from './alert.js';
import { type AlertEvent, wordsOf } from './events.js';

/** A matter that is over may be told again at once when it comes back after so long. */
const OVER_AFTER_MILLISECONDS = 3_600_000;

type ToldLedger = Pick<Ledger, 'toldAlerts' | 'recordAlerts'>;

/**
 * What operators were told by one channel and when: in memory, and in the ledger so that a restart does not tell it all
 * again. A disk too full for the ledger delays the ledger's part alone.
 */
export class ToldMatters {
  readonly #ledger: ToldLedger;
  readonly #channel: string;
  readonly #told = new Map<string, { readonly event: string; readonly key: string; readonly toldAt: string }>();
  /** When a matter that was told was first found to be over, in epoch milliseconds. */
  readonly #overSince = new Map<string, number>();
  readonly #unsaved = new Set<string>();
  readonly #forgotten = new Map<string, { readonly event: string; readonly key: string }>();

  /** Reads what earlier processes told by this channel. Raises what the ledger does. */
  constructor(ledger: ToldLedger, channel: string) {
    this.#ledger = ledger;
    this.#channel = channel;
    for (const told of ledger.toldAlerts()) if (told.channel === channel) this.#told.set(idOf(told), told);
  }

  isTold(matter: Pick<Matter, 'event' | 'key'>): boolean {
    return this.#told.has(idOf(matter));
  }

  /** True for what was never told, or so long ago that it is told again. */
  isDue(matter: Pick<Matter, 'event' | 'key'>, now: Date, repeatMilliseconds: number): boolean {
    const told = this.#told.get(idOf(matter));
    return told === undefined || now.getTime() - Date.parse(told.toldAt) >= repeatMilliseconds;
  }

  tell(matters: readonly Matter[], now: Date): void {
    for (const { event, key } of matters) {
      const id = idOf({ event, key });
      this.#told.set(id, { event, key, toldAt: now.toISOString() });
      this.#unsaved.add(id);
      this.#forgotten.delete(id);
    }
  }

  /** Forgets what has been over for an hour; what was only a moment, when it might be told again anyway. */
  forgetOver(holding: readonly Matter[], now: Date, repeatMilliseconds: number): void {
    const holds = new Set(holding.map(idOf));
    for (const [id, told] of this.#told) {
      if (holds.has(id)) {
        this.#overSince.delete(id);
        continue;
      }
      const since = this.#overSince.get(id) ?? now.getTime();
      this.#overSince.set(id, since);
      const isOver = !isMoment(told.event) && now.getTime() - since >= OVER_AFTER_MILLISECONDS;
      if (!isOver && now.getTime() - Date.parse(told.toldAt) < repeatMilliseconds) continue;
      this.#told.delete(id);
      this.#overSince.delete(id);
      this.#unsaved.delete(id);
      this.#forgotten.set(id, told);
    }
  }

  /** Brings the ledger up to date; when it rejects, the next call does. */
  async save(): Promise<void> {
    const unsaved = [...this.#unsaved];
    const forgotten = [...this.#forgotten];
    if (unsaved.length + forgotten.length === 0) return;
    const channel = this.#channel;
    await this.#ledger.recordAlerts(
      unsaved.flatMap((id) => this.#told.get(id) ?? []).map((told) => ({ ...told, channel })),
      forgotten.map(([, told]) => ({ ...told, channel })),
    );
    for (const id of unsaved) this.#unsaved.delete(id);
    for (const [id] of forgotten) this.#forgotten.delete(id);
  }
}

function idOf({ event, key }: { readonly event: string; readonly key: string }): string {
  return `${event} ${key}`;
}

/** An event that an earlier version told and this one does not know is over. */
function isMoment(event: string): boolean {
  return (wordsOf(event as AlertEvent) as { isMoment?: boolean } | undefined)?.isMoment === true;
}
