import type { Command } from 'commander';
import type { Lazily } from '../lazily.js';

/** Commands about implementation guides and companion guides; none of them needs an installation. */
export function defineGuides(program: Command, lazily: Lazily): void {
  const guide = program
    .command('guide')
    .description('implementation guides')
    .addHelpText('after', '\nExamples:\n  x12gw guide list\n  x12gw guide show 005010X222A1-837P 2300/CLM --codes');
  guide
    .command('list')
    .description('the guides that files are checked against')
    .addHelpText('after', '\nExample:\n  x12gw guide list --json')
    .action(lazily('anybody', async () => (await import('../commands/guide-list.js')).listGuides));
  guide
    .command('show')
    .description('loops, segments and elements of a guide: usage (R, S, N), repeat, codes')
    .argument('<id>', 'guide, as "guide list" names it')
    .argument('[path]', 'a loop (2010AA), a segment (2300/CLM) or an element (2300/CLM05); without it the whole guide')
    .option('--codes', 'every code of every element, not only the first ones')
    .addHelpText(
      'after',
      `
Elements are shown below a segment, or everywhere with --codes. Exit code 1 when the guide has no such path.

Examples:
  x12gw guide show 005010X222A1-837P
  x12gw guide show 005010X222A1-837P 2010AA
  x12gw guide show 005010X222A1-837P 2300/CLM --codes
  x12gw guide show 005010X217-278-request --json`,
    )
    .action(lazily('anybody', async () => (await import('../commands/guide-show.js')).showGuide));
  guide
    .command('diff')
    .description('what makes one guide from another: loops, segments, elements, usage, repeat, codes')
    .argument('<before>', 'guide, or a file in the form of one')
    .argument('<after>', 'the same')
    .addHelpText(
      'after',
      `
Exit code 1 when they differ.

Examples:
  x12gw guide diff 005010X222A1-837P 005010X223A2-837I
  x12gw guide diff 005010X222A1-837P ./my-837P.json --json`,
    )
    .action(lazily('anybody', async () => (await import('../commands/guide-diff.js')).compareGuides));
  guide
    .command('example')
    .description('a valid interchange of a guide, with invented values, to try a program with')
    .argument('<id>', 'guide, as "guide list" names it')
    .option(
      '--maximal',
      'every loop, segment and element the guide knows; without it one unit (a claim) with only what is required',
    )
    .option('--seed <number>', 'other codes and values; equal seeds give equal files', '0')
    .addHelpText(
      'after',
      `
Valid under WEDI SNIP types 1 and 2, X12 syntax and the guide; rules of the other types may find something in it.

Examples:
  x12gw guide example 005010X217-278-request > request.x12
  x12gw guide example 005010X222A1-837P --maximal --seed 7 > claims.x12`,
    )
    .action(lazily('anybody', async () => (await import('../commands/guide-example.js')).writeExample));
  defineOverlays(guide, lazily);
}

function defineOverlays(guide: Command, lazily: Lazily): void {
  guide
    .command('overlays')
    .description("payers' companion guides: editions and the days they are in force")
    .addHelpText('after', '\nExit code 1 when there is none.\n\nExample:\n  x12gw guide overlays --json')
    .action(lazily('anybody', async () => (await import('../commands/guide-overlays.js')).listOverlays));
  guide
    .command('check')
    .description('checks guides, rules and companion guides of your own')
    .argument('[dir]', "folder in the form of schemas/; without it the installation's own")
    .addHelpText(
      'after',
      `
Tells every problem with its file and place. Exit code 1 when there is one.

Examples:
  x12gw guide check
  x12gw guide check ./draft --json`,
    )
    .action(lazily('anybody', async () => (await import('../commands/guide-check.js')).checkGuides));
  guide
    .command('test')
    .description('what a changed companion guide would refuse among files there are')
    .argument(
      '<overlay>',
      'the proposed one: a folder of companion guides, one as a JSON file, or the name of an overlay',
    )
    .argument('<file...>', 'files, and folders of files')
    .option('--against <overlay>', "what to compare with, or none; else the installation's")
    .option('--on <day>', 'day for the proposed one, CCYYMMDD; else today, or the first day it is in force')
    .option('--show-values', 'show protected values in the examples instead of masks')
    .addHelpText(
      'after',
      `
Reads each file twice, as it is judged today and as it would be. Nothing is received or changed. Exit code 1 when
something is newly refused.

Examples:
  x12gw guide test ./draft gateway/originals
  x12gw guide test ./837P-2027.json claims/*.x12 --against masshealth --on 20270101 --json`,
    )
    .action(lazily('anybody', async () => (await import('../commands/guide-test.js')).testOverlay));
}
