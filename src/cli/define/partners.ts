import { type Command, Option } from 'commander';
import { gathered } from '../gathered.js';
import type { Lazily } from '../lazily.js';
import { definePartnerFiles } from './partner-files.js';
import { definePartnerStates } from './partner-states.js';

const KINDS = ['provider', 'billing-intermediary', 'clearinghouse'];

/** Commands about trading partners. */
export function definePartners(program: Command, lazily: Lazily): void {
  const partner = program
    .command('partner')
    .description('trading partners: who may send what, for whom')
    .addHelpText(
      'after',
      `
Examples:
  x12gw partner add northside --name "Northside Clinic" --kind provider --interchange-id 110054321A --npi 1912345679
  x12gw partner link northside 110067890B --npi 1598765430
  x12gw partner allow northside --transaction 278 --usage T --state testing
  x12gw partner evidence northside
  x12gw partner approve northside --transaction 278
  x12gw partner set northside --snip 5=warn
  x12gw partner show northside`,
    );
  partner
    .command('add')
    .description('register a trading partner; with an id that exists, replace what was said about it')
    .argument('<id>', 'our short name for it and its folder: lower case letters, digits, hyphens')
    .requiredOption('--name <name>', 'its name')
    .addOption(new Option('--kind <kind>', 'what it is').choices(KINDS).makeOptionMandatory())
    .requiredOption('--interchange-id <id>', 'its ISA06, without padding; no other partner has it')
    .option('--qualifier <code>', 'its ISA05', 'ZZ')
    .option('--application-id <id...>', 'GS02 ids it may use (default: the interchange id)')
    .option('--location <id>', 'its own provider ID with service location (default: the interchange id)')
    .option('--npi <npi...>', 'all NPIs of its own location')
    .option('--assignment <code>', 'PA assignment of its requests that do not tell')
    .addHelpText(
      'after',
      `
Example:
  x12gw partner add northside --name "Northside Clinic" --kind provider --interchange-id 110054321A --npi 1912345679`,
    )
    .action(lazily('operators', async () => (await import('../commands/partner-add.js')).addPartner));
  partner
    .command('link')
    .description('let a partner act for a provider; a second time, replace NPIs, transactions and days given before')
    .argument('<id>', 'the partner')
    .argument('<location>', 'the provider ID with service location')
    .option('--npi <npi...>', 'all NPIs of that location; they replace those given before, others count as not linked')
    .option('--transaction <set...>', 'transactions it counts for (275 is also a plain document); default: all')
    .option('--from <day>', "first day, yyyy-mm-dd in the payer's time zone, by the day a file was received")
    .option('--to <day>', 'last day')
    .addHelpText(
      'after',
      `
Examples:
  x12gw partner link northside 110067890B --npi 1598765430 1876543210
  x12gw partner link northside 110067890B --npi 1598765430 --transaction 278 275 --from 2027-01-01 --to 2027-12-31`,
    )
    .action(lazily('operators', async () => (await import('../commands/partner-link.js')).linkProvider));
  partner
    .command('unlink')
    .description('end at once that a partner acts for a provider; show keeps what the link was')
    .argument('<id>', 'the partner')
    .argument('<location>', 'the provider ID with service location')
    .addHelpText('after', '\nExample:\n  x12gw partner unlink northside 110067890B')
    .action(lazily('operators', async () => (await import('../commands/partner-link.js')).unlinkProvider));
  definePartnerStates(partner, lazily);
  partner
    .command('set')
    .description('choose how findings of its files are treated, and what the standard leaves open')
    .argument('<id>', 'the partner')
    .option('--snip <type=treatment>', 'SNIP type 1 to 7: 999, application, warn or off; repeatable', gathered)
    .option('--rule <code=severity>', 'one rule, whatever its type: reject, warn or off; repeatable', gathered)
    .addOption(
      new Option('--other-versions <choice>', 'versions before or after the adopted ones').choices([
        'refuse',
        'check-as-adopted',
        'default',
      ]),
    )
    .option('--option <name=value>', 'any other option; a name that is none gets the list; repeatable', gathered)
    .addHelpText(
      'after',
      `
SNIP types 1 and 2 cannot be answered by the application, 5 to 7 not in the 999. The value "default" takes back what was
chosen. Files that are examined from now on are judged by it.

Examples:
  x12gw partner set northside --snip 5=warn --snip 3=999
  x12gw partner set northside --rule 837p-claim-total-not-line-sum=warn
  x12gw partner set northside --option tolerateSetCount=true --option duplicateWindowDays=60`,
    )
    .action(lazily('operators', async () => (await import('../commands/partner-set.js')).setOptions));
  definePartnerFiles(partner, lazily);
  partner
    .command('show')
    .description('one partner with its providers, what it may send, and the options that differ from the shipped ones')
    .argument('<id>', 'the partner')
    .addHelpText('after', '\nExample:\n  x12gw partner show northside --json')
    .action(lazily('readers', async () => (await import('../commands/partner-show.js')).showPartner));
  partner
    .command('list')
    .description('all partners')
    .addHelpText('after', '\nExample:\n  x12gw partner list')
    .action(lazily('readers', async () => (await import('../commands/partner-show.js')).listPartners));
}
