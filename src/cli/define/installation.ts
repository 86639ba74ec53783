import type { Command } from 'commander';
import type { Lazily } from '../lazily.js';

/** Commands about the installation itself. */
export function defineInstallation(program: Command, lazily: Lazily): void {
  program
    .command('init')
    .description('make an installation: folders, gateway.yaml and an empty ledger')
    .argument('<dir>', 'folder to make; what is there already is left as it is')
    .option('--demo', 'add a demo trading partner (provider 110012345A), approved for test and production')
    .addHelpText(
      'after',
      `
Examples:
  x12gw init gateway --demo
  x12gw init gateway && vi gateway/gateway.yaml`,
    )
    .action(lazily('operators, of a folder', async () => (await import('../commands/init.js')).init));

  program
    .command('run')
    .description('run the gateway: take files from the inboxes, answer them, deliver the answers')
    .option('--once', 'empty what is there and end')
    .addHelpText(
      'after',
      `
Ends what is under way and stops on SIGTERM and SIGINT; reads its configuration again on SIGHUP. One gateway runs for each data directory; a second one exits 3
and names the first.

Examples:
  x12gw run --config gateway/gateway.yaml
  x12gw run --once`,
    )
    .action(lazily('operators', async () => (await import('../commands/run.js')).runGateway));

  program
    .command('reload')
    .description('have the gateway that runs read its configuration again')
    .addHelpText(
      'after',
      `
Says which settings are in effect now and which need a restart. A file that is not sound is refused with all its problems, exit
code 2, and the gateway goes on as it was. The endpoints of partners in sftp/ are read again too.

Example:
  x12gw reload --config gateway/gateway.yaml`,
    )
    .action(lazily('operators', async () => (await import('../commands/reload.js')).reload));

  program
    .command('doctor')
    .description('check the installation: folders, disk, ledger, schemas, answers')
    .option('--repair', 'make missing folders, and write missing answers again from the ledger')
    .addHelpText(
      'after',
      `
Exit code 3 when something is not sound; a warning leaves it 0.

Examples:
  x12gw doctor
  x12gw doctor --repair --json`,
    )
    .action(lazily('operators', async () => (await import('../commands/doctor.js')).doctor));
}
