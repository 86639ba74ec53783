import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

export type HostKeyKind = 'ed25519' | 'ecdsa' | 'rsa';

const PROGRAM = '/usr/sbin/sshd';

/** Servers that run; a test file that ends in the middle leaves none behind. */
const running = new Set<Sshd>();
process.once('exit', () => {
  for (const server of running) server.remove();
});

/**
 * A real OpenSSH server on a free port of this machine, for the user the tests run as: keys only, `internal-sftp`, its
 * own host keys and configuration in a temporary folder. `files` is the folder its sessions begin in. May be killed and
 * started again on the same port.
 */
export class Sshd {
  readonly folder = mkdtempSync(join(tmpdir(), 'x12gw-sshd-'));
  readonly files = join(this.folder, 'files');
  readonly user = userInfo().username;
  /** The private key that may log in. */
  readonly keyFile = join(this.folder, 'user-key');
  #port = 0;
  #process: ChildProcess | undefined;
  #hostKeys: HostKeyKind[] = [];
  readonly #extra: readonly string[];
  readonly #prefix: readonly string[];

  private constructor(extra: readonly string[], prefix: readonly string[]) {
    this.#extra = extra;
    this.#prefix = prefix;
    chmodSync(this.folder, 0o755);
    mkdirSync(this.files);
  }

  /**
   * `hostKeys`: kinds it shows (ed25519). `configuration`: lines for sshd_config. `prefix`: a program and arguments that
   * start it, such as a shell with limits.
   */
  static async start(
    options: {
      readonly hostKeys?: readonly HostKeyKind[];
      readonly configuration?: readonly string[];
      readonly prefix?: readonly string[];
    } = {},
  ): Promise<Sshd> {
    const server = new Sshd(options.configuration ?? [], options.prefix ?? []);
    // As root it wants its folder for privilege separation, which the system's own service makes when it starts.
    if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
    makeKey(server.keyFile, 'ed25519');
    writeFileSync(join(server.folder, 'authorized_keys'), readFileSync(`${server.keyFile}.pub`));
    server.#hostKeys = [...(options.hostKeys ?? ['ed25519'])];
    for (const kind of server.#hostKeys) makeKey(server.hostKeyFile(kind), kind);
    server.#port = await freePort();
    await server.restart();
    return server;
  }

  get port(): number {
    return this.#port;
  }

  hostKeyFile(kind: HostKeyKind): string {
    return join(this.folder, `host-${kind}`);
  }

  /** A host key as `ssh-keygen -lf` tells it: bits, fingerprint, comment, kind. */
  keygenLine(kind: HostKeyKind = 'ed25519'): string {
    return execFileSync('ssh-keygen', ['-lf', `${this.hostKeyFile(kind)}.pub`], { encoding: 'utf8' }).trim();
  }

  /** The fingerprint of a host key, by ssh-keygen. */
  fingerprint(kind: HostKeyKind = 'ed25519'): string {
    return this.keygenLine(kind).split(' ')[1]!;
  }

  /** Replaces its host key by a new one; shown from the next start on. */
  changeHostKey(kind: HostKeyKind = 'ed25519'): void {
    rmSync(this.hostKeyFile(kind));
    rmSync(`${this.hostKeyFile(kind)}.pub`);
    makeKey(this.hostKeyFile(kind), kind);
  }

  /** Makes a folder below `files`; gives its absolute path, which is also its path on the server. */
  makeFolder(name: string): string {
    const path = join(this.files, name);
    mkdirSync(path, { recursive: true });
    return path;
  }

  /** False once it was killed. */
  get isRunning(): boolean {
    return this.#process !== undefined;
  }

  /** Starts it, or starts it again on the same port; returns when it takes connections. */
  async restart(): Promise<void> {
    this.kill();
    writeFileSync(join(this.folder, 'sshd_config'), this.#configuration());
    for (let tries = 0; ; tries++) {
      const said = await this.#startOnce();
      if (said === undefined) return;
      // The one that was killed may take a moment to go.
      if (!said.includes('Address already in use') || tries > 50) throw new Error(`sshd does not start: ${said}`);
      await pause(100);
    }
  }

  /** undefined when it runs; what it said when it ended instead. */
  async #startOnce(): Promise<string | undefined> {
    const [program, ...programArguments] = [...this.#prefix, PROGRAM];
    const started = spawn(
      program!,
      [...programArguments, '-D', '-e', '-f', join(this.folder, 'sshd_config'), '-p', String(this.#port)],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    this.#process = started;
    running.add(this);
    let said = '';
    let hasEnded = false;
    started.stderr!.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-4_000);
    });
    started.once('close', () => {
      hasEnded = true;
    });
    while (!hasEnded) {
      if (said.includes('Server listening') && (await isListening(this.#port))) return undefined;
      await pause(25);
    }
    return said;
  }

  /** Kills it and every session at once, as a machine that loses its power. */
  kill(): void {
    const pid = this.#process?.pid;
    if (pid !== undefined) for (const one of [pid, ...descendantsOf(pid)]) killIfThere(one);
    this.#process = undefined;
    running.delete(this);
  }

  /** Kills it and removes its folder. */
  remove(): void {
    this.kill();
    // A session that is just ending may still write there.
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  #configuration(): string {
    return [
      'ListenAddress 127.0.0.1',
      ...this.#hostKeys.map((kind) => `HostKey ${this.hostKeyFile(kind)}`),
      `AuthorizedKeysFile ${join(this.folder, 'authorized_keys')}`,
      'PidFile none',
      'StrictModes no',
      'UsePAM no',
      'PermitRootLogin yes',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'MaxStartups 100',
      `Subsystem sftp internal-sftp -d ${this.files}`,
      ...this.#extra,
      '',
    ].join('\n');
  }
}

function makeKey(file: string, kind: HostKeyKind): void {
  const made = spawnSync('ssh-keygen', ['-q', '-t', kind, '-N', '', '-C', '', '-f', file], { encoding: 'utf8' });
  if (made.status !== 0) throw new Error(made.stderr);
}

/** A port of this machine that nothing listens on at this moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('error', () => resolve(false));
    // Hearing its greeting, rather than hanging up at once, is no failed login in its eyes.
    socket.once('data', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('close', () => resolve(false));
  });
}

function descendantsOf(pid: number): number[] {
  const file = `/proc/${pid}/task/${pid}/children`;
  if (!existsSync(file)) return [];
  const children = readFileSync(file, 'utf8').split(' ').filter(Boolean).map(Number);
  return children.flatMap((child) => [child, ...descendantsOf(child)]);
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
