import type { CommandFacts, CommandProblem, CommandResult } from './command.js';
import type { PriorAuthorization, ServiceLine } from './model.js';
import { type Actor, type PriorAuthorizationEvent, possibleEvents, transitionOf } from './status.js';

/** What is wrong with lines that a command names: not there, decided already, named twice. In their order. */
export function lineProblems(
  priorAuthorization: PriorAuthorization,
  numbers: readonly number[],
): readonly CommandProblem[] {
  const open = new Set(openLines(priorAuthorization.lines).map((line) => line.number));
  const known = new Set(priorAuthorization.lines.map((line) => line.number));
  return numbers.flatMap((line, at): readonly CommandProblem[] => {
    if (!known.has(line)) return [{ problem: 'line-unknown', line }];
    if (!open.has(line)) return [{ problem: 'line-decided', line }];
    return numbers.indexOf(line) < at ? [{ problem: 'line-named-twice', line }] : [];
  });
}

/** What is wrong when somebody other than the reviewer who has taken it wants to decide, defer or cancel. */
export function holderProblems(
  { status, reviewer }: PriorAuthorization,
  { actor }: CommandFacts,
): readonly CommandProblem[] {
  return status === 'in-review' && reviewer !== actor ? [{ problem: 'not-yours', line: 0 }] : [];
}

/** What a reviewer writes to provider and member has this many characters at most: a letter is a few pages. */
const LONGEST_WORDS = 2_000;

/** What is wrong with a reviewer's words about a line, or (0) the whole: longer than a letter can hold. */
export function wordProblems(words: string, line = 0): readonly CommandProblem[] {
  return words.length > LONGEST_WORDS ? [{ problem: 'words-too-long', line }] : [];
}

/** Lines without an end: not approved, modified, denied, cancelled or cancelled by the provider. */
export function openLines(lines: readonly ServiceLine[]): readonly ServiceLine[] {
  return lines.filter((line) => line.decision === undefined && line.status !== 'cancelled-by-provider');
}

/** Refuses with what is wrong; undefined when nothing is. */
export function refusal(problems: readonly CommandProblem[]): CommandResult | undefined {
  return problems.length === 0 ? undefined : { kind: 'refused', problems };
}

/** The answer to an event the table does not have here; undefined when it has it. */
export function impossible(
  { status }: PriorAuthorization,
  event: PriorAuthorizationEvent,
  actor: Actor,
): CommandResult | undefined {
  if (transitionOf(status, event, actor) !== undefined) return undefined;
  return { kind: 'not-possible', status, event, possible: possibleEvents(status, actor) };
}
