import type { ClaimFilter, ClaimRow, Ledger } from '../../store/ledger.js';
import { type ClaimSummary, claimSummary } from '../claims/fact.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { withInstallation } from '../ledger.js';
import { betweenDays, dayBegins, localTime } from '../local-time.js';
import { allRows } from '../pages.js';
import { submissionIdOf } from '../submission-number.js';
import { formatTable } from '../table.js';

/** The command's options as given. */
export interface ListClaimsOptions {
  readonly submitterClaim?: string;
  readonly member?: string;
  readonly provider?: string;
  readonly partner?: string;
  readonly kind?: ClaimRow['kind'];
  readonly usage?: 'P' | 'T';
  readonly accepted?: boolean;
  readonly refused?: boolean;
  readonly submission?: string;
  readonly serviceFrom?: string;
  readonly serviceTo?: string;
  readonly from?: string;
  readonly to?: string;
  readonly showValues?: boolean;
}

/** Rows that are aligned together: a register of any size is printed without a list of it. */
const ROWS_IN_A_TABLE = 200;

/**
 * Lists claims of the register in the order in which they were decided, narrowed by the options. Ids of claims and
 * members only with `--show-values`. Exit code 1 when none is found.
 */
export function listClaims(context: CommandContext, options: ListClaimsOptions): Promise<ExitCode> {
  return withInstallation(context, async ({ ledger, configuration }) => {
    const { timeZone } = configuration.payer;
    const filter = filterOf(options, ledger, timeZone);
    const showValues = options.showValues === true;
    let count = 0;
    let waiting: ClaimSummary[] = [];
    const print = (): void => {
      for (const line of tableOf(waiting, timeZone, showValues).slice(count > waiting.length ? 1 : 0))
        context.line(line);
      waiting = [];
    };
    for (const row of allRows((after, limit) => ledger.claims(filter, after, limit))) {
      count++;
      const fact = claimSummary(row, showValues);
      if (context.json) context.fact(fact);
      else if (waiting.push(fact) === ROWS_IN_A_TABLE) print();
    }
    if (waiting.length > 0) print();
    if (count === 0 && !context.json) context.talk('No claim fits.');
    return count === 0 ? 1 : 0;
  });
}

function filterOf(options: ListClaimsOptions, ledger: Pick<Ledger, 'submission'>, timeZone: string): ClaimFilter {
  const { accepted, refused, submission } = options;
  const given = {
    submitterClaimId: options.submitterClaim,
    memberId: options.member,
    location: options.provider,
    partnerId: options.partner,
    kind: options.kind,
    usage: options.usage,
    isAccepted: accepted === true ? true : refused === true ? false : undefined,
    submissionId: submission === undefined ? undefined : submissionIdOf(ledger, submission, 'list claims'),
    serviceFrom: dayOf('--service-from', options.serviceFrom, timeZone),
    serviceTo: dayOf('--service-to', options.serviceTo, timeZone),
    ...betweenDays(options, timeZone),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** The day itself, once it is known to be one. */
function dayOf(option: string, day: string | undefined, timeZone: string): string | undefined {
  dayBegins(option, day, timeZone);
  return day;
}

function tableOf(facts: readonly ClaimSummary[], timeZone: string, showValues: boolean): readonly string[] {
  const heading = ['CLAIM', 'OUTCOME', 'KIND', 'FREQ', 'PROVIDER', 'SERVICES', 'CHARGE', 'PARTNER', 'IN', 'RECEIVED'];
  const cells = facts.map((fact) => [
    fact.claimNumber || '-',
    outcomeOf(fact),
    fact.environment === 'test' ? `${fact.kind} (test)` : fact.kind,
    fact.frequency || '-',
    fact.location || '-',
    fact.serviceFrom === fact.serviceTo ? fact.serviceFrom || '-' : `${fact.serviceFrom} to ${fact.serviceTo}`,
    fact.totalCharge,
    fact.partner,
    `${fact.submission}/${fact.place.set}/${fact.place.claim}`,
    localTime(fact.receivedAt, timeZone),
    ...(showValues ? [fact.submitterClaimId ?? '', fact.memberId ?? ''] : []),
  ]);
  return formatTable([...heading, ...(showValues ? ['CALLED', 'MEMBER'] : [])], cells);
}

function outcomeOf({ outcome, statuses, remarks, supersededBy }: ClaimSummary): string {
  if (outcome === 'refused') return `refused ${statuses.join(' ')}`;
  if (supersededBy !== '') return `ended by ${supersededBy}`;
  return remarks.length === 0
    ? outcome
    : `${outcome}, ${remarks.length === 1 ? remarks[0] : `${remarks.length} remarks`}`;
}
