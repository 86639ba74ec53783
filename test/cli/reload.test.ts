import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import { run } from '../../src/cli/main.js';
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

async function reload(): Promise<{ readonly code: number; readonly stderr: string }> {
  let stderr = '';
  const code = await run(['reload', '--config', installation.configuration.file], {
    stdout: { write: () => true },
    stderr: { write: (text) => (stderr += text) },
    environment: {},
    workingDirectory: installation.root,
    clock: { now: () => new Date() },
  });
  return { code, stderr };
}

it('a running gateway reads its configuration when it is told, and goes on', async () => {
  configure();
  const { child, log } = await runGateway();
  configure({ log: { level: 'debug' }, workers: 7 });
  expect(await reload()).toMatchObject({ code: 0, stderr: expect.stringContaining(`process ${child.pid}`) });
  await until(() => log().includes('configuration reloaded'));
  expect(log()).toContain('"settings":"workers"');
  configure({ log: { level: 'error' } });
  await reload();
  await until(() => (log().match(/configuration reloaded/g) ?? []).length === 2);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
  expect(log()).not.toContain('gateway stopped');
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
