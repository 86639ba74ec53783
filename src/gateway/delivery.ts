import { deliverToOutboxes, noticePickUps, type OutboxParts } from '../deliver/outbox.js';
import { writeStoredAnswers } from '../deliver/write-answers.js';
import type { AnswerRow } from '../store/rows.js';
import { GatewayError, systemErrorCode } from '../support/errors.js';
import type { Gateway } from './gateway.js';

/** Brings stored answers to the download store and to the partners' outboxes, round after round. */
export class Delivery {
  readonly #gateway: Gateway;
  /** Answers whose trouble has been logged. */
  readonly #noted = new Set<number>();

  constructor(gateway: Gateway) {
    this.#gateway = gateway;
  }

  /**
   * Writes out and delivers what there is. Resolves to the number of answers that moved. Rejects with the GatewayError
   * of the environment's trouble (`disk-full`, `ledger-busy`); then nothing is lost and the next round goes on.
   */
  async round(): Promise<number> {
    const written = await writeStoredAnswers({
      ...this.#parts('written'),
      downloads: this.#gateway.folder.downloads,
    });
    const delivered = await deliverToOutboxes(this.#parts('delivered'));
    return written.done + delivered.done;
  }

  /** Commits as picked up what partners have taken from their outboxes. */
  async noticePickUps(): Promise<void> {
    await noticePickUps(this.#parts('delivered'));
  }

  #parts(step: 'written' | 'delivered'): OutboxParts {
    const { ledger, folder, clock, observe } = this.#gateway;
    return {
      ledger,
      clock,
      inside: (path) => folder.inside(path),
      outboxOf: (partnerId) => folder.partner(partnerId).outbox,
      observe: (answer) => observe(step, answer.submissionNumber),
      onFailure: (answer, error) => this.#note(answer, error),
    };
  }

  #note(answer: AnswerRow, error: unknown): void {
    if (this.#noted.has(answer.id)) return;
    this.#noted.add(answer.id);
    this.#gateway.logger.error('answer not delivered', {
      submission: answer.submissionNumber,
      type: answer.type,
      state: answer.state,
      error: error instanceof GatewayError ? error.code : systemErrorCode(error) || 'unknown',
    });
  }
}
