import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { moveFile } from '../files/move-file.js';
import { writeTemporary } from '../files/temporary-file.js';
import { takeExclusiveLock } from '../store/sqlite/exclusive-lock.js';
import { GatewayError } from '../support/errors.js';

/** Who runs the gateway on a data directory. For people only: the lock decides, this may be out of date. */
export interface RunnerFacts {
  readonly processId: number;
  readonly host: string;
  /** ISO instant. */
  readonly startedAt: string;
}

/** Held for as long as this process is the runner. */
export interface RunnerLock {
  release(): void;
}

/** `isRunnerActive` holds the lock for a moment; a start that meets it tries again. */
const TRIES = 3;
const PAUSE_MILLISECONDS = 50;

/**
 * Makes this process the one runner of a data directory. Raises GatewayError `runner-already-running` (exit code 3)
 * that names the holder when another is.
 */
export async function takeRunnerLock(lockFile: string, factsFile: string, now: Date): Promise<RunnerLock> {
  let lock = takeExclusiveLock(lockFile);
  for (let tries = 1; lock === undefined && tries < TRIES; tries++) {
    await pause(PAUSE_MILLISECONDS);
    lock = takeExclusiveLock(lockFile);
  }
  if (lock === undefined) throw alreadyRunning(await readRunnerFacts(factsFile));
  try {
    const facts: RunnerFacts = { processId: process.pid, host: hostname(), startedAt: now.toISOString() };
    const temporary = await writeTemporary(dirname(factsFile), [`${JSON.stringify(facts)}\n`], 0o640);
    await moveFile(temporary.path, factsFile);
  } catch (error) {
    lock.release();
    throw error;
  }
  return lock;
}

/** undefined when nobody ever ran here or the file says nothing. */
export async function readRunnerFacts(factsFile: string): Promise<RunnerFacts | undefined> {
  try {
    const facts: unknown = JSON.parse(await readFile(factsFile, 'utf8'));
    return isRunnerFacts(facts) ? facts : undefined;
  } catch {
    return undefined;
  }
}

/** True when some process, maybe this one, is the runner. Takes the lock for a moment when it is free. */
export function isRunnerActive(lockFile: string): boolean {
  const lock = takeExclusiveLock(lockFile);
  lock?.release();
  return lock === undefined;
}

function isRunnerFacts(value: unknown): value is RunnerFacts {
  if (typeof value !== 'object' || value === null) return false;
  const facts = value as Partial<Record<keyof RunnerFacts, unknown>>;
  return typeof facts.processId === 'number' && typeof facts.host === 'string' && typeof facts.startedAt === 'string';
}

function alreadyRunning(holder: RunnerFacts | undefined): GatewayError {
  const who = holder === undefined ? 'another process' : `process ${holder.processId} on ${holder.host}`;
  return new GatewayError(`The gateway already runs on this data directory: ${who}`, {
    code: 'runner-already-running',
    operation: 'start the gateway',
    hint: 'Use the one that runs, or stop it first; only one may run on a data directory.',
    exitCode: 3,
  });
}
