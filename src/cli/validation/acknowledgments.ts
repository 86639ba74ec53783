import { basename, join } from 'node:path';
import type { InterchangeOutcome } from '../../envelope/outcome.js';
import { ensureFolder } from '../../files/durable-folder.js';
import { removeFile } from '../../files/remove-file.js';
import { replaceFile } from '../../files/replace-file.js';
import type { PartnerOptions } from '../../partners/profile.js';
import { is999Due, render999 } from '../../respond/acknowledgment-999.js';
import { isAddressed, type ReplyChannel, type ReplyTime, replyAddress } from '../../respond/reply-envelope.js';
import type { SetAcknowledgment } from '../../respond/set-acknowledgment.js';
import { isTa1Due, renderTa1 } from '../../respond/ta1.js';
import { GatewayError } from '../../support/errors.js';

/** The files that `validate --acks` writes for a checked file, or removes when nothing is due. */
export function acknowledgmentFiles(directory: string, file: string): { readonly ta1: string; readonly '999': string } {
  const path = (kind: string) => join(directory, `${basename(file)}.${kind}.x12`);
  return { ta1: path('ta1'), '999': path('999') };
}

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
  #unaddressed = 0;

  constructor(options: PartnerOptions, at: ReplyTime, channel?: ReplyChannel) {
    this.#options = options;
    this.#at = at;
    this.#channel = channel;
  }

  /** TA1s that were due and are not there, since the received ids cannot be repeated and no channel tells others. */
  get unaddressed(): number {
    return this.#unaddressed;
  }

  /** Adds what is due for one interchange; `setsOf` gives the rendered parts of a group's sets, in order. */
  add(outcome: InterchangeOutcome, setsOf: (group: number) => Iterable<{ acknowledgment: SetAcknowledgment }>): void {
    const { header, groups, acknowledgment, note } = outcome;
    const address = replyAddress(header, note, this.#channel);
    const reply = { address, at: this.#at };
    if (isTa1Due(outcome, this.#options)) {
      if (!isAddressed(address)) {
        this.#unaddressed++;
        return;
      }
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
   * Writes the file's acknowledgments into a folder, replacing those of an earlier run and removing what is not due any
   * more, and gives the paths it wrote. Raises GatewayError `disk-full`, `disk-denied` or `disk-failed`.
   */
  async write(directory: string, file: string): Promise<string[]> {
    const { ta1, '999': implementation } = acknowledgmentFiles(directory, file);
    const written: string[] = [];
    try {
      await ensureFolder(directory);
      for (const [target, chunks] of [
        [ta1, this.#interchange] as const,
        [implementation, this.#implementation] as const,
      ]) {
        if (chunks.length === 0) {
          await removeFile(target);
          continue;
        }
        await replaceFile(target, chunks);
        written.push(target);
      }
    } catch (error) {
      throw error instanceof GatewayError ? notWritten(directory, error) : error;
    }
    return written;
  }
}

/** The folder is the person's own choice, so it is named, and choosing another one is the way out. */
function notWritten(directory: string, error: GatewayError): GatewayError {
  return new GatewayError(`The acknowledgments cannot be written into ${directory}: ${error.message}`, {
    code: error.code,
    operation: 'write acknowledgments',
    subject: directory,
    hint: error.code === 'disk-full' ? error.hint : 'Name a folder you may write to with --acks DIR.',
    exitCode: 3,
    cause: error,
  });
}
