import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { until } from '../../gateway/installation.js';

const CHECKOUT = resolve(import.meta.dirname, '..', '..', '..');

/** What a command on the host gave. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Collects the system's log as a log daemon writes it: one datagram, one line. */
const LOG_DAEMON = `
import os, re, socket
log = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
log.bind('/dev/log')
os.chmod('/dev/log', 0o666)
with open('/srv/transfer.log', 'ab', 0) as out:
    out.write(b'')
    while True:
        line = log.recv(65536).rstrip(b'\\n\\0')
        line = re.sub(rb'^<\\d+>', b'', line)
        out.write(line[:16] + b'edi-host ' + line[16:] + b'\\n')
`;

/** Settings of the machine's own sshd that are laxer than partners may have it. */
const SSHD_CONFIG = (port: number) => `Include /etc/ssh/sshd_config.d/*.conf
ListenAddress 127.0.0.1
Port ${port}
HostKey /srv/host-key
PidFile none
PasswordAuthentication yes
AllowTcpForwarding yes
X11Forwarding yes
Subsystem sftp /usr/lib/openssh/sftp-server
`;

/**
 * A host of its own: users, mounts, /srv, /run and /dev that nothing outside sees, gone with the process that holds
 * them. Real users and a real chroot, without a change to the machine. Needs root.
 */
export class PrivateHost {
  /** /srv of the host, as the test sees it. */
  readonly folder = mkdtempSync(join(tmpdir(), 'x12gw-host-'));
  port = 0;
  readonly #running: ChildProcess[] = [];
  #holder = 0;
  /** What sshd and the other processes that go on said. */
  said = '';

  /** Why there can be no such host here; '' when there can. */
  static get obstacle(): string {
    if (process.getuid?.() !== 0) return 'not root: users, mounts and chroot cannot be made';
    const probe = 'mount -t tmpfs none /run && mount --bind /run /mnt && python3 --version';
    const tried = spawnSync('unshare', ['--mount', '--pid', '--fork', '--kill-child', 'sh', '-c', probe]);
    return tried.status === 0 ? '' : 'no mount namespace may be made here, or python3 is missing';
  }

  async start(): Promise<this> {
    chmodSync(this.folder, 0o755);
    for (const name of ['node', 'log-daemon.py']) writeFileSync(join(this.folder, name), LOG_DAEMON);
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(this.folder, 'host-key')]);
    this.port = await freePort();
    const script = `set -eu
mount --bind '${this.folder}' /srv
cp -a /etc /srv/etc
mount --bind /srv/etc /etc
mount -t tmpfs none /run
mount -t tmpfs none /mnt
cp -a /dev/null /dev/zero /dev/full /dev/random /dev/urandom /dev/tty /mnt
ln -s /proc/self/fd /mnt/fd
mount --bind /mnt /dev
mount --bind '${CHECKOUT}' /opt
mount --bind '${process.execPath}' /srv/node
mkdir -p /etc/ssh/sshd_config.d
rm -f /etc/ssh/sshd_config.d/*.conf
touch /srv/ready
exec cat`;
    const options = ['--mount', '--pid', '--fork', '--kill-child', '--mount-proc', '--propagation', 'private'];
    // The host ends with its standard input, so also when the tests are killed.
    const holder = spawn('unshare', [...options, 'sh', '-c', script], { stdio: ['pipe', 'ignore', 'inherit'] });
    this.#running.push(holder);
    await until(() => existsSync(join(this.folder, 'ready')));
    this.#holder = Number(readFileSync(`/proc/${holder.pid}/task/${holder.pid}/children`, 'utf8').trim());
    writeFileSync(join(this.folder, 'etc/ssh/sshd_config'), SSHD_CONFIG(this.port));
    this.keep(this.spawn('python3', '/srv/log-daemon.py'));
    await until(() => existsSync(join(this.folder, 'transfer.log')));
    return this;
  }

  async startSshd(): Promise<void> {
    this.keep(this.spawn('/usr/sbin/sshd', '-D', '-e'));
    await until(() => this.said.includes('Server listening'));
  }

  /** Starts a command on the host as root. */
  spawn(...words: string[]): ChildProcess {
    return spawn('nsenter', ['--target', String(this.#holder), '--mount', '--pid', '--wd=/srv', '--', ...words], {
      env: { PATH: process.env.PATH, LANG: 'C.UTF-8' },
    });
  }

  /** Runs a command on the host as root to its end. */
  run(...words: string[]): Promise<Ended> {
    return ended(this.spawn(...words));
  }

  /** Runs a shell script on the host as root; rejects when it fails. Gives its output. */
  async shell(script: string): Promise<string> {
    const { code, stdout, stderr } = await this.run('sh', '-c', script);
    if (code !== 0) throw new Error(`exit ${code}: ${script}\n${stdout}${stderr}`);
    return stdout;
  }

  /** Runs x12gw of the sources on the host, as a user. */
  gateway(user: string, ...words: string[]): ChildProcess {
    const node = ['/srv/node', '--import', '/opt/test/support/typescript.mjs'];
    const command = [...node, '/opt/test/cli/typed-command.ts', ...words];
    return this.spawn('setpriv', `--reuid=${user}`, `--regid=${user}`, '--init-groups', '--', ...command);
  }

  /** Runs x12gw as `gateway` does, to its end. */
  runGateway(user: string, ...words: string[]): Promise<Ended> {
    return ended(this.gateway(user, ...words));
  }

  /** Keeps a process that goes on until the host is removed, and what it says on stderr. */
  keep(child: ChildProcess): void {
    child.stdout?.resume();
    child.stderr?.on('data', (bytes) => {
      this.said += bytes;
    });
    this.#running.push(child);
  }

  /** Runs the real sftp client outside the host, each line a command; -b stops at the first that fails. */
  sftp(user: string, keyFile: string, ...commands: string[]): Promise<Ended> {
    const client = spawn('sftp', [
      '-b',
      '-',
      '-P',
      String(this.port),
      ...this.#clientOptions(keyFile),
      `${user}@127.0.0.1`,
    ]);
    client.stdin.end(`${commands.join('\n')}\n`);
    return ended(client);
  }

  /** Runs the real ssh client, as somebody who wants more than files. */
  ssh(user: string, keyFile: string, ...words: string[]): Promise<Ended> {
    const options = ['-p', String(this.port), ...this.#clientOptions(keyFile)];
    return ended(spawn('ssh', [...options, ...words.slice(0, -1), `${user}@127.0.0.1`, ...words.slice(-1)]));
  }

  #clientOptions(keyFile: string): string[] {
    const known = join(this.folder, 'known-hosts');
    const host = readFileSync(join(this.folder, 'host-key.pub'), 'utf8').split(' ').slice(0, 2).join(' ');
    writeFileSync(known, `[127.0.0.1]:${this.port} ${host}\n`);
    const settings = [`UserKnownHostsFile=${known}`, `IdentityFile=${keyFile}`, 'IdentitiesOnly=yes', 'BatchMode=yes'];
    return ['-F', '/dev/null', ...settings.flatMap((setting) => ['-o', setting])];
  }

  async remove(): Promise<void> {
    // All processes of the host go with its first one.
    const ends = this.#running.map((child) => new Promise((done) => child.once('close', done)));
    this.#running[0]?.kill('SIGKILL');
    await Promise.all(ends);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function ended(child: ChildProcess): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (bytes) => {
    stdout += bytes;
  });
  child.stderr?.on('data', (bytes) => {
    stderr += bytes;
  });
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (code) => done({ code, stdout, stderr }));
  });
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
