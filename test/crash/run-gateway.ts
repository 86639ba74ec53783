import { spawn } from 'node:child_process';
import { join } from 'node:path';

const PROGRAM = join(import.meta.dirname, 'gateway-process.mjs');

/** How one run of the gateway ended. */
export interface RunEnd {
  /** Exit code, or undefined when a signal ended it. */
  readonly code: number | undefined;
  readonly wasKilled: boolean;
  /** What the pipeline told, `step subject`, in order. */
  readonly steps: readonly string[];
  readonly errors: string;
}

export interface RunChoices {
  /** Dies at the nth occurrence of a step: `verdict:3`. */
  readonly dieAt?: string;
  /** Killed from outside after so many milliseconds. */
  readonly killAfterMilliseconds?: number;
  /** Goes on running after the first wave; `onOutput` hears all it says so far and may have it stopped. */
  readonly stay?: { readonly onOutput: (said: string, stop: () => void) => void };
  /** Options of strace, under which it then runs. */
  readonly strace?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Longest it may take; a gateway that hangs is a failure of its own. Default 60 s. */
  readonly timeoutMilliseconds?: number;
}

/** Runs the gateway built in the folder X12GW_CRASH_BUILD names on a run folder, until it ends by itself or is killed. */
export function runGateway(folder: string, choices: RunChoices = {}): Promise<RunEnd> {
  const command = [process.execPath, PROGRAM, folder, ...(choices.stay === undefined ? [] : ['stay'])];
  const [program, ...words] = choices.strace === undefined ? command : ['strace', ...choices.strace, ...command];
  const child = spawn(program!, words, {
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: folder,
    detached: true,
    env: {
      PATH: process.env.PATH,
      // Every file operation is then a system call of its own, seen by strace.
      UV_USE_IO_URING: '0',
      X12GW_CRASH_BUILD: process.env.X12GW_CRASH_BUILD,
      ...(choices.dieAt === undefined ? {} : { X12GW_CRASH_AT: choices.dieAt }),
      ...choices.environment,
    },
  });
  return new Promise((resolve, reject) => {
    let output = '';
    let errors = '';
    let isOverdue = false;
    const killGroup = (): void => {
      try {
        process.kill(-child.pid!, 'SIGKILL');
      } catch {
        // It ended at this very moment.
      }
    };
    const overdue = setTimeout(() => {
      isOverdue = true;
      killGroup();
    }, choices.timeoutMilliseconds ?? 60_000);
    const killer =
      choices.killAfterMilliseconds === undefined ? undefined : setTimeout(killGroup, choices.killAfterMilliseconds);
    let isStopped = false;
    const stop = (): void => {
      // Once: a second signal may come when the process has no handler any more.
      if (!isStopped) child.kill('SIGTERM');
      isStopped = true;
    };
    const tell = (): void => choices.stay?.onOutput(output + errors, stop);
    child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      tell();
    });
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
      tell();
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(overdue);
      clearTimeout(killer);
      if (isOverdue) return reject(new Error(`The gateway did not end in time:\n${output}\n${errors}`));
      const wasKilled = signal === 'SIGKILL' || code === 137;
      resolve({ code: code ?? undefined, wasKilled, steps: output.split('\n').filter(Boolean), errors });
    });
  });
}
