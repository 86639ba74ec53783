import { type ChildProcess, spawn } from 'node:child_process';
import { systemErrorCode } from '../../support/errors.js';
import type { Alert } from './alert.js';
import { type AlertChannel, AlertFailure } from './channel.js';
import { ProcessGroup } from './process-group.js';

/** What the command may need of our environment; the rest, secrets among it, is not its affair. */
const PASSED_ON = ['PATH', 'HOME', 'USER', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR'];
/** Between asking what takes too long to end, and ending it. */
const GRACE_MILLISECONDS = 2_000;

/**
 * Runs a program for each alert, without a shell. It reads the alert as JSON from its standard input; its output is not
 * read. Exit code 0 means taken. A try ends when the program and all it started have ended: what has not by the timeout,
 * or when the gateway stops, is ended, also what a program left behind that ended well itself.
 */
export function commandChannel(
  command: readonly [program: string, ...words: string[]],
  timeoutMilliseconds: number,
  graceMilliseconds = GRACE_MILLISECONDS,
): AlertChannel {
  return {
    name: 'command',
    async send(alert, signal) {
      if (signal.aborted) throw new AlertFailure('stopped');
      const child = start(command, alert);
      // Not AbortSignal.timeout: on Node 20 a collected one never aborts what AbortSignal.any made of it (nodejs/node#57736).
      const timeout = new AbortController();
      const timer = setTimeout(() => timeout.abort(), timeoutMilliseconds);
      const over = AbortSignal.any([signal, timeout.signal]);
      let outcome: string | undefined;
      const ended = outcomeOf(child).then((word) => {
        outcome = word;
      });
      const group = child.pid === undefined ? undefined : new ProcessGroup(child.pid);
      await (group === undefined ? ended : Promise.race([ended, aborted(over)]));
      const failure = outcome ?? (signal.aborted ? 'stopped' : 'timeout');
      if (group !== undefined && !(await group.ended(over))) await group.end(graceMilliseconds);
      clearTimeout(timer);
      if (failure !== '') throw new AlertFailure(failure);
    },
  };
}

/** Raises AlertFailure for what the system tells at once, such as words that are too long for it (`E2BIG`). */
function start([program, ...words]: readonly [string, ...string[]], alert: Alert): ChildProcess {
  try {
    const child = spawn(program, words, {
      shell: false,
      stdio: ['pipe', 'ignore', 'ignore'],
      // A process group of its own, so that all of it can be ended.
      detached: true,
      env: environmentFor(alert),
    });
    // A command need not read what it is given.
    child.stdin!.on('error', () => undefined);
    child.stdin!.end(`${JSON.stringify(alert)}\n`);
    return child;
  } catch (error) {
    throw new AlertFailure(systemErrorCode(error) || 'not-started');
  }
}

/** Resolves when the program itself has ended: with '' for exit code 0, else with why it was not taken, as a word. */
function outcomeOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(systemErrorCode(error) || 'not-started'));
    child.once('exit', (code, killer) => resolve(code === 0 ? '' : (killer ?? `exit-${code}`)));
  });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function environmentFor({ event, severity }: Alert): Record<string, string> {
  const passedOn = PASSED_ON.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  return { ...Object.fromEntries(passedOn), X12GW_ALERT_EVENT: event, X12GW_ALERT_SEVERITY: severity };
}
