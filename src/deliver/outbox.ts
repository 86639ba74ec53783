import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureFolder } from '../files/durable-folder.js';
import { publishFile } from '../files/publish-file.js';
import type { Ledger } from '../store/ledger.js';
import type { AnswerRow } from '../store/rows.js';
import type { Clock } from '../support/clock.js';
import { systemErrorCode } from '../support/errors.js';
import { type AnswerSource, answerContent } from './answer-content.js';
import { eachAnswer, type RoundResult } from './answer-pages.js';
import { answerFileName } from './download-layout.js';

export interface OutboxParts {
  readonly ledger: Pick<Ledger, 'answersInState' | 'answerBytes' | 'moveAnswer'>;
  readonly inside: AnswerSource['inside'];
  /** The outbox of a partner, absolute. */
  readonly outboxOf: (partnerId: string) => string;
  readonly clock: Clock;
  readonly observe: (answer: AnswerRow) => void | Promise<void>;
  readonly onFailure: (answer: AnswerRow, error: unknown) => void;
}

/**
 * Gives every written answer to its partner's outbox as a file of its own (the partner may delete or change it), through
 * a temporary dot name, then commits it as delivered. At least once: a crash before the commit delivers the same name
 * with the same bytes again.
 */
export function deliverToOutboxes(parts: OutboxParts): Promise<RoundResult> {
  return eachAnswer(
    parts.ledger,
    'written',
    async (answer) => {
      const outbox = parts.outboxOf(answer.partnerId);
      await ensureFolder(outbox);
      await publishFile(join(outbox, answerFileName(answer)), answerContent(parts, answer), { sha256: answer.sha256 });
      await parts.ledger.moveAnswer(answer.id, 'delivered', parts.clock.now().toISOString());
      await parts.observe(answer);
      return true;
    },
    parts.onFailure,
  );
}

/** Commits as picked up every delivered answer that is gone from its outbox. An outbox that cannot be read tells nothing. */
export async function noticePickUps(parts: OutboxParts): Promise<RoundResult> {
  const listed = new Map<string, Promise<ReadonlySet<string> | undefined>>();
  return eachAnswer(
    parts.ledger,
    'delivered',
    async (answer) => {
      const outbox = parts.outboxOf(answer.partnerId);
      if (!listed.has(outbox)) listed.set(outbox, namesIn(outbox));
      const names = await listed.get(outbox);
      if (names === undefined || names.has(answerFileName(answer))) return false;
      await parts.ledger.moveAnswer(answer.id, 'picked_up', parts.clock.now().toISOString());
      return true;
    },
    parts.onFailure,
  );
}

async function namesIn(folder: string): Promise<ReadonlySet<string> | undefined> {
  try {
    return new Set(await readdir(folder));
  } catch (error) {
    if (systemErrorCode(error) !== '') return undefined;
    throw error;
  }
}
