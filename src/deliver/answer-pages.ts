import { dirname } from 'node:path';
import type { Ledger } from '../store/ledger.js';
import type { AnswerRow } from '../store/rows.js';
import { GatewayError } from '../support/errors.js';
import { isLedgerTrouble } from '../support/trouble.js';
import type { AnswerProgress } from './answer-progress.js';

/** Answers read at once, and how many of them are worked on together so that their syncs overlap. */
const PAGE = 256;
const TOGETHER = 16;

/** What became of a round. */
export interface RoundResult {
  readonly done: number;
  /** Answers that could not be moved on for a reason of their own or of their folder; each is tried again later. */
  readonly failed: number;
}

/** How the answers in one state are moved on. */
export interface AnswerStage {
  readonly state: AnswerRow['state'];
  /** The folder an answer goes to, absolute; may raise what `work` raises for the same answer. */
  readonly folderOf: (answer: AnswerRow) => string;
  readonly work: (answer: AnswerRow) => Promise<void>;
  /** True for an answer that is to stay as it is; whoever holds it back makes the progress include it again. */
  readonly isHeld?: ((answer: AnswerRow) => boolean) | undefined;
  /** True for trouble of a folder that every folder has. */
  readonly isEverywhere: (error: GatewayError) => boolean;
  /** Hears of a trouble once, with the first answer that has it, until it is over. */
  readonly onFailure: (answer: AnswerRow, error: unknown) => void;
  /** Asked now and then; true ends the round early. */
  readonly isOver?: (() => boolean) | undefined;
}

/**
 * Works once through the answers in one state that are new or due, oldest first. One that fails holds up itself, or the
 * answers of its folder when the folder is the trouble; never the others. The ledger's trouble, which all would share,
 * ends the round with that error.
 */
export async function eachAnswer(
  ledger: Pick<Ledger, 'answersInState'>,
  progress: AnswerProgress,
  stage: AnswerStage,
): Promise<RoundResult> {
  let done = 0;
  let failed = 0;
  progress.begin();
  for (;;) {
    const page = ledger.answersInState(stage.state, progress.after, PAGE);
    for (let from = 0; from < page.length; from += TOGETHER) {
      if (stage.isOver?.() === true) return { done, failed };
      const some = page.slice(from, from + TOGETHER);
      const wanted = some.filter((answer) => stage.isHeld?.(answer) !== true);
      const ready = wanted.filter((answer) => !progress.isResting(answer.id, folderOf(stage, answer)));
      const succeeded = await settle(ready, progress, stage);
      done += succeeded;
      failed += wanted.length - succeeded;
      progress.advance(some.at(-1)!.id);
    }
    if (page.length < PAGE) return { done, failed };
  }
}

/** Works on a few answers at once. Resolves to how many went through. */
async function settle(answers: readonly AnswerRow[], progress: AnswerProgress, stage: AnswerStage): Promise<number> {
  const results = await Promise.allSettled(answers.map(stage.work));
  let done = 0;
  // What went well first: it ends the trouble of a folder, and what went wrong begins it anew.
  for (const [at, answer] of answers.entries()) {
    if (results[at]!.status === 'rejected') continue;
    progress.succeeded(answer.id, folderOf(stage, answer));
    done++;
  }
  let everybodys: unknown;
  for (const [at, answer] of answers.entries()) {
    const result = results[at]!;
    if (result.status === 'fulfilled') continue;
    const { reason } = result;
    const folder = folderOf(stage, answer);
    const isFolders = isTroubleOf(folder, reason);
    if (isLedgerTrouble(reason) || (isFolders && stage.isEverywhere(reason))) everybodys ??= reason;
    else if (progress.failed(answer.id, isFolders ? folder : undefined)) stage.onFailure(answer, reason);
  }
  if (everybodys !== undefined) throw everybodys;
  return done;
}

/** '' for an answer that has no place; `work` says why. */
function folderOf(stage: AnswerStage, answer: AnswerRow): string {
  try {
    return stage.folderOf(answer);
  } catch {
    return '';
  }
}

/** True for what was said about the folder itself, or what the disk said about the file to be made in it. */
function isTroubleOf(folder: string, error: unknown): error is GatewayError {
  if (!(error instanceof GatewayError) || !/^(disk|outbox)-/.test(error.code)) return false;
  const { subject = '' } = error;
  return folder !== '' && (subject === folder || dirname(subject) === folder);
}
