import {
  closeSync,
  createReadStream,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { diskError } from './disk-error.js';

/** Lines of these files are some hundred bytes; what is longer is not one of ours. */
const LONGEST_LINE = 64 * 1024;

/**
 * Adds lines to the end of a file that is only ever added to, and waits until the disk has them. `next` is given the last
 * whole line, '' when there is none, and gives the lines to add, each without its end; none leaves the file alone. A part of
 * a line that a crash left at the end is cut off first. The folder must exist; the file is made with `mode`. Synchronous,
 * for callers that hold a lock over it; two at once would mix.
 * Raises GatewayError `disk-full`, `disk-denied`, `disk-failed`.
 */
export function appendLines(path: string, next: (lastLine: string) => readonly string[], mode = 0o640): void {
  try {
    const isNew = !existsSync(path);
    const descriptor = openSync(path, isNew ? 'wx+' : 'r+', mode);
    try {
      const { text, end } = lastLineOf(descriptor);
      const lines = next(text);
      if (lines.length === 0) return;
      ftruncateSync(descriptor, end);
      writeAll(descriptor, Buffer.from(`${lines.join('\n')}\n`, 'utf8'), end);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    if (isNew) syncFolderNow(dirname(path));
  } catch (error) {
    throw diskError(error, 'add to a file', path);
  }
}

/**
 * Leaves the first `bytes` of a file and waits until the disk has it so. Raises GatewayErrors of the disk.
 */
export function cutLinesBehind(path: string, bytes: number): void {
  try {
    const descriptor = openSync(path, 'r+');
    try {
      ftruncateSync(descriptor, bytes);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw diskError(error, 'cut a file', path);
  }
}

/**
 * The lines of a file, one at a time, without their ends; a last one without an end is left out, since a crash cut it off.
 * A line over 64 KiB comes as its beginning. Nothing when the file is absent. Raises GatewayErrors of the disk.
 */
export async function* wholeLines(path: string): AsyncGenerator<string> {
  if (!existsSync(path)) return;
  let rest = Buffer.alloc(0);
  try {
    for await (const chunk of createReadStream(path)) {
      let from = 0;
      for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
        yield Buffer.concat([rest, chunk.subarray(from, at)]).toString('utf8', 0, LONGEST_LINE);
        rest = Buffer.alloc(0);
        from = at + 1;
      }
      rest = Buffer.concat([rest, chunk.subarray(from)]).subarray(0, LONGEST_LINE);
    }
  } catch (error) {
    throw diskError(error, 'read a file', path);
  }
}

/** The last line that has its end, and where it ends in bytes. */
function lastLineOf(descriptor: number): { readonly text: string; readonly end: number } {
  const { size } = fstatSync(descriptor);
  const begin = Math.max(0, size - 2 * LONGEST_LINE);
  const tail = Buffer.alloc(size - begin);
  let read = 0;
  while (read < tail.length) {
    const bytes = readSync(descriptor, tail, read, tail.length - read, begin + read);
    if (bytes === 0) break;
    read += bytes;
  }
  const last = tail.lastIndexOf(10, read - 1);
  if (read === 0 || last < 0) return { text: '', end: begin };
  const before = last === 0 ? -1 : tail.lastIndexOf(10, last - 1);
  return { text: tail.toString('utf8', before + 1, last), end: begin + last + 1 };
}

function writeAll(descriptor: number, bytes: Buffer, from: number): void {
  for (let written = 0; written < bytes.length; ) {
    written += writeSync(descriptor, bytes, written, bytes.length - written, from + written);
  }
}

function syncFolderNow(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
