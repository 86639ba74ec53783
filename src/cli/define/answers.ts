import { type Command, Option } from 'commander';
import type { Lazily } from '../lazily.js';

/** The kinds of answer that this version puts into the download store. */
const ANSWER_TYPES = [
  ...['ta1', '999', '278', 'report', 'claims', 'notice'],
  ...['835', '820', '834', '271', '277', '277ca'],
];

/** Commands about answers and what codes mean. */
export function defineAnswers(program: Command, lazily: Lazily): void {
  program
    .command('downloads')
    .description('search the download store, and fetch what was found')
    .option('--provider <id>', 'provider ID with service location (110012345A) or provider ID alone (110012345)')
    .option('--submission <number>', 'answers to one file, such as S12')
    .addOption(new Option('--type <type>', 'kind of answer').choices(ANSWER_TYPES))
    .option('--from <date>', 'first date, yyyy-mm-dd')
    .option('--to <date>', 'last date, yyyy-mm-dd')
    .addOption(new Option('--usage <usage>', 'production or test').choices(['P', 'T']))
    .option('--get <dir>', 'copy the files found into this folder')
    .addHelpText(
      'after',
      `
Exit code 1 when nothing is found.

Examples:
  x12gw downloads --submission S12
  x12gw downloads --provider 110012345A --type 999 --from 2026-11-01
  x12gw downloads --submission S12 --get answers`,
    )
    .action(lazily('readers and partners', async () => (await import('../commands/downloads.js')).downloads));

  program
    .command('redeliver')
    .description('put answers into their partner’s outbox again, same name and bytes')
    .argument('<answer>', 'a file (S00000012.999.x12), a file’s answers of one type (S12.999) or all of them (S12)')
    .addOption(new Option('--type <type>', 'only this kind of answer').choices(ANSWER_TYPES))
    .addHelpText(
      'after',
      `
Answers that have not been delivered yet come by themselves; letters have no outbox. Files gone from the download store
are written there again too. Exit code 1 when nothing can be delivered again.

Examples:
  x12gw redeliver S00000012.999.x12
  x12gw redeliver S12 --type 278`,
    )
    .action(lazily('operators', async () => (await import('../commands/redeliver.js')).redeliver));

  defineAcknowledgments(program, lazily);

  program
    .command('explain')
    .description(
      'what a code in an acknowledgment or answer, a finding, a rule or a check of claims means and how to mend it',
    )
    .argument(
      '<code...>',
      'one code (006), a place with its code (IK403:7), a place alone (IK403), or a name (element-too-long, possible-duplicate)',
    )
    .addHelpText(
      'after',
      `
Examples:
  x12gw explain 006
  x12gw explain IK403:7
  x12gw explain HCR01          every code of the list
  x12gw explain A8:496:85      a status in a claim report
  x12gw explain element-too-long`,
    )
    .action(lazily('anybody', async () => (await import('../commands/explain.js')).explain));
}

/** What partners acknowledge of what they were sent. */
function defineAcknowledgments(program: Command, lazily: Lazily): void {
  const acknowledgments = program
    .command('acknowledgments')
    .description('what partners acknowledge of what they were sent')
    .addHelpText(
      'after',
      `
Examples:
  x12gw acknowledgments list
  x12gw acknowledgments settle 3 --note "partner mended its map"`,
    );
  acknowledgments
    .command('list')
    .description('acknowledgments that wait for a person, or all in one state')
    .addOption(
      new Option('--state <state>', 'matched, refused, or exception: it fits nothing we sent').choices([
        'matched',
        'refused',
        'exception',
      ]),
    )
    .addHelpText(
      'after',
      `
Without --state: refused ones and exceptions that nobody has settled.

Examples:
  x12gw acknowledgments list
  x12gw acknowledgments list --state matched`,
    )
    .action(lazily('readers', async () => (await import('../commands/acknowledgments.js')).listAcknowledgments));
  acknowledgments
    .command('overdue')
    .description('answers that their partner has not acknowledged in the time its options give it')
    .addHelpText(
      'after',
      `
Nothing is expected of a partner until it is asked for: x12gw partner set ID --option expectAcknowledgment=835:24h

Example:
  x12gw acknowledgments overdue`,
    )
    .action(lazily('readers', async () => (await import('../commands/acknowledgments.js')).listOverdueAcknowledgments));
  acknowledgments
    .command('waive')
    .description('expect no acknowledgment of an answer any more, when the partner says that it has it')
    .argument('<answer>', 'a file’s answers of one type (S12.835) or all of them (S12)')
    .option('--note <text>', 'how that is known; name no member', '')
    .addHelpText(
      'after',
      `
Exit code 2 when nothing was expected.

Example:
  x12gw acknowledgments waive S12.835 --note "their help desk has it"`,
    )
    .action(lazily('operators', async () => (await import('../commands/acknowledgments.js')).waiveAcknowledgment));
  acknowledgments
    .command('settle')
    .description('note that somebody has seen to a refusal or an exception')
    .argument('<id>', 'its number in the list')
    .option('--note <text>', 'what was done; name no member', '')
    .addHelpText(
      'after',
      `
Example:
  x12gw acknowledgments settle 3 --note "partner mended its map, S12 delivered again"`,
    )
    .action(lazily('operators', async () => (await import('../commands/acknowledgments.js')).settleAcknowledgment));
}
