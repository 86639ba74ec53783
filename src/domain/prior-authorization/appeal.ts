import { localDay } from '../../support/wall-clock.js';
import { impossible, refusal } from './admission.js';
import { isIsoDay } from './checks.js';
import type { CommandFacts, CommandProblem, CommandResult } from './command.js';
import type { AppealOutcome, PriorAuthorization } from './model.js';
import { advance, begin, settle } from './progress.js';

/**
 * Records, once, what a fair hearing decided on a modified or denied line. The decision itself stays as it was: what the
 * hearing grants is a new request's business. The hearing's day is neither before the decision nor in the future.
 */
export function recordAppeal(
  priorAuthorization: PriorAuthorization,
  command: Pick<AppealOutcome, 'outcome' | 'decidedOn' | 'reference'>,
  facts: CommandFacts,
): CommandResult {
  const no = impossible(priorAuthorization, 'record-appeal', 'payer');
  if (no !== undefined) return no;
  const { outcome, decidedOn, reference } = command;
  const { timeZone } = facts.settings.clock;
  const isAppealable = priorAuthorization.lines.some((line) => line.status === 'modified' || line.status === 'denied');
  const isOnTime =
    isIsoDay(decidedOn) &&
    decidedOn >= localDay(new Date(priorAuthorization.decidedAt), timeZone) &&
    decidedOn <= localDay(facts.at, timeZone);
  const problems: CommandProblem[] = [];
  if (!isAppealable) problems.push({ problem: 'nothing-to-appeal', line: 0 });
  if (priorAuthorization.appeal !== undefined) problems.push({ problem: 'appeal-recorded', line: 0 });
  if (!isOnTime) problems.push({ problem: 'dates-invalid', line: 0 });
  const refused = refusal(problems);
  if (refused !== undefined) return refused;
  const appeal = { outcome, decidedOn, reference, recordedAt: facts.at.toISOString(), recordedBy: facts.actor };
  const step = {
    event: 'record-appeal',
    actor: 'payer',
    lines: [],
    changes: { appeal },
    details: { outcome, decidedOn },
  } as const;
  return settle(advance(begin(priorAuthorization, facts), step, facts), facts);
}
