import { type Command, Option } from 'commander';
import { CODE_LAYOUTS } from '../../operations/codes/codes-layout-names.js';
import type { Lazily } from '../lazily.js';

/** Commands about code lists. */
export function defineCodes(program: Command, lazily: Lazily): void {
  const codes = program
    .command('codes')
    .description('code lists: what values are checked against')
    .addHelpText(
      'after',
      `
Examples:
  x12gw codes list
  x12gw codes import icd-10-cm icd10cm_order_2026.txt --from 20251001
  x12gw codes show place-of-service 10 --on 20211231`,
    );
  codes
    .command('import')
    .description("take a list from its publisher's file; the whole file or nothing")
    .argument('<list>', 'its id, as "codes list" names it')
    .argument('<file>', "the publisher's text or CSV file")
    .addOption(new Option('--as <layout>', 'its layout; told by the file itself when left out').choices(CODE_LAYOUTS))
    .option('--from <day>', 'first day of this edition, CCYYMMDD: earlier days keep the earlier codes')
    .option('--skip-bad-rows', 'leave out rows that are wrong instead of refusing the file')
    .option('--yes-smaller', 'take it although more than a fifth of the codes go')
    .option('--open', 'the list is not complete: a code outside it only warns')
    .option('--new', 'a list of your own, which only your own rules ask')
    .addHelpText(
      'after',
      `
Layouts: icd-codes and icd-order (CMS ICD-10-CM and ICD-10-PCS), hcpcs (CMS alpha-numeric file in columns), csv (NUCC
taxonomy; HCPCS saved as CSV; code,description[,first day,last day]). Without --from the file replaces the list.
Exit code 1 when it is refused; the old list then stands. A running gateway uses the list from its next file on.

Examples:
  x12gw codes import icd-10-cm icd10cm_order_2026.txt --from 20251001
  x12gw codes import hcpcs HCPC2026_JAN_ANWEB.txt
  x12gw codes import provider-taxonomy nucc_taxonomy_260.csv
  x12gw codes import claim-adjustment-reason reasons.csv --json`,
    )
    .action(lazily('operators', async () => (await import('../commands/codes-import.js')).importCodes));
  codes
    .command('list')
    .description('every code list: shipped, imported, or known and absent; needs no installation')
    .addHelpText('after', '\nExamples:\n  x12gw codes list\n  x12gw codes list --json')
    .action(lazily('anybody', async () => (await import('../commands/codes-list.js')).listCodes));
  codes
    .command('show')
    .description('one code of a list with its days; needs no installation')
    .argument('<list>', 'its id, as "codes list" names it')
    .argument('<code>', 'as X12 carries it: ICD codes without their period')
    .option('--on <day>', 'is it valid on this day, CCYYMMDD')
    .addHelpText(
      'after',
      `
Exit code 1 when the list does not have it, or not on that day.

Examples:
  x12gw codes show state-or-province MA
  x12gw codes show place-of-service 10 --on 20211231`,
    )
    .action(lazily('anybody', async () => (await import('../commands/codes-show.js')).showCode));
}
