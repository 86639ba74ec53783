import type { Command } from 'commander';
import type { Lazily } from '../lazily.js';

/** Commands for trading partners as code. */
export function definePartnerFiles(partner: Command, lazily: Lazily): void {
  partner
    .command('export')
    .description('print partners as a file, to keep under version control')
    .argument('[ids...]', 'the partners (default: all)')
    .addHelpText('after', '\nExample:\n  x12gw partner export > partners.yaml')
    .action(lazily('readers', async () => (await import('../commands/partner-export.js')).exportPartners));
  partner
    .command('apply')
    .description('make the partners what a file says, in one commit, after showing what differs')
    .argument('<file>', 'YAML or JSON in the form that export prints (schemas/partners.schema.json)')
    .option('--dry-run', 'show what differs and change nothing')
    .option('--prune', 'remove partners, links and allowances that the file does not name')
    .addHelpText('after', '\nExample:\n  x12gw partner apply partners.yaml --dry-run')
    .action(lazily('operators', async () => (await import('../commands/partner-apply.js')).applyPartners));
}
