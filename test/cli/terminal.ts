import { execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';

/** Whether util-linux's `script` is here, which gives a command a terminal. */
export const hasTerminal = isThere();

function isThere(): boolean {
  try {
    return execFileSync('script', ['--version'], { encoding: 'utf8' }).includes('util-linux');
  } catch {
    return false;
  }
}

/** What to type once the screen shows a text that it did not show at the last answer. */
export type Typed = readonly [shows: string, keys: string];

export const ENTER = '\r';
export const DOWN = '\u001b[B';
export const CONTROL_C = '\u0003';

/** Runs a command of the sources on a terminal, typing as it asks; gives the screen without colors, and the exit code. */
export function atTerminal(
  folder: string,
  command: readonly string[],
  dialog: readonly Typed[],
): Promise<{ readonly screen: string; readonly code: number | null }> {
  const typescript = join(import.meta.dirname, '../support/typescript.mjs');
  const script = join(import.meta.dirname, 'typed-command.ts');
  const words = [process.execPath, '--import', typescript, script, ...command].map((word) => `'${word}'`);
  const child = spawn('script', ['-qec', words.join(' '), '/dev/null'], {
    cwd: folder,
    env: {
      ...process.env,
      X12GW_CONFIG: join('gateway', 'gateway.yaml'),
      NO_COLOR: '1',
      TERM: 'xterm',
      COLUMNS: '200',
    },
  });
  let screen = '';
  let seen = 0;
  const left = [...dialog];
  child.stdout.on('data', (bytes: Buffer) => {
    screen += bytes.toString('utf8').replaceAll(/\u001b\[[0-9;?]*[A-Za-z]/g, '');
    const [next] = left;
    if (next === undefined || !screen.slice(seen).includes(next[0])) return;
    left.shift();
    seen = screen.length;
    child.stdin.write(next[1]);
  });
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (code) => done({ screen, code }));
  });
}
