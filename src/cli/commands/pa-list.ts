import type { PriorAuthorizationStatus } from '../../domain/prior-authorization/model.js';
import { possibleEvents } from '../../domain/prior-authorization/status.js';
import type { PriorAuthorizationFilter, PriorAuthorizationRow } from '../../store/ledger.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { type Installation, withInstallation } from '../ledger.js';
import { betweenDays, dayBegins, localTime } from '../local-time.js';
import { allRows } from '../pages.js';
import { queueRows } from '../prior-authorization/review-queue.js';
import { paintUrgency, urgencyOf } from '../prior-authorization/urgency.js';
import { submissionIdOf } from '../submission-number.js';
import { formatTable } from '../table.js';

/** The command's options as given. */
export interface ListOptions {
  readonly status?: PriorAuthorizationStatus;
  readonly classification?: string;
  readonly assignment?: string;
  readonly reviewer?: string;
  readonly provider?: string;
  readonly member?: string;
  readonly usage?: 'P' | 'T';
  readonly submission?: string;
  readonly from?: string;
  readonly to?: string;
  readonly overdue?: boolean;
  readonly dueBefore?: string;
  readonly all?: boolean;
  readonly showValues?: boolean;
}

/**
 * Lists prior authorizations: the review queue by due time, or what a filter finds among all of them. Member ids and names
 * only with `--show-values`. Exit code 1 when none is found.
 */
export function listPriorAuthorizations(context: CommandContext, options: ListOptions): Promise<ExitCode> {
  return withInstallation(context, async ({ ledger, configuration }) => {
    const { timeZone } = configuration.payer;
    const filter = filterOf(options, ledger, timeZone);
    const now = context.surroundings.clock.now();
    const dueBefore =
      options.overdue === true ? now.toISOString() : dayBegins('--due-before', options.dueBefore, timeZone);
    const isQueue = dueBefore !== undefined || !asksAmongAll(options);
    const found = isQueue
      ? queueRows(ledger, { ...filter, ...(dueBefore === undefined ? {} : { dueBefore }) })
      : allRows((after, limit) => ledger.priorAuthorizations(filter, after, limit));
    const facts = rowFacts(found, now, options.showValues === true);
    let count = 0;
    if (context.json) {
      for (const fact of facts) {
        count++;
        context.fact(fact);
      }
    } else {
      const rows = [...facts];
      count = rows.length;
      if (count > 0) printTable(context, rows, timeZone, options.showValues === true);
    }
    if (count === 0 && !context.json) {
      const more = isQueue
        ? ' Only open ones were looked at; --all looks at those decided, withdrawn and in test too.'
        : '';
      context.talk(`No prior authorization fits.${more}`);
    }
    return count === 0 ? 1 : 0;
  });
}

/** What only a search among all of them can answer: the queue holds no one that is decided, withdrawn or in test. */
function asksAmongAll({ all, status, usage, submission, member, from, to }: ListOptions): boolean {
  if (all === true || usage === 'T') return true;
  if ([submission, member, from, to].some((option) => option !== undefined)) return true;
  return status !== undefined && !possibleEvents(status, 'reviewer').includes('cancel-line');
}

function filterOf(options: ListOptions, ledger: Installation['ledger'], timeZone: string): PriorAuthorizationFilter {
  const { status, classification, assignment, reviewer, provider, member, usage } = options;
  return {
    ...(status === undefined ? {} : { status }),
    ...(classification === undefined ? {} : { classification }),
    ...(assignment === undefined ? {} : { assignment }),
    ...(reviewer === undefined ? {} : { reviewer }),
    ...(provider === undefined ? {} : { location: provider }),
    ...(member === undefined ? {} : { memberId: member }),
    ...(usage === undefined ? {} : { usage }),
    ...(options.submission === undefined
      ? {}
      : { submissionId: submissionIdOf(ledger, options.submission, 'list prior authorizations') }),
    ...betweenDays(options, timeZone),
  };
}

type Fact = ReturnType<typeof summaryFact>;

function* rowFacts(rows: Iterable<PriorAuthorizationRow>, now: Date, showValues: boolean): Generator<Fact> {
  for (const row of rows) yield summaryFact(row, now, showValues);
}

/** One row as `--json` shows it (`schemas/cli/pa-list.schema.json`). */
function summaryFact(row: PriorAuthorizationRow, now: Date, showValues: boolean) {
  const { member, environment, assignment, requestingProvider } = row.request;
  const { clock, dueAt, outerLimitAt, firstAnswerDueAt } = row.deadline;
  return {
    trackingNumber: row.trackingNumber,
    paNumber: row.paNumber,
    status: row.status,
    environment,
    classification: row.classification,
    assignment,
    location: requestingProvider.location,
    reviewer: row.reviewer,
    clock,
    dueAt,
    outerLimitAt,
    firstAnswerDueAt,
    urgency: urgencyOf(row, now),
    lines: row.lines.length,
    possibleDuplicates: row.possibleDuplicates.length,
    flags: [...row.flags],
    partner: row.partnerId,
    receivedAt: row.receivedAt,
    updatedAt: row.updatedAt,
    ...(showValues ? { memberId: member.memberId, memberName: `${member.name.first} ${member.name.last}`.trim() } : {}),
  };
}

function printTable(context: CommandContext, facts: readonly Fact[], timeZone: string, showValues: boolean): void {
  const heading = ['TRACKING', 'PA NUMBER', 'STATUS', 'CLASS', 'ASSIGNMENT', 'DUE', 'LINES', 'REVIEWER', 'PROVIDER'];
  heading.push('RECEIVED', ...(showValues ? ['MEMBER', 'NAME'] : []));
  const cells = facts.map((fact) => [
    fact.trackingNumber,
    fact.paNumber || '-',
    fact.environment === 'test' ? `${fact.status} (test)` : fact.status,
    fact.classification === 'standard' ? 'standard' : 'expedite',
    fact.assignment || '-',
    `${localTime(fact.dueAt, timeZone)}${fact.urgency === 'late' ? ' LATE' : ''}`,
    String(fact.lines),
    fact.reviewer || '-',
    fact.location || '-',
    localTime(fact.receivedAt, timeZone),
    ...(showValues ? [fact.memberId ?? '', fact.memberName ?? ''] : []),
  ]);
  for (const [at, line] of formatTable(heading, cells).entries()) {
    context.line(paintUrgency(context, facts[at - 1]?.urgency, line));
  }
  context.talk(`Times are those of ${timeZone}.`);
}
