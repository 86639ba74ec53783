import { type Command, Option } from 'commander';
import type { Lazily } from '../lazily.js';

/** Commands about the audit trail: who changed what, and whether it still stands as it was written. */
export function defineAudit(program: Command, lazily: Lazily): void {
  const audit = program
    .command('audit')
    .description('who changed what: the audit trail, chained and sealed')
    .addHelpText(
      'after',
      `
Examples:
  x12gw audit list --subject northside
  x12gw audit verify
  x12gw audit export --from 2026-01-01 --to 2026-12-31 > audit-2026.ndjson`,
    );
  audit
    .command('list')
    .description('lines of the audit trail, oldest first')
    .option('--subject <subject>', 'what was changed: a partner id, a submission, a PA tracking number, a list')
    .option('--actor <user>', 'who changed it, as the list shows it')
    .option('--action <action>', 'what was done, such as put-partner or "pa decide"')
    .option('--from <date>', 'first day, yyyy-mm-dd')
    .option('--to <date>', 'last day, yyyy-mm-dd')
    .addHelpText(
      'after',
      `
Days and times are the payer's. Exit code 1 when no line fits.

Examples:
  x12gw audit list --subject S12
  x12gw audit list --action refuse-command --from 2026-11-01
  x12gw audit list --actor anna --json`,
    )
    .action(lazily('auditors', async () => (await import('../commands/audit-list.js')).listAudit));
  audit
    .command('verify')
    .description('check every digest, every seal and the file of seals outside the ledger; changes nothing')
    .addHelpText(
      'after',
      `
Says where the trail breaks: a line that was changed, lines that are gone, a tail that was cut off, a seal that does not
fit or was signed with another key. Exit code 1 when it is broken.

Examples:
  x12gw audit verify
  x12gw audit verify --json`,
    )
    .action(lazily('auditors', async () => (await import('../commands/audit-verify.js')).verifyAuditTrail));
  audit
    .command('export')
    .description('lines with their digests to stdout, for somebody else to verify')
    .option('--from <date>', 'first day, yyyy-mm-dd')
    .option('--to <date>', 'last day, yyyy-mm-dd')
    .addOption(new Option('--format <format>', 'how it is written').choices(['ndjson', 'csv']).default('ndjson'))
    .addHelpText(
      'after',
      `
docs/audit.md says how a digest is taken. Cells of the CSV are written as they are, not escaped for spreadsheets.
Exit code 1 when there is no line in these days.

Examples:
  x12gw audit export > audit.ndjson
  x12gw audit export --from 2026-01-01 --to 2026-03-31 --format csv > audit.csv`,
    )
    .action(lazily('auditors', async () => (await import('../commands/audit-export.js')).exportAudit));
  audit
    .command('seal')
    .description('seal the lines that have no seal yet, instead of waiting for the next one')
    .addHelpText(
      'after',
      `
The gateway seals each hundred lines and each day by itself. Exit code 1 when every line has its seal.

Example:
  x12gw audit seal`,
    )
    .action(lazily('operators', async () => (await import('../commands/audit-verify.js')).sealAudit));
}
