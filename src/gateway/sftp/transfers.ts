import { AnswerProgress } from '../../deliver/answer-progress.js';
import type { FetchedSource } from '../../ingest/fetched-source.js';
import { deliveryOf, type SftpEndpoint } from '../../sftp/endpoint.js';
import { type RemoteFile, remoteFileKey } from '../../sftp/remote-file.js';
import type { SftpPartner } from '../../sftp/sftp-partner.js';
import { isTrouble } from '../../sftp/trouble.js';
import { contentOfBytes, contentOfFile } from '../../sftp/upload-content.js';
import type { AnswerRow, SubmissionRow } from '../../store/rows.js';
import { GatewayError } from '../../support/errors.js';
import type { Gateway } from '../gateway.js';
import type { LedgerMemory } from './memory.js';

/** Answers read at once. */
const PAGE = 64;
/** The next look comes no sooner than that, however short the quiet time. */
const LEAST_MILLISECONDS = 100;

/** What files of one partner are transferred with. */
export interface TransferParts {
  readonly gateway: Pick<Gateway, 'ledger' | 'folder' | 'clock' | 'logger' | 'observe' | 'outgoing'>;
  readonly partnerId: string;
  readonly endpoint: SftpEndpoint;
  readonly server: SftpPartner;
  readonly memory: LedgerMemory;
  readonly source: FetchedSource;
  /** Told of each file once it is promised an answer. */
  readonly onReceived: (submission: SubmissionRow) => void;
  /** True when nothing new is to be begun. */
  readonly isOver: () => boolean;
}

/**
 * The files of one partner's server: in from its inbox, out to its outbox. Trouble with one file is logged once and the
 * others go on; trouble with the server, our disk or the ledger ends a round with that error, and the next one goes on.
 */
export class SftpTransfers {
  readonly #parts: TransferParts;
  readonly #resting = new AnswerProgress();
  /** Answers that are on the server and still go to the outbox here (`both`). */
  #uploaded = new Set<number>();
  /** What was logged about a file in the latest rounds, by a digest of it. */
  readonly #noted = new Map<string, string>();

  constructor(parts: TransferParts) {
    const { ledger } = parts.gateway;
    // Asked before each file: a round of thousands takes a while, and a hold counts from the next one on.
    const isOver = () => parts.isOver() || ledger.partnerState(parts.partnerId) !== 'active';
    this.#parts = { ...parts, isOver };
  }

  /** True for an answer that must not go to the outbox here, or not yet. */
  waitsFor(answer: AnswerRow): boolean {
    const delivery = deliveryOf(this.#parts.endpoint);
    return delivery === 'sftp' || (delivery === 'both' && !this.#uploaded.has(answer.id));
  }

  /**
   * Looks at the server's inbox once, fetches what stands still and settles it. Gives the milliseconds to the next look.
   * The order for a file: download into a file of ours, one commit of receipt and memory, then settling.
   */
  async fetch(): Promise<number> {
    const { server, endpoint, memory, gateway, isOver } = this.#parts;
    if (endpoint.inbox === undefined) {
      // Nothing is fetched, but whether answers can go out is better known before there are any.
      await server.connect();
      return endpoint.pollSeconds * 1_000;
    }
    const { ready, unsettled, waiting, beyond } = await server.poll(gateway.clock.now().getTime());
    const settled: string[] = [];
    try {
      await eachOf(unsettled, endpoint.parallelTransfers, isOver, async ({ file, sha256 }) => {
        await this.#settle(file, sha256, settled);
      });
      await eachOf(ready, endpoint.parallelTransfers, isOver, (file) => this.#fetchOne(file, settled));
    } finally {
      await memory.forget(settled);
    }
    const isMore = waiting > 0 || beyond > 0;
    const quiet = Math.max(endpoint.quietSeconds * 1_000, LEAST_MILLISECONDS);
    return isMore ? Math.min(quiet, endpoint.pollSeconds * 1_000) : endpoint.pollSeconds * 1_000;
  }

  /** Puts what is written and waits into the server's outbox. True when an answer may go on to the outbox here. */
  async put(): Promise<boolean> {
    const { endpoint, gateway, partnerId, isOver } = this.#parts;
    if (deliveryOf(endpoint) === 'outbox') return false;
    gateway.outgoing.forgetOptions();
    const isBoth = deliveryOf(endpoint) === 'both';
    const waiting = new Set<number>();
    let hasMore = false;
    for (let after = 0; ; ) {
      const page = gateway.ledger.answersToUpload(partnerId, after, PAGE);
      for (const { id } of page) waiting.add(id);
      const due = page.filter(({ id }) => !this.#uploaded.has(id) && !this.#resting.isResting(id, ''));
      await eachOf(due, endpoint.parallelTransfers, isOver, async (answer) => {
        if (!(await this.#upload(answer))) return;
        if (isBoth) {
          this.#uploaded.add(answer.id);
          hasMore = true;
        } else {
          // What lies on the partner's own server is in its hands: there is no outbox here that it could be gone from.
          const now = gateway.clock.now().toISOString();
          const moves = (['delivered', 'picked_up'] as const).map((to) =>
            gateway.ledger.moveAnswer(answer.id, to, now),
          );
          await Promise.all(moves);
          await gateway.observe('delivered', answer.submissionNumber);
        }
      });
      if (isOver()) return hasMore;
      if (page.length < PAGE) break;
      after = page.at(-1)!.id;
    }
    this.#uploaded = new Set([...this.#uploaded].filter((id) => waiting.has(id)));
    return hasMore;
  }

  async #fetchOne(file: RemoteFile, settled: string[]): Promise<void> {
    const { server, source, partnerId, onReceived } = this.#parts;
    const key = remoteFileKey(file);
    try {
      const kept = await server.download(file, (pieces) => source.keep(pieces));
      onReceived(await source.record(kept, { partnerId, senderFileName: file.name, key }));
      await this.#settle(file, kept.sha256, settled);
    } catch (error) {
      if (!isTrouble(error, 'content')) throw error;
      this.#note('file not fetched', key, error.code);
    }
  }

  async #settle(file: RemoteFile, sha256: string, settled: string[]): Promise<void> {
    const key = remoteFileKey(file);
    try {
      const outcome = await this.#parts.server.settle(file, sha256);
      if (outcome !== 'kept') settled.push(key);
      this.#noted.delete(key);
    } catch (error) {
      if (!isTrouble(error, 'content')) throw error;
      this.#note('fetched file not settled', key, error.code);
    }
  }

  /** False when this answer has trouble of its own and rests. */
  async #upload(answer: AnswerRow): Promise<boolean> {
    const { server, gateway, partnerId } = this.#parts;
    try {
      const { name, content: kept, ...recorded } = await gateway.outgoing.of(answer);
      const content = kept instanceof Uint8Array ? contentOfBytes(kept) : contentOfFile(kept.copyOf, recorded);
      await server.upload(name, content);
      this.#resting.succeeded(answer.id, '');
      return true;
    } catch (error) {
      const isIts = isTrouble(error, 'content') || (error instanceof GatewayError && OF_ONE_ANSWER.has(error.code));
      if (!isIts) throw error;
      if (this.#resting.failed(answer.id)) {
        const { submissionNumber: submission, type } = answer;
        gateway.logger.warn('answer not uploaded', { partner: partnerId, submission, type, error: error.code });
      }
      return false;
    }
  }

  /** Logs a trouble of a remote file once, without its name. */
  #note(event: string, key: string, error: string): void {
    if (this.#noted.get(key) === error) return;
    if (this.#noted.size >= MOST_NOTED) this.#noted.clear();
    this.#noted.set(key, error);
    this.#parts.gateway.logger.warn(event, { partner: this.#parts.partnerId, error });
  }
}

/** Trouble with one answer's bytes, name or key. */
const OF_ONE_ANSWER = new Set([
  'answer-bytes-missing',
  'file-damaged',
  'delivery-name-taken',
  'pgp-own-key-unusable',
  'pgp-partner-key-unusable',
]);
const MOST_NOTED = 10_000;

/** Works on all items, so many side by side, beginning none after one has failed; then the first error goes up. */
async function eachOf<Item>(
  items: readonly Item[],
  sideBySide: number,
  isOver: () => boolean,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  let failure: { readonly error: unknown } | undefined;
  const worker = async (): Promise<void> => {
    for (const item of queue) {
      if (failure !== undefined || isOver()) return;
      try {
        await work(item);
      } catch (error) {
        failure ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(sideBySide, items.length) }, worker));
  if (failure !== undefined) throw failure.error;
}
