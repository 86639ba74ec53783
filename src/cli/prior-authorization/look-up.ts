import type { Ledger } from '../../store/ledger.js';
import type { CommandContext } from '../context.js';
import { allRows } from '../pages.js';
import { type PriorAuthorizationFact, priorAuthorizationFact } from './fact.js';

/** Says that no prior authorization has a number, and where numbers are found. */
export function tellUnknown(context: CommandContext, number: string): void {
  context.talk(`No prior authorization has the number ${number}. "x12gw pa list --all" shows them.`);
}

/** Everything that is known of the prior authorization with a tracking number or PA number; undefined when none has it. */
export function lookUp(
  context: CommandContext,
  ledger: Pick<Ledger, 'priorAuthorization' | 'letters' | 'documents'>,
  number: string,
  showValues: boolean,
): PriorAuthorizationFact | undefined {
  const found = ledger.priorAuthorization(number);
  if (found === undefined) return undefined;
  const { trackingNumber } = found.row;
  return priorAuthorizationFact({
    ...found,
    letters: [...allRows((after, limit) => ledger.letters({ trackingNumber }, after, limit))],
    documents: [...allRows((after, limit) => ledger.documents({ trackingNumber }, after, limit))],
    now: context.surroundings.clock.now(),
    showValues,
  });
}

/** Which letters or documents a list is of: all, those of one prior authorization, those in one state. */
export interface OfOne<State> {
  readonly trackingNumber?: string;
  readonly state?: State;
}

/** The filter of a list; undefined, and told why, when nothing has the number that was typed. */
export function filterFor<State>(
  context: CommandContext,
  ledger: Pick<Ledger, 'priorAuthorization'>,
  number: string | undefined,
  state: State | undefined,
): OfOne<State> | undefined {
  const ofState = state === undefined ? {} : { state };
  if (number === undefined) return ofState;
  const trackingNumber = ledger.priorAuthorization(number)?.row.trackingNumber;
  if (trackingNumber !== undefined) return { ...ofState, trackingNumber };
  tellUnknown(context, number);
  return undefined;
}
