import { readdir, stat } from 'node:fs/promises';
import type { Ledger } from '../store/ledger.js';
import type { Clock } from '../support/clock.js';
import { systemErrorCode } from '../support/errors.js';
import { type OutboxState, outboxState } from './outbox-folder.js';
import { sentName } from './outgoing.js';

/** Answers read at once, and how many pages of one partner one look takes. */
const PAGE = 256;
const PAGES = 8;
/** File systems date changes to a few milliseconds, some to two seconds: a folder changed just now may change unseen. */
const DATED_MILLISECONDS = 2_500;

/** Where answers wait to be picked up, and the ledger that is told when they were. */
export interface PickUpParts {
  readonly ledger: Pick<Ledger, 'partners' | 'answersInOutbox' | 'moveAnswer' | 'outboxFolder' | 'keepOutbox'>;
  /** The outbox of a partner, absolute. */
  readonly outboxOf: (partnerId: string) => string;
  readonly clock: Clock;
  /** Hears of an outbox in which nothing counts as picked up, at each look. */
  readonly onTrouble?: (partnerId: string, state: Exclude<OutboxState, 'sound' | 'new'>) => void;
}

/** What one look at all outboxes gave. */
export interface PickUpResult {
  /** Answers found picked up. */
  readonly done: number;
  /** False when some outbox has more answers than one look takes; the next look goes on there. */
  readonly isComplete: boolean;
}

/** How far the comparison of one outbox has come. */
interface Comparison {
  /** The folder's modification time when all of it had been compared; undefined: it may have changed since. */
  readonly compared: bigint | undefined;
  /** The same when the comparison under way began. */
  readonly begun: bigint | undefined;
  /** The answer id to go on above; 0 when none is under way. */
  readonly after: number;
}

const NOTHING: Comparison = { compared: undefined, begun: undefined, after: 0 };

/** Stands for a change so recent that another may follow with the same date. */
const JUST_NOW = -1n;

/**
 * Notices what partners take from their outboxes. A look lists only the outboxes that changed, compares each with its
 * own partner's answers, and reads a bounded number of these, so that it costs the same however many nobody fetches.
 */
export class PickUps {
  readonly #parts: PickUpParts;
  readonly #comparisons = new Map<string, Comparison>();

  constructor(parts: PickUpParts) {
    this.#parts = parts;
  }

  /**
   * Commits as picked up delivered answers that are gone from their outbox. One that cannot be read, or is not the folder
   * they were delivered into (not mounted, say), tells nothing.
   * Nothing may be delivered meanwhile. Raises the ledger's GatewayError; the next look then does it again.
   */
  async look(): Promise<PickUpResult> {
    let done = 0;
    let isComplete = true;
    for (const { id } of this.#parts.ledger.partners()) {
      const before = this.#comparisons.get(id) ?? NOTHING;
      const outbox = this.#parts.outboxOf(id);
      if (!(await this.#isSound(id, outbox))) continue;
      const changed = await changeOf(outbox);
      if (changed === undefined) continue;
      if (before.after === 0 && changed !== JUST_NOW && changed === before.compared) continue;
      const names = await namesIn(outbox);
      // Asked again: it may have been unmounted before it was listed.
      if (names === undefined || !(await this.#isSound(id, outbox))) continue;
      const begun = before.after === 0 ? changed : before.begun;
      const compared = await this.#compare(id, before.after, names);
      done += compared.done;
      if (compared.after > 0) isComplete = false;
      this.#comparisons.set(id, {
        compared: compared.after === 0 ? begun : undefined,
        begun,
        after: compared.after,
      });
    }
    return { done, isComplete };
  }

  /** False for an outbox that is not the one, which is compared from the start once it is. */
  async #isSound(partnerId: string, outbox: string): Promise<boolean> {
    const { ledger, onTrouble } = this.#parts;
    const { state, folder } = await outboxState(outbox, ledger.outboxFolder(partnerId));
    if (state === 'sound') return true;
    this.#comparisons.delete(partnerId);
    if (state !== 'new') onTrouble?.(partnerId, state);
    if (state !== 'new' || folder === '') return false;
    await ledger.keepOutbox(partnerId, folder);
    return true;
  }

  async #compare(
    partnerId: string,
    from: number,
    names: ReadonlySet<string>,
  ): Promise<{ done: number; after: number }> {
    const { ledger, clock } = this.#parts;
    let done = 0;
    let after = from;
    for (let pages = 0; pages < PAGES; pages++) {
      const page = ledger.answersInOutbox(partnerId, after, PAGE);
      const gone = page.filter((answer) => !names.has(sentName(answer)));
      await Promise.all(gone.map(({ id }) => ledger.moveAnswer(id, 'picked_up', clock.now().toISOString())));
      done += gone.length;
      if (page.length < PAGE) return { done, after: 0 };
      after = page.at(-1)!.id;
    }
    return { done, after };
  }
}

/** When a folder last changed, or JUST_NOW. undefined: it cannot be read. */
async function changeOf(folder: string): Promise<bigint | undefined> {
  const status = await unlessUnreadable(stat(folder, { bigint: true }));
  if (status === undefined) return undefined;
  return Date.now() - Number(status.mtimeMs) > DATED_MILLISECONDS ? status.mtimeNs : JUST_NOW;
}

async function namesIn(folder: string): Promise<ReadonlySet<string> | undefined> {
  const names = await unlessUnreadable(readdir(folder));
  return names === undefined ? undefined : new Set(names);
}

async function unlessUnreadable<Result>(reading: Promise<Result>): Promise<Result | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (systemErrorCode(error) !== '') return undefined;
    throw error;
  }
}
