import { ensureFolder } from '../files/durable-folder.js';
import { DropFolder } from '../ingest/drop-folder.js';
import { type FolderWatch, watchFolders } from '../ingest/folder-watch.js';
import { concurrencyLimit } from '../ingest/limit.js';
import type { SettleTimes } from '../ingest/settle.js';
import type { SubmissionRow } from '../store/rows.js';
import type { Gateway } from './gateway.js';

/** Events come in bursts; one scan answers them all. */
const EVENT_PAUSE_MILLISECONDS = 100;

/** The inboxes of all partners, also of those that are added while the gateway runs. */
export class Inboxes {
  readonly #gateway: Gateway;
  readonly #times: SettleTimes;
  readonly #onReceived: (submission: SubmissionRow) => void;
  readonly #limit: ReturnType<typeof concurrencyLimit>;
  readonly #folders = new Map<string, DropFolder>();
  #watch: FolderWatch | undefined;
  #watched = 0;

  /** `waitForCutOff`: a file without its IEA gets the long wait. */
  constructor(gateway: Gateway, waitForCutOff: boolean, onReceived: (submission: SubmissionRow) => void) {
    const { intake } = gateway.configuration;
    const quiet = intake.quietSeconds * 1_000;
    this.#gateway = gateway;
    this.#times = { quiet, cutOff: waitForCutOff ? intake.cutOffSeconds * 1_000 : quiet };
    this.#onReceived = onReceived;
    this.#limit = concurrencyLimit(intake.concurrency);
  }

  /** Scans every inbox once. Resolves to how many files are not taken yet, and how many could not be. */
  async scan(): Promise<{ readonly waiting: number; readonly failed: number }> {
    await this.#addNewPartners();
    let waiting = 0;
    let failed = 0;
    for (const folder of this.#folders.values()) {
      const result = await folder.scan();
      waiting += result.waiting;
      failed += result.failed;
    }
    return { waiting, failed };
  }

  /** Resolves when no file is being taken any more. */
  async idle(): Promise<void> {
    await Promise.all([...this.#folders.values()].map((folder) => folder.idle()));
  }

  /** Calls back soon after something changes in one of the inboxes scanned so far. Repeating it adds new ones. */
  async watch(onChange: () => void): Promise<void> {
    if (this.#watched === this.#folders.size) return;
    await this.#watch?.close();
    const inboxes = [...this.#folders.keys()].map((partnerId) => this.#gateway.folder.partner(partnerId).inbox);
    this.#watch = watchFolders(inboxes, onChange, EVENT_PAUSE_MILLISECONDS);
    this.#watched = inboxes.length;
  }

  async close(): Promise<void> {
    await this.#watch?.close();
    await this.idle();
  }

  async #addNewPartners(): Promise<void> {
    const { ledger, folder, intake, clock, logger } = this.#gateway;
    for (const { id: partnerId } of ledger.partners()) {
      if (this.#folders.has(partnerId)) continue;
      const { inbox, outbox } = folder.partner(partnerId);
      await ensureFolder(inbox);
      await ensureFolder(outbox);
      const options = { partnerId, inbox, intake, clock, logger, times: this.#times, limit: this.#limit };
      this.#folders.set(partnerId, new DropFolder({ ...options, onReceived: this.#onReceived }));
    }
  }
}
