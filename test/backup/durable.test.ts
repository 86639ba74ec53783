import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { needs } from '../support/system-part.js';
import { BackupBench } from './backup-bench.js';

const ROOT = join(import.meta.dirname, '../..');
const PROGRAM = ['--import', './test/support/typescript.mjs', 'test/backup/backup-process.ts'];
const FILES = 12;

let bench: BackupBench;
beforeEach(async () => {
  bench = await new BackupBench().prepare();
  await bench.receive();
  const folder = join(bench.folder.originals, '2026-11-03');
  mkdirSync(folder);
  for (let at = 0; at < FILES; at++) writeFileSync(join(folder, `extra-${at}`), `content ${at}`);
});
afterEach(() => bench.remove());

/** What a backup had flushed, and the order of it: `syncfs` or `fsync` with the path, and the rename of the set. */
function flushesOf(...environment: string[]): string[] {
  const trace = join(bench.root, 'trace');
  const options = ['-f', '-y', '-qq', '-o', trace, '-e', 'trace=fsync,fdatasync,syncfs,rename', ...environment];
  execFileSync('strace', [...options, process.execPath, ...PROGRAM, bench.folder.root, bench.target], { cwd: ROOT });
  return readFileSync(trace, 'utf8').split('\n');
}

const isNaming = (line: string): boolean => line.includes('rename(') && line.includes('/.unfinished-');

describe.skipIf(!needs('strace'))('a backup has its name when all of it is on the disk', () => {
  it('flushed in one go, and its folders', () => {
    const calls = flushesOf();
    const named = calls.findIndex(isNaming);
    const flushed = calls.findIndex((line) => line.includes('syncfs('));
    expect(flushed).toBeGreaterThanOrEqual(0);
    expect(flushed).toBeLessThan(named);
    const folder = calls.findIndex((line) => /fsync\(.*\/files\/originals\/2026-11-03>/.test(line));
    expect(folder).toBeGreaterThanOrEqual(0);
    expect(folder).toBeLessThan(named);
  });

  it('or each file of it, where the system has no program for that', () => {
    const calls = flushesOf('-E', 'PATH=/nowhere');
    const before = calls.slice(0, calls.findIndex(isNaming)).join('\n');
    expect(before).not.toContain('syncfs(');
    for (let at = 0; at < FILES; at++) expect(before).toMatch(new RegExp(`fsync\\(.*/files/.*/extra-${at}>`));
    expect(readdirSync(bench.target)).toEqual([expect.stringMatching(/^backup-/)]);
  });
});
