import type { RemoteMemory } from '../../sftp/remote-memory.js';
import type { Ledger } from '../../store/ledger.js';

/** What was fetched from one partner's server, kept in the ledger, so that it outlasts the process. */
export class LedgerMemory implements RemoteMemory {
  readonly #ledger: Pick<Ledger, 'fetchedDigest' | 'fetchedKeys' | 'forgetFetched'>;
  readonly #partnerId: string;

  constructor(ledger: Pick<Ledger, 'fetchedDigest' | 'fetchedKeys' | 'forgetFetched'>, partnerId: string) {
    this.#ledger = ledger;
    this.#partnerId = partnerId;
  }

  async find(key: string): Promise<string | undefined> {
    return this.#ledger.fetchedDigest(this.#partnerId, key);
  }

  /** The commit that records a file remembers it (`recordFetched`): there is nothing to do. */
  async remember(): Promise<void> {}

  async keepOnly(keys: ReadonlySet<string>): Promise<void> {
    await this.forget(this.#ledger.fetchedKeys(this.#partnerId).filter((key) => !keys.has(key)));
  }

  /** Forgets files that are settled: what comes under their name from now on is another file, whatever it looks like. */
  async forget(keys: readonly string[]): Promise<void> {
    if (keys.length > 0) await this.#ledger.forgetFetched(this.#partnerId, keys);
  }
}
