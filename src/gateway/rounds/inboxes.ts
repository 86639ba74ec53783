import { ensureFolder } from '../../files/durable-folder.js';
import { attachmentNamesIn, claimedAttachmentName } from '../../ingest/attachment-names.js';
import { DropFolder, type DropFolderOptions } from '../../ingest/drop-folder.js';
import { type FolderWatch, watchFolders } from '../../ingest/folder-watch.js';
import { concurrencyLimit } from '../../ingest/limit.js';
import type { SettleTimes } from '../../ingest/settle.js';
import type { PartnerProfile } from '../../partners/profile.js';
import type { SubmissionRow } from '../../store/rows.js';
import { GatewayError } from '../../support/errors.js';
import type { Gateway } from '../gateway.js';

/** Events come in bursts; one scan answers them all. */
const EVENT_PAUSE_MILLISECONDS = 100;

/** A drop folder that belongs to no partner. */
const NOBODY = '';

/**
 * The inboxes and document folders of all partners, also of those that are added while the gateway runs, and the folder
 * that other systems of the payer publish through.
 */
export class Inboxes {
  readonly #gateway: Gateway;
  /** One object that all drop folders share, so that a reload reaches them. */
  readonly #times: { -readonly [Name in keyof SettleTimes]: SettleTimes[Name] };
  readonly #waitForCutOff: boolean;
  readonly #onReceived: (submission: SubmissionRow) => void;
  readonly #limit: ReturnType<typeof concurrencyLimit>;
  /** Two for each partner, its inbox and its documents; and the one for published files. */
  readonly #folders: { readonly partnerId: string; readonly folder: DropFolder }[] = [];
  readonly #partners = new Set<string>();
  #watch: FolderWatch | undefined;
  #watched = 0;
  #isClosing = false;
  /** Partners whose inbox cannot be made, with the error that was logged. */
  readonly #unmade = new Map<string, string>();

  /** `waitForCutOff`: a file without its IEA gets the long wait. */
  constructor(gateway: Gateway, waitForCutOff: boolean, onReceived: (submission: SubmissionRow) => void) {
    const { intake } = gateway.configuration;
    this.#gateway = gateway;
    this.#waitForCutOff = waitForCutOff;
    this.#times = { quiet: 0, cutOff: 0 };
    this.takeTimes();
    this.#onReceived = onReceived;
    this.#limit = concurrencyLimit(intake.concurrency);
    const { folder, publishIntake } = gateway;
    const published = this.#dropFolder({ partnerId: NOBODY, inbox: folder.publish, intake: publishIntake });
    this.#folders.push({ partnerId: NOBODY, folder: published });
  }

  /** Takes the times a file must stay unchanged from the configuration as it is now. */
  takeTimes(): void {
    const { quietSeconds, cutOffSeconds } = this.#gateway.configuration.intake;
    this.#times.quiet = quietSeconds * 1_000;
    this.#times.cutOff = this.#waitForCutOff ? cutOffSeconds * 1_000 : this.#times.quiet;
  }

  /**
   * Scans every inbox once, but for partners that are held or gone: their files stay where they are. Resolves to how many
   * files are not taken yet, and how many could not be.
   */
  async scan(): Promise<{ readonly waiting: number; readonly failed: number }> {
    const partners = this.#gateway.ledger.partners();
    await this.#addNewPartners(partners);
    const taking = new Set([NOBODY]);
    for (const { id, hold } of partners) if (hold === undefined) taking.add(id);
    let waiting = 0;
    let failed = this.#unmade.size;
    for (const { partnerId, folder } of this.#folders) {
      if (this.#isClosing) break;
      if (!taking.has(partnerId)) continue;
      const result = await folder.scan();
      waiting += result.waiting;
      failed += result.failed;
    }
    return { waiting, failed };
  }

  /** Resolves when no file is being taken any more. */
  async idle(): Promise<void> {
    await Promise.all(this.#folders.map(({ folder }) => folder.idle()));
  }

  /** Calls back soon after something changes in one of the inboxes scanned so far. Repeating it adds new ones. */
  async watch(onChange: () => void): Promise<void> {
    if (this.#watch !== undefined && this.#watched === this.#partners.size) return;
    await this.#watch?.close();
    const folders = [...this.#partners].flatMap((partnerId) => {
      const { inbox, attachments } = this.#gateway.folder.partner(partnerId);
      return [inbox, attachments];
    });
    this.#watch = watchFolders([...folders, this.#gateway.folder.publish], onChange, EVENT_PAUSE_MILLISECONDS);
    this.#watched = this.#partners.size;
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

  async #addNewPartners(partners: readonly PartnerProfile[]): Promise<void> {
    const { folder, intake, attachmentIntake } = this.#gateway;
    for (const { id: partnerId } of partners) {
      if (this.#partners.has(partnerId)) continue;
      if (!(await this.#areMade(partnerId))) continue;
      const { inbox, attachments } = folder.partner(partnerId);
      this.#partners.add(partnerId);
      const folders = [
        this.#dropFolder({ partnerId, inbox, intake }),
        this.#dropFolder({
          partnerId,
          inbox: attachments,
          intake: attachmentIntake,
          namesIn: attachmentNamesIn,
          claimedName: claimedAttachmentName,
        }),
      ];
      this.#folders.push(...folders.map((one) => ({ partnerId, folder: one })));
    }
  }

  #dropFolder(own: Pick<DropFolderOptions, 'partnerId' | 'inbox' | 'intake' | 'namesIn' | 'claimedName'>): DropFolder {
    const { clock, logger, ledger } = this.#gateway;
    const { partnerId } = own;
    // A scan of thousands of files takes a while, and a hold counts from the next file on.
    const mayTake = () => !this.#isClosing && (partnerId === NOBODY || ledger.partnerState(partnerId) === 'active');
    const limit = (work: () => Promise<void>) => this.#limit(async () => (mayTake() ? work() : undefined));
    return new DropFolder({ ...own, clock, logger, times: this.#times, limit, onReceived: this.#onReceived });
  }

  /** Makes a partner's folders. What is wrong with them is that partner's trouble, logged once and tried again. */
  async #areMade(partnerId: string): Promise<boolean> {
    const { inbox, outbox, attachments } = this.#gateway.folder.partner(partnerId);
    try {
      await ensureFolder(inbox);
      await ensureFolder(attachments);
      this.#unmade.delete(partnerId);
      // An outbox that cannot be made, or is not there any more, is the delivery's to report; files are taken all the same.
      if (this.#gateway.ledger.outboxFolder(partnerId) === '') await ensureFolder(outbox).catch(() => undefined);
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
