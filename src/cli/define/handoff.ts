import { type Command, Option } from 'commander';
import type { Lazily } from '../lazily.js';

/** Accepted claims on their way to the payer's claim system. */
export function defineHandoff(program: Command, lazily: Lazily): void {
  const handoff = program
    .command('handoff')
    .description('accepted claims for the payer’s claim system')
    .addHelpText(
      'after',
      `
Examples:
  x12gw handoff list
  x12gw handoff confirm H1000000001
  x12gw handoff repeat H1000000001`,
    );
  handoff
    .command('list')
    .description('hand-offs that nobody has confirmed, or all in one state')
    .addOption(
      new Option('--state <state>', 'due: to be written; written: waits for the claim system; confirmed').choices([
        'due',
        'written',
        'confirmed',
      ]),
    )
    .addHelpText(
      'after',
      `
Examples:
  x12gw handoff list
  x12gw handoff list --state confirmed --json`,
    )
    .action(lazily('readers', async () => (await import('../commands/handoff.js')).listHandoffs));
  handoff
    .command('show')
    .description('one hand-off: its files, where it came from, what happened to it')
    .argument('<number>', 'its number, such as H1000000001')
    .addHelpText('after', '\nExit code 1 when there is none.\n\nExample:\n  x12gw handoff show H1000000001')
    .action(lazily('readers', async () => (await import('../commands/handoff.js')).showHandoff));
  handoff
    .command('confirm')
    .description('the claim system has the claims: remove what is left of the files')
    .argument('<number...>', 'numbers, such as H1000000001')
    .addHelpText(
      'after',
      `
The claim system need not call it: taking the manifest away says the same.

Example:
  x12gw handoff confirm H1000000001`,
    )
    .action(lazily('operators', async () => (await import('../commands/handoff.js')).confirmHandoffs));
  handoff
    .command('repeat')
    .description('write hand-offs again, same names and bytes')
    .argument('<number...>', 'numbers, such as H1000000001')
    .addHelpText(
      'after',
      `
They are made from the received file and the ledger again; one that would have other bytes than the first time is not
written.

Example:
  x12gw handoff repeat H1000000001 H1000000002`,
    )
    .action(lazily('operators', async () => (await import('../commands/handoff.js')).repeatHandoffs));
}
