import { localDay } from '../../support/wall-clock.js';
import { paNumberOf } from '../numbers.js';
import { deadlineOf, NO_DEADLINE } from './clock.js';
import type { CommandFacts } from './command.js';
import type { PriorAuthorization, ServiceLine } from './model.js';
import type { Effect } from './status.js';

/** What an effect of the state table changes; nothing for those that are the command's own work. May take a number. */
export function effectOf(
  effect: Effect,
  priorAuthorization: PriorAuthorization,
  facts: CommandFacts,
): Partial<PriorAuthorization> {
  return EFFECTS[effect]?.(priorAuthorization, facts) ?? {};
}

const EFFECTS: Readonly<
  Partial<Record<Effect, (priorAuthorization: PriorAuthorization, facts: CommandFacts) => Partial<PriorAuthorization>>>
> = {
  'set-date-update-received': (_, { at }) => ({ updateReceivedAt: at.toISOString() }),
  'set-last-viewed': (_, { at }) => ({ lastViewedAt: at.toISOString() }),
  'set-date-decided': (_, { at }) => ({ decidedAt: at.toISOString() }),
  'stop-clock': () => ({ deadline: NO_DEADLINE }),
  'extend-clock': (priorAuthorization, { at, settings }) => {
    const deferredAt = at.toISOString();
    return { deferredAt, deadline: deadlineOf({ ...priorAuthorization, deferredAt }, settings.clock) };
  },
  'restart-clock-as-standard': (priorAuthorization, { settings }) => {
    const classification = 'standard';
    return { classification, deadline: deadlineOf({ ...priorAuthorization, classification }, settings.clock) };
  },
  'issue-pa-number': (priorAuthorization, { at, settings, nextNumber }) => ({
    paNumber: paNumberOf(
      nextNumber('pa-number'),
      localDay(at, settings.clock.timeZone),
      priorAuthorization.request.environment,
    ),
    expiresOn: lastAuthorizedDay(priorAuthorization.lines),
  }),
};

/** Last authorized day of all lines, ISO; '' when nothing is authorized. */
export function lastAuthorizedDay(lines: readonly ServiceLine[]): string {
  const days = lines.map(({ decision }) => decision?.authorizedTo ?? '');
  return days.sort().at(-1) ?? '';
}
