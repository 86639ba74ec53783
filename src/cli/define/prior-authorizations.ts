import { type Command, Option } from 'commander';
import type { Lazily } from '../lazily.js';
import { defineReview } from './review.js';

/** Commands about prior authorizations: what is asked of them, and what people do with them. */
export function definePriorAuthorizations(program: Command, lazily: Lazily): void {
  const pa = program
    .command('pa')
    .description('prior authorizations')
    .addHelpText(
      'after',
      '\nExamples:\n  x12gw pa list --status ready-for-review\n  x12gw pa show 1000000042\n  x12gw pa review',
    );
  defineQuestions(pa, lazily);
  defineReview(pa, lazily);
}

function defineQuestions(pa: Command, lazily: Lazily): void {
  pa.command('list')
    .description('the review queue by due time; with a filter that only closed ones can fit, or --all, all of them')
    .addOption(new Option('--status <status>', 'one status').choices(STATUSES))
    .addOption(new Option('--classification <class>', 'one class').choices(['standard', 'request-to-expedite']))
    .option('--assignment <id>', 'such as physician-adult')
    .option('--reviewer <user>', 'taken by this reviewer')
    .option('--provider <id>', 'requesting provider ID with service location (110012345A)')
    .option('--member <id>', "a member's own, whatever their status; the id is never printed back")
    .addOption(new Option('--usage <usage>', 'production or test').choices(['P', 'T']))
    .option('--submission <number>', 'those of one file, such as S12, whatever their status')
    .option('--from <date>', 'received on this day (yyyy-mm-dd) or later, whatever their status')
    .option('--to <date>', 'received on this day or earlier, whatever their status')
    .addOption(new Option('--overdue', 'whose due time has passed').conflicts(['dueBefore', 'all']))
    .addOption(new Option('--due-before <date>', 'due before this day (yyyy-mm-dd)').conflicts('all'))
    .option('--all', 'open or not, in the order in which they came in')
    .option('--show-values', 'show member ids and names')
    .addHelpText(
      'after',
      `
On a terminal what is late is red and what is due within a day yellow. Exit code 1 when nothing is found.

Examples:
  x12gw pa list
  x12gw pa list --overdue --classification request-to-expedite
  x12gw pa list --provider 110012345A --status deferred
  x12gw pa list --all --usage P`,
    )
    .action(lazily('readers', async () => (await import('../commands/pa-list.js')).listPriorAuthorizations));
  pa.command('show')
    .description('one prior authorization: request, deadline, decisions, documents, letters, history, what can be done')
    .argument('<number>', 'PA tracking number or PA number')
    .option('--show-values', 'show names, ids, birth dates, diagnoses and free text instead of masks')
    .addHelpText('after', '\nExample:\n  x12gw pa show 1000000042')
    .action(lazily('readers', async () => (await import('../commands/pa-show.js')).showPriorAuthorization));
  pa.command('letters')
    .description('letters and notices: due, made, or waiting for a member address')
    .argument('[number]', 'of one prior authorization: PA tracking number or PA number')
    .addOption(new Option('--state <state>', 'one state').choices(['due', 'made', 'needs-address']))
    .addHelpText('after', '\nExit code 1 when nothing is found.\n\nExample:\n  x12gw pa letters --state needs-address')
    .action(lazily('readers', async () => (await import('../commands/pa-letters.js')).listLetters));
  pa.command('documents')
    .description('documents that came in: matched, waiting for their prior authorization, or refused')
    .argument('[number]', 'of one prior authorization: PA tracking number or PA number')
    .addOption(new Option('--state <state>', 'one state').choices(['matched', 'unmatched', 'refused']))
    .option('--get <dir>', 'copy the documents of the prior authorization into this folder')
    .addHelpText(
      'after',
      '\nExit code 1 when nothing is found.\n\nExamples:\n  x12gw pa documents --state unmatched\n' +
        '  x12gw pa documents 1000000042 --get review',
    )
    .action(lazily('readers', async () => (await import('../commands/pa-documents.js')).listDocuments));
  pa.command('due')
    .description('decisions that are late or due within some days, counted by clock')
    .option('--days <n>', 'look this many days ahead; 3 unless told, 0 for what is late alone')
    .addHelpText('after', '\nExit code 1 when one is late, 0 when none is.\n\nExample:\n  x12gw pa due --days 7')
    .action(lazily('readers', async () => (await import('../commands/pa-due.js')).showDue));
  pa.command('metrics')
    .description('the yearly figures that CMS-0057-F asks a payer to publish')
    .requiredOption('--year <year>', 'of the decisions, such as 2026')
    .option('--csv <file>', 'write the figures as CSV too; an older file of that name is replaced')
    .option('--services <file>', 'write the list of services that need a prior authorization as CSV')
    .addHelpText(
      'after',
      '\nProduction only, drugs left out. Exit code 1 when nothing was decided in that year.\n\n' +
        'Example:\n  x12gw pa metrics --year 2026 --csv metrics-2026.csv',
    )
    .action(lazily('readers', async () => (await import('../commands/pa-metrics.js')).showMetrics));
}

/** Statuses that can be asked for, in the order of a request's life. */
const STATUSES = [
  'ready-for-review',
  'in-review',
  'deferred',
  'additional-information-received',
  'adjudicated',
  'cancelled-by-provider',
  'void',
  'testing',
];
