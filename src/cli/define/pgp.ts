import type { Command } from 'commander';
import type { Lazily } from '../lazily.js';

/** Commands about OpenPGP keys. */
export function definePgp(program: Command, lazily: Lazily): void {
  const pgp = program
    .command('pgp')
    .description("OpenPGP keys: ours, and the partners' public ones")
    .addHelpText(
      'after',
      `
Examples:
  x12gw pgp generate
  x12gw pgp show > our-key.asc
  x12gw pgp import northside northside.asc
  x12gw pgp list`,
    );
  pgp
    .command('list')
    .description('all keys with their fingerprints, and what is wrong with them')
    .addHelpText(
      'after',
      `
Exit code 1 when a key cannot be used or there is none.

Example:
  x12gw pgp list`,
    )
    .action(lazily('readers', async () => (await import('../commands/pgp-keys.js')).listKeys));
  pgp
    .command('show')
    .description('a public key, armored, to be handed over: ours, or the one we have of a partner')
    .argument('[partner]', 'partner id; left out: ours')
    .addHelpText(
      'after',
      `
Examples:
  x12gw pgp show > our-key.asc
  x12gw pgp show northside`,
    )
    .action(lazily('readers', async () => (await import('../commands/pgp-keys.js')).showKey));
  pgp
    .command('import')
    .description("take a partner's public key, in place of the one before")
    .argument('<partner>', 'partner id')
    .argument('<file>', 'public key, armored or binary')
    .addHelpText(
      'after',
      `
Compare the fingerprint with the partner by telephone before answers are encrypted for it. Several keys in one file are all
used: answers are encrypted for each, and a signature by any of them counts. A private key is refused.

Example:
  x12gw pgp import northside northside.asc`,
    )
    .action(lazily('operators', async () => (await import('../commands/pgp-keys.js')).importKey));
  pgp
    .command('generate')
    .description('make our private key in the file that pgp.privateKeyFile names, if there is none')
    .addHelpText(
      'after',
      `
It is locked with the passphrase that pgp.passphrase points to. Back it up apart from the data: what partners encrypted for
it cannot be read without it. Exit code 2 when there is a file already.

Example:
  x12gw pgp generate`,
    )
    .action(lazily('operators', async () => (await import('../commands/pgp-generate.js')).generateOwnKey));
}
