import { execFile } from 'node:child_process';
import { release } from 'node:os';
import { syncFile } from './whole-folder.js';

/** A file from this size on keeps the disk busy alone: it is flushed by itself. */
const LARGE_BYTES = 1_000_000;
/** Small files that wait to be flushed together. */
const MOST_WAITING = 1_000;

/** Files below a folder that were written and not flushed yet, for whoever writes many of them. */
export class UnflushedFiles {
  readonly #folder: string;
  #waiting: string[] = [];

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Whether a file of so many bytes had better wait here than be flushed when it is written. */
  static areBetterFor(bytes: number): boolean {
    return bytes < LARGE_BYTES;
  }

  /** Takes a file that was written, and flushes when there are many. System errors go up as they are. */
  async add(path: string): Promise<void> {
    this.#waiting.push(path);
    if (this.#waiting.length >= MOST_WAITING) await this.flush();
  }

  /** Resolves when all that were taken are on the disk. System errors go up as they are. */
  async flush(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    await flushFiles(this.#folder, waiting);
  }
}

/** Flushes that are asked for at once; as many as the system's threads for files do. */
const SIDE_BY_SIDE = 4;

/**
 * Flushes many small files that were written below `folder`, on one file system, to the disk; resolves when all of them are
 * there. The whole file system is flushed in one go where that can be had and tells of failures; else file by file, each of
 * which costs a turn of the disk. Their folders' entries count as not flushed. System errors go up as they are.
 */
export async function flushFiles(folder: string, paths: readonly string[]): Promise<void> {
  if (paths.length === 0 || (await flushFileSystem(folder))) return;
  const next = paths.values();
  const flush = async (): Promise<void> => {
    for (const path of next) await syncFile(path);
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, flush));
}

/**
 * True when the file system of a folder is on the disk: Linux's syncfs(2), which Node has not, by the `sync` program of the
 * system. From Linux 5.8 on it fails when something could not be written. False where it cannot be had, and when it failed.
 */
function flushFileSystem(folder: string): Promise<boolean> {
  const [major = 0, minor = 0] = release().split('.').map(Number);
  if (process.platform !== 'linux' || major < 5 || (major === 5 && minor < 8)) return Promise.resolve(false);
  return new Promise((resolve) => void execFile('sync', ['-f', folder], (error) => resolve(error === null)));
}
