import { DateTime } from 'luxon';
import { type DecisionFigures, DecisionMetrics } from '../../domain/prior-authorization/metrics.js';
import { GatewayError } from '../../support/errors.js';
import { localDay } from '../../support/wall-clock.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';
import { writeCsv } from '../figures/csv.js';
import { drugTest, type NeededServices, neededServices, servicesInNeed } from '../figures/needed-services.js';
import { METRIC_DEFINITIONS, type MetricRow, metricRows } from '../figures/yearly-figures.js';
import { type Installation, withInstallation } from '../ledger.js';
import { allRows } from '../pages.js';
import { formatTable } from '../table.js';

/** The command's options as given. */
export interface MetricsOptions {
  readonly year: string;
  readonly csv?: string;
  readonly services?: string;
}

/** The first year whose figures are published (CMS-0057-F: decisions of 2025, published by 31 March 2026). */
const FIRST_YEAR = 2025;

const FIGURE_COLUMNS = ['year', 'figure', 'title', 'count', 'of', 'percent', 'hours'];
const SERVICE_COLUMNS = ['from', 'to', 'reviewedBy'];

/**
 * The yearly figures of prior authorizations that CMS-0057-F has a payer publish, as a table and, when asked, as CSV. Exit
 * code 1 when nothing that counts was decided in the year. Raises GatewayError `year-invalid` (exit code 2), `disk-full`
 * and its kin.
 */
export function showMetrics(context: CommandContext, options: MetricsOptions): Promise<ExitCode> {
  return withInstallation(context, async (installation) => {
    const { timeZone } = installation.configuration.payer;
    const year = yearOption(options.year, context.surroundings.clock.now(), timeZone);
    const { figures, decided } = count(installation, year);
    const services = neededServices(installation.ledger);
    await writeCsv(context, options.csv, FIGURE_COLUMNS, yearRows(year, metricRows(figures)));
    await writeCsv(context, options.services, SERVICE_COLUMNS, serviceRows(installation.ledger));
    if (context.json) context.fact({ ...figures, timeZone, decided, services });
    else tell(context, figures, decided, services, timeZone);
    return decided === 0 ? 1 : 0;
  });
}

function yearRows(year: number, rows: readonly MetricRow[]) {
  return rows.map((row) => ({ year, ...row }));
}

function* serviceRows(ledger: Installation['ledger']) {
  for (const { from, to, reviewedBy } of servicesInNeed(ledger)) yield { from, to, reviewedBy };
}

function count({ ledger, configuration }: Installation, year: number): { figures: DecisionFigures; decided: number } {
  const { timeZone } = configuration.payer;
  const metrics = new DecisionMetrics({ year, timeZone, isDrug: drugTest(ledger) });
  const begins = (of: number) => DateTime.fromObject({ year: of }, { zone: timeZone }).toJSDate().toISOString();
  const between = { from: begins(year), to: begins(year + 1) };
  let decided = 0;
  for (const row of allRows((after, limit) => ledger.decidedPriorAuthorizations(between, after, limit))) {
    if (metrics.add(row)) decided++;
  }
  return { figures: metrics.figures(), decided };
}

function tell(
  context: CommandContext,
  figures: DecisionFigures,
  decided: number,
  services: NeededServices | null,
  timeZone: string,
): void {
  context.line(context.paint('bold', `Prior authorizations decided in ${figures.year}: ${decided}`));
  const cells = metricRows(figures).map(({ title, count: counted, of, value }) => [title, value, counted, of]);
  for (const line of formatTable(['FIGURE', 'VALUE', 'COUNT', 'OF'], cells)) context.line(line);
  context.line('');
  if (services === null) {
    context.line(
      'Services that need a prior authorization: unknown, and no service counts as a drug, since no file of',
    );
    context.line('services is loaded ("x12gw reference import services").');
  } else {
    const { needed, edition, loadedAt } = services;
    const counted = needed === 1 ? '1 code or range' : `${needed} codes and ranges`;
    context.line(
      `Services that need a prior authorization, drugs left out: ${counted} of codes, from the services file ` +
        `loaded on ${localDay(new Date(loadedAt), timeZone)} (edition ${edition}); --services FILE lists them.`,
    );
  }
  context.line('');
  for (const line of METRIC_DEFINITIONS) context.line(context.paint('dim', line));
}

function yearOption(text: string, now: Date, timeZone: string): number {
  const year = /^\d{4}$/.test(text) ? Number(text) : Number.NaN;
  if (year >= FIRST_YEAR && year <= Number(localDay(now, timeZone).slice(0, 4))) return year;
  throw new GatewayError(`--year needs a year from ${FIRST_YEAR} to this one`, {
    code: 'year-invalid',
    operation: 'read the command line',
    subject: text,
    hint: 'Write it with four digits, such as --year 2026.',
    exitCode: 2,
  });
}
