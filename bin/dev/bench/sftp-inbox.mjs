/** An inbox full of small files on a partner's SFTP server: fetched, answered, the answers put back there. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { checkout, runProgram } from '../steps.mjs';

const GATEWAY = join(checkout, 'bin', 'x12gw.js');
const SAMPLE = join(checkout, 'fixtures', 'samples', '01-clean-278-batch.x12');

/**
 * Puts `count` files of one 278 batch each into the inbox of a real OpenSSH server on this machine and runs the gateway
 * until every answer lies in the server's outbox. Gives seconds from the start of the gateway until the inbox was empty
 * and until the last answer was there, and how many answers there are.
 */
export async function sftpInbox(count) {
  const folder = mkdtempSync(join(tmpdir(), 'x12gw-bench-sftp-'));
  const server = await startServer(folder);
  let gateway;
  try {
    const data = join(folder, 'gateway');
    const configuration = join(data, 'gateway.yaml');
    const init = await runProgram(process.execPath, [GATEWAY, 'init', data, '--demo']);
    if (init.code !== 0) throw new Error(init.output);
    const [inbox, outbox] = ['inbox', 'outbox'].map((name) => join(folder, name));
    for (const path of [inbox, outbox]) mkdirSync(path);
    writeBatches(inbox, count);
    const endpoint = { ...server.endpoint, inbox, outbox, quietSeconds: 0, pollSeconds: 1 };
    mkdirSync(join(data, 'sftp'), { recursive: true });
    writeFileSync(join(data, 'sftp', 'demo-provider.yaml'), JSON.stringify(endpoint));
    const start = performance.now();
    const seconds = () => (performance.now() - start) / 1000;
    gateway = spawn(process.execPath, [GATEWAY, 'run', '--config', configuration], { stdio: 'ignore' });
    while (readdirSync(inbox).length > 0) await pause(200);
    const fetched = seconds();
    // A 999 for each file, and one 278 response for each of its requests.
    const answers = count * (1 + readFileSync(SAMPLE, 'latin1').split('\nST*').length - 1);
    while (finished(outbox) < answers) await pause(200);
    return { files: count, answers, fetched, answered: seconds() };
  } finally {
    gateway?.kill('SIGKILL');
    server.process.kill('SIGKILL');
    await pause(200);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function finished(outbox) {
  return readdirSync(outbox).filter((name) => name.endsWith('.x12')).length;
}

function writeBatches(inbox, count) {
  const text = readFileSync(SAMPLE, 'latin1');
  const control = /^ISA(?:\*[^*]*){12}\*(\d{9})/.exec(text)[1];
  for (let number = 1; number <= count; number++) {
    const own = text.replaceAll(control, String(number).padStart(9, '0'));
    writeFileSync(join(inbox, `batch-${number}.x12`), own, 'latin1');
  }
}

/** OpenSSH's own server on a free port, for the user who runs this, keys only. */
async function startServer(folder) {
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const [hostKey, userKey] = ['host-key', 'user-key'].map((name) => join(folder, name));
  for (const file of [hostKey, userKey]) spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file]);
  writeFileSync(join(folder, 'authorized_keys'), readFileSync(`${userKey}.pub`));
  const port = await freePort();
  const settings = [
    'ListenAddress 127.0.0.1',
    `HostKey ${hostKey}`,
    `AuthorizedKeysFile ${join(folder, 'authorized_keys')}`,
    'PidFile none',
    'StrictModes no',
    'UsePAM no',
    'PermitRootLogin yes',
    'PasswordAuthentication no',
    'Subsystem sftp internal-sftp',
  ];
  writeFileSync(join(folder, 'sshd_config'), `${settings.join('\n')}\n`);
  const sshd = spawn('/usr/sbin/sshd', ['-D', '-f', join(folder, 'sshd_config'), '-p', String(port)], {
    stdio: 'ignore',
  });
  await pause(500);
  const shown = spawnSync('ssh-keygen', ['-lf', `${hostKey}.pub`], { encoding: 'utf8' }).stdout;
  const endpoint = {
    host: '127.0.0.1',
    port,
    user: userInfo().username,
    hostKeys: [shown.split(' ')[1]],
    key: { file: userKey },
  };
  return { process: sshd, endpoint };
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
