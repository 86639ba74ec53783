import { ensureFolder } from '../files/durable-folder.js';
import { DropFolder } from '../ingest/drop-folder.js';
import { type FolderWatch, watchFolders } from '../ingest/folder-watch.js';
import { concurrencyLimit } from '../ingest/limit.js';
import type { SettleTimes } from '../ingest/settle.js';
import type { SubmissionRow } from '../store/rows.js';
import { GatewayError } from '../support/errors.js';
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
  #isClosing = false;
  /** Partners whose inbox cannot be made, with the error that was logged. */
  readonly #unmade = new Map<string, string>();

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
    let failed = this.#unmade.size;
    for (const folder of this.#folders.values()) {
      if (this.#isClosing) break;
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

  /** From now on nothing more is taken; what is being taken goes on. */
  stopTaking(): void {
    this.#isClosing = true;
  }

  async close(): Promise<void> {
    this.stopTaking();
    await this.#watch?.close();
    await this.idle();
  }

  async #addNewPartners(): Promise<void> {
    const { ledger, folder, intake, clock, logger } = this.#gateway;
    for (const { id: partnerId } of ledger.partners()) {
      if (this.#folders.has(partnerId)) continue;
      if (!(await this.#areMade(partnerId))) continue;
      const { inbox } = folder.partner(partnerId);
      const limit = (work: () => Promise<void>) => this.#limit(async () => (this.#isClosing ? undefined : work()));
      const options = { partnerId, inbox, intake, clock, logger, times: this.#times, limit };
      this.#folders.set(partnerId, new DropFolder({ ...options, onReceived: this.#onReceived }));
    }
  }

  /** Makes a partner's folders. What is wrong with them is that partner's trouble, logged once and tried again. */
  async #areMade(partnerId: string): Promise<boolean> {
    const { inbox, outbox } = this.#gateway.folder.partner(partnerId);
    try {
      await ensureFolder(inbox);
      this.#unmade.delete(partnerId);
      // An outbox that cannot be made is the delivery's to report; files are taken all the same.
      await ensureFolder(outbox).catch(() => undefined);
      return true;
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      const facts = { partner: partnerId, error: error.code, hint: error.hint };
      if (this.#unmade.get(partnerId) !== error.code) this.#gateway.logger.error('partner folder missing', facts);
      this.#unmade.set(partnerId, error.code);
      return false;
    }
  }
}
