import type { Command } from 'commander';
import type { Lazily } from '../lazily.js';

/** We call them: partners' servers that the gateway uses as a client. */
export function defineSftpClient(sftp: Command, lazily: Lazily): void {
  sftp
    .command('scan-key')
    .description('the host keys a server shows, as ssh-keygen -lf tells them')
    .argument('<host>', 'HOST or HOST:PORT; an IPv6 address with a port in brackets: [::1]:22')
    .addHelpText(
      'after',
      `
What the network shows is not yet the truth: compare the fingerprint with what the partner tells you by another way, then
put it into hostKeys of the endpoint. No login is tried.

Example:
  x12gw sftp scan-key sftp.example.org`,
    )
    .action(lazily('anybody', async () => (await import('../commands/sftp-scan-key.js')).scanKey));
  sftp
    .command('test')
    .description("try a partner's server: log in, list its inbox, put a small file into its outbox and remove it")
    .argument('<endpoint>', 'file that describes it, YAML or JSON: docs/sftp.md')
    .option('--no-upload', 'put nothing there')
    .addHelpText(
      'after',
      `
Nothing is fetched, and nothing in the inbox is changed. The small file is called x12gw-probe-….tmp. Exit code 1 when the
server refuses something, 3 when it cannot be reached.

Examples:
  x12gw sftp test northside-sftp.yaml
  x12gw sftp test northside-sftp.yaml --no-upload`,
    )
    .action(lazily('operators', async () => (await import('../commands/sftp-test.js')).testEndpoint));
  sftp
    .command('status')
    .description("how the gateway gets on with partners' servers: state, trouble, answers that wait, files that rest")
    .addHelpText(
      'after',
      `
A server that is stopped is called again after "x12gw sftp release", a reload, or a change of its file. Exit code 1 when no
partner has an endpoint.

Example:
  x12gw sftp status`,
    )
    .action(lazily('readers', async () => (await import('../commands/sftp-status.js')).sftpStatus));
  sftp
    .command('release')
    .description("have the gateway call a partner's server again that it stopped calling")
    .argument('<partner>', 'partner id')
    .addHelpText(
      'after',
      `
Mend first what stopped it: "x12gw sftp status" and "x12gw sftp test" tell. Exit code 1 when it is not stopped.

Example:
  x12gw sftp release northside`,
    )
    .action(lazily('operators', async () => (await import('../commands/sftp-status.js')).releaseSftp));
}
