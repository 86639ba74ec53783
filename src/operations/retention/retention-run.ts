import type {
  ContentPosition,
  Removal,
  RetentionKind,
  RetentionLedger,
  RetentionPosition,
  RetentionRound,
} from '../../store/ledger.js';
import { GatewayError } from '../../support/errors.js';

/** What a run works with. */
export interface RetentionRunParts {
  readonly ledger: Pick<
    RetentionLedger,
    'beginRetention' | 'markForRemoval' | 'removalsLeft' | 'confirmRemovals' | 'withdrawRemoval' | 'endRetention'
  >;
  /**
   * Removes the file of something that is marked, not synced yet, and gives its folder; an absent one is a success.
   * undefined when it is there and stays: with `stays`, or since somebody wants it again. Raises GatewayError of the disk.
   */
  readonly remove: (removal: Removal, stays: boolean) => Promise<string | undefined>;
  /** Empties a page of the rows of a marked file, one commit; gives where to go on, undefined when nothing is left. */
  readonly empty: (
    removal: Removal,
    after: ContentPosition | undefined,
    now: string,
  ) => Promise<ContentPosition | undefined>;
  /** Makes the removals in a folder durable. Raises GatewayError of the disk. */
  readonly settle: (folder: string, kind: RetentionKind) => Promise<void>;
  readonly now: () => string;
  /** Who asked for it, for the audit. */
  readonly actor: string;
  /** Told of a file that could not be removed: by its error code, never its path. */
  readonly onFailure: (kind: RetentionKind, error: GatewayError) => void;
  /** Called after each durable step; tests end a run there. */
  readonly observe?: (step: 'begun' | 'marked' | 'emptied' | 'removed' | 'confirmed') => void;
}

/** How a round ended. */
export interface RetentionResult extends RetentionRound {
  readonly heldBack: Readonly<Record<string, number>>;
  /** Files that could not be removed: tried again with the next round. */
  readonly failed: number;
}

/** Rows looked at for one commit: it keeps others waiting for milliseconds. */
const PAGE = 100;

/**
 * One run over several kinds, a page at a time: whoever calls `step` decides when to go on. Each page is marked in the
 * ledger, then its files are removed, then the ledger notes that they are gone; a run that ends in between is gone on with
 * by the next one, which first removes what is left.
 */
export class RetentionRun {
  readonly #parts: RetentionRunParts;
  readonly #kinds: [kind: RetentionKind, before: string][];
  #round: RetentionRound | undefined;
  #isLeftDone = false;
  #leftAfter = 0;
  #after: RetentionPosition | undefined;
  #isAllMarked = false;
  /** Files whose rows are being emptied, how many of them are, and where the next one stands. */
  #taken: readonly Removal[] = [];
  #emptied = 0;
  #content: ContentPosition | undefined;
  #heldBack: Record<string, number> = {};
  #failed = 0;

  /** `limits`: for each kind the instant before which things are old enough. */
  constructor(parts: RetentionRunParts, limits: readonly (readonly [kind: RetentionKind, before: string])[]) {
    this.#parts = parts;
    this.#kinds = limits.map(([kind, before]) => [kind, before]);
  }

  /** Does one page. The result of a kind when that was its last one; undefined otherwise. `isDone` tells the end. */
  async step(): Promise<RetentionResult | undefined> {
    const [kind, before] = this.#kinds[0]!;
    const { ledger, actor, now, observe } = this.#parts;
    if (this.#round === undefined) {
      this.#round = await ledger.beginRetention(kind, before, actor, now());
      observe?.('begun');
    }
    if (this.#taken.length > 0) {
      await this.#goOn();
      return this.#endOnceDone();
    }
    if (!this.#isLeftDone) {
      const left = ledger.removalsLeft(kind, this.#leftAfter, PAGE);
      await this.#take(left);
      this.#leftAfter = left.at(-1)?.id ?? this.#leftAfter;
      this.#isLeftDone = left.length < PAGE;
      return undefined;
    }
    const { removals, heldBack, next } = await ledger.markForRemoval(this.#round, this.#after, PAGE, now());
    observe?.('marked');
    await this.#take(removals);
    for (const [reason, count] of Object.entries(heldBack)) {
      this.#heldBack[reason] = (this.#heldBack[reason] ?? 0) + count;
    }
    this.#after = next;
    this.#isAllMarked = next === undefined;
    return this.#endOnceDone();
  }

  get isDone(): boolean {
    return this.#kinds.length === 0;
  }

  /** What lies in files is removed at once; rows are emptied a page at a time first, since a file may have a million. */
  async #take(removals: readonly Removal[]): Promise<void> {
    if (this.#kinds[0]![0] === 'ledger') this.#taken = removals;
    else await this.#remove(removals);
  }

  async #goOn(): Promise<void> {
    const { empty, now, observe } = this.#parts;
    const removal = this.#taken[this.#emptied];
    if (removal !== undefined) {
      this.#content = this.#stays(removal) ? undefined : await empty(removal, this.#content, now());
      if (this.#content === undefined) this.#emptied++;
      observe?.('emptied');
      return;
    }
    const taken = this.#taken;
    this.#taken = [];
    this.#emptied = 0;
    await this.#remove(taken);
  }

  async #endOnceDone(): Promise<RetentionResult | undefined> {
    return this.#isAllMarked && this.#taken.length === 0 ? this.#end() : undefined;
  }

  /** A legal hold, or a period made longer, that came after the mark. */
  #stays({ isHeld, at }: Removal): boolean {
    return isHeld || at >= this.#round!.before;
  }

  async #remove(removals: readonly Removal[]): Promise<void> {
    const { ledger, remove, observe } = this.#parts;
    const { id } = this.#round!;
    const gone = new Map<string, Removal[]>();
    for (const removal of removals) {
      const stays = this.#stays(removal);
      const folder = await this.#unlessDiskFails(1, removal.kind, () => remove(removal, stays));
      if (folder?.result !== undefined) gone.set(folder.result, [...(gone.get(folder.result) ?? []), removal]);
      else if (folder !== undefined) await ledger.withdrawRemoval(removal);
    }
    if (removals.length > 0) observe?.('removed');
    for (const [folder, inFolder] of gone) {
      const { kind } = inFolder[0]!;
      const settled = await this.#unlessDiskFails(inFolder.length, kind, () => this.#parts.settle(folder, kind));
      if (settled !== undefined) await ledger.confirmRemovals(id, inFolder);
    }
    if (gone.size > 0) observe?.('confirmed');
  }

  /** What the disk refuses stays marked, is told, and is tried again with the next run. */
  async #unlessDiskFails<Result>(
    files: number,
    kind: RetentionKind,
    work: () => Promise<Result>,
  ): Promise<{ readonly result: Result } | undefined> {
    try {
      return { result: await work() };
    } catch (error) {
      if (!(error instanceof GatewayError) || !error.code.startsWith('disk-')) throw error;
      this.#failed += files;
      this.#parts.onFailure(kind, error);
      return undefined;
    }
  }

  async #end(): Promise<RetentionResult> {
    const facts = { heldBack: this.#heldBack, failed: this.#failed };
    const round = await this.#parts.ledger.endRetention(this.#round!.id, facts, this.#parts.now());
    this.#kinds.shift();
    this.#round = undefined;
    this.#isLeftDone = false;
    this.#leftAfter = 0;
    this.#after = undefined;
    this.#isAllMarked = false;
    this.#heldBack = {};
    this.#failed = 0;
    return { ...round, ...facts };
  }
}
