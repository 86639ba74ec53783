import type { Deadline } from '../../domain/prior-authorization/model.js';
import type { PriorAuthorizationRow } from '../../store/ledger.js';
import { GatewayError } from '../../support/errors.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { withInstallation } from '../ledger.js';
import { daysAfter, localTime } from '../local-time.js';
import { queueRows } from '../prior-authorization/review-queue.js';
import { paintUrgency, urgencyOf } from '../prior-authorization/urgency.js';
import { formatTable } from '../table.js';

/** From a Friday it looks past the weekend. */
const DAYS = 3;
const MOST_DAYS = 366;
const CLOCKS: readonly Deadline['clock'][] = ['expedite', 'standard', 'deferral'];

/**
 * Lists the prior authorizations whose decision is late or due within some days, earliest first, and counts them by clock.
 * Exit code 1 when one is late. Raises GatewayError `days-invalid` (exit code 2).
 */
export function showDue(context: CommandContext, options: { readonly days?: string }): Promise<ExitCode> {
  return withInstallation(context, async ({ ledger, configuration }) => {
    const days = daysOption(options.days);
    const now = context.surroundings.clock.now();
    const facts = [...queueRows(ledger, { dueBefore: daysAfter(now, days) })].map((row) => dueFact(row, now));
    const clocks = CLOCKS.map((clock) => {
      const ofClock = facts.filter((fact) => fact.clock === clock);
      const late = ofClock.filter(({ isLate }) => isLate).length;
      return { clock, late, due: ofClock.length - late };
    });
    if (context.json) {
      for (const fact of facts) context.fact(fact);
      context.fact({ kind: 'summary', days, clocks });
    } else {
      const time = (instant: string) => localTime(instant, configuration.payer.timeZone);
      const cells = facts.map((fact) => [
        fact.trackingNumber,
        fact.status,
        fact.clock,
        `${time(fact.dueAt)}${fact.isLate ? ' LATE' : ''}`,
        time(fact.outerLimitAt),
        fact.reviewer || '-',
      ]);
      const heading = ['TRACKING', 'STATUS', 'CLOCK', 'DUE', 'OUTER LIMIT', 'REVIEWER'];
      if (facts.length > 0) {
        for (const [at, line] of formatTable(heading, cells).entries()) {
          const fact = facts[at - 1];
          context.line(fact === undefined ? line : paintUrgency(context, fact.isLate ? 'late' : 'later', line));
        }
        context.line('');
      }
      const counts = clocks.map(({ clock, late, due }) => [clock, String(late), String(due)]);
      for (const line of formatTable(['CLOCK', 'LATE', `DUE IN ${days} DAYS`], counts)) context.line(line);
      context.talk(`Times are those of ${configuration.payer.timeZone}.`);
    }
    return facts.some(({ isLate }) => isLate) ? 1 : 0;
  });
}

/** One row as `--json` shows it (`schemas/cli/pa-due.schema.json`). */
function dueFact(row: PriorAuthorizationRow, now: Date) {
  const { trackingNumber, status, reviewer } = row;
  const { clock, dueAt, outerLimitAt } = row.deadline;
  const isLate = urgencyOf(row, now) === 'late';
  return { kind: 'due', trackingNumber, status, clock, dueAt, outerLimitAt, isLate, reviewer };
}

function daysOption(text: string | undefined): number {
  if (text === undefined) return DAYS;
  const days = /^\d{1,3}$/.test(text) ? Number(text) : Number.NaN;
  if (days <= MOST_DAYS) return days;
  throw new GatewayError(`--days needs a number of days from 0 to ${MOST_DAYS}`, {
    code: 'days-invalid',
    operation: 'read the command line',
    subject: text,
    hint: 'Write whole days, such as --days 7; 0 shows only what is late.',
    exitCode: 2,
  });
}
