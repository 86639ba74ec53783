import type { Command } from 'commander';
import type { Lazily } from '../program.js';

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
  x12gw init /srv/x12gw && vi /srv/x12gw/gateway.yaml`,
    )
    .action(lazily(async () => (await import('../commands/init.js')).init));

  program
    .command('doctor')
    .description('check the installation: configuration, folders, ledger')
    .addHelpText(
      'after',
      `
Examples:
  x12gw doctor
  x12gw doctor --json`,
    )
    .action(lazily(async () => (await import('../commands/doctor.js')).doctor));
}
