import { readFileSync } from 'node:fs';

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
}

/** Options of strace that count calls into a file. `?`: not an error where an architecture has no such call. */
export function countingOptions(calls: readonly string[], file: string): string[] {
  return ['-f', '-qq', '--seccomp-bpf', '-o', file, '-e', `trace=${calls.map((call) => `?${call}`).join(',')}`];
}

/**
 * Options of strace that end the process at a spot. strace delivers the signal when the call is entered and the call is
 * then not made: so the disk is as it was right after the call before it. strace counts for each thread, and the first
 * thread that comes so far is the one.
 */
export function killingOptions({ call, occurrence }: CallSpot): string[] {
  const inject = `inject=?${call}:signal=SIGKILL:when=${occurrence}`;
  return ['-f', '-qq', '-o', '/dev/null', '-e', `trace=?${call}`, '-e', inject];
}

/** Options of strace that make calls fail with an error from the nth on, counted for each thread. */
export function failingOptions(calls: readonly string[], error: string, from: number): string[] {
  const names = calls.map((call) => `?${call}`).join(',');
  const inject = `inject=${names}:error=${error}:when=${from}+`;
  return ['-f', '-qq', '--seccomp-bpf', '-o', '/dev/null', '-e', `trace=${names}`, '-e', inject];
}

/**
 * Every spot of a counted run, in the order of its first thread: for each call 1 to the most that one thread made.
 * `isOurs` leaves calls out by their line, such as those on pipes.
 */
export function spotsOf(file: string, isOurs: (line: string) => boolean = () => true): CallSpot[] {
  const counts = new Map<string, Map<string, number>>();
  for (const line of readFileSync(file, 'latin1').split('\n')) {
    const [, thread, call] = /^(\d+) +(\w+)\(/.exec(line) ?? [];
    if (thread === undefined || call === undefined || !isOurs(line)) continue;
    const threads = counts.get(call) ?? new Map<string, number>();
    counts.set(call, threads);
    threads.set(thread, (threads.get(thread) ?? 0) + 1);
  }
  return [...counts].flatMap(([call, threads]) =>
    Array.from({ length: Math.max(...threads.values()) }, (_, at) => ({ call, occurrence: at + 1 })),
  );
}
