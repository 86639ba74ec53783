import type { Ledger } from '../store/ledger.js';
import type { AnswerRow } from '../store/rows.js';
import { isEnvironmentTrouble } from '../support/trouble.js';

/** Answers read at once, and how many of them are worked on together so that their syncs overlap. */
const PAGE = 256;
const TOGETHER = 16;

/** What became of a round. */
export interface RoundResult {
  readonly done: number;
  /** Answers that could not be moved on for a reason of their own; they are tried again in the next round. */
  readonly failed: number;
}

/**
 * Works once through all answers in one state, oldest first. One that fails does not stop the others: `onFailure` hears
 * of it. A full disk or a busy ledger ends the round with that error, since every other would fail too.
 */
export async function eachAnswer(
  ledger: Pick<Ledger, 'answersInState'>,
  state: AnswerRow['state'],
  work: (answer: AnswerRow) => Promise<boolean>,
  onFailure: (answer: AnswerRow, error: unknown) => void,
): Promise<RoundResult> {
  let done = 0;
  let failed = 0;
  let after = 0;
  for (;;) {
    const page = ledger.answersInState(state, after, PAGE);
    for (let from = 0; from < page.length; from += TOGETHER) {
      const some = page.slice(from, from + TOGETHER);
      const results = await Promise.allSettled(some.map(work));
      for (const [at, result] of results.entries()) {
        if (result.status === 'fulfilled') {
          if (result.value) done++;
        } else {
          if (isEnvironmentTrouble(result.reason)) throw result.reason;
          failed++;
          onFailure(some[at]!, result.reason);
        }
      }
    }
    if (page.length < PAGE) return { done, failed };
    after = page.at(-1)!.id;
  }
}
