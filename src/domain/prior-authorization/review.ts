import { impossible, openLines, refusal, wordProblems } from './admission.js';
import type { CommandFacts, CommandResult } from './command.js';
import type { PriorAuthorization } from './model.js';
import { advance, begin, settle } from './progress.js';
import type { Actor, PriorAuthorizationEvent } from './status.js';

/** A reviewer takes it up: every open line is in review, and the reviewer holds it. */
export function takeUp(priorAuthorization: PriorAuthorization, facts: CommandFacts): CommandResult {
  return moveOpenLines(priorAuthorization, 'take', 'reviewer', { reviewer: facts.actor }, facts);
}

/** Gives it back to the queue. Anybody may: whoever took it may be away. */
export function releaseReview(priorAuthorization: PriorAuthorization, facts: CommandFacts): CommandResult {
  return moveOpenLines(priorAuthorization, 'release', 'reviewer', { reviewer: '' }, facts);
}

/** A request to expedite that does not meet the criteria is treated as standard from the date received. */
export function reclassify(priorAuthorization: PriorAuthorization, facts: CommandFacts): CommandResult {
  const no = impossible(priorAuthorization, 'reclassify', 'reviewer');
  if (no !== undefined) return no;
  if (priorAuthorization.classification === 'standard') {
    return { kind: 'refused', problems: [{ problem: 'already-standard', line: 0 }] };
  }
  const details = { classification: 'standard' };
  const step = { event: 'reclassify', actor: 'reviewer', lines: [], details, isNews: true } as const;
  return settle(advance(begin(priorAuthorization, facts), step, facts), facts);
}

/** The payer voids the request: nobody is written to, the lines stay as they were. */
export function voidByPayer(
  priorAuthorization: PriorAuthorization,
  { message }: { readonly message: string },
  facts: CommandFacts,
): CommandResult {
  const no = impossible(priorAuthorization, 'void-by-payer', 'payer');
  if (no !== undefined) return no;
  const refused = refusal(wordProblems(message));
  if (refused !== undefined) return refused;
  const changes = { reviewer: '', ...(message === '' ? {} : { voidMessage: message }) };
  const step = { event: 'void-by-payer', actor: 'payer', lines: [], changes, isNews: true } as const;
  return settle(advance(begin(priorAuthorization, facts), step, facts), facts);
}

/** The provider voids its own request: every line is cancelled by the provider. A line decided already stands against it. */
export function voidByProvider(priorAuthorization: PriorAuthorization, facts: CommandFacts): CommandResult {
  const no = impossible(priorAuthorization, 'void', 'provider');
  if (no !== undefined) return no;
  const { lines, status } = priorAuthorization;
  const decided = status === 'testing' ? [] : lines.filter((line) => line.decision !== undefined);
  const refused = refusal(decided.map((line) => ({ problem: 'line-decided', line: line.number })));
  if (refused !== undefined) return refused;
  const numbers = lines.map((line) => line.number);
  const step = { event: 'void', actor: 'provider', lines: numbers, isNews: true } as const;
  return settle(advance(begin(priorAuthorization, facts), step, facts), facts);
}

function moveOpenLines(
  priorAuthorization: PriorAuthorization,
  event: PriorAuthorizationEvent,
  actor: Actor,
  changes: Partial<PriorAuthorization>,
  facts: CommandFacts,
): CommandResult {
  const no = impossible(priorAuthorization, event, actor);
  if (no !== undefined) return no;
  const lines = openLines(priorAuthorization.lines).map((line) => line.number);
  return settle(advance(begin(priorAuthorization, facts), { event, actor, lines, changes }, facts), facts);
}
