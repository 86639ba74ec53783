import type { RoundResult } from '../../deliver/answer-pages.js';
import { AnswerProgress } from '../../deliver/answer-progress.js';
import { deliverToOutboxes, type OutboxParts } from '../../deliver/outbox.js';
import { OUTBOX_TROUBLES } from '../../deliver/outbox-folder.js';
import { type PickUpResult, PickUps } from '../../deliver/pick-ups.js';
import { writeStoredAnswers } from '../../deliver/write-answers.js';
import type { AnswerRow } from '../../store/rows.js';
import { GatewayError, systemErrorCode } from '../../support/errors.js';
import type { Gateway } from '../gateway.js';

/** What of a gateway answers are brought out with. */
export type DeliveringGateway = Pick<Gateway, 'ledger' | 'folder' | 'clock' | 'logger' | 'observe' | 'outgoing'>;

/** Tells of an answer that goes to its partner's server, or goes there first, and not to the outbox here. */
export type WaitsFor = (answer: AnswerRow) => boolean;

/** Brings stored answers to the download store and to the partners' outboxes, round after round. */
export class Delivery {
  readonly #gateway: DeliveringGateway;
  readonly #writing = new AnswerProgress();
  readonly #delivering = new AnswerProgress();
  readonly #pickUps: PickUps;
  /** Partners that were held in the round before, or whose answers were left out of it. */
  #held = new Set<string>();
  /** Outboxes in which nothing counted as picked up at the last look. */
  #troubled = new Map<string, keyof typeof OUTBOX_TROUBLES>();
  /** The newest redelivery that a round has gone back for. */
  #redelivery = 0;

  readonly #waitsFor: WaitsFor;

  /** `waitsFor`: answers that are not for the outboxes; when that changes, `again`. */
  constructor(gateway: DeliveringGateway, waitsFor: WaitsFor) {
    this.#gateway = gateway;
    this.#waitsFor = waitsFor;
    const { ledger, clock, folder } = gateway;
    this.#pickUps = new PickUps({
      ledger,
      clock,
      outboxOf: (partnerId) => folder.partner(partnerId).outbox,
      onTrouble: (partnerId, state) => this.#troubled.set(partnerId, state),
    });
  }

  /**
   * Writes out and delivers what is new or due again. What fails for one answer or one outbox is logged once and tried
   * again later. Answers of a partner that is held are written and not delivered until it is released. Rejects with the GatewayError of what all share (`ledger-busy`, a full download store); then nothing is
   * lost and the next round goes on. `isOver` is asked now and then; true ends the round early.
   */
  async round(isOver: () => boolean = () => false): Promise<RoundResult> {
    this.#goBackForRedeliveries();
    this.#gateway.outgoing.forgetOptions();
    const { downloads, letters, publishReports } = this.#gateway.folder;
    const parts = { ...this.#parts('written', isOver), downloads, letters, publishReports };
    const written = await writeStoredAnswers(parts, this.#writing);
    this.#noteHeldPartners();
    const outboxes = {
      ...this.#parts('delivered', isOver),
      outgoing: (answer: AnswerRow) => this.#gateway.outgoing.of(answer),
      isHeld: (answer: AnswerRow) => this.#isHeld(answer.partnerId) || this.#waitsFor(answer),
    };
    const delivered = await deliverToOutboxes(outboxes, this.#delivering);
    return { done: written.done + delivered.done, failed: written.failed + delivered.failed };
  }

  /** Has the next round look at all answers that wait: some may go to an outbox now. */
  again(): void {
    this.#delivering.include(1);
  }

  /** Commits as picked up what partners have taken from their outboxes. Not while a round runs. */
  async noticePickUps(): Promise<PickUpResult> {
    const before = this.#troubled;
    this.#troubled = new Map();
    const result = await this.#pickUps.look();
    for (const [partner, state] of this.#troubled) {
      if (before.get(partner) === state) continue;
      const [, hint] = OUTBOX_TROUBLES[state];
      this.#gateway.logger.warn('outbox not looked at', { partner, error: `outbox-${state}`, hint });
    }
    return result;
  }

  /** Answers asked for again are stored once more, with ids that the rounds have passed. */
  #goBackForRedeliveries(): void {
    const { last, firstAnswer } = this.#gateway.ledger.redeliveriesAsked(this.#redelivery);
    if (firstAnswer > 0) this.#writing.include(firstAnswer);
    this.#redelivery = last;
  }

  /** Who is held now. Once one is released, all that waits is looked at again. */
  #noteHeldPartners(): void {
    const held = new Set(this.#gateway.ledger.heldPartners());
    if ([...this.#held].some((partnerId) => !held.has(partnerId))) this.again();
    this.#held = held;
  }

  /** Asked for each answer: a round of thousands takes a while, and a hold counts from the next answer on. */
  #isHeld(partnerId: string): boolean {
    if (this.#gateway.ledger.partnerState(partnerId) !== 'held') return false;
    this.#held.add(partnerId);
    return true;
  }

  #parts(step: 'written' | 'delivered', isOver: () => boolean): OutboxParts {
    const { ledger, folder, clock, observe } = this.#gateway;
    return {
      ledger,
      clock,
      isOver,
      inside: (path) => folder.inside(path),
      outboxOf: (partnerId) => folder.partner(partnerId).outbox,
      observe: (answer) => {
        if (step === 'written') this.#delivering.include(answer.id);
        return observe(step, answer.submissionNumber);
      },
      onFailure: (answer, error) => this.#note(answer, error),
    };
  }

  #note(answer: AnswerRow, error: unknown): void {
    const facts = {
      submission: answer.submissionNumber,
      partner: answer.partnerId,
      type: answer.type,
      state: answer.state,
      error: error instanceof GatewayError ? error.code : systemErrorCode(error) || 'unknown',
    };
    // The download store is ours; an outbox is its partner's affair.
    if (answer.state === 'stored') this.#gateway.logger.error('answer not written', facts);
    else this.#gateway.logger.warn('answer not delivered', facts);
  }
}
