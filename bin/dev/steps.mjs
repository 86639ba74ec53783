/**
 * What the scripts in this folder share: where the checkout is, timed progress lines, and child processes.
 * No dependencies: these scripts run before anything is installed.
 */
import { spawn } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout's folder, absolute. */
export const checkout = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Path of a tool that the checkout's own packages installed, such as `tsc`. */
export const installedTool = (name, folder = checkout) => join(folder, 'node_modules', '.bin', name);

/** One line of talk, on stderr, so that stdout stays free for results. */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** Seconds since `start` (milliseconds from `performance.now()`), such as `3.2 s`. */
export function secondsSince(start) {
  return `${((performance.now() - start) / 1000).toFixed(1)} s`;
}

/**
 * Does a step and says how long it took; a line every 30 s tells that it still runs.
 * Gives what the work gives, and passes on what it throws.
 */
export async function timed(name, work) {
  const start = performance.now();
  say(`${name} ...`);
  const sign = setInterval(() => say(`  still at it: ${name}, ${secondsSince(start)}`), 30_000);
  try {
    const result = await work();
    say(`  done in ${secondsSince(start)}`);
    return result;
  } catch (error) {
    say(`  failed after ${secondsSince(start)}`);
    throw error;
  } finally {
    clearInterval(sign);
  }
}

/**
 * Runs a program to its end. `show: true` hands it this terminal, otherwise its output is collected.
 * Gives `{ code, output }`; code 127 and the reason when it could not be started. Never throws.
 */
export function runProgram(program, programArguments, { cwd = checkout, env = process.env, show = false } = {}) {
  return new Promise((done) => {
    const child = spawn(program, programArguments, {
      cwd,
      env,
      stdio: show ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout?.on('data', (bytes) => {
      output += bytes;
    });
    child.stderr?.on('data', (bytes) => {
      output += bytes;
    });
    child.on('error', (error) => done({ code: 127, output: `${output}${error.message}\n` }));
    child.on('close', (code, signal) =>
      done({ code: code ?? 1, output: signal ? `${output}ended by ${signal}\n` : output }),
    );
  });
}

/** A program's output for a failure message: whole when short, else its first and its last lines. */
export function excerptOf(output, most = 60) {
  const lines = output.trimEnd().split('\n');
  if (lines.length <= most) return lines.join('\n');
  const first = Math.ceil(most / 3);
  return [...lines.slice(0, first), `(${lines.length - most} lines left out)`, ...lines.slice(first - most)].join('\n');
}

/** Something that stops a script, with what to do next. Printed without a stack. */
export class StepFailure extends Error {
  constructor(message, hint = '') {
    super(message);
    this.hint = hint;
  }
}

/** Runs a script's main function: prints a StepFailure's message and hint, and sets the exit code. */
export async function runMain(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    if (!(error instanceof StepFailure)) throw error;
    say(`\n${error.message}`);
    if (error.hint !== '') say(`\n${error.hint}`);
    process.exitCode = 1;
  }
}
