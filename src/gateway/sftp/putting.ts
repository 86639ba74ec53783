import { deliveryOf } from '../../sftp/endpoint.js';
import { contentOfBytes, contentOfFile } from '../../sftp/upload-content.js';
import type { AnswerRow } from '../../store/rows.js';
import { GatewayError } from '../../support/errors.js';
import { FileTroubles } from './file-troubles.js';
import { eachOf, serverTrouble, type TransferParts } from './transfers.js';

/** Answers read at once. */
const PAGE = 64;

/** Trouble with one answer's bytes, name or key. */
const OF_ONE_ANSWER = new Set([
  'answer-bytes-missing',
  'file-damaged',
  'delivery-name-taken',
  'pgp-own-key-unusable',
  'pgp-partner-key-unusable',
]);

/** What a round of uploads came to. */
export interface PutRound {
  /** True when an answer may go on to the outbox here. */
  readonly hasMore: boolean;
  /** True when it tells how the server is: something was tried, or nothing waits. */
  readonly isTelling: boolean;
}

/**
 * The answers for the outbox of one partner's server. One with trouble of its own is logged once and rests while the others go
 * on; trouble with the server, our disk or the ledger ends a round with that error, and the next one goes on.
 */
export class Putting {
  /** Answers that could not be uploaded. */
  readonly troubles = new FileTroubles();
  readonly #parts: TransferParts;
  /** Answers that are on the server and still go to the outbox here (`both`). */
  #uploaded = new Set<number>();

  constructor(parts: TransferParts) {
    this.#parts = parts;
  }

  /** True for an answer that must not go to the outbox here, or not yet. */
  waitsFor(answer: AnswerRow): boolean {
    const delivery = deliveryOf(this.#parts.endpoint);
    return delivery === 'sftp' || (delivery === 'both' && !this.#uploaded.has(answer.id));
  }

  /** Puts what is written and waits into the server's outbox. */
  async round(): Promise<PutRound> {
    const { endpoint, gateway, partnerId, isOver } = this.#parts;
    if (deliveryOf(endpoint) === 'outbox') return { hasMore: false, isTelling: true };
    gateway.outgoing.forgetOptions();
    const waiting = new Set<number>();
    let [tried, put, isLast] = [0, 0, false];
    for (let after = 0; !isLast; ) {
      const page = gateway.ledger.answersToUpload(partnerId, after, PAGE);
      for (const { id } of page) waiting.add(id);
      const due = page.filter(({ id }) => !this.#uploaded.has(id) && !this.troubles.isResting(String(id)));
      await eachOf(due, endpoint.parallelTransfers, isOver, async (answer) => {
        tried++;
        if (!(await this.#upload(answer))) return;
        put++;
        await this.#note(answer);
      });
      if (isOver()) return { hasMore: put > 0, isTelling: false };
      isLast = page.length < PAGE;
      after = page.at(-1)?.id ?? after;
    }
    this.#uploaded = new Set([...this.#uploaded].filter((id) => waiting.has(id)));
    this.troubles.keepOnly(new Set([...waiting].map(String)));
    if (this.troubles.isServerTrouble) throw serverTrouble();
    return { hasMore: put > 0 && deliveryOf(endpoint) === 'both', isTelling: tried > 0 || waiting.size === 0 };
  }

  async #note(answer: AnswerRow): Promise<void> {
    const { endpoint, gateway } = this.#parts;
    if (deliveryOf(endpoint) === 'both') {
      this.#uploaded.add(answer.id);
      return;
    }
    // What lies on the partner's own server is in its hands: there is no outbox here that it could be gone from.
    const now = gateway.clock.now().toISOString();
    await Promise.all((['delivered', 'picked_up'] as const).map((to) => gateway.ledger.moveAnswer(answer.id, to, now)));
    await gateway.observe('delivered', answer.submissionNumber);
  }

  /** False when this answer has trouble of its own and rests. */
  async #upload(answer: AnswerRow): Promise<boolean> {
    const { server, gateway, partnerId } = this.#parts;
    const key = String(answer.id);
    try {
      const { name, content: kept, ...recorded } = await gateway.outgoing.of(answer);
      const content = kept instanceof Uint8Array ? contentOfBytes(kept) : contentOfFile(kept.copyOf, recorded);
      await server.upload(name, content);
      this.troubles.succeeded(key);
      return true;
    } catch (error) {
      const at = gateway.clock.now().toISOString();
      const isOurs = error instanceof GatewayError && OF_ONE_ANSWER.has(error.code);
      if (!isOurs && !this.troubles.isOwn(key, error, at)) throw error;
      if (this.troubles.failed(key, error.code, at)) {
        const { submissionNumber: submission, type } = answer;
        const facts = { partner: partnerId, submission, type, error: error.code, hint: error.hint };
        gateway.logger.warn('answer not uploaded', facts);
      }
      if (this.troubles.isServerTrouble) throw serverTrouble();
      return false;
    }
  }
}
