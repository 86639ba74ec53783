import type { ClaimRefusal, DecidedClaim } from '../../../domain/claims/model.js';
import { type Delimiters, OUTBOUND_DELIMITERS } from '../../../x12/delimiters.js';
import { type Composite, type ElementValue, echo } from '../../../x12/writer.js';

/** Where a status stands in a 277CA: 2200B, 2200C, 2200D and 2220D. */
export type StatusLevel = 'receiver' | 'provider' | 'claim' | 'line';

/** Received and counted; what became of the claims stands below (277CA guide, STC01 at 2200B and 2200C). */
export const RECEIVED: Composite = ['A1', '19', 'PR'];
/** Accepted for processing (277CA guide, STC01 at 2200D). */
export const ACCEPTED: Composite = ['A2', '20', 'PR'];

const OF_CLAIM = '03 1P 1Z 40 41 71 72 73 77 82 85 87 DK DN DQ FA GB HK IL LI MSC PR PRP QB QC QD SEP TL TTP TU';

/** Entities a level may name (277CA guide, STC01-3). */
export const ENTITIES: Readonly<Record<StatusLevel, readonly string[]>> = Object.freeze({
  receiver: ['36', '40', '41', 'AY', 'PR'],
  provider: ['36', '40', '41', '77', '82', '85', '87', 'AY', 'PR'],
  claim: OF_CLAIM.split(' '),
  line: OF_CLAIM.split(' '),
});

/** Status 21 says only that something is missing or invalid: STC12 then says what (data element 933, 264 characters). */
const UNSPECIFIC = '21';
const LONGEST_MESSAGE = 264;

/** Status composites in one STC: STC01, STC10 and STC11. */
const IN_ONE = 3;

/** What an STC says beside its statuses; '' for what its level does not use. */
export interface StatusFacts {
  /** STC02, CCYYMMDD. */
  readonly date: string;
  /** STC03. */
  readonly action: 'WQ' | 'U';
  /** STC04. */
  readonly amount: string;
}

/** The one STC of what stands. */
export function statusElements(status: Composite, { date, action, amount }: StatusFacts): readonly ElementValue[] {
  return [status, date, action, amount];
}

/**
 * As many STC as refusals need, three different statuses in each. At claim level an unspecific status (21) is explained in
 * STC12, the only level that takes text. `written`: the delimiters of the acknowledgment.
 */
export function refusalElements(
  refusals: readonly ClaimRefusal[],
  level: StatusLevel,
  { date, action, amount }: StatusFacts,
  written: Delimiters = OUTBOUND_DELIMITERS,
): readonly (readonly ElementValue[])[] {
  const keys = refusals.map(statusKey);
  const different = refusals.filter((refusal, at) => keys.indexOf(statusKey(refusal)) === at);
  const segments: (readonly ElementValue[])[] = [];
  for (let at = 0; at < different.length; at += IN_ONE) {
    const together = different.slice(at, at + IN_ONE);
    const [first, second, third] = together.map((refusal) => composite(refusal, level));
    const message = level === 'claim' ? messageOf(together, written) : '';
    segments.push([first, date, action, amount, '', '', '', '', '', second, third, message]);
  }
  return segments;
}

/** Two refusals with the same key say the same in an acknowledgment. */
export function statusKey({ category, status, entity }: ClaimRefusal): string {
  return `${category}:${status}:${entity}`;
}

/** All reasons of a refused claim, the first first; none for one that stands. */
export function refusalsOf({ verdict }: DecidedClaim): readonly ClaimRefusal[] {
  return verdict.accepted ? [] : [verdict, ...(verdict.others ?? [])];
}

/** An entity the level cannot name is left out: the status stands for itself. */
function composite({ category, status, entity }: ClaimRefusal, level: StatusLevel): Composite {
  return [category, status, ENTITIES[level].includes(entity) ? entity : ''];
}

function messageOf(refusals: readonly ClaimRefusal[], written: Delimiters): string {
  const unspecific = refusals.find(({ status }) => status === UNSPECIFIC);
  return echo(unspecific?.message ?? '', LONGEST_MESSAGE, written).trimStart();
}
