import { execFileSync } from 'node:child_process';

/** Copies a folder with the modes of all in it; `cpSync` of newer Node leaves those of folders behind. `to` must not exist. */
export function copyFolder(from: string, to: string): void {
  execFileSync('cp', ['-a', from, to]);
}
