import type { Command } from 'commander';
import type { Lazily } from '../lazily.js';

/** Commands about how long things are kept. */
export function defineRetention(program: Command, lazily: Lazily): void {
  const retention = program
    .command('retention')
    .description('what is removed after its time, and what stays')
    .addHelpText('after', '\nExamples:\n  x12gw retention plan\n  x12gw retention run');
  retention
    .command('plan')
    .description('what a run would remove now, and what stays for which reason; changes nothing')
    .addHelpText(
      'after',
      `
Periods stand in the configuration under "retention"; without it nothing is ever removed.

Examples:
  x12gw retention plan
  x12gw retention plan --json`,
    )
    .action(lazily('readers', async () => (await import('../commands/retention.js')).planRetention));
  retention
    .command('run')
    .description('remove now what may go; a running gateway does so once a day')
    .addHelpText(
      'after',
      `
Nothing goes before it is answered, and nothing under a legal hold. Cut off at any moment, the next run goes on.
Exit code 2 when the configuration gives no periods, 3 when a file could not be removed or another run is under way.

Example:
  x12gw retention run`,
    )
    .action(lazily('operators', async () => (await import('../commands/retention.js')).runRetention));
  defineLegalHold(program, lazily);
}

function defineLegalHold(program: Command, lazily: Lazily): void {
  const hold = program
    .command('legal-hold')
    .description('what must not be removed, whatever its age')
    .addHelpText(
      'after',
      `
Examples:
  x12gw legal-hold add S12 --reason "Matter 2031-7"
  x12gw legal-hold list
  x12gw legal-hold release 3 --reason "Matter 2031-7 closed"`,
    );
  hold
    .command('add')
    .description('hold a file, prior authorization, claim, partner or member, and all that belongs to it')
    .argument('[number]', 'submission (S12), PA tracking number, PA number or claim number')
    .option('--partner <id>', 'everything of one partner')
    .option('--member <id>', 'every file that names one member; the id is never printed back')
    .requiredOption('--reason <text>', 'why; name no member')
    .addHelpText(
      'after',
      `
A hold counts for what comes later too. Exit code 2 when the ledger knows nothing of the number or partner.

Examples:
  x12gw legal-hold add 1000000042 --reason "Appeal 7"
  x12gw legal-hold add --partner northside --reason "Matter 2031-7"
  x12gw legal-hold add --member 100000000001 --reason "Matter 2031-7"`,
    )
    .action(lazily('operators', async () => (await import('../commands/legal-hold.js')).addLegalHold));
  hold
    .command('list')
    .description('the legal holds there are')
    .option('--all', 'also those that were released')
    .option('--show-values', 'show member ids')
    .addHelpText('after', '\nExample:\n  x12gw legal-hold list --all')
    .action(lazily('readers', async () => (await import('../commands/legal-hold.js')).listLegalHolds));
  hold
    .command('release')
    .description('end a legal hold; what it kept goes with the next run when nothing else keeps it')
    .argument('<id>', 'its number in the list')
    .requiredOption('--reason <text>', 'why; name no member')
    .addHelpText('after', '\nExample:\n  x12gw legal-hold release 3 --reason "Matter 2031-7 closed"')
    .action(lazily('operators', async () => (await import('../commands/legal-hold.js')).releaseLegalHold));
}
