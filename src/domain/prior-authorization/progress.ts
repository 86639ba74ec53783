import { openLines } from './admission.js';
import type { CommandFacts, CommandResult } from './command.js';
import { effectOf } from './effects.js';
import { historyEntry, lineList } from './history.js';
import { type LetterDue, lettersFor } from './letters.js';
import type { HistoryEntry, PriorAuthorization, ServiceLine } from './model.js';
import { type Actor, type PriorAuthorizationEvent, type Transition, transitionOf } from './status.js';

/** A PA on its way through one command: how it stands by now and what came of it so far. */
export interface Progress {
  readonly priorAuthorization: PriorAuthorization;
  readonly history: readonly HistoryEntry[];
  readonly letters: readonly LetterDue[];
  readonly isNews: boolean;
}

/** Begins a command: one version further, touched now, whatever number of steps follows. */
export function begin(priorAuthorization: PriorAuthorization, facts: CommandFacts): Progress {
  const touched = {
    ...priorAuthorization,
    version: priorAuthorization.version + 1,
    updatedAt: facts.at.toISOString(),
  };
  return { priorAuthorization: touched, history: [], letters: [], isNews: false };
}

/** One step: an event of the state table, the lines it is about, and what else it changes. */
export interface Step {
  readonly event: PriorAuthorizationEvent;
  readonly actor: Actor;
  /** Lines that take the row's line status; empty for an event that is about none. */
  readonly lines: readonly number[];
  readonly changes?: Partial<PriorAuthorization>;
  /** For the history, beside statuses and lines: codes and counts only. */
  readonly details?: Readonly<Record<string, string | number>>;
  readonly isNews?: boolean;
}

/**
 * Takes a step as the state table says: statuses, effects, letters and one history entry. A step the table does not allow
 * here is a mistake of ours, since every command looks first: throws Error.
 */
export function advance(progress: Progress, step: Step, facts: CommandFacts): Progress {
  const before = progress.priorAuthorization;
  const transition = transitionOf(before.status, step.event, step.actor);
  if (transition === undefined) throw new Error(`No transition ${step.event} of ${step.actor} from ${before.status}`);
  const named = { ...before, ...step.changes };
  const moved: PriorAuthorization = {
    ...named,
    status: statusAfter(transition, before),
    lines: named.lines.map((line) => {
      return transition.lineTo !== undefined && step.lines.includes(line.number)
        ? { ...line, status: transition.lineTo }
        : line;
    }),
  };
  let priorAuthorization = moved;
  for (const effect of transition.effects) {
    priorAuthorization = { ...priorAuthorization, ...effectOf(effect, priorAuthorization, facts) };
  }
  const about = priorAuthorization.lines.filter((line) => step.lines.includes(line.number));
  const details = {
    ...(moved.status === before.status ? { status: before.status } : { from: before.status, status: moved.status }),
    ...(about.length === 0 ? {} : { lines: lineList(about) }),
    ...(priorAuthorization.paNumber === before.paNumber ? {} : { paNumber: priorAuthorization.paNumber }),
    ...step.details,
  };
  return {
    priorAuthorization,
    history: [...progress.history, historyEntry(facts, facts.channel, step.event, details)],
    letters: [...progress.letters, ...lettersFor(transition.notice, about)],
    isNews: progress.isNews || (step.isNews ?? false),
  };
}

function statusAfter({ to }: Transition, { status }: PriorAuthorization): PriorAuthorization['status'] {
  return to === undefined || to === 'new' || to === 'removed' ? status : to;
}

/**
 * Ends a command: the header follows its lines. All final: adjudicated. Answered in part: deferred again. Deferred without a
 * deferred line: in review. After an answer that leaves none deferred, every open line counts as answered with it, and no
 * reviewer holds it.
 */
export function settle(progress: Progress, facts: CommandFacts): Extract<CommandResult, { kind: 'done' }> {
  const { status, lines } = progress.priorAuthorization;
  const numbers = (chosen: readonly ServiceLine[]): readonly number[] => chosen.map((line) => line.number);
  const system = { actor: 'system' } as const;
  const hasDeferred = lines.some((line) => line.status === 'deferred');
  let settled = progress;
  if (transitionOf(status, 'finish', 'system') !== undefined && openLines(lines).length === 0) {
    settled = advance(progress, { event: 'finish', ...system, lines: numbers(lines), isNews: true }, facts);
  } else if (status === 'additional-information-received' && hasDeferred) {
    settled = advance(progress, { event: 'wait-for-deferred-lines', ...system, lines: [] }, facts);
  } else if (status === 'deferred' && !hasDeferred) {
    settled = advance(progress, { event: 'resume', ...system, lines: numbers(openLines(lines)) }, facts);
  }
  return { kind: 'done', ...settled };
}
