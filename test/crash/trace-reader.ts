import { readFileSync } from 'node:fs';

/** One finished system call of a recorded run. */
export interface SystemCall {
  readonly name: string;
  readonly arguments: readonly TraceArgument[];
  /** What it returned; negative when it failed. */
  readonly result: number;
  /** Positions in the recording (line numbers) where it was entered and where it returned. */
  readonly entered: number;
  readonly left: number;
}

/** An argument as strace prints it with `-y -xx`. */
export interface TraceArgument {
  /** The words outside quotes: a number, flags, a file descriptor without its path. */
  readonly text: string;
  /** Every quoted byte string in it, in order: one for a path or a buffer, several for an iovec. */
  readonly bytes: readonly Buffer[];
  /** The path strace names beside a file descriptor, '' when none. */
  readonly path: string;
}

/** What to record for a disk model, in the names strace takes on every architecture (`?` where one may not exist). */
const DISK_CALLS = [
  ...['?open', 'openat', '?creat', 'close', 'dup', '?dup2', 'dup3', '?fcntl'],
  ...['write', 'pwrite64', 'writev', 'pwritev', '?pwritev2', 'ftruncate', 'truncate', 'fallocate'],
  ...['copy_file_range', 'sendfile', 'fsync', 'fdatasync', '?sync', '?syncfs', '?sync_file_range', '?msync'],
  ...['?link', 'linkat', '?rename', '?renameat', 'renameat2', '?unlink', 'unlinkat', '?rmdir', '?symlink', 'symlinkat'],
  ...['?mkdir', 'mkdirat', 'fchmod', '?chmod', 'fchmodat'],
].join(',');

/** Longer than anything the gateway writes at once, in bytes. */
const LONGEST_STRING = 32 * 1024 * 1024;

/** Options of strace that record a run for `readTrace`. */
export function recordingOptions(file: string): string[] {
  return ['-f', '-y', '-xx', '-s', String(LONGEST_STRING), '-o', file, '--seccomp-bpf', '-e', `trace=${DISK_CALLS}`];
}

const LINE = /^(\d+) +(.*)$/;
const ENDED = /^(?:\+\+\+|---)/;
const RESUMED = /^<\.\.\. (\w+) resumed>(.*)$/s;
const UNFINISHED = ' <unfinished ...>';
const CALL = /^(\w+)\((.*)\) += +(-?\d+|\?)/s;

/**
 * Reads a recording made by `strace -f -y -xx -s <large> -o FILE`, in the order the calls returned. Calls that never
 * returned (the process died in them) are left out. Throws on a line it does not understand and on a cut string, since a
 * recording with holes proves nothing.
 */
export function readTrace(file: string): SystemCall[] {
  const calls: SystemCall[] = [];
  const unfinished = new Map<string, { readonly start: string; readonly entered: number }>();
  const lines = readFileSync(file, 'latin1').split('\n');
  for (const [position, line] of lines.entries()) {
    if (line === '') continue;
    const [, thread, rest] = LINE.exec(line) ?? [];
    if (thread === undefined || rest === undefined) throw misunderstood(position, line);
    if (ENDED.test(rest)) continue;
    if (rest.endsWith(UNFINISHED)) {
      unfinished.set(thread, { start: rest.slice(0, -UNFINISHED.length), entered: position });
      continue;
    }
    let text = rest;
    let entered = position;
    const resumed = RESUMED.exec(rest);
    if (resumed !== null) {
      const begun = unfinished.get(thread);
      if (begun === undefined) throw misunderstood(position, line);
      unfinished.delete(thread);
      text = begun.start + resumed[2];
      entered = begun.entered;
    }
    const call = CALL.exec(text);
    if (call === null) throw misunderstood(position, line);
    if (call[3] === '?') continue;
    const parsed = splitArguments(call[2]!).map(readArgument);
    calls.push({ name: call[1]!, arguments: parsed, result: Number(call[3]), entered, left: position });
  }
  return calls;
}

/** Splits at commas outside brackets; strings hold no commas, since `-xx` writes every byte as `\xhh`. */
function splitArguments(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '[' || character === '{') depth++;
    else if (character === ']' || character === '}') depth--;
    else if (character === ',' && depth === 0) {
      parts.push(text.slice(start, at));
      start = at + 2;
    }
  }
  if (start < text.length) parts.push(text.slice(start));
  return parts;
}

function readArgument(text: string): TraceArgument {
  if (text.includes('"...')) throw new Error('The recording cut a string; raise the length given with -s');
  const bytes = [...text.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g)].map((match) => bytesOf(match[1]!));
  const path = /<((?:\\x[0-9a-f]{2})*)>/.exec(text)?.[1] ?? '';
  const words = text.replaceAll(/"[^"]*"/g, '').replaceAll(/<[^>]*>/g, '');
  return { text: words.trim(), bytes, path: bytesOf(path).toString('utf8') };
}

function bytesOf(text: string): Buffer {
  return Buffer.from(text.replaceAll('\\x', ''), 'hex');
}

function misunderstood(position: number, line: string): Error {
  return new Error(`Line ${position + 1} of the recording is not understood: ${line.slice(0, 200)}`);
}
