import type { Command } from 'commander';
import type { Lazily } from '../lazily.js';
import { defineSftpClient } from './sftp-client.js';

/** Commands about files by SFTP, both ways. */
export function defineSftp(program: Command, lazily: Lazily): void {
  const sftp = program
    .command('sftp')
    .description('files by SFTP: partners that call us, and partners that we call')
    .addHelpText(
      'after',
      `
Examples:
  x12gw sftp scan-key sftp.example.org
  x12gw sftp test northside-sftp.yaml
  x12gw sftp status
  x12gw sftp host-config --keys keys --out host
  x12gw sftp pick-ups /var/log/auth.log`,
    );
  defineSftpClient(sftp, lazily);
  defineHost(sftp, lazily);
}

/** They call us: the gateway stands behind OpenSSH. */
function defineHost(sftp: Command, lazily: Lazily): void {
  sftp
    .command('host-config')
    .description('write what an OpenSSH host needs for all partners: users, folders, keys, sshd settings')
    .option('--user-prefix <prefix>', "what partners' users are called before the partner id", 'x12-')
    .option('--group <name>', 'the user and group that the gateway runs as', 'x12gw')
    .option('--root <folder>', "holds the partners' root folders; root's alone", '/srv/x12gw-sftp')
    .option('--keys <folder>', 'public keys, a file <partner id>.pub for each partner (default: keys stay as they are)')
    .option('--out <folder>', 'write the files there (default: show the plan)')
    .addHelpText(
      'after',
      `
With --out: plan.txt, apply.sh, open-inboxes.sh and 60-x12gw-sftp.conf. Nothing changes on the host until root runs
apply.sh. With --keys, a partner without a file there can no longer log in. Exit code 1 when a key is refused; then
nothing is written.

Examples:
  x12gw sftp host-config --keys keys
  x12gw sftp host-config --keys keys --out host`,
    )
    .action(lazily('operators', async () => (await import('../commands/sftp-host-config.js')).writeHostConfig));
  sftp
    .command('pick-ups')
    .description("read sshd's transfer log: answers that partners fetched whole count as picked up")
    .argument('<log>', "the file sshd's internal-sftp logs to; /dev/stdin for a pipe")
    .option('--user-prefix <prefix>', "what partners' users are called before the partner id", 'x12-')
    .addHelpText(
      'after',
      `
Reading a log again changes nothing. Exit code 1 when it tells of no fetched answer.

Examples:
  x12gw sftp pick-ups /var/log/auth.log
  journalctl --output=short-iso --since=-1h | x12gw sftp pick-ups /dev/stdin`,
    )
    .action(lazily('operators', async () => (await import('../commands/sftp-pick-ups.js')).recordPickUps));
}
