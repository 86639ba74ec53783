import type { Command } from 'commander';
import type { Lazily } from '../lazily.js';

/** What the payer's claim system says of claims, below the command `claims`. */
export function defineClaimStatus(claims: Command, lazily: Lazily): void {
  claims
    .command('import-status')
    .description('take what the claim system says of registered claims from a CSV file; every row is checked first')
    .argument('<file>', 'CSV in UTF-8 with commas, its first row the column names of docs/claim-status.md')
    .option('--dry-run', 'check the file and keep nothing')
    .addHelpText(
      'after',
      `
Columns: claim_number, category, status; entity, effective_on, paid_amount, finalized_on, paid_on, payment_number,
payer_number. Those before the semicolon are required. A row that says nothing new is passed over. What is wrong is told
by line and column and never quoted; exit code 1 when the file is refused.

Example:
  x12gw claims import-status statuses.csv --dry-run`,
    )
    .action(lazily('operators', async () => (await import('../commands/claims-import-status.js')).importClaimStatus));
}
