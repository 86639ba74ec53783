import type { ReferenceKind } from '../../../domain/reference.js';
import type { Ledger } from '../../ledger.js';
import type { ReferenceEdition } from '../../rows.js';
import type { Commit } from '../group-commit.js';
import type { References } from './references.js';

/**
 * Loads of reference files as operations of the ledger. What is dropped is removed slice by slice, each a commit of its
 * own between those of others; what a crash or a full disk leaves of it is removed at the next load of any kind.
 */
export class ReferenceLoads {
  readonly #references: References;
  readonly #commit: Commit;

  constructor(references: References, commit: Commit) {
    this.#references = references;
    this.#commit = commit;
  }

  /** As `Ledger.beginReference` says. */
  async begin(kind: ReferenceKind, actor: string, now: string): Promise<number> {
    const edition = await this.#commit('begin a reference file', () => this.#references.begin(kind, actor, now));
    await this.#sweep();
    return edition;
  }

  /** As `Ledger.putReferenceRows` says; one commit, so that the caller chooses how many rows others wait for. */
  put(edition: number, rows: Parameters<Ledger['putReferenceRows']>[1]): Promise<void> {
    return this.#commit('store reference rows', () => this.#references.put(edition, rows));
  }

  /** As `Ledger.completeReference` says. The edition counts from its commit on, whether the old one's rows could go or not. */
  async complete(edition: number, now: string): Promise<ReferenceEdition> {
    const completed = await this.#commit('complete a reference file', () => this.#references.complete(edition, now));
    await this.#sweep().catch(() => undefined);
    return completed;
  }

  /** As `Ledger.dropReference` says. */
  async drop(edition: number): Promise<void> {
    await this.#commit('drop a reference file', () => this.#references.drop(edition));
    await this.#sweep();
  }

  async #sweep(): Promise<void> {
    while (await this.#commit('remove an old reference file', () => this.#references.sweep()));
  }
}
