import { type Command, Option } from 'commander';
import type { WantWord } from '../desk/want-words.js';
import { gathered } from '../gathered.js';
import type { Lazily } from '../lazily.js';

const IF_VERSION: readonly [string, string] = [
  '--if-version <n>',
  'only if it is still this version, as "pa show" tells',
];

const EXIT_CODES =
  'Exit code 1 when nothing was changed: unknown number, not possible, refused, or somebody was faster.';

/** Commands by which people change prior authorizations: reviewers and other staff of the payer, and the provider. */
export function defineReview(pa: Command, lazily: Lazily): void {
  pa.command('review')
    .description('review at the terminal, question by question: the next one that is due, or the one named')
    .argument('[number]', 'PA tracking number or PA number')
    .option('--show-values', 'show names, ids, birth dates, diagnoses and free text instead of masks')
    .addHelpText(
      'after',
      `
Nothing is decided before the last question. Ctrl-C leaves: what this command has taken goes back to the queue.
Exit code 1 when nothing waits or nothing was decided, 2 without a terminal.

Examples:
  x12gw pa review
  x12gw pa review 1000000042 --show-values`,
    )
    .action(lazily('reviewers', async () => (await import('../commands/pa-review.js')).reviewPriorAuthorization));
  change(pa, 'take', 'take one up for review, so that nobody else does')
    .addHelpText('after', help('x12gw pa take 1000000042'))
    .action(lazily('reviewers', async () => (await import('../commands/pa-take.js')).takePriorAuthorization));
  change(pa, 'release', 'give one that is in review back to the queue')
    .addHelpText('after', help('x12gw pa release 1000000042'))
    .action(lazily('reviewers', async () => (await import('../commands/pa-release.js')).releasePriorAuthorization));
  defineDefer(pa, lazily);
  defineDecide(pa, lazily);
  change(pa, 'cancel', 'cancel lines as the payer')
    .addOption(
      new Option('--cause <cause>', 'why').choices(['duplicate', 'eligibility', 'not-required']).makeOptionMandatory(),
    )
    .option('--of <number>', 'with --cause duplicate: the request it doubles')
    .option('--line <n>', 'this line; repeatable; all open lines unless told', gathered)
    .option('--message <text>', 'words to provider and member')
    .addHelpText(
      'after',
      help(
        'x12gw pa cancel 1000000042 --cause duplicate --of 1000000007',
        'x12gw pa cancel 1000000042 --cause not-required --line 2',
      ),
    )
    .action(lazily('reviewers', async () => (await import('../commands/pa-cancel.js')).cancelPriorAuthorization));
  change(pa, 'void', 'void one: as the payer until the decision, or for its provider while nobody reviews it')
    .addOption(new Option('--as-provider', 'the provider withdraws its own request').conflicts('message'))
    .option('--message <text>', 'as the payer: why')
    .addHelpText(
      'after',
      help('x12gw pa void 1000000042 --message "Sent to the wrong payer"', 'x12gw pa void 1000000042 --as-provider'),
    )
    .action(
      lazily(
        'reviewers, and partners as the provider',
        async () => (await import('../commands/pa-void.js')).voidPriorAuthorization,
      ),
    );
  change(pa, 'reclassify', 'treat a request to expedite as a standard one, from the day it was received')
    .addHelpText('after', help('x12gw pa reclassify 1000000042'))
    .action(
      lazily('reviewers', async () => (await import('../commands/pa-reclassify.js')).reclassifyPriorAuthorization),
    );
  change(pa, 'attach', 'attach documents that came by mail, fax or hand, or one that lay unmatched')
    .argument('[file...]', 'the documents')
    .option('--document <id>', 'one that lies unmatched, as "pa documents" tells')
    .option('--type <type>', 'report type (data element 755, such as B3)')
    .option('--line <n>', 'the line it is about; the whole request unless told')
    .option('--description <text>', 'what it is')
    .option('--answers <number>', 'attachment control number of the question it answers, or of its announcement')
    .option('--hold', 'the provider has not submitted it yet: it waits for "pa answer"')
    .addHelpText(
      'after',
      help(
        'x12gw pa attach 1000000042 order.pdf --type B3 --answers CN1000000007',
        'x12gw pa attach 1000000042 --document 3',
      ),
    )
    .action(lazily('reviewers', async () => (await import('../commands/pa-attach.js')).attachDocuments));
  change(pa, 'answer', 'submit the documents that the provider has uploaded: the answer to a deferral')
    .addHelpText('after', help('x12gw pa answer 1000000042'))
    .action(
      lazily('reviewers and partners', async () => (await import('../commands/pa-answer.js')).answerPriorAuthorization),
    );
  change(pa, 'appeal-outcome', 'record what a fair hearing decided on a modified or denied line')
    .addOption(
      new Option('--outcome <outcome>', 'what it decided')
        .choices(['overturned', 'partly-overturned', 'upheld', 'withdrawn'])
        .makeOptionMandatory(),
    )
    .requiredOption('--on <date>', 'day of its decision, yyyy-mm-dd')
    .option('--reference <text>', "the hearing body's own number")
    .addHelpText('after', help('x12gw pa appeal-outcome 1000000042 --outcome upheld --on 2026-11-30'))
    .action(lazily('reviewers', async () => (await import('../commands/pa-appeal-outcome.js')).recordAppealOutcome));
}

function defineDefer(pa: Command, lazily: Lazily): void {
  // Which flags belong to one question is told by their order, which commander keeps only within one flag.
  const words: WantWord[] = [];
  const word = (flag: WantWord['flag']) => (value: string) => {
    words.push({ flag, value });
    return words;
  };
  change(pa, 'defer', 'ask for documents, and wait for them')
    .requiredOption(
      '--want <type>',
      'report type of the document (data element 755, such as B3); repeatable',
      word('want'),
    )
    .requiredOption('--reason <text>', 'what is asked, in words to provider and member', word('reason'))
    .option('--line <n>', 'the line it is wanted for; the whole request unless told', word('line'))
    .option('--loinc <code>', 'LOINC code of the document', word('loinc'))
    .addHelpText(
      'after',
      `
Report types: B3 physician's order, B2 prescription, 08 plan of treatment, 09 progress report, LA laboratory results,
RR radiology reports, XP photographs; a wrong one lists all. The control number to quote is printed for each.

Several questions: repeat the flags; one that a question has already begins the next.
${help(
  'x12gw pa defer 1000000042 --want B3 --reason "Signed order of the physician"',
  'x12gw pa defer 1000000042 --want LA --reason "Latest results" --line 1 --want XP --reason "Of the wound" --line 2',
)}`,
    )
    .action(lazily('reviewers', async () => (await import('../commands/pa-defer.js')).deferPriorAuthorization));
}

function defineDecide(pa: Command, lazily: Lazily): void {
  const flags = ['approve', 'modify', 'deny', 'line', 'units', 'from', 'to', 'procedure', 'modifier', 'pattern'];
  change(pa, 'decide', 'decide whole or line by line; with the last line the provider gets its PA number')
    .addOption(new Option('--approve', 'as it was requested').conflicts(['modify', 'deny']))
    .addOption(new Option('--modify', 'something else than was requested: say what').conflicts(['approve', 'deny']))
    .addOption(new Option('--deny', 'nothing is authorized').conflicts(['approve', 'modify']))
    .option('--line <n>', 'this line; repeatable; all open lines unless told', gathered)
    .option('--units <number>', 'authorized units')
    .option('--from <date>', 'first authorized day, yyyy-mm-dd')
    .option('--to <date>', 'last authorized day, yyyy-mm-dd')
    .option('--procedure <code>', 'authorized procedure')
    .option('--modifier <code>', 'authorized modifier; repeatable', gathered)
    .option('--pattern <elements>', 'authorized delivery pattern, as the elements of HSD joined with asterisks')
    .option('--reason <code>', 'decision reason (list 886); repeatable; needed unless approved', gathered)
    .option('--message <text>', 'words to provider and member')
    .addOption(
      new Option('--file <file>', 'the decision as JSON or YAML (schemas/decision.schema.json)').conflicts([
        ...flags,
        'reason',
        'message',
      ]),
    )
    .addHelpText(
      'after',
      `
Reason codes: "--deny" without "--reason" changes nothing and lists those that the payer uses.
${help(
  'x12gw pa decide 1000000042 --approve',
  'x12gw pa decide 1000000042 --modify --line 1 --units 5 --reason 10 --message "Five visits are usual"',
  'x12gw pa decide 1000000042 --deny --line 2 --line 3 --reason 0F',
  'x12gw pa decide 1000000042 --file decision.yaml --if-version 4',
)}`,
    )
    .action(lazily('reviewers', async () => (await import('../commands/pa-decide.js')).decidePriorAuthorization));
}

/** A command that changes one prior authorization. */
function change(pa: Command, name: string, description: string): Command {
  return pa
    .command(name)
    .description(description)
    .argument('<number>', 'PA tracking number or PA number')
    .option(...IF_VERSION);
}

function help(...examples: readonly string[]): string {
  const heading = examples.length === 1 ? 'Example:' : 'Examples:';
  return ['', EXIT_CODES, '', heading, ...examples.map((example) => `  ${example}`)].join('\n');
}
