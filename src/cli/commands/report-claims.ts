import { ClaimGroups } from '../../domain/claims/figures.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { countedClaims, type FigureOptions } from '../figures/counted-claims.js';
import { writeCsv } from '../figures/csv.js';
import { periodOf } from '../figures/period.js';
import { withInstallation } from '../ledger.js';
import { formatTable } from '../table.js';

/** Months before this one that are shown without `--from`. */
const MONTHS = 11;
/** Stands for claims whose billing provider is not linked. */
const NOBODY = 'not linked';

/** Counts and amounts by month, provider ID and service location, and kind of claim. Exit code 1 when there is none. */
export function reportClaims(context: CommandContext, options: FigureOptions): Promise<ExitCode> {
  return grouped(context, options, ['month', 'provider', 'kind'], ({ month, location, kind }) => [
    month,
    location === '' ? NOBODY : location,
    kind,
  ]);
}

/** Counts and acceptance rate by partner and month. Exit code 1 when there is none. */
export function reportPartners(context: CommandContext, options: FigureOptions): Promise<ExitCode> {
  return grouped(context, options, ['partner', 'month'], ({ partnerId, month }) => [partnerId, month]);
}

function grouped(
  context: CommandContext,
  options: FigureOptions,
  names: readonly string[],
  keyOf: (
    claim: Parameters<ClaimGroups['add']>[1] & { month: string; location: string; kind: string; partnerId: string },
  ) => readonly string[],
): Promise<ExitCode> {
  return withInstallation(context, async ({ ledger, configuration }) => {
    const { timeZone } = configuration.payer;
    const period = periodOf(options, context.surroundings.clock.now(), timeZone, MONTHS);
    const groups = new ClaimGroups();
    for (const claim of countedClaims(ledger, options, period, timeZone)) groups.add(keyOf(claim), claim);
    const facts = groups.rows.map(({ key, totals }) => ({
      ...Object.fromEntries(names.map((name, at) => [name, key[at]!])),
      ...totals,
    }));
    const columns = [...names, 'accepted', 'refused', 'acceptedCharge', 'refusedCharge', 'acceptanceRate'];
    await writeCsv(context, options.csv, columns, facts);
    if (context.json) for (const fact of facts) context.fact(fact);
    else {
      const heading = [...names.map((name) => name.toUpperCase()), 'ACCEPTED', 'CHARGE', 'REFUSED', 'CHARGE', 'RATE'];
      const rows = groups.rows.map(({ key, totals }) => [
        ...key,
        String(totals.accepted),
        totals.acceptedCharge,
        String(totals.refused),
        totals.refusedCharge,
        `${totals.acceptanceRate.toFixed(1)} %`,
      ]);
      for (const line of formatTable(heading, rows)) context.line(line);
      if (rows.length === 0) context.talk(`No claim was received from ${period.from} to ${period.to}.`);
    }
    return facts.length === 0 ? 1 : 0;
  });
}
