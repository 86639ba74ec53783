import { appendFileSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { appendLines, wholeLines } from '../../src/files/append-lines.js';
import { temporaryFolder } from '../store/material.js';

const newPath = () => join(temporaryFolder(), 'lines.ndjson');

async function linesOf(path: string): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of wholeLines(path)) lines.push(line);
  return lines;
}

describe('a file that is only added to', () => {
  it('is made with its mode, and tells the last line before it takes more', async () => {
    const path = newPath();
    const seen: string[] = [];
    const add = (...lines: string[]) =>
      appendLines(
        path,
        (last) => {
          seen.push(last);
          return lines;
        },
        0o600,
      );
    add('one', 'two');
    add('drei, äöü');
    add();
    expect(seen).toEqual(['', 'two', 'drei, äöü']);
    expect(readFileSync(path, 'utf8')).toBe('one\ntwo\ndrei, äöü\n');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(await linesOf(path)).toEqual(['one', 'two', 'drei, äöü']);
  });

  it('cuts off a part of a line that a crash left, and no whole line', async () => {
    const path = newPath();
    writeFileSync(path, 'one\ntwo\n{"half');
    expect(await linesOf(path)).toEqual(['one', 'two']);
    appendLines(path, (last) => [`after ${last}`]);
    expect(readFileSync(path, 'utf8')).toBe('one\ntwo\nafter two\n');
    writeFileSync(path, 'half');
    appendLines(path, (last) => [`after "${last}"`]);
    expect(readFileSync(path, 'utf8')).toBe('after ""\n');
  });

  it('finds the last line behind megabytes of others, and reads a monstrous line as its beginning', async () => {
    const path = newPath();
    for (let part = 0; part < 8; part++) appendFileSync(path, `${'x'.repeat(99)}\n`.repeat(5_000));
    appendFileSync(path, `${'y'.repeat(3_000_000)}\nlast\n`);
    appendLines(path, (last) => [`${last} again`]);
    let count = 0;
    let longest = 0;
    for await (const line of wholeLines(path)) {
      count++;
      longest = Math.max(longest, line.length);
    }
    expect([count, longest]).toEqual([40_003, 64 * 1024]);
  });

  it('has no lines when it is not there, and is not made for nothing', async () => {
    const path = newPath();
    expect(await linesOf(path)).toEqual([]);
    expect(existsSync(path)).toBe(false);
  });

  it('says what the disk refuses', () => {
    expect(() => appendLines(join(temporaryFolder(), 'none', 'lines'), () => ['x'])).toThrow(
      expect.objectContaining({ code: 'disk-failed', exitCode: 3 }),
    );
  });
});
