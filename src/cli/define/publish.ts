import type { Command } from 'commander';
import type { Lazily } from '../lazily.js';

/** Commands about what other systems of the payer published. */
export function definePublish(program: Command, lazily: Lazily): void {
  const publish = program
    .command('publish')
    .description('what other systems of the payer published through publish/')
    .addHelpText(
      'after',
      `
Examples:
  x12gw publish list
  x12gw publish settle 3 --note "published again as S40"`,
    );
  publish
    .command('list')
    .description('interchanges that were refused and wait for a person, or all of one file')
    .option('--submission <number>', 'all interchanges of one file, such as S12')
    .addHelpText(
      'after',
      `
Exit code 1 when the file named published nothing.

Examples:
  x12gw publish list
  x12gw publish list --submission S12`,
    )
    .action(lazily('readers', async () => (await import('../commands/publish.js')).listPublications));
  publish
    .command('settle')
    .description('note that somebody has seen to a refusal')
    .argument('<id>', 'its number in the list')
    .option('--note <text>', 'what was done; name no member', '')
    .addHelpText(
      'after',
      `
Publishing the same bytes again, once the cause is mended, settles it by itself.

Example:
  x12gw publish settle 3 --note "published again as S40"`,
    )
    .action(lazily('operators', async () => (await import('../commands/publish.js')).settlePublication));
}
