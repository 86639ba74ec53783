import { type Command, Option } from 'commander';
import type { Lazily } from '../lazily.js';
import { defineClaimStatus } from './claim-status.js';

/** Commands about the register of claims. */
export function defineClaims(program: Command, lazily: Lazily): void {
  const claims = program
    .command('claims')
    .description('claims, registered or refused')
    .addHelpText('after', '\nExamples:\n  x12gw claims list --refused\n  x12gw claims show C1000000042');
  claims
    .command('list')
    .description('claims in the order in which they were decided')
    .option('--submitter-claim <id>', 'what the submitter calls it (CLM01)')
    .option('--member <id>', 'of one member; the id is never printed back')
    .option('--provider <id>', 'billing provider ID with service location (110012345A)')
    .option('--partner <id>', 'sent by this trading partner')
    .addOption(new Option('--kind <kind>', 'one kind').choices(['professional', 'institutional', 'dental']))
    .addOption(new Option('--usage <usage>', 'production or test').choices(['P', 'T']))
    .addOption(new Option('--accepted', 'registered ones').conflicts('refused'))
    .option('--refused', 'refused ones')
    .option('--submission <number>', 'those of one file, such as S12')
    .option('--service-from <date>', 'with a service on this day (yyyy-mm-dd) or later')
    .option('--service-to <date>', 'with a service on this day or earlier')
    .option('--from <date>', 'received on this day or later')
    .option('--to <date>', 'received on this day or earlier')
    .option('--show-values', 'show member ids and what submitters call their claims')
    .addHelpText(
      'after',
      `
Exit code 1 when nothing is found.

Examples:
  x12gw claims list --provider 110012345A --from 2026-11-01
  x12gw claims list --submission S12 --refused
  x12gw claims list --member 100000000001 --service-from 2026-10-01 --service-to 2026-10-31`,
    )
    .action(lazily('readers', async () => (await import('../commands/claims-list.js')).listClaims));
  claims
    .command('show')
    .description(
      'one claim: lines, verdict with reasons, remarks, what it replaces and what it takes of authorizations',
    )
    .argument('<number>', 'claim number, the payer’s number, or what its submitter calls it (CLM01)')
    .option('--show-values', 'show names, ids and senders’ own numbers instead of masks')
    .addHelpText('after', '\nExit code 1 when there is none.\n\nExample:\n  x12gw claims show C1000000042')
    .action(lazily('readers', async () => (await import('../commands/claims-show.js')).showClaim));
  defineClaimStatus(claims, lazily);
}
