import { isIPv6 } from 'node:net';
import type { HostKey } from '../../sftp/host-keys.js';
import { scanHostKey } from '../../sftp/scan-host-key.js';
import { GatewayError } from '../../support/errors.js';
import type { CommandContext } from '../context.js';
import type { ExitCode } from '../exit-code.js';

/** Tells the host keys a server shows. Raises SftpError (exit code 3) when it cannot be reached, 2 for a bad address. */
export async function scanKey(context: CommandContext, address: string): Promise<ExitCode> {
  const { host, port } = parseAddress(address);
  const keys = await scanHostKey(host, port);
  for (const key of keys) {
    if (context.json) context.fact({ host, port, ...key });
    else context.line(`${key.bits} ${key.fingerprint} ${address} (${kindWord(key)})`);
  }
  context.talk('Compare with what the partner tells you by another way, then put one into hostKeys of its endpoint.');
  return 0;
}

/** `ssh-keygen -lf` ends its line with the kind of key in capitals. */
function kindWord({ type }: HostKey): string {
  if (type.startsWith('ecdsa')) return 'ECDSA';
  return type.replace(/^ssh-/, '').toUpperCase();
}

/** HOST, HOST:PORT, [IPV6]:PORT or a bare IPv6 address; 22 where no port is said. */
function parseAddress(address: string): { host: string; port: number } {
  const [, bracketed, plain, number] = /^(?:\[([0-9A-Fa-f:.]+)\]|([^:[\]\s]+))(?::(\d{1,5}))?$/.exec(address) ?? [];
  const port = Number(number ?? 22);
  const host = bracketed ?? plain ?? (isIPv6(address) ? address : undefined);
  if (host !== undefined && port >= 1 && port <= 65_535) return { host, port };
  throw new GatewayError(`${address} is no address of a server`, {
    code: 'address-invalid',
    operation: 'scan the host keys of a server',
    hint: 'Give HOST or HOST:PORT, such as sftp.example.org:2222; an IPv6 address with a port as [::1]:2222.',
    exitCode: 2,
  });
}
