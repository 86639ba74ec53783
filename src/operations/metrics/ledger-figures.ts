import { Counter, Gauge, type Registry } from 'prom-client';
import type { Backlog, Tally } from '../../store/ledger.js';

/** More partners than this are told together, as `all`: a monitor pays for each series. */
export const MOST_PARTNERS = 1_000;

/** The parts of a tally that become labels, by the name of the label. */
type Labels = Readonly<Record<string, 'partnerId' | 'first' | 'second'>>;

interface TotalOf {
  readonly tally: Tally['name'];
  readonly value: 'count' | 'amount';
  readonly help: string;
  readonly labels: Labels;
}

const FILE_LABELS: Labels = { partner: 'partnerId', channel: 'first', disposition: 'second' };

/** Totals by the name of the metric. docs/operations.md lists them. */
const TOTALS: Readonly<Record<string, TotalOf>> = {
  x12gw_files_received_total: {
    tally: 'received',
    value: 'count',
    help: 'Files received.',
    labels: { partner: 'partnerId', channel: 'first' },
  },
  x12gw_received_bytes_total: {
    tally: 'received',
    value: 'amount',
    help: 'Bytes of files received.',
    labels: { partner: 'partnerId', channel: 'first' },
  },
  x12gw_files_total: { tally: 'finished', value: 'count', help: 'Files by disposition.', labels: FILE_LABELS },
  x12gw_file_bytes_total: {
    tally: 'finished',
    value: 'amount',
    help: 'Bytes of files by disposition.',
    labels: FILE_LABELS,
  },
  x12gw_interchanges_total: {
    tally: 'verdict',
    value: 'count',
    help: 'Interchanges by verdict: TA1 code A, E or R, or duplicate.',
    labels: { partner: 'partnerId', verdict: 'first', usage: 'second' },
  },
  x12gw_units_total: {
    tally: 'unit',
    value: 'count',
    help: 'Claims and patient events by what became of them.',
    labels: { kind: 'first' },
  },
  x12gw_answers_total: {
    tally: 'answer',
    value: 'count',
    help: 'Answers by type and each state they reached: stored, written, delivered, picked_up; redelivered.',
    labels: { type: 'first', state: 'second' },
  },
  x12gw_attempts_failed_total: {
    tally: 'attempt-failed',
    value: 'count',
    help: 'Attempts at a file that died, overran or threw.',
    labels: {},
  },
};

/** Adds the totals of the ledger. `partners`: how many there are. */
export function addTotals(registry: Registry, tallies: readonly Tally[], partners: number): void {
  for (const [name, { tally, value, help, labels }] of Object.entries(TOTALS)) {
    const labelNames = Object.keys(labels);
    const counter = new Counter({ name, help, labelNames, registers: [registry] });
    for (const row of tallies) {
      if (row.name !== tally) continue;
      const values = Object.entries(labels).map(([label, part]) => {
        return [label, part === 'partnerId' && partners > MOST_PARTNERS ? 'all' : row[part]];
      });
      counter.inc(Object.fromEntries(values), row[value]);
    }
  }
}

/** Adds what waits at this moment. `partners`: the ids of those that are told apart, none when there are too many. */
export function addBacklog(registry: Registry, backlog: Backlog, now: Date, partners: readonly string[]): void {
  const gauge = (name: string, help: string, ...labelNames: string[]): Gauge =>
    new Gauge({ name, help, labelNames, registers: [registry] });
  const age = (instant: string): number =>
    instant === '' ? 0 : Math.max(0, (now.getTime() - Date.parse(instant)) / 1_000);

  const waiting = gauge('x12gw_files_waiting', 'Files on their way: received (not judged yet) or examined.', 'state');
  waiting.set({ state: 'received' }, backlog.received);
  waiting.set({ state: 'examined' }, backlog.examined);
  gauge('x12gw_files_quarantined', 'Files in quarantine.').set(backlog.quarantined);
  gauge('x12gw_oldest_waiting_file_seconds', 'Age of the oldest file on its way, 0 when there is none.').set(
    age(backlog.oldestReceivedAt),
  );

  const undelivered = gauge(
    'x12gw_oldest_undelivered_answer_seconds',
    'Age of the oldest answer that is not in its outbox yet, 0 when there is none. Held partners are told apart.',
    'partner',
  );
  const held = gauge(
    'x12gw_oldest_held_answer_seconds',
    'Age of the oldest answer that a hold keeps from its partner’s outbox, 0 when there is none.',
    'partner',
  );
  for (const [ages, isHeld] of [
    [undelivered, false],
    [held, true],
  ] as const) {
    for (const partner of partners.length === 0 ? ['all'] : partners) ages.set({ partner }, 0);
    let oldest = 0;
    for (const { partnerId, storedAt } of backlog.undelivered.filter((one) => one.isHeld === isHeld)) {
      oldest = Math.max(oldest, age(storedAt));
      if (partners.length > 0) ages.set({ partner: partnerId }, age(storedAt));
    }
    if (partners.length === 0) ages.set({ partner: 'all' }, oldest);
  }

  const overdue = gauge(
    'x12gw_acknowledgments_overdue',
    'Answers that a partner has not acknowledged in the time its options give it.',
    'partner',
    'type',
  );
  for (const { partnerId, type, count } of backlog.overdueAcknowledgments) {
    overdue.inc({ partner: partners.length === 0 ? 'all' : partnerId, type }, count);
  }

  const open = gauge(
    'x12gw_prior_authorizations_open',
    'Undecided prior authorizations by clock: late, due within a day (soon), or later.',
    'clock',
    'urgency',
  );
  for (const { clock, ...counts } of backlog.deadlines) {
    for (const [urgency, count] of Object.entries(counts)) open.set({ clock, urgency }, count);
  }
  const letters = gauge('x12gw_letters_waiting', 'Letters that are due, or wait for an address.', 'state');
  letters.set({ state: 'due' }, backlog.lettersDue);
  letters.set({ state: 'needs-address' }, backlog.lettersWithoutAddress);
  gauge('x12gw_documents_unmatched', 'Documents that belong to no prior authorization.').set(
    backlog.documentsUnmatched,
  );
}
