import { holderProblems, impossible, lineProblems, openLines, refusal, wordProblems } from './admission.js';
import type { CommandFacts, CommandResult } from './command.js';
import { NOTHING_AUTHORIZED } from './line-decision.js';
import type { CancellationCause, LineDecision, PriorAuthorization } from './model.js';
import { advance, begin, settle } from './progress.js';

/**
 * The payer cancels lines, all open ones when none is named: a duplicate, no eligibility, no authorization needed. The
 * member is written to; with the last open line the whole is adjudicated. The gateway itself may do it too.
 */
export function cancelLines(
  priorAuthorization: PriorAuthorization,
  command: {
    readonly lines: readonly number[];
    readonly cause: CancellationCause;
    readonly duplicateOf: string;
    readonly message: string;
  },
  facts: CommandFacts,
): CommandResult {
  const actor = facts.channel === 'gateway' ? 'system' : 'reviewer';
  const no = impossible(priorAuthorization, 'cancel-line', actor);
  if (no !== undefined) return no;
  const { cause } = command;
  const lines =
    command.lines.length === 0 ? openLines(priorAuthorization.lines).map((line) => line.number) : command.lines;
  const held = actor === 'system' ? [] : holderProblems(priorAuthorization, facts);
  const refused = refusal([...held, ...lineProblems(priorAuthorization, lines), ...wordProblems(command.message)]);
  if (refused !== undefined) return refused;
  const decision: LineDecision = {
    outcome: 'cancelled',
    ...NOTHING_AUTHORIZED,
    reasons: [facts.settings.cancellationReasons[cause]],
    message: command.message,
    cause,
    duplicateOf: cause === 'duplicate' ? command.duplicateOf : '',
    decidedAt: facts.at.toISOString(),
    decidedBy: facts.actor,
  };
  const changes = {
    lines: priorAuthorization.lines.map((line) => (lines.includes(line.number) ? { ...line, decision } : line)),
  };
  const details = { cause, ...(decision.duplicateOf === '' ? {} : { duplicateOf: decision.duplicateOf }) };
  const step = { event: 'cancel-line', actor, lines, changes, details, isNews: true } as const;
  return settle(advance(begin(priorAuthorization, facts), step, facts), facts);
}
