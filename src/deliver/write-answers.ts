import { dirname } from 'node:path';
import { ensureFolder } from '../files/durable-folder.js';
import { publishFile } from '../files/publish-file.js';
import type { Ledger } from '../store/ledger.js';
import type { AnswerRow } from '../store/rows.js';
import type { Clock } from '../support/clock.js';
import { type AnswerSource, answerContent } from './answer-content.js';
import { type AnswerStage, eachAnswer, type RoundResult } from './answer-pages.js';
import { AnswerProgress } from './answer-progress.js';
import { type AnswerPlaces, answerPath, FILES_OF_A_LETTER } from './download-layout.js';

/** What answers are written with. `observe` is told of each once the ledger has it as written. */
export interface AnswerWriterParts extends Pick<AnswerStage, 'onFailure' | 'isOver'>, AnswerPlaces {
  readonly ledger: Pick<Ledger, 'answersInState' | 'answerBytes' | 'moveAnswer'>;
  readonly inside: AnswerSource['inside'];
  readonly clock: Clock;
  readonly observe: (answer: AnswerRow) => void | Promise<void>;
}

/**
 * Writes every stored answer to its place, the download store or the hand-off for letters, then commits it as written. A
 * letter's manifest is written after the files it names. A file with the same bytes that is
 * already there was written before a crash and counts as success; other bytes under its name are a failure of that
 * answer alone. Raises the ledger's GatewayError, and `disk-full` of the store.
 */
export function writeStoredAnswers(parts: AnswerWriterParts, progress = new AnswerProgress()): Promise<RoundResult> {
  return eachAnswer(parts.ledger, progress, {
    state: 'stored',
    folderOf: (answer) => dirname(answerPath(parts, answer)),
    async work(answer) {
      if (answer.target === 'letters' && answer.extension === 'json') await writeFilesOfLetter(parts, answer);
      await publishAnswer(parts, parts, answer);
      await parts.ledger.moveAnswer(answer.id, 'written', parts.clock.now().toISOString());
      await parts.observe(answer);
    },
    // The hand-off may lie on a disk of the mail vendor's; when both are one, the download store says so too.
    isEverywhere: (error) => error.code === 'disk-full' && error.subject?.startsWith(`${parts.letters}/`) !== true,
    onFailure: parts.onFailure,
    isOver: parts.isOver,
  });
}

/**
 * Writes the files that a manifest names and that are not committed as written: answers are worked on side by side, and
 * whoever finds a manifest may take the letter away at once. They were stored with it, just before it.
 */
async function writeFilesOfLetter(
  parts: AnswerWriterParts,
  { id, submissionId, type, ordinal }: AnswerRow,
): Promise<void> {
  const others = FILES_OF_A_LETTER - 1;
  const before = parts.ledger.answersInState('stored', id - FILES_OF_A_LETTER, others);
  for (const file of before) {
    const isOfLetter = file.submissionId === submissionId && file.type === type;
    if (isOfLetter && file.ordinal < ordinal && file.ordinal >= ordinal - others) {
      await publishAnswer(parts, parts, file);
    }
  }
}

/** Puts one answer at its place, never over another file. Returns false when it was there already. */
export async function publishAnswer(source: AnswerSource, places: AnswerPlaces, answer: AnswerRow): Promise<boolean> {
  const target = answerPath(places, answer);
  await ensureFolder(dirname(target));
  return publishFile(target, answerContent(source, answer), { sha256: answer.sha256 });
}
