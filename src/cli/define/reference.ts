import { Argument, type Command } from 'commander';
import type { Lazily } from '../lazily.js';

/** Commands about the payer's own files of providers, members, services and authorizations. */
export function defineReference(program: Command, lazily: Lazily): void {
  const reference = program
    .command('reference')
    .description("the payer's providers, members, services and authorizations, for requests and claims")
    .addHelpText(
      'after',
      `
Examples:
  x12gw reference list
  x12gw reference import providers providers.csv`,
    );
  reference
    .command('import')
    .description('load a CSV file in place of the one before; every row is checked, the whole file or nothing')
    .addArgument(
      new Argument('<kind>', 'what it lists').choices(['providers', 'members', 'services', 'authorizations']),
    )
    .argument('<file>', 'CSV in UTF-8 with commas, its first row the column names of docs/reference-files.md')
    .option('--dry-run', 'check the file and change nothing')
    .option('--yes-smaller', 'take it although more than a fifth of the rows go')
    .addHelpText(
      'after',
      `
Columns: providers  location, npi, name; taxonomies, provider_type, address_1, address_2, city, state, postal_code,
                    entitled_assignments
         members    member_id, last_name, first_name, birth_date; middle_name, gender, address_1, address_2, city,
                    state, postal_code, eligible_from, eligible_to, case_management, managed_care
         services   from, needs_authorization; to, drug, reviewed_by
         authorizations  number, member_id, location, procedures; line, modifiers, from, to, units
Those before the semicolon are required. What is wrong is told by line and column and never quoted. Exit code 1 when the
file is refused; the old one then stands. A running gateway uses the new one from its next request on.

Examples:
  x12gw reference import providers providers.csv --dry-run
  x12gw reference import members members.csv`,
    )
    .action(lazily('operators', async () => (await import('../commands/reference-import.js')).importReferenceFile));
  reference
    .command('list')
    .description('which reference files are loaded, when and by whom')
    .addHelpText('after', '\nExample:\n  x12gw reference list --json')
    .action(lazily('readers', async () => (await import('../commands/reference-list.js')).listReferences));
}
