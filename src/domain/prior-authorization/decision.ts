import { holderProblems, impossible, lineProblems, refusal } from './admission.js';
import type { CommandFacts, CommandProblem, CommandResult, LineDecisionDraft } from './command.js';
import { decisionOf, draftProblems } from './line-decision.js';
import type { PriorAuthorization } from './model.js';
import { advance, begin, type Progress, settle } from './progress.js';
import type { Actor, PriorAuthorizationEvent } from './status.js';

const EVENTS: Readonly<Record<LineDecisionDraft['outcome'], PriorAuthorizationEvent>> = {
  approved: 'approve-line',
  modified: 'modify-line',
  denied: 'deny-line',
};

/**
 * Decides lines, all that are named or none. With the last open line the whole is adjudicated: PA number, date, letters.
 * An approval authorizes what was asked; a modification something else of units, dates, procedure or pattern; a denial
 * nothing.
 */
export function decide(
  priorAuthorization: PriorAuthorization,
  { decisions }: { readonly decisions: readonly LineDecisionDraft[] },
  facts: CommandFacts,
): CommandResult {
  const no = impossible(priorAuthorization, EVENTS[decisions[0]?.outcome ?? 'approved'], 'reviewer');
  if (no !== undefined) return no;
  const problems: CommandProblem[] = [...holderProblems(priorAuthorization, facts)];
  if (decisions.length === 0) problems.push({ problem: 'nothing-named', line: 0 });
  problems.push(
    ...lineProblems(
      priorAuthorization,
      decisions.map((draft) => draft.lineNumber),
    ),
  );
  for (const draft of decisions) {
    const line = priorAuthorization.lines.find((one) => one.number === draft.lineNumber);
    if (line !== undefined) problems.push(...draftProblems(draft, line, facts.settings));
  }
  const refused = refusal(problems);
  if (refused !== undefined) return refused;
  const start = begin(priorAuthorization, facts);
  return settle(
    decisions.reduce((progress, draft) => decideLine(progress, draft, 'reviewer', facts), start),
    facts,
  );
}

/** Decides one open line; the draft has been checked. */
export function decideLine(progress: Progress, draft: LineDecisionDraft, actor: Actor, facts: CommandFacts): Progress {
  const { lines } = progress.priorAuthorization;
  const number = draft.lineNumber;
  const decided = lines.map((line) =>
    line.number === number ? { ...line, decision: decisionOf(draft, line, facts) } : line,
  );
  const reasons = draft.reasons ?? [];
  return advance(
    progress,
    {
      event: EVENTS[draft.outcome],
      actor,
      lines: [number],
      changes: { lines: decided },
      ...(reasons.length === 0 ? {} : { details: { reasons: reasons.join(' ') } }),
    },
    facts,
  );
}
