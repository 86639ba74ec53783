import { type ChildProcess, spawn } from 'node:child_process';
import { systemErrorCode } from '../../support/errors.js';
import type { Alert } from './alert.js';
import { type AlertChannel, AlertFailure } from './channel.js';

/** What the command may need of our environment; the rest, secrets among it, is not its affair. */
const PASSED_ON = ['PATH', 'HOME', 'USER', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR'];
/** Between asking a command that takes too long to end, and ending it. */
const GRACE_MILLISECONDS = 2_000;

/**
 * Runs a program for each alert, without a shell. It reads the alert as JSON from its standard input; its output is not
 * read. Exit code 0 means taken. One that takes longer than the timeout is ended, with what it started.
 */
export function commandChannel(
  [program, ...words]: readonly [program: string, ...words: string[]],
  timeoutMilliseconds: number,
): AlertChannel {
  return {
    name: 'command',
    send: (alert, signal) =>
      new Promise((resolve, reject) => {
        const child = spawn(program, words, {
          shell: false,
          stdio: ['pipe', 'ignore', 'ignore'],
          // A process group of its own, so that all of it can be ended.
          detached: true,
          env: environmentFor(alert),
        });
        let reason = '';
        let last: NodeJS.Timeout | undefined;
        const end = (why: string): void => {
          if (reason !== '') return;
          reason = why;
          endGroup(child, 'SIGTERM');
          last = setTimeout(() => endGroup(child, 'SIGKILL'), GRACE_MILLISECONDS);
        };
        const stop = (): void => end('stopped');
        const timer = setTimeout(() => end('timeout'), timeoutMilliseconds);
        const settle = (failure: string): void => {
          clearTimeout(timer);
          clearTimeout(last);
          signal.removeEventListener('abort', stop);
          if (failure === '') resolve();
          else reject(new AlertFailure(failure));
        };
        if (signal.aborted) stop();
        else signal.addEventListener('abort', stop, { once: true });
        child.once('error', (error) => settle(systemErrorCode(error) || 'not-started'));
        child.once('exit', (code, killer) => settle(reason || (code === 0 ? '' : (killer ?? `exit-${code}`))));
        // A command need not read what it is given.
        child.stdin!.on('error', () => undefined);
        child.stdin!.end(`${JSON.stringify(alert)}\n`);
      }),
  };
}

function environmentFor({ event, severity }: Alert): Record<string, string> {
  const passedOn = PASSED_ON.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  return { ...Object.fromEntries(passedOn), X12GW_ALERT_EVENT: event, X12GW_ALERT_SEVERITY: severity };
}

function endGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended by itself.
  }
}
