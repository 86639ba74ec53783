import { type Command, Option } from 'commander';
import type { Lazily } from '../lazily.js';

/** The kinds of answer that this version puts into the download store. */
const ANSWER_TYPES = ['ta1', '999', '278', 'report', 'claims', 'notice'];

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
    .action(lazily(async () => (await import('../commands/downloads.js')).downloads));

  program
    .command('explain')
    .description('what a code in an acknowledgment or answer, or a finding, means and how to mend it')
    .argument(
      '<code...>',
      'a code (006), a place with its code (IK403:7), a place alone (IK403), or a finding (element-too-long)',
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
    .action(lazily(async () => (await import('../commands/explain.js')).explain));
}
