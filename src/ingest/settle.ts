/** How long a file must stand still before it is taken, in milliseconds. */
export interface SettleTimes {
  /** For a file that is whole, empty, or no X12 at all. */
  readonly quiet: number;
  /** For a file that begins as X12 and does not end with IEA: its sender may still be writing. */
  readonly cutOff: number;
}

/** What the file system says about a file at one moment. */
export interface Sample {
  readonly size: bigint;
  readonly modified: bigint;
  readonly inode: bigint;
}

/** A file that is being watched: how it looked, and since when it has looked so (epoch milliseconds). */
export interface Watched {
  readonly sample: Sample;
  readonly since: number;
  /** Samples taken that all looked the same. */
  readonly samples: number;
}

/** `whole`: the long wait does not apply. `cut-off`: begins with ISA and does not end with an IEA segment. */
export type Shape = 'whole' | 'cut-off';

/** Adds a sample taken at `now` to what was known before (undefined: first sight). */
export function observeFile(before: Watched | undefined, sample: Sample, now: number): Watched {
  if (before === undefined || !isSame(before.sample, sample)) return { sample, since: now, samples: 1 };
  return { sample, since: before.since, samples: before.samples + 1 };
}

/** True when two samples show the same bytes as far as the file system can tell. */
export function isSame(one: Sample, other: Sample): boolean {
  return one.size === other.size && one.modified === other.modified && one.inode === other.inode;
}

/** True when at least two equal samples span the quiet time; from here on the file's shape decides. */
export function isQuiet(watched: Watched, now: number, times: SettleTimes): boolean {
  return watched.samples >= 2 && now - watched.since >= times.quiet;
}

/** True when a file of this shape may be taken now. */
export function isSettled(watched: Watched, shape: Shape, now: number, times: SettleTimes): boolean {
  if (!isQuiet(watched, now, times)) return false;
  return shape === 'whole' || now - watched.since >= Math.max(times.cutOff, times.quiet);
}

/** Bytes at each end of a file that `shapeOf` needs. */
export const HEAD_BYTES = 512;
export const TAIL_BYTES = 256;

/**
 * Tells from the first HEAD_BYTES and the last TAIL_BYTES whether a file looks cut off. Spaces, line ends and a byte
 * order mark around the interchange do not count. Never throws.
 */
export function shapeOf(head: Uint8Array, tail: Uint8Array): Shape {
  const text = Buffer.from(head).toString('latin1');
  const start = text.search(/[^\s\u00ef\u00bb\u00bf\u0000]/);
  if (start < 0 || !text.startsWith('ISA', start)) return 'whole';
  const separator = text[start + 3];
  if (separator === undefined || /[A-Za-z0-9\s]/.test(separator)) return separator === undefined ? 'cut-off' : 'whole';
  const terminator = terminatorOf(text, start, separator);
  if (terminator === undefined) return 'cut-off';
  const end = trimEnd(Buffer.from(tail).toString('latin1'), terminator);
  if (!end.endsWith(terminator)) return 'cut-off';
  const body = end.slice(0, -1);
  const last = body.slice(body.lastIndexOf(terminator) + 1).trimStart();
  return last.startsWith(`IEA${separator}`) ? 'whole' : 'cut-off';
}

/** The byte after ISA16, found by counting sixteen separators; undefined when the header itself is cut. */
function terminatorOf(text: string, start: number, separator: string): string | undefined {
  let at = start + 3;
  for (let count = 1; count < 16; count++) {
    at = text.indexOf(separator, at + 1);
    if (at < 0) return undefined;
  }
  return text[at + 2];
}

/** Drops white space and NUL after the last segment, but never the terminator, which may itself be a line end. */
function trimEnd(text: string, terminator: string): string {
  let end = text.length;
  while (end > 0 && /[\s\u0000\u001a]/.test(text[end - 1]!) && text[end - 1] !== terminator) end--;
  return text.slice(0, end);
}
