import { basename, join } from 'node:path';
import type { InterchangeOutcome } from '../../envelope/outcome.js';
import { ensureFolder } from '../../files/durable-folder.js';
import { linkIntoPlace, writeTemporary } from '../../files/temporary-file.js';
import type { PartnerOptions } from '../../partners/profile.js';
import { is999Due, render999 } from '../../respond/acknowledgment-999.js';
import { type ReplyChannel, type ReplyTime, replyAddress } from '../../respond/reply-envelope.js';
import type { SetAcknowledgment } from '../../respond/set-acknowledgment.js';
import { isTa1Due, renderTa1 } from '../../respond/ta1.js';

/**
 * The acknowledgments the gateway would send for one checked file, one interchange for each received one, in order.
 * Control numbers count from 1 over TA1s and 999s together. What it keeps in memory is the acknowledgments' own text.
 */
export class Acknowledgments {
  readonly #options: PartnerOptions;
  readonly #at: ReplyTime;
  readonly #channel: ReplyChannel | undefined;
  /** TA1 interchanges, then 999 interchanges, as text. */
  readonly #interchange: string[] = [];
  readonly #implementation: string[] = [];
  #controlNumber = 0;

  constructor(options: PartnerOptions, at: ReplyTime, channel?: ReplyChannel) {
    this.#options = options;
    this.#at = at;
    this.#channel = channel;
  }

  /** Adds what is due for one interchange; `setsOf` gives the rendered parts of a group's sets, in order. */
  add(outcome: InterchangeOutcome, setsOf: (group: number) => Iterable<{ acknowledgment: SetAcknowledgment }>): void {
    const { header, groups, acknowledgment, note } = outcome;
    const reply = { address: replyAddress(header, note, this.#channel), at: this.#at };
    if (isTa1Due(outcome, this.#options)) {
      this.#interchange.push(
        renderTa1({ header, acknowledgment, note, controlNumber: ++this.#controlNumber, ...reply }),
      );
    }
    if (is999Due(outcome)) {
      const options = this.#options;
      this.#implementation.push(
        ...render999({ groups, setsOf, options, controlNumber: ++this.#controlNumber, ...reply }),
      );
    }
  }

  /**
   * Writes `<file name>.ta1.x12` and `<file name>.999.x12` into a folder, each only when it is due, and gives their
   * paths. Raises GatewayError `file-differs` for a name that other bytes have.
   */
  async write(directory: string, file: string): Promise<string[]> {
    await ensureFolder(directory);
    const written: string[] = [];
    for (const [kind, chunks] of [['ta1', this.#interchange] as const, ['999', this.#implementation] as const]) {
      if (chunks.length === 0) continue;
      const target = join(directory, `${basename(file)}.${kind}.x12`);
      await linkIntoPlace(await writeTemporary(directory, chunks, 0o640), target);
      written.push(target);
    }
    return written;
  }
}
