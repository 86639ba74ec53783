import { join } from 'node:path';
import { publishFile } from '../files/publish-file.js';
import type { Ledger } from '../store/ledger.js';
import type { AnswerRow } from '../store/rows.js';
import type { Clock } from '../support/clock.js';
import type { AnswerSource } from './answer-content.js';
import { type AnswerStage, eachAnswer, type RoundResult } from './answer-pages.js';
import { AnswerProgress } from './answer-progress.js';
import { requireOutbox } from './outbox-folder.js';
import { type Outgoing, plainOutgoing } from './outgoing.js';

/** What answers are delivered with. `observe` is told of each once the ledger has it as delivered. */
export interface OutboxParts extends Pick<AnswerStage, 'onFailure' | 'isOver' | 'isHeld'> {
  readonly ledger: Pick<Ledger, 'answersInState' | 'answerBytes' | 'moveAnswer' | 'outboxFolder' | 'keepOutbox'>;
  readonly inside: AnswerSource['inside'];
  /** The outbox of a partner, absolute. */
  readonly outboxOf: (partnerId: string) => string;
  /** How an answer goes out; default: as it is, under its name in the download store. */
  readonly outgoing?: (answer: AnswerRow) => Promise<Outgoing>;
  readonly clock: Clock;
  readonly observe: (answer: AnswerRow) => void | Promise<void>;
}

/**
 * Gives every written answer to its partner's outbox as a file of its own (the partner may delete or change it), through
 * a temporary dot name, then commits it as delivered. At least once: a crash before the commit delivers the same name
 * with the same bytes again. An outbox that takes nothing (not writable, over its quota, not mounted) holds up its own
 * partner's answers alone. Raises the ledger's GatewayError.
 */
export function deliverToOutboxes(parts: OutboxParts, progress = new AnswerProgress()): Promise<RoundResult> {
  return eachAnswer(parts.ledger, progress, {
    state: 'written',
    folderOf: (answer) => parts.outboxOf(answer.partnerId),
    async work(answer) {
      const outbox = parts.outboxOf(answer.partnerId);
      await requireOutbox(parts, answer.partnerId);
      const { name, content, sha256 } = await (parts.outgoing?.(answer) ?? plainOutgoing(parts, answer));
      await publishFile(join(outbox, name), content, { sha256 });
      // It may have been unmounted in between: then the partner has not got it.
      await requireOutbox(parts, answer.partnerId);
      await parts.ledger.moveAnswer(answer.id, 'delivered', parts.clock.now().toISOString());
      await parts.observe(answer);
    },
    isHeld: parts.isHeld,
    isEverywhere: () => false,
    onFailure: parts.onFailure,
    isOver: parts.isOver,
  });
}
