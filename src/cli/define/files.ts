import { type Command, Option } from 'commander';
import { gathered } from '../gathered.js';
import type { Lazily } from '../lazily.js';

/** Commands about received files and what became of them. */
export function defineFiles(program: Command, lazily: Lazily): void {
  program
    .command('validate')
    .description('check files without sending them; needs no installation')
    .argument('<file...>', 'X12 files')
    .option('--acks <dir>', 'write the TA1 and 999 the gateway would send, as <file>.ta1.x12 and <file>.999.x12')
    .addOption(
      new Option('--guide-only', 'no partner and no payer rules: any well-formed sender and receiver').conflicts(
        'profile',
      ),
    )
    .option('--profile <file>', 'judge as this partner (what "partner show ID --json" prints); needs a configuration')
    .option(
      '--snip <type=treatment>',
      'treat findings of a SNIP type so: 999, application, warn or off; repeatable',
      gathered,
    )
    .addOption(
      new Option('--other-versions <choice>', 'guides of a release before or after the adopted one').choices([
        'refuse',
        'check-as-adopted',
      ]),
    )
    .option(
      '--html <path>',
      'write a page about the file to mail to its sender: PATH for one file, <file>.html in the folder PATH for several',
    )
    .option('--strict', 'warnings count as refusals in the exit code')
    .option('--show-values', 'show names, ids, birth dates and the like instead of masks')
    .addHelpText(
      'after',
      `
Exit code 1 when a file would be refused wholly or in part.

Examples:
  x12gw validate claims.x12
  x12gw validate *.x12 --acks acks
  x12gw validate claims.x12 --html claims.html
  x12gw validate claims.x12 --json | head -1
  x12gw validate claims.x12 --snip 5=warn --snip 3=999
  x12gw validate claims.x12 --profile northside.json --config gateway/gateway.yaml`,
    )
    .action(lazily('anybody', async () => (await import('../commands/validate.js')).validate));

  program
    .command('replay')
    .description('judge a received file once more as all is set up today; with --confirm hand it in again')
    .argument('<number>', 'a file, such as S12')
    .option('--confirm <number>', 'its number once more: the same bytes are handed in as a new file')
    .addHelpText(
      'after',
      `
Shows what comes out otherwise than it did, and changes nothing. Handed in again, what was refused is judged anew; what
was taken is a duplicate that gets copies of its answers: no authorization and no claim is registered twice.
Exit codes: 0 as it was, 1 otherwise; with --confirm those of submit.

Examples:
  x12gw replay S12
  x12gw replay S12 --confirm S12`,
    )
    .action(lazily('operators', async () => (await import('../commands/replay.js')).replay));

  program
    .command('convert')
    .description('turn an X12 file into JSON lines and back, without loss; needs no installation')
    .argument('<file>', 'an X12 file, or the JSON lines of one with --to x12')
    .addOption(
      new Option('--to <form>', 'json: one line a claim or the like; x12: back from json; jsedi: for node-x12')
        .choices(['json', 'x12', 'jsedi'])
        .makeOptionMandatory(),
    )
    .option('--out <file>', 'write into this file, whole or not at all, in place of one that is there')
    .option('--renumber', 'with --to x12: set counts and control numbers of the trailers right')
    .addHelpText(
      'after',
      `
The output is the data itself, names, ids and diagnoses included: keep it as you keep the file.
Exit codes: 0 converted wholly, 1 the file cannot be converted or not wholly, 2 usage or the file is absent, 3 the disk.

Examples:
  x12gw convert claims.x12 --to json --out claims.ndjson
  x12gw convert claims.x12 --to json | jq -c 'select(.kind == "unit") | .children[0].elements.CLM02'
  x12gw convert claims.ndjson --to x12 --out again.x12
  x12gw convert small.x12 --to jsedi`,
    )
    .action(lazily('anybody', async () => (await import('../commands/convert.js')).convert));

  program
    .command('submit')
    .description('hand files to the gateway, all of them or none, and wait for their verdicts')
    .argument('<file...>', 'X12 files')
    .requiredOption('--partner <id>', 'the trading partner they come from')
    .addOption(
      new Option('--usage <usage>', 'what ISA15 of every interchange must be; needed for production').choices([
        'T',
        'P',
      ]),
    )
    .option('--wait <seconds>', 'how long to wait for the verdicts', '60')
    .option('--no-wait', 'only record them')
    .addHelpText(
      'after',
      `
A running gateway processes the files; without one this command does. Exit codes: 0 all accepted, 1 anything refused,
2 nothing received, 3 no verdict in time, 4 all received before.

Examples:
  x12gw submit claims.x12 --partner northside --usage T
  x12gw submit *.x12 --partner northside --usage P --json`,
    )
    .action(lazily('senders', async () => (await import('../commands/submit.js')).submit));

  program
    .command('status')
    .description('files that wait in the inboxes, counts of what is in the ledger, and what is not finished')
    .addHelpText(
      'after',
      `
Examples:
  x12gw status
  x12gw status --json`,
    )
    .action(lazily('readers and partners', async () => (await import('../commands/status.js')).status));

  program
    .command('trace')
    .description('the timeline of one file, prior authorization or claim')
    .argument('<id>', 'a number of ours or a trace number of the sender; see below')
    .addHelpText(
      'after',
      `
Numbers: submission (S12), PA tracking number, PA number, claim number (C1000000034), attachment control number, and the
sender's trace number of a 278 (TRN02), which is not printed back; a refused request is not found by it. Of a prior
authorization it shows the way from the file to the decision and the pick-up of each answer.

Examples:
  x12gw trace S12
  x12gw trace 1000000042 --json`,
    )
    .action(lazily('readers and partners', async () => (await import('../commands/trace.js')).trace));

  program
    .command('reconcile')
    .description('what the ledger holds as open: files, sets, answers, letters, and what waits for a person')
    .addHelpText(
      'after',
      `
Exit code 1 when something is open.

Examples:
  x12gw reconcile
  x12gw reconcile --json`,
    )
    .action(lazily('readers', async () => (await import('../commands/reconcile.js')).reconcile));

  defineQuarantine(program, lazily);
}

function defineQuarantine(program: Command, lazily: Lazily): void {
  const quarantine = program
    .command('quarantine')
    .description('files set aside because checking them failed again and again')
    .addHelpText(
      'after',
      `
Examples:
  x12gw quarantine list
  x12gw quarantine release S12      check it once more, its failures forgotten
  x12gw quarantine discard S12      end it; its original is kept`,
    );
  quarantine
    .command('list')
    .description('the files that wait for a decision')
    .addHelpText('after', '\nExample:\n  x12gw quarantine list --json')
    .action(lazily('readers', async () => (await import('../commands/quarantine.js')).listQuarantine));
  quarantine
    .command('release')
    .description('send a file through again, its failed attempts forgotten')
    .argument('<submission>', 'submission number, such as S12')
    .addHelpText('after', '\nExample:\n  x12gw quarantine release S12')
    .action(lazily('operators', async () => (await import('../commands/quarantine.js')).releaseQuarantined));
  quarantine
    .command('discard')
    .description('end a file; its original is kept')
    .argument('<submission>', 'submission number, such as S12')
    .addHelpText('after', '\nExample:\n  x12gw quarantine discard S12')
    .action(lazily('operators', async () => (await import('../commands/quarantine.js')).discardQuarantined));
}
