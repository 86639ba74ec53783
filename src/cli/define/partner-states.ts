import { type Command, Option } from 'commander';
import type { Lazily } from '../lazily.js';

const STATES = ['registered', 'testing', 'approved', 'suspended'];

/** Commands about what a partner may send: from registered to approved, suspended, held. */
export function definePartnerStates(partner: Command, lazily: Lazily): void {
  const usage = () => new Option('--usage <usage>', 'test or production').choices(['T', 'P']);
  const transaction = ['--transaction <set>', 'transaction set: 278, 275, 837 or 276'] as const;
  partner
    .command('allow')
    .description('register a partner for one transaction and usage, or let it test')
    .argument('<id>', 'the partner')
    .requiredOption(...transaction)
    .addOption(usage().makeOptionMandatory())
    .addOption(
      new Option(
        '--state <state>',
        'registered: not yet; testing: passes, for T alone; for the others see approve and suspend',
      )
        .choices(STATES)
        .makeOptionMandatory(),
    )
    .addHelpText('after', '\nExample:\n  x12gw partner allow northside --transaction 278 --usage T --state testing')
    .action(lazily('operators', async () => (await import('../commands/partner-allow.js')).allowTransaction));
  partner
    .command('evidence')
    .description('per transaction: what there is for an approval, what is missing, and what to type next')
    .argument('<id>', 'the partner')
    .addHelpText('after', '\nExample:\n  x12gw partner evidence northside')
    .action(lazily('readers', async () => (await import('../commands/partner-evidence.js')).showEvidence));
  partner
    .command('approve')
    .description('approve a transaction: a test file of it was accepted and its 999 was picked up')
    .argument('<id>', 'the partner')
    .requiredOption(...transaction)
    .addOption(usage().default('P'))
    .option('--waive <reason>', 'approve without evidence; the reason is audited')
    .addHelpText(
      'after',
      `
Examples:
  x12gw partner approve northside --transaction 278
  x12gw partner approve northside --transaction 837 --waive "tested with us under the earlier system"`,
    )
    .action(lazily('operators', async () => (await import('../commands/partner-approve.js')).approveTransaction));
  partner
    .command('suspend')
    .description('stop a transaction of a partner at once; its files are answered with a refusal')
    .argument('<id>', 'the partner')
    .requiredOption(...transaction)
    .addOption(usage())
    .requiredOption('--reason <reason>', 'why; shown and audited')
    .addHelpText(
      'after',
      '\nExample:\n  x12gw partner suspend northside --transaction 837 --usage P --reason "duplicates"',
    )
    .action(lazily('operators', async () => (await import('../commands/partner-suspend.js')).suspendTransaction));
  partner
    .command('resume')
    .description('take a suspension back: the transaction stands where it stood before')
    .argument('<id>', 'the partner')
    .requiredOption(...transaction)
    .addOption(usage())
    .addHelpText('after', '\nExample:\n  x12gw partner resume northside --transaction 837')
    .action(lazily('operators', async () => (await import('../commands/partner-suspend.js')).resumeTransaction));
  partner
    .command('hold')
    .description('leave the files of a partner in its inbox, and its answers out of its outbox; nothing is lost')
    .argument('<id>', 'the partner')
    .option('--reason <reason>', 'why; shown and audited')
    .addHelpText('after', '\nExample:\n  x12gw partner hold northside --reason "wrong files, called them"')
    .action(lazily('operators', async () => (await import('../commands/partner-hold.js')).holdPartner));
  partner
    .command('release-hold')
    .description('end a hold: what waits is taken in and delivered')
    .argument('<id>', 'the partner')
    .addHelpText('after', '\nExample:\n  x12gw partner release-hold northside')
    .action(lazily('operators', async () => (await import('../commands/partner-hold.js')).releaseHold));
}
