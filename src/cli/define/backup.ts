import { type Command, InvalidArgumentError } from 'commander';
import type { Lazily } from '../lazily.js';

const MOST_SKIPPED = 100_000_000;
/** More than a day's files, claims and decisions of a large payer, and a thousandth of what a sequence has. */
const USUALLY_SKIPPED = 1_000_000;

/** Commands about backups and about the ledger's key. */
export function defineBackup(program: Command, lazily: Lazily): void {
  program
    .command('backup')
    .description('back the installation up into a new folder in TARGET, while the gateway runs')
    .argument('<target>', 'folder on another disk, which must be there')
    .option('--recipient <key>', 'encrypt to this public key of age; repeat it for several', collected)
    .option('--no-verify', 'do not read the files back')
    .addHelpText(
      'after',
      `
Key files are not in it: keep them elsewhere. Files that did not change since the newest set there take no room. Exit code 3
when it could not be made, or when the installation itself is not sound; the set is then there, and says what was found.

Examples:
  x12gw backup /mnt/backup
  x12gw backup /mnt/backup --recipient age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p`,
    )
    .action(lazily('operators', async () => (await import('../commands/backup.js')).backup));

  program
    .command('backup-key')
    .description('make a key for encrypted backups: the secret half into a file, the public half printed')
    .argument('<file>', 'new file for the secret half; keep it away from this machine')
    .addHelpText(
      'after',
      `
Example:
  x12gw backup-key /media/safe/backup.key`,
    )
    .action(lazily('anybody', async () => (await import('../commands/backup-key.js')).backupKey));

  program
    .command('restore')
    .description('make an installation of a backup, or check a backup')
    .argument('<set>', 'folder backup-... that "x12gw backup" made')
    .argument('[directory]', 'data directory to make: absent or empty')
    .option('--check', 'only read the whole backup and compare it with its manifest')
    .option('--key-file <file>', 'secret key of an encrypted backup')
    .option('--ledger-key-file <file>', 'key of an encrypted ledger; else the one the restored configuration names')
    .option('--force', 'move aside what lies in the directory, unless a gateway runs on it')
    .option(
      '--skip-numbers <n>',
      'how many of each number to leave out, since they may have been given out after the backup',
      wholeNumber,
      USUALLY_SKIPPED,
    )
    .addHelpText(
      'after',
      `
A partner must never see one control number twice, and nobody one claim or authorization number: the restored ledger goes on
behind a gap, which it records. 0 only when nothing at all was taken in or sent since the backup, as when you move.

Examples:
  x12gw restore /mnt/backup/backup-20261102T143000000Z --check
  x12gw restore /mnt/backup/backup-20261102T143000000Z /var/lib/x12gw --force`,
    )
    .action(lazily('operators, of a folder to restore', async () => (await import('../commands/restore.js')).restore));

  const ledger = program
    .command('ledger')
    .description('the ledger as a file: its encryption key, and what was removed from it')
    .addHelpText(
      'after',
      `
Examples:
  x12gw ledger rekey --new-key-file /etc/x12gw/ledger-2027.key
  x12gw ledger compact`,
    );
  ledger
    .command('compact')
    .description('write the ledger anew without remains of what was removed; the gateway must be stopped')
    .addHelpText(
      'after',
      `
A database leaves remains of removed and changed rows in its file. Needs room for a second ledger beside it.

Example:
  x12gw ledger compact`,
    )
    .action(lazily('operators', async () => (await import('../commands/ledger-compact.js')).compact));
  ledger
    .command('rekey')
    .description('encrypt the ledger under another key; the gateway must be stopped')
    .option('--new-key-file <file>', 'file with the new key')
    .option('--in-the-clear', 'have it not encrypted any more')
    .addHelpText(
      'after',
      `
Afterwards set ledger.keyFile in the configuration. Backups made before need the old key: keep it as long as them.

Example:
  x12gw ledger rekey --new-key-file /etc/x12gw/ledger-2027.key`,
    )
    .action(lazily('operators', async () => (await import('../commands/ledger-rekey.js')).rekey));
}

function collected(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

function wholeNumber(text: string): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value <= MOST_SKIPPED) return value;
  throw new InvalidArgumentError(`It is a whole number from 0 to ${MOST_SKIPPED}.`);
}
