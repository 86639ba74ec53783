import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Ajv } from 'ajv';
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import { run } from '../../src/cli/main.js';
import { writeReloadOutcome } from '../../src/gateway/reload-outcome.js';
import { Installation, until } from '../gateway/installation.js';

const HOOKS = join(import.meta.dirname, '../support/typescript.mjs');
const COMMAND = join(import.meta.dirname, 'typed-command.ts');

let installation: Installation;

beforeEach(async () => {
  installation = await new Installation().prepare();
});
afterEach(() => installation.remove());

function configure(changes: Record<string, unknown> = {}): string {
  const { file, payer } = installation.configuration;
  writeFileSync(
    file,
    JSON.stringify({ dataDirectory: installation.folder.root, payer, overlay: 'neutral', ...changes }),
  );
  return file;
}

/** The gateway as an operator starts it, in a process of its own, with its log. */
async function runGateway(): Promise<{ readonly child: ChildProcess; readonly log: () => string }> {
  const child = spawn(process.execPath, [
    '--import',
    HOOKS,
    COMMAND,
    'run',
    '--config',
    installation.configuration.file,
  ]);
  onTestFinished(() => void child.kill('SIGKILL'));
  let log = '';
  child.stderr.on('data', (chunk) => {
    log += chunk;
  });
  await until(() => log.includes('gateway started'));
  return { child, log: () => log };
}

interface Reloaded {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function reload(...words: string[]): Promise<Reloaded> {
  let [stdout, stderr] = ['', ''];
  const code = await run(['reload', '--config', installation.configuration.file, ...words], {
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    environment: {},
    workingDirectory: installation.root,
    clock: { now: () => new Date() },
  });
  return { code, stdout, stderr };
}

it('a running gateway reads its configuration when it is told, and goes on', async () => {
  configure();
  const { child, log } = await runGateway();
  configure({ log: { level: 'debug' }, workers: 7 });
  const first = await reload();
  expect(first).toMatchObject({ code: 0, stderr: expect.stringContaining(`process ${child.pid}`) });
  expect(first.stdout).toBe('in effect now    log.level\nneeds a restart  workers\n');
  expect(log()).toContain('configuration reloaded');
  expect(log()).toContain('"settings":"workers"');
  configure({ log: { level: 'debug' } });
  expect(await reload()).toMatchObject({ code: 0, stdout: 'No setting differs from what it runs with.\n' });

  const sftp = join(installation.folder.root, 'sftp');
  mkdirSync(sftp, { recursive: true });
  writeFileSync(join(sftp, 'acme.yaml'), 'host: 7\n');
  const unsound = await reload('--json');
  expect(unsound.code).toBe(2);
  const fact = JSON.parse(unsound.stdout);
  const schema = new URL('../../schemas/cli/reload.schema.json', import.meta.url);
  const validate = new Ajv().compile(JSON.parse(readFileSync(schema, 'utf8')));
  expect(validate(fact), JSON.stringify(validate.errors)).toBe(true);
  expect(fact).toMatchObject({ processId: child.pid, changed: [], needRestart: [], unsoundEndpoints: ['acme'] });
  rmSync(sftp, { recursive: true });

  // What only the gateway's user may find out: the command can read the file and not the secret.
  const token = join(installation.root, 'token');
  const webhook = { url: 'https://alerts.example.org', headers: { Authorization: { file: token } } };
  configure({ alerts: { webhook } });
  const refused = await reload();
  expect(refused).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(token) });
  expect(refused.stderr).toContain('goes on with the configuration it has');

  configure({ log: { level: 'error' } });
  await reload();
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
  expect(log()).not.toContain('gateway stopped');
}, 60_000);

it('what an earlier command was told is not taken for the answer to a later one', async () => {
  configure();
  const { child } = await runGateway();
  configure({ workers: 7 });
  // Busy with an earlier reload, whose outcome comes when the later one was asked for.
  child.kill('SIGSTOP');
  const at = new Date(Date.now() - 1).toISOString();
  const reloading = reload();
  await pause(300);
  const earlier = { processId: child.pid!, at, changed: ['log.level'], needRestart: [], unsoundEndpoints: [] };
  await writeReloadOutcome(installation.folder.reloadOutcome, earlier);
  await pause(300);
  child.kill('SIGCONT');
  expect(await reloading).toMatchObject({ code: 0, stdout: 'needs a restart  workers\n' });
}, 60_000);

it('a file that is not sound is not even offered to it, with all its problems', async () => {
  configure();
  const { child, log } = await runGateway();
  configure({ workers: 0, log: { level: 'loud' } });
  const { code, stderr } = await reload();
  expect(code).toBe(2);
  expect(stderr).toMatch(/workers[\s\S]*log\.level/);
  // As "systemctl reload" would.
  child.kill('SIGHUP');
  await until(() => log().includes('configuration not reloaded'));
  expect(child.exitCode).toBeNull();
}, 60_000);

it('without a gateway that runs, says so with exit code 3', async () => {
  configure();
  expect(await reload()).toMatchObject({ code: 3, stderr: expect.stringContaining('No gateway runs') });
});
