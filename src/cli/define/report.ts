import { type Command, Option } from 'commander';
import type { Lazily } from '../lazily.js';

/** Figures about claims. */
export function defineReport(program: Command, lazily: Lazily): void {
  const report = program
    .command('report')
    .description('figures about claims: reasons of refusal, months, partners')
    .addHelpText(
      'after',
      `
Examples:
  x12gw report rejections --html rejections.html
  x12gw report claims --from 2026-01-01 --csv claims.csv`,
    );
  const usage = () => new Option('--usage <usage>', 'production or test').choices(['P', 'T']).default('P');
  report
    .command('rejections')
    .description('why claims were refused, the most frequent reasons first')
    .option('--provider <id>', 'claims of this billing provider ID and service location')
    .option('--partner <id>', 'claims this partner sent')
    .option('--from <day>', 'first day of receipt, yyyy-mm-dd (the first of this month)')
    .option('--to <day>', 'last day (today)')
    .addOption(usage())
    .option('--top <number>', 'reasons shown', '20')
    .option('--csv <file>', 'write the table as CSV')
    .option('--html <file>', 'write a page with a chart')
    .addHelpText(
      'after',
      `
A claim counts once for each of its reasons. Exit code 1 when no claim was decided in the period.

Examples:
  x12gw report rejections --provider 110012345A --from 2026-10-01
  x12gw report rejections --partner hub --html hub.html`,
    )
    .action(lazily('readers', async () => (await import('../commands/report-rejections.js')).reportRejections));
  for (const [name, description, load] of [
    [
      'claims',
      'counts and amounts by month, provider ID and service location, and kind of claim',
      async () => (await import('../commands/report-claims.js')).reportClaims,
    ],
    [
      'partners',
      'counts and acceptance rate by partner and month',
      async () => (await import('../commands/report-claims.js')).reportPartners,
    ],
  ] as const) {
    report
      .command(name)
      .description(description)
      .option('--provider <id>', 'claims of this billing provider ID and service location')
      .option('--partner <id>', 'claims this partner sent')
      .option('--from <day>', 'first day of receipt, yyyy-mm-dd (the first of the month eleven months ago)')
      .option('--to <day>', 'last day (today)')
      .addOption(usage())
      .option('--csv <file>', 'write the table as CSV')
      .addHelpText(
        'after',
        `
Exit code 1 when no claim was decided in the period.

Examples:
  x12gw report ${name}
  x12gw report ${name} --from 2026-01-01 --csv ${name}.csv`,
      )
      .action(lazily('readers', load));
  }
}
