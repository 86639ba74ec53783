import { packTag } from '../x12/segment-view.js';

/**
 * Where the reader stands inside an interchange. `abandoned`: a segment never ended, so what follows cannot be cut into
 * segments and belongs to the damage. `overfull`: it holds more than is taken, and the rest is passed over up to its end.
 * `outside`: no interchange is open.
 */
export type EnvelopeState = 'outside' | 'interchange' | 'group' | 'set' | 'abandoned' | 'overfull';

/** What is done about an event. `cut-` closes something whose trailer is absent; `-set` stands for the ST to SE level. */
export type EnvelopeStep =
  | 'open-group'
  | 'open-set'
  | 'keep-segment'
  | 'close-set'
  | 'cut-set'
  | 'close-group'
  | 'cut-group'
  | 'close-interchange'
  | 'cut-interchange'
  | 'end-interchange'
  | 'keep-acknowledgment'
  | 'refuse-content'
  | 'refuse-structure'
  | 'refuse-oversize';

export interface Transition {
  readonly steps: readonly EnvelopeStep[];
  readonly next: EnvelopeState;
}

/**
 * A segment id, or `other` for any that is not listed; or what is no segment: `new-header` for another ISA and for the
 * end of the input, `oversize` for a segment that never ends.
 */
type EnvelopeEvent = 'GS' | 'ST' | 'SE' | 'GE' | 'IEA' | 'TA1' | 'ISB' | 'ISE' | 'other' | 'new-header' | 'oversize';

const to = (next: EnvelopeState, ...steps: EnvelopeStep[]): Transition => ({ steps, next });

/**
 * State and event give steps and next state. ISB and ISE are legal and mean nothing to us. A TA1 may stand before or
 * after the groups. A group that lacks its GE at the IEA also spoils the interchange (TA1 note code 024); before another
 * GS it spoils only itself. What stands where nothing may stand is note code 022.
 */
export const ENVELOPE_TABLE: Readonly<
  Record<EnvelopeState, Partial<Record<EnvelopeEvent, Transition>> & { readonly other: Transition }>
> = {
  outside: { other: to('outside') },
  interchange: {
    GS: to('group', 'open-group'),
    TA1: to('interchange', 'keep-acknowledgment'),
    ISB: to('interchange'),
    ISE: to('interchange'),
    IEA: to('outside', 'close-interchange'),
    other: to('interchange', 'refuse-structure'),
    'new-header': to('outside', 'cut-interchange'),
    oversize: to('abandoned', 'refuse-oversize'),
  },
  group: {
    ST: to('set', 'open-set', 'keep-segment'),
    GE: to('interchange', 'close-group'),
    GS: to('group', 'cut-group', 'open-group'),
    IEA: to('outside', 'cut-group', 'refuse-content', 'close-interchange'),
    other: to('group', 'refuse-structure'),
    'new-header': to('outside', 'cut-group', 'cut-interchange'),
    oversize: to('abandoned', 'cut-group', 'refuse-oversize'),
  },
  set: {
    SE: to('group', 'keep-segment', 'close-set'),
    ST: to('set', 'cut-set', 'open-set', 'keep-segment'),
    GE: to('interchange', 'cut-set', 'close-group'),
    GS: to('group', 'cut-set', 'cut-group', 'open-group'),
    IEA: to('outside', 'cut-set', 'cut-group', 'refuse-content', 'close-interchange'),
    other: to('set', 'keep-segment'),
    'new-header': to('outside', 'cut-set', 'cut-group', 'cut-interchange'),
    oversize: to('abandoned', 'cut-set', 'cut-group', 'refuse-oversize'),
  },
  overfull: {
    IEA: to('outside', 'close-interchange'),
    other: to('overfull'),
    'new-header': to('outside', 'cut-interchange'),
    oversize: to('abandoned'),
  },
  abandoned: {
    other: to('abandoned'),
    'new-header': to('outside', 'end-interchange'),
  },
};

const NOTHING = (state: EnvelopeState): Transition => to(state);

/** A row of the table as the reader uses it: transitions by packed segment id. */
export interface EnvelopeRow {
  readonly state: EnvelopeState;
  readonly byTag: ReadonlyMap<number, Transition>;
  readonly other: Transition;
  readonly newHeader: Transition;
  readonly oversize: Transition;
}

const SEGMENT_IDS = ['GS', 'ST', 'SE', 'GE', 'IEA', 'TA1', 'ISB', 'ISE'] as const;

function rowOf(state: EnvelopeState): EnvelopeRow {
  const row = ENVELOPE_TABLE[state];
  const byTag = new Map<number, Transition>();
  for (const id of SEGMENT_IDS) byTag.set(packTag(id), row[id] ?? row.other);
  return {
    state,
    byTag,
    other: row.other,
    newHeader: row['new-header'] ?? NOTHING(state),
    oversize: row.oversize ?? NOTHING(state),
  };
}

/** The table's rows by state. */
export const ENVELOPE_ROWS: Readonly<Record<EnvelopeState, EnvelopeRow>> = {
  outside: rowOf('outside'),
  interchange: rowOf('interchange'),
  group: rowOf('group'),
  set: rowOf('set'),
  overfull: rowOf('overfull'),
  abandoned: rowOf('abandoned'),
};
