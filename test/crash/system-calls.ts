import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Calls after or before which a crash finds another disk: what makes things durable, and what changes names. */
export const NAMED_CALLS = [
  ...['fsync', 'fdatasync', 'link', 'linkat', 'rename', 'renameat', 'renameat2', 'unlink', 'unlinkat', 'rmdir'],
  ...['mkdir', 'mkdirat'],
] as const;

/** Calls that write bytes; a kill between two of them finds a file half written. */
export const WRITING_CALLS = ['write', 'pwrite64', 'ftruncate'] as const;

/** One system call to be killed at: the nth of its name that one thread makes. */
export interface CallSpot {
  readonly call: string;
  readonly occurrence: number;
  /** Only calls on this file count, relative to the run folder; '' counts all. */
  readonly path: string;
}

/** Counted apart: another thread writes them, which would else hardly ever be the first to come so far. */
const LEDGER_FILES = ['data/ledger/ledger.db', 'data/ledger/ledger.db-wal'];

/** Options of strace that count calls into a file. `?`: not an error where an architecture has no such call. */
export function countingOptions(calls: readonly string[], file: string): string[] {
  return ['-f', '-y', '-qq', '--seccomp-bpf', '-o', file, '-e', `trace=${calls.map((call) => `?${call}`).join(',')}`];
}

/**
 * Options of strace that end the process at a spot. strace delivers the signal when the call is entered and the call is
 * then not made: so the disk is as it was right after the call before it. strace counts for each thread, and the first
 * thread that comes so far is the one.
 */
export function killingOptions({ call, occurrence, path }: CallSpot, folder: string): string[] {
  const only = path === '' ? [] : ['-P', join(folder, path)];
  const inject = `inject=?${call}:signal=SIGKILL:when=${occurrence}`;
  return ['-f', '-qq', '-o', '/dev/null', ...only, '-e', `trace=?${call}`, '-e', inject];
}

/** Options of strace that make calls fail with an error from the nth on, counted for each thread. */
export function failingOptions(calls: readonly string[], error: string, from: number): string[] {
  const names = calls.map((call) => `?${call}`).join(',');
  const inject = `inject=${names}:error=${error}:when=${from}+`;
  return ['-f', '-qq', '--seccomp-bpf', '-o', '/dev/null', '-e', `trace=${names}`, '-e', inject];
}

/** Every spot of a run in `folder` that was counted into `file`: for each call 1 to the most that one thread made. */
export function spotsOf(file: string, folder: string): CallSpot[] {
  const counts = new Map<string, number>();
  for (const line of readFileSync(file, 'latin1').split('\n')) {
    const [, thread, call] = /^(\d+) +(\w+)\(/.exec(line) ?? [];
    if (thread === undefined || call === undefined) continue;
    const path = LEDGER_FILES.find((name) => line.includes(`<${join(folder, name)}>`)) ?? '';
    for (const counted of new Set([path, ''])) {
      const key = `${call} ${counted} ${thread}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  const most = new Map<string, number>();
  for (const [key, count] of counts) {
    const spot = key.slice(0, key.lastIndexOf(' '));
    most.set(spot, Math.max(most.get(spot) ?? 0, count));
  }
  return [...most].flatMap(([spot, count]) => {
    const [call, path] = spot.split(' ') as [string, string];
    return Array.from({ length: count }, (_, at) => ({ call, path, occurrence: at + 1 }));
  });
}
