import { dirname, join } from 'node:path';
import { ensureFolder } from '../files/durable-folder.js';
import { publishFile } from '../files/publish-file.js';
import type { Ledger } from '../store/ledger.js';
import type { AnswerRow } from '../store/rows.js';
import type { Clock } from '../support/clock.js';
import { type AnswerSource, answerContent } from './answer-content.js';
import { type AnswerStage, eachAnswer, type RoundResult } from './answer-pages.js';
import { AnswerProgress } from './answer-progress.js';
import { downloadPath } from './download-layout.js';

/** What answers are written with. `observe` is told of each once the ledger has it as written. */
export interface AnswerWriterParts extends Pick<AnswerStage, 'onFailure' | 'isOver'> {
  readonly ledger: Pick<Ledger, 'answersInState' | 'answerBytes' | 'moveAnswer'>;
  readonly inside: AnswerSource['inside'];
  /** Root of the download store, absolute. */
  readonly downloads: string;
  readonly clock: Clock;
  readonly observe: (answer: AnswerRow) => void | Promise<void>;
}

/**
 * Writes every stored answer into the download store, then commits it as written. A file with the same bytes that is
 * already there was written before a crash and counts as success; other bytes under its name are a failure of that
 * answer alone. Raises the ledger's GatewayError, and `disk-full` of the store.
 */
export function writeStoredAnswers(parts: AnswerWriterParts, progress = new AnswerProgress()): Promise<RoundResult> {
  return eachAnswer(parts.ledger, progress, {
    state: 'stored',
    folderOf: (answer) => dirname(join(parts.downloads, downloadPath(answer))),
    async work(answer) {
      await publishAnswer(parts, parts.downloads, answer);
      await parts.ledger.moveAnswer(answer.id, 'written', parts.clock.now().toISOString());
      await parts.observe(answer);
    },
    isEverywhere: (error) => error.code === 'disk-full',
    onFailure: parts.onFailure,
    isOver: parts.isOver,
  });
}

/** Puts one answer at its place below the root, never over another file. Returns false when it was there already. */
export async function publishAnswer(source: AnswerSource, root: string, answer: AnswerRow): Promise<boolean> {
  const target = join(root, downloadPath(answer));
  await ensureFolder(dirname(target));
  return publishFile(target, answerContent(source, answer), { sha256: answer.sha256 });
}
