import type { CommandProblem } from './command.js';
import type { ReviewSettings } from './settings.js';

/** Most decision reason codes of one line: as many as a 278 response can carry (HCR03 repeats up to five times). */
export const MOST_REASONS = 5;

/** What is wrong with the reasons of one line. `isNeeded`: anything but an approval says why (42 CFR 438.210, 431.80). */
export function reasonProblems(
  line: number,
  reasons: readonly string[],
  isNeeded: boolean,
  settings: ReviewSettings,
): readonly CommandProblem[] {
  const problems: CommandProblem[] = [];
  if (isNeeded && reasons.length === 0) problems.push({ problem: 'reason-missing', line });
  if (reasons.some((reason) => !Object.hasOwn(settings.reasons, reason)))
    problems.push({ problem: 'reason-unknown', line });
  if (reasons.length > MOST_REASONS) problems.push({ problem: 'too-many-reasons', line });
  return problems;
}
