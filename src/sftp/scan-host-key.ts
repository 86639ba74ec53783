import SftpClient from 'ssh2-sftp-client';
import { describeHostKey, HOST_KEY_KINDS, type HostKey } from './host-keys.js';
import { connectError, SftpError } from './trouble.js';

/**
 * The host keys a server shows, one of each kind it has, asked for kind by kind; nothing is sent but greetings and key
 * exchanges, and no login is tried. The answer is what the network shows, not what is true: compare the fingerprints with
 * what the partner says before pinning one.
 * Raises SftpError `transport` when the server cannot be reached; `sftp-no-common-algorithm` when it has no kind we know.
 */
export async function scanHostKey(
  host: string,
  port: number,
  options: { readonly timeoutSeconds?: number } = {},
): Promise<readonly HostKey[]> {
  const keys: HostKey[] = [];
  for (const algorithms of HOST_KEY_KINDS) {
    const key = await shownFor(host, port, algorithms, (options.timeoutSeconds ?? 20) * 1_000);
    if (key !== undefined) keys.push(key);
  }
  if (keys.length === 0) throw new SftpError('sftp-no-common-algorithm', 'scan the host keys of a server');
  return keys;
}

/** The key shown when only these algorithms are asked for; undefined when the server has none of them. */
async function shownFor(
  host: string,
  port: number,
  serverHostKey: readonly string[],
  readyTimeout: number,
): Promise<HostKey | undefined> {
  const client = new SftpClient('scan', { error: () => {}, end: () => {}, close: () => {} });
  let failure: Error | undefined;
  let shown: HostKey | undefined;
  client.on('error', (error) => {
    failure ??= error;
  });
  try {
    await client.connect({
      host,
      port,
      username: 'x12gw-scan',
      readyTimeout,
      keepaliveInterval: 0,
      keepaliveCountMax: 0,
      algorithms: { serverHostKey },
      hostVerifier: (key) => {
        shown = describeHostKey(key);
        return false;
      },
    });
  } catch (error) {
    if (shown !== undefined) return shown;
    const mapped = connectError(failure ?? error);
    if (mapped.code !== 'sftp-no-common-algorithm') throw mapped;
  } finally {
    client.client.destroy();
  }
  return undefined;
}
