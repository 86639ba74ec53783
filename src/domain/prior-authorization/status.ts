import type { PriorAuthorizationStatus, ServiceLineStatus } from './model.js';

/** Who may cause an event: the provider, the gateway itself, a reviewer of the payer, other staff of the payer. */
export type Actor = 'provider' | 'system' | 'reviewer' | 'payer';

/**
 * Everything that can happen to a PA. `finish`: the last open line became final; `wait-for-deferred-lines`: an answer
 * left other lines deferred; `resume`: no deferred line is left, the others are still in review; `answer-test`: a test
 * request is answered as if it had been reviewed.
 */
export type PriorAuthorizationEvent =
  | 'save'
  | 'edit'
  | 'cancel-service'
  | 'submit'
  | 'refuse-submission'
  | 'submit-test'
  | 'void'
  | 'amend'
  | 'take'
  | 'release'
  | 'defer'
  | 'attach'
  | 'answer-deferral'
  | 'add-document'
  | 'deferral-expires'
  | 'approve-line'
  | 'modify-line'
  | 'deny-line'
  | 'cancel-line'
  | 'finish'
  | 'wait-for-deferred-lines'
  | 'resume'
  | 'void-by-payer'
  | 'reclassify'
  | 'record-appeal'
  | 'answer-test';

/** What an event does beside changing the status. */
export type Effect =
  | 'issue-tracking-number'
  | 'issue-pa-number'
  | 'set-date-received'
  | 'set-date-update-received'
  | 'set-last-viewed'
  | 'start-clock'
  | 'extend-clock'
  | 'restart-clock-as-standard'
  | 'stop-clock'
  | 'set-date-decided'
  | 'ask-for-document';

/** Who is written to. `decision` names the member's right to appeal when a line is modified or denied. */
export type Notice = 'none' | 'deferral' | 'decision' | 'cancellation';

/** `new` before there is anything, `removed` when nothing is left of a draft. */
export type StateTableStatus = PriorAuthorizationStatus | 'new' | 'removed';

/** One row of the state table. */
export interface Transition {
  readonly from: readonly StateTableStatus[];
  readonly event: PriorAuthorizationEvent;
  readonly actor: Actor;
  /** Header status afterwards; absent: unchanged. */
  readonly to?: StateTableStatus;
  /** Status of the line it is about (of all lines when the event is about the whole); absent: unchanged. */
  readonly lineTo?: ServiceLineStatus;
  readonly notice: Notice;
  readonly effects: readonly Effect[];
}

const OPEN: readonly PriorAuthorizationStatus[] = [
  'ready-for-review',
  'in-review',
  'deferred',
  'additional-information-received',
];

/** Where a further document may come in. In test it may, so that a sender can try it. */
const TAKES_DOCUMENTS: readonly PriorAuthorizationStatus[] = [...OPEN, 'testing'];

const row = (
  from: readonly StateTableStatus[],
  event: PriorAuthorizationEvent,
  actor: Actor,
  to?: StateTableStatus,
  rest: { readonly lineTo?: ServiceLineStatus; readonly notice?: Notice; readonly effects?: readonly Effect[] } = {},
): Transition => ({
  from,
  event,
  actor,
  ...(to === undefined ? {} : { to }),
  ...(rest.lineTo === undefined ? {} : { lineTo: rest.lineTo }),
  notice: rest.notice ?? 'none',
  effects: rest.effects ?? [],
});

/**
 * The life of a PA: what may happen in which status, and what comes of it. What has no row is refused. After the decision
 * only an appeal's outcome is recorded; any other change is a new request that refers to it. Prior authorization job
 * aids of the payer; the smallest set of moves they imply. That a test request may be amended, voided and given documents
 * is ours, so that a sender can try what it will do in production.
 */
export const STATE_TABLE: readonly Transition[] = Object.freeze([
  row(['new'], 'save', 'provider', 'in-process', { lineTo: 'in-process' }),
  row(['in-process'], 'edit', 'provider', 'in-process'),
  row(['in-process'], 'cancel-service', 'provider', 'removed'),
  row(['new', 'in-process'], 'submit', 'provider', 'ready-for-review', {
    lineTo: 'ready-for-review',
    effects: ['issue-tracking-number', 'set-date-received', 'start-clock'],
  }),
  row(['new', 'in-process'], 'refuse-submission', 'system'),
  row(['new', 'in-process'], 'submit-test', 'provider', 'testing', {
    lineTo: 'testing',
    effects: ['issue-tracking-number', 'set-date-received'],
  }),
  row(['testing'], 'answer-test', 'system'),
  row(['ready-for-review', 'testing'], 'void', 'provider', 'cancelled-by-provider', {
    lineTo: 'cancelled-by-provider',
    effects: ['stop-clock'],
  }),
  row(['ready-for-review', 'testing'], 'amend', 'provider'),
  row(['ready-for-review', 'additional-information-received'], 'take', 'reviewer', 'in-review', {
    lineTo: 'in-review',
    effects: ['set-last-viewed'],
  }),
  row(['in-review'], 'release', 'reviewer', 'ready-for-review', { lineTo: 'ready-for-review' }),
  row(['in-review'], 'defer', 'reviewer', 'deferred', {
    lineTo: 'deferred',
    notice: 'deferral',
    effects: ['ask-for-document', 'extend-clock'],
  }),
  row(TAKES_DOCUMENTS, 'attach', 'provider'),
  row(['deferred'], 'answer-deferral', 'provider', 'additional-information-received', {
    lineTo: 'additional-information-received',
    effects: ['set-date-update-received'],
  }),
  row(TAKES_DOCUMENTS, 'add-document', 'provider', undefined, { effects: ['set-date-update-received'] }),
  row(['additional-information-received'], 'wait-for-deferred-lines', 'system', 'deferred'),
  row(['deferred'], 'resume', 'system', 'in-review', { lineTo: 'in-review' }),
  row(['deferred'], 'deferral-expires', 'system', 'in-review', { lineTo: 'in-review' }),
  row(['in-review'], 'approve-line', 'reviewer', undefined, { lineTo: 'approved' }),
  row(['in-review'], 'modify-line', 'reviewer', undefined, { lineTo: 'modified' }),
  row(['in-review'], 'deny-line', 'reviewer', undefined, { lineTo: 'denied' }),
  row(['in-review'], 'deny-line', 'system', undefined, { lineTo: 'denied' }),
  row(OPEN, 'cancel-line', 'reviewer', undefined, { lineTo: 'cancelled', notice: 'cancellation' }),
  row(OPEN, 'cancel-line', 'system', undefined, { lineTo: 'cancelled', notice: 'cancellation' }),
  row(OPEN, 'finish', 'system', 'adjudicated', {
    notice: 'decision',
    effects: ['issue-pa-number', 'set-date-decided', 'stop-clock'],
  }),
  row(['in-process', ...OPEN], 'void-by-payer', 'payer', 'void', { effects: ['stop-clock'] }),
  row(OPEN, 'reclassify', 'reviewer', undefined, { effects: ['restart-clock-as-standard'] }),
  row(['adjudicated'], 'record-appeal', 'payer'),
]);

/** The events possible in a status, of one actor or of all, in the table's order and without repeats. */
export function possibleEvents(status: StateTableStatus, actor?: Actor): readonly PriorAuthorizationEvent[] {
  const rows = STATE_TABLE.filter((entry) => entry.from.includes(status));
  return [...new Set(rows.filter((entry) => actor === undefined || entry.actor === actor).map((entry) => entry.event))];
}

/** The row for an event in a status; undefined when the table does not allow it. */
export function transitionOf(
  status: StateTableStatus,
  event: PriorAuthorizationEvent,
  actor: Actor,
): Transition | undefined {
  return STATE_TABLE.find((entry) => entry.event === event && entry.actor === actor && entry.from.includes(status));
}
